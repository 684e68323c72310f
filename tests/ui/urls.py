"""The gallery alone, and an address that breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def broken(request: HttpRequest) -> HttpResponse:
    """Fail as a page with a mistake in it would."""
    raise RuntimeError("broken on purpose")


urlpatterns = [path("ui/gallery/", include("betterpie.ui.urls")), path("broken/", broken)]
