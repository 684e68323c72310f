"""The yardstick: a bare Django page with a list of fifty rows, measured in the same run by the same means.

python -m bench.bare PORT    # serves it from two processes, its database in memory of each
"""

import sys

import django
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

sys.modules["bench.bare"] = sys.modules[__name__]  # the server looks for it by its name, and it may stand only once
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:bare?mode=memory&cache=shared", "CONN_MAX_AGE": None}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    ROOT_URLCONF="bench.bare",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()


class Shop(models.Model):
    """A row of the list."""

    name = models.CharField(max_length=80)
    town = models.CharField(max_length=80)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.name


PAGE = Template(
    "<!doctype html><title>Shops</title><h1>Shops</h1><ul>{% for shop in shops %}<li>{{ shop.name }}, {{ shop.town }}</li>{% endfor %}</ul>"
)


def shops(request: HttpRequest) -> HttpResponse:
    """The list."""
    return HttpResponse(PAGE.render(Context({"shops": Shop.objects.order_by("name")[:50]})))


def application() -> object:
    """The page in one process, its rows laid."""
    from django.core.wsgi import get_wsgi_application

    with connection.schema_editor() as editor:
        editor.create_model(Shop)
    Shop.objects.bulk_create(Shop(name=f"Shop {number}", town="Long Beach") for number in range(50))
    return get_wsgi_application()


urlpatterns = [path("", shops)]

if __name__ == "__main__":
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "bench.bare:application",
        factory=True,
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_enabled=False,
    ).serve()
