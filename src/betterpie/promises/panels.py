"""What promises shows in other places: its letters."""

from betterpie.ui.messages import Writer

WRITERS: dict[str, Writer] = {}
