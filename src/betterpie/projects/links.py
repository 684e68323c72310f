"""Signed addresses by which a partner signs a paper, or approves her sheet, from her mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.members.models import Member
from betterpie.projects.models import Partner, Project

SALT = "projects.paper"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which something can be done from a mail."""


def paper(agreement: int, partner: Partner, *, reader: int) -> str:
    """The address at which `reader` signs this paper for this partner, and does nothing else, as long as she acts for her.

    `reader` is a person, or 0 for a member's own address while nobody acts for it.
    """
    return _open("paper", agreement, partner.pk, reader)


def sheet(settlement: int, partner: Partner, *, reader: int) -> str:
    """The address at which `reader` says yes to this partner's sheet, and does nothing else, as long as she acts for her."""
    return _open("sheet", settlement, partner.pk, reader)


def read(signed: str, *, what: str) -> tuple[int, int, int]:
    """What was signed: the paper's (or settlement's) id, the partner's, the reader's. Refuses anything else with BadSignature."""
    pk, partner, reader = signing.loads(signed, salt=f"{SALT}.{what}", max_age=GOOD_FOR)
    return pk, partner, reader


def page(project: Project, reader: Member, name: str = "project") -> str:
    """A page of the project for `reader`, who signs in."""
    return settings.BASE_URL + reverse(f"projects:{name}", args=[reader.node.slug, project.pk])


def _open(what: str, pk: int, partner: int, reader: int) -> str:
    return settings.BASE_URL + reverse(f"projects_open:{what}", args=[signing.dumps([pk, partner, reader], salt=f"{SALT}.{what}")])
