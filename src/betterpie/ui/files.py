"""Addresses of static files, each made once: a page names two dozen of them."""

from functools import cached_property

from django.contrib.staticfiles.storage import StaticFilesStorage


class Static(StaticFilesStorage):
    """Django's storage, with a memory."""

    @cached_property
    def _known(self) -> dict[str, str]:
        return {}

    def url(self, name: str | None) -> str:
        """The address under which a browser finds the file."""
        found = self._known.get(name or "")
        if found is None:
            found = self._known[name or ""] = super().url(name)
        return found
