"""What the house loads before it divides into processes, so that they share it and the first visitor doesn't wait for it."""

from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils.translation import gettext, override

from betterpie.house import wsgi
from betterpie.kernel.needs.search import index
from betterpie.rows import queries
from betterpie.ui import formats

DOORS = ("/", "/account/login/", "/health/")
"""Pages for everybody; who asks for them meets all that stands before any page."""


def warm() -> None:
    """Load addresses, pages, languages, the lexicon of needs and what the rooms ask; and look in at the doors, once in each language."""
    assert get_resolver().url_patterns
    index()
    for language, _name in settings.LANGUAGES:
        with override(language):
            gettext("Members")
            formats.money(0)
    for page in pages():
        get_template(page)
    queries.compile_all()
    for language, _name in settings.LANGUAGES:
        with override(language):  # a visit leaves its language behind, and the worker would go on in it
            for door in DOORS:
                _look_in(door, language=language)


def pages() -> list[str]:
    """The names of our own pages and their parts."""
    folders = [Path(folder) for folder in get_app_template_dirs("templates") if Path(folder).is_relative_to(settings.PACKAGE)]
    return [str(page.relative_to(folder)) for folder in folders for page in sorted(folder.rglob("*.html"))]


def _look_in(path: str, *, language: str) -> None:
    """Ask for a page without a server. The answer is not closed, so that nothing begins which follows a visit."""
    here = urlsplit(settings.BASE_URL)
    words = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": here.netloc, "HTTP_ACCEPT_LANGUAGE": language}
    way = {"SERVER_NAME": here.hostname, "SERVER_PORT": "80", "wsgi.url_scheme": here.scheme, "wsgi.input": BytesIO()}
    wsgi.application.get_response(WSGIRequest({**words, **way}))
