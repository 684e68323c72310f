"""What is wrong with a list or one of its lines, as sentences for the steward."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betterpie.kernel.listings.cleaning import Trouble
from betterpie.kernel.listings.columns import Layout


def of_trouble(trouble: Trouble) -> str:
    """A trouble of a line as a sentence in the reader's language."""
    said = {"said": trouble.said}
    sentences = {
        "no name": _("There is no business name here, so this line stays out."),
        "person stands in": _("There is no business name here, so the person's name stands in for it."),
        "name too long": _("The name is longer than %(said)s characters, so only its beginning was kept.") % said,
        "no ZIP": _("“%(said)s” is not a ZIP code, so it was left out.") % said,
        "no phone": _("“%(said)s” is not a phone number we can read, so it was left out.") % said,
        "no e-mail": _("“%(said)s” is not an e-mail address we can read, so it was left out.") % said,
        "no web page": _("“%(said)s” is not a web address we can read, so it was left out.") % said,
    }
    return sentences.get(trouble.what) or _more_cells(int(trouble.said))


def of_layout(layout: Layout) -> list[str]:
    """What a steward should know about a list before it goes in."""
    said = []
    if layout.spoiled:
        titles = ", ".join(layout.spoiled)
        said.append(
            _("A spreadsheet has spoiled some dates (they look like 1.28E+12), so they are left out: %(titles)s.") % {"titles": titles}
        )
    if "employees" in layout.mapping:
        said.append(_("How many people work there is left out: nobody here needs to know, and it is soon out of date."))
    if layout.profile is not None:
        said.append(_("Some rows are shorter than the headings; their cells were put back under the headings they fit best."))
    return said


def _more_cells(count: int) -> str:
    words = ngettext(
        "This line has one more cell than there are headings.", "This line has %(n)d more cells than there are headings.", count
    )
    return words % {"n": count}
