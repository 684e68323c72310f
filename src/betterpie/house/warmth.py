"""What the web loads before it divides into processes, so that they share it and the first visitor doesn't wait for it."""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils.translation import gettext, override

from betterpie.kernel.needs.search import index
from betterpie.ui import formats


def warm() -> None:
    """Load addresses, pages, languages and the lexicon of needs."""
    assert get_resolver().url_patterns
    index()
    for language, _name in settings.LANGUAGES:
        with override(language):
            gettext("Members")
            formats.money(0)
    for page in pages():
        get_template(page)


def pages() -> list[str]:
    """The names of our own pages and their parts."""
    folders = [Path(folder) for folder in get_app_template_dirs("templates") if Path(folder).is_relative_to(settings.PACKAGE)]
    return [str(page.relative_to(folder)) for folder in folders for page in sorted(folder.rglob("*.html"))]
