"""Everything between two businesses: how far they have come, what went each way, and what each adds for a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from betterpie.events import queries as events
from betterpie.events.models import OneToOne
from betterpie.members.models import Member
from betterpie.pacts import queries as pacts
from betterpie.pacts.models import Pact
from betterpie.partners.queries.board import NO_COUNTS, Board, board
from betterpie.partners.queries.fits import Fit, are_rivals, fit
from betterpie.projects import queries as projects
from betterpie.promises import queries as promises
from betterpie.promises.models import DONE, Promise
from betterpie.referrals import queries as referrals

SHOWN = 6
"""How many promises between the two a page shows."""

ENOUGH = 3
"""Of so many customers it must be told how it went on before a page says it of a pair."""
ON_A_CARD = 3
LOOKED_AT = 100
"""Among how many promises between the two those are counted that were kept and thanked for."""

PATH = ("strangers", "networking", "sharing", "cooperation", "collaboration")

NAMES: Mapping[str, Lazy] = MappingProxyType(
    {
        "strangers": lazy("Strangers"),
        "networking": lazy("Networking"),
        "sharing": lazy("Sharing"),
        "cooperation": lazy("Cooperation"),
        "collaboration": lazy("Collaboration"),
    }
)
NEXT: Mapping[str, Lazy] = MappingProxyType(
    {
        "networking": lazy("Meet once, over a coffee."),
        "sharing": lazy("Do each other a small favor: a promise kept, and thanked for, opens it."),
        "cooperation": lazy("Send each other a customer, or make a pact: the first one taken on opens it."),
        "collaboration": lazy("Make something together, such as an offer of both your things."),
    }
)
"""What opens each step."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """What went from one member to another: customers sent, taken on, who bought, what they were worth, who led to one sent back.

    And who of those of whom it was told came again, and who of those who spoke was not happy.
    """

    sent: int = 0
    taken: int = 0
    won: int = 0
    worth: int = 0
    returned: int = 0
    kept: int = 0
    asked_again: int = 0
    unhappy: int = 0
    spoke: int = 0

    @property
    def again(self) -> str:
        """How many of those of whom it was told came again; nothing while it is told of too few."""
        if self.asked_again < ENOUGH:
            return ""
        return _("%(kept)d of %(told)d") % {"kept": self.kept, "told": self.asked_again}

    @property
    def happy(self) -> str:
        """How many of the customers who said how it went were happy; nothing while too few have."""
        if self.spoke < ENOUGH:
            return ""
        return _("%(kept)d of %(told)d") % {"kept": self.spoke - self.unhappy, "told": self.spoke}


@dataclass(frozen=True, kw_only=True)
class Recommended:
    """One on a card: who, why in a sentence to the customer, and what she is told about the two."""

    member: Member
    trade: str
    reason: str
    disclosure: str


@dataclass(frozen=True, kw_only=True)
class Came:
    """What went each way in some time."""

    there: Way
    here: Way


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What has been seen between two members, as far as it opens steps."""

    met: int = 0
    sent: int = 0
    taken: int = 0
    favors: int = 0
    pacts: int = 0
    joint: int = 0
    projects: int = 0


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the path: its name, whether it is open, what opened it, or what would."""

    key: str
    name: str
    is_open: bool
    because: str = ""
    opens_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two members: how far they have come, what went between them, and how they fit."""

    fit: Fit
    back: Fit
    there: Way
    here: Way
    steps: list[Step]
    promises: list[Promise]
    coffees: list[OneToOne]
    pacts: list[Pact]
    are_rivals: bool

    @property
    def step(self) -> Step:
        """How far they have come."""
        return [step for step in self.steps if step.is_open][-1]

    @property
    def next(self) -> Step | None:
        """The step that opens next."""
        return next((step for step in self.steps if not step.is_open), None)

    @property
    def bar(self) -> list[tuple[str, str]]:
        """The path as the steps of a bar."""
        opened = [step for step in self.steps if step.is_open]
        return [(step.name, "now" if step is opened[-1] else "done" if step.is_open else "todo") for step in self.steps]

    @property
    def coffee(self) -> OneToOne | None:
        """The one-to-one that is open between them."""
        return next((one for one in self.coffees if one.is_open), None)

    @property
    def meets_first(self) -> bool:
        """Whether a coffee is what they had best begin with: they are strangers, and none is open."""
        return self.step.key == "strangers" and self.coffee is None

    @property
    def have_dealt(self) -> bool:
        """Whether a customer went either way."""
        return bool(self.there.sent or self.here.sent)


