"""Writes down what a node knows of occasions, checked before it is used."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.kernel.matching import DEFAULT, Occasion, Problem, UnfitKnowledge, load
from betterpie.kernel.matching.reading import write
from betterpie.members.models import Node
from betterpie.partners import queries
from betterpie.partners.facts import OccasionsChanged
from betterpie.partners.models import Occasions

LONGEST = 400_000
"""Characters of a node's own file: about three times the shipped one."""


class Refused(Exception):
    """Something that can't be done here, with a sentence fit for the reader; `problems` are what is wrong, line by line."""

    def __init__(self, words: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(words)
        self.problems = problems


@transaction.atomic
def change_occasions(node: Node, text: str, *, by: int | None, at: datetime) -> None:
    """Take `text` for what the node itself knows, laid over the shipped file; "" goes back to that alone.

    Refuses an unfit text whole, with every line and its reason; what was in use stays in use.
    """
    _checked(text)
    last = Occasions.objects.select_for_update().filter(node=node).order_by("-version").first()
    if text == (last.text if last else ""):
        return
    version = last.version + 1 if last else 1
    Occasions.objects.create(node=node, version=version, text=text, at=at)
    journal.record(OccasionsChanged(node=node.pk, version=version), by=by, at=at)


@transaction.atomic
def change_occasion(node: Node, name: str, occasion: Occasion, *, by: int | None, at: datetime) -> None:
    """Take `occasion` for the one called `name` ("": for a new one).

    Refuses what is unfit (its problems count lines from 2, a line for each step), and the name of another occasion.
    """
    used = {one.name.casefold(): one for one in queries.occasions_of(node.pk)}
    new_name = occasion.name.casefold()
    if new_name != name.casefold() and new_name in used:
        raise Refused(_("There is an occasion of that name already."))
    if used.get(new_name) == occasion:
        return
    _checked(write((occasion,)))
    own = {one.name.casefold(): one for one in queries.own_occasions(node.pk)}
    if not queries.is_shipped(name):
        own.pop(name.casefold(), None)
    own[new_name] = occasion
    change_occasions(node, write(tuple(own.values())), by=by, at=at)


@transaction.atomic
def drop_occasion(node: Node, name: str, *, by: int | None, at: datetime) -> None:
    """Forget what the node itself knows of one occasion: the shipped one is used again, if there is one."""
    left = [one for one in queries.own_occasions(node.pk) if one.name.casefold() != name.casefold()]
    change_occasions(node, write(left) if left else "", by=by, at=at)


def _checked(text: str) -> None:
    if not text:
        return
    if len(text) > LONGEST:
        raise Refused(_("That is too long to be a list of occasions."))
    try:
        load(text, base=DEFAULT)
    except UnfitKnowledge as unfit:
        raise Refused(_("It can't be used as it is. What was in use before stays in use."), unfit.problems) from unfit
