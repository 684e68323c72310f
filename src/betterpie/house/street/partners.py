"""How neighbors of the street came to be partners: a coffee, two pacts and goods on a shelf."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from betterpie.events import actions as events
from betterpie.events.models import OneToOne
from betterpie.house.street.people import Plan
from betterpie.members.models import Member
from betterpie.pacts import actions as pacts
from betterpie.pacts.actions import Terms
from betterpie.people.models import Person

TOLD = "%s and %s are both members of Bixby Knolls. Nobody is paid for this."
SHELF = Terms(
    kind="shelf",
    benefit="Cheese that goes with the bottle, from two doors on.",
    disclosure="Fourth St Wine and Knolls Cheese are both members of Bixby Knolls and earn on these goods together.",
    one_does="Keep the cooler by the till tidy and filled.",
    other_does="Bring fresh cheese on Tuesdays.",
    goods="Cheese for two",
    shelf="the cooler by the till",
    host="one",
    restocks="other",
    price=1_400,
    keeps_percent=25,
)


def plan_partners(plan: Plan, members: Mapping[str, Member], people: Mapping[str, Person], *, until: datetime) -> None:
    """Have the vet and the trainer meet and agree in the last months before `until`, and cheese stand at the wine shop."""
    vet, maya = members["vet"], members["maya"]
    asked: list[OneToOne] = []

    def ask(at: datetime) -> None:
        meets_at = (at + timedelta(days=3)).astimezone(vet.node.zone).replace(hour=10, minute=0)
        line = "You have half of my puppies by now."
        asked.append(events.ask(vet, maya, times=[meets_at], place="Second Cup on Atlantic", line=line, by=people["vet"].pk, at=at))

    def agree(at: datetime) -> None:
        events.agree(asked[0], asked[0].times[0], by=people["maya"].pk, at=at)

    def met(at: datetime) -> None:
        for key in ("vet", "maya"):
            events.say(asked[0], members[key], has_met=True, by=people[key].pk, at=at)
        events.note(asked[0], maya, own="", shared="Cards on the counter; puppies after the second shot.", at=at)

    plan(until - timedelta(days=120), ask)
    plan(until - timedelta(days=119), agree)
    plan(until - timedelta(days=116), met)
    plan(until - timedelta(days=100), lambda at: _pact(members, people, "vet", "maya", _refer(vet, maya), at=at))
    plan(until - timedelta(days=90), lambda at: _pact(members, people, "vet", "maya", _card(vet, maya), at=at))
    plan(until - timedelta(days=80), lambda at: _shelf(members, people, at=at))


def _pact(members: Mapping[str, Member], people: Mapping[str, Person], one: str, other: str, terms: Terms, *, at: datetime) -> None:
    pact = pacts.propose(members[one], members[other], terms, by=people[one].pk, at=at)
    pacts.agree(pact, by=people[other].pk, at=at + timedelta(hours=3))
    for kind, quantity in (("brought", 24), ("sold", 17), ("settled", 10_500)) if terms.kind == "shelf" else ():
        who = other if kind == "settled" else one  # whose goods they are says that the money came
        pacts.count(pact, members[who], kind, quantity, by=people[who].pk, at=at + timedelta(hours=4))


def _shelf(members: Mapping[str, Member], people: Mapping[str, Person], *, at: datetime) -> None:
    _pact(members, people, "wine", "cheese", SHELF, at=at)


def _refer(vet: Member, maya: Member) -> Terms:
    return Terms(
        kind="referral",
        benefit="A puppy that is well and well-behaved.",
        disclosure=TOLD % (vet.business.name, maya.business.name),
        one_does="Name Maya at the second shot.",
        other_does="Ask about shots in the first class.",
    )


def _card(vet: Member, maya: Member) -> Terms:
    return Terms(
        kind="card",
        benefit="Calm hands for pets and their people.",
        disclosure=TOLD % (vet.business.name, maya.business.name),
        one_does="Lay Maya's card on the counter.",
        other_does="Lay the practice's card out in class.",
    )