def pair(member: Member, other: int) -> Pair | None:
    """Everything between the two, told to `member`; None where one of them has not joined her node."""
    seen = board(member.node_id)
    if member.pk not in seen.neighbors or other not in seen.neighbors or member.pk == other:
        return None
    there, here = _ways(seen, member.pk, other)
    between = pacts.between(member, other)
    kinds = [one.kind for one in between if one.state == Pact.State.AGREED]
    coffees, promised = events.between(member.pk, other, limit=SHOWN), promises.between(member.pk, other, limit=LOOKED_AT)
    evidence = Evidence(
        met=sum(one.state == OneToOne.State.MET for one in coffees),
        sent=there.sent + here.sent,
        taken=there.taken + here.taken,
        favors=sum(promise.state in DONE and promise.thanked_at is not None for promise in promised),
        pacts=len(kinds),
        joint=kinds.count(Pact.Kind.JOINT),
        projects=projects.together(member.pk, other),
    )
    return Pair(
        pacts=between,
        fit=fit(seen, member.pk, other),
        back=fit(seen, other, member.pk),
        there=there,
        here=here,
        steps=path(evidence),
        promises=promised[:SHOWN],
        coffees=coffees,
        are_rivals=are_rivals(seen.neighbors[member.pk], seen.neighbors[other]),
    )


def card(member: Member) -> list[Recommended]:
    """Whom `member` recommends on her card: those with whom she agreed to, at most three."""
    made = pacts.cards_of(member, limit=ON_A_CARD)
    return [
        Recommended(member=other, trade=next(iter(other.business.trade_slugs), ""), reason=pact.benefit, disclosure=pact.told)
        for pact in made
        for other in [pact.beside(member)]
    ]


def came_of(pact: Pact, member: Member) -> Came:
    """The customers who went each way since a pact holds, told to `member`."""
    other = pact.beside(member)
    found = referrals.came_since(member, other, since=pact.agreed_at or pact.proposed_at)
    (out, out_won), (back, back_won) = found.get(member.pk, (0, 0)), found.get(other.pk, (0, 0))
    return Came(there=Way(sent=out, won=out_won), here=Way(sent=back, won=back_won))


def path(evidence: Evidence) -> list[Step]:
    """The steps of the path. One is open when something opened it, or a later one: nobody has to walk them one by one."""
    because = {
        "strangers": _("You are members of the same group."),
        "networking": _met(evidence),
        "sharing": _favors(evidence.favors),
        "cooperation": _taken(evidence),
        "collaboration": _together(evidence),
    }
    furthest = max(place for place, key in enumerate(PATH) if because[key])
    return [
        Step(
            key=key,
            name=str(NAMES[key]),
            is_open=place <= furthest,
            because=because[key],
            opens_by=str(NEXT[key]) if key in NEXT else "",
        )
        for place, key in enumerate(PATH)
    ]


def _met(evidence: Evidence) -> str:
    said = ngettext("You met over a coffee.", "You met %(n)d times.", evidence.met)
    if evidence.met:
        return said % {"n": evidence.met}
    return _("You know of each other: a customer was sent.") if evidence.sent else ""


def _favors(count: int) -> str:
    said = ngettext("A promise between you was kept and thanked for.", "%(n)d promises between you were kept and thanked for.", count)
    return said % {"n": count} if count else ""


def _taken(evidence: Evidence) -> str:
    said = ngettext("A customer was taken on between you.", "%(n)d customers were taken on between you.", evidence.taken)
    if evidence.taken:
        return said % {"n": evidence.taken}
    return _("You have a pact.") if evidence.pacts else ""


def _together(evidence: Evidence) -> str:
    said = ngettext("You made something together: a project.", "You made something together: %(n)d projects.", evidence.projects)
    if evidence.projects:
        return said % {"n": evidence.projects}
    return _("You offer something together.") if evidence.joint else ""


def _ways(seen: Board, member: int, other: int) -> tuple[Way, Way]:
    """From `member` to the other, and back."""
    ways = []
    for row, key in zip(referrals.between(member, other), ((member, other), (other, member)), strict=True):
        _sent, accepted, won, lost, _declined, kept, gone, pleased, unhappy = seen.tallies.get(key, NO_COUNTS)
        later = {"kept": kept, "asked_again": kept + gone, "unhappy": unhappy, "spoke": pleased + unhappy}
        taken = max(accepted, won + lost)
        ways.append(Way(sent=row.sent, taken=taken, won=row.won, worth=row.worth, returned=row.returned, **later) if row else Way())
    return ways[0], ways[1]
