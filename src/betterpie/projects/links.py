"""Signed addresses by which a partner signs a paper, or approves her sheet, from her mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.members.models import Member
from betterpie.projects.models import Partner, Project

SALT = "projects.paper"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which something can be done from a mail."""


def paper(agreement: int, partner: Partner) -> str:
    """The address from which this partner signs this paper, and does nothing else."""
    return _open("paper", agreement, partner.pk)


def sheet(settlement: int, partner: Partner) -> str:
    """The address from which this partner says yes to her sheet, and does nothing else."""
    return _open("sheet", settlement, partner.pk)


def read(signed: str, *, what: str) -> tuple[int, int]:
    """What was signed: the paper's (or sheet's) id and the partner's. Refuses anything else with BadSignature."""
    pk, partner = signing.loads(signed, salt=f"{SALT}.{what}", max_age=GOOD_FOR)
    return pk, partner


def page(project: Project, reader: Member, name: str = "project") -> str:
    """A page of the project for `reader`, who signs in."""
    return settings.BASE_URL + reverse(f"projects:{name}", args=[reader.node.slug, project.pk])


def _open(what: str, pk: int, partner: int) -> str:
    return settings.BASE_URL + reverse(f"projects_open:{what}", args=[signing.dumps([pk, partner], salt=f"{SALT}.{what}")])
