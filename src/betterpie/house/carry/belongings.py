"""What belongs to a node, in the order in which it can be brought up, and which of its numbers name something."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from betterpie.events.models import Note, OneToOne
from betterpie.journal.facts import FACTS, Fact, member_fields
from betterpie.journal.models import Beat, Delivery, Entry, Mention
from betterpie.members.models import (
    Acceptance,
    Batch,
    BatchRow,
    Business,
    BusinessTrade,
    Claim,
    Invitation,
    Member,
    Node,
    NodeLink,
    Staff,
    Steward,
    Word,
)
from betterpie.notices.models import Edition, Letter, Wish
from betterpie.pacts.models import Count, Pact
from betterpie.partners.models import Elsewhere, Nudge, Occasions, Round, Tally
from betterpie.people.models import Person
from betterpie.projects.models import (
    Agreement,
    Answer,
    Figure,
    File,
    Input,
    Lasting,
    Line,
    LogLine,
    Partner,
    Payment,
    Project,
    Settlement,
    Sheet,
    Signature,
    Step,
    Tap,
)
from betterpie.promises.models import Promise
from betterpie.referrals.models import Customer, Pair, Referral
from betterpie.trust.models import Book, Evidence, Feedback, History, Merging, PolicyChange, Reply, Review, Standing, Voice
from betterpie.value.models import Flow

KIND = "node"

Ids = Callable[[type[Model], int], int | None]
"""From a row's number there to its number here; None where it did not come along."""
Named = dict[str, type[Model]]


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """One table's rows of a node. `names`: numbers that are no foreign keys and yet name a row. `mend`: what else is translated."""

    model: type[Model]
    of: Callable[[int], Q]
    names: Named = field(default_factory=dict)
    mend: Callable[[dict[str, Any], Ids], None] | None = None

    @property
    def label(self) -> str:
        """What it is called in the file."""
        return self.model._meta.label


DONE = (Batch.State.DONE, Batch.State.UNDONE)
INT_NAMES: Named = {
    "referral": Referral,
    "returns": Referral,
    "successor": Referral,
    "promise": Promise,
    "project": Project,
    "agreement": Agreement,
    "settlement": Settlement,
    "payment": Payment,
    "one_to_one": OneToOne,
    "pact": Pact,
    "invitation": Invitation,
    "claim": Claim,
    "batch": Batch,
    "person": Person,
    "node": Node,
    "other": Node,
    "policy": PolicyChange,
    "review": Review,
    "feedback": Feedback,
}
"""The whole-number fields of facts that name a row."""
AMOUNTS = frozenset(
    {
        "share",
        "counted",
        "alone",
        "hours",
        "amount",
        "minutes",
        "worth",
        "version",
        "nudge",
        "listed",
        "merged",
        "removed",
        "kept",
        "quantity",
        "voices",
        "again",
        "told",
    }
)
"""The whole-number fields of facts that are amounts. Every such field stands in one of the two; a test sees to it."""
KEYED: Named = {
    "referral": Referral, "promise": Promise, "nudge": Nudge, "one_to_one": OneToOne, "pact": Pact, "project": Project,
    "again": Referral, "voice": Voice, "feedback": Feedback,
}  # fmt: skip
"""What keys such as `referral:12:sent` begin with, and of what the number is."""
_KEY = re.compile(rf"({'|'.join(KEYED)}):(\d+)(.*)")


def translate(key: str, ids: Ids) -> str:
    """A key such as `referral:12:sent` with the number it has here, or nothing where that did not come along."""
    found = _KEY.fullmatch(key)
    if found is None:
        return key
    here = ids(KEYED[found[1]], int(found[2]))
    return f"{found[1]}:{here}{found[3]}" if here is not None else ""


def names_in(fact: type[Fact]) -> Named:
    """Which fields of a fact name a row, and of what."""
    return {name: model for name, model in INT_NAMES.items() if name in fact.__dataclass_fields__} | dict.fromkeys(
        member_fields(fact), Member
    )


def _entry(row: dict[str, Any], ids: Ids) -> None:
    row["is_for_everybody"] = FACTS[row["kind"]].shown == "everybody"  # an older version did not write it down
    for name, model in names_in(FACTS[row["kind"]]).items():
        if row["data"].get(name) is not None:
            # What did not come along is named 0, like somebody outside: a fact needs its field.
            row["data"][name] = ids(model, row["data"][name]) or 0


def _thing(row: dict[str, Any], ids: Ids) -> None:
    row["thing"] = translate(row["thing"], ids)


def _edition(row: dict[str, Any], ids: Ids) -> None:
    row["told"] = [key for told in row["told"] if (key := translate(told, ids))]


def _batch_row(row: dict[str, Any], ids: Ids) -> None:
    if "seats" in row["made"]:
        row["made"]["seats"] = [seat for each in row["made"]["seats"] if (seat := ids(Member, each)) is not None]


def _members(node: int) -> QuerySet[Member, int]:
    return Member.objects.filter(node=node).values_list("pk", flat=True)


BELONGINGS = (
    Belonging(model=Node, of=lambda node: Q(pk=node)),
    Belonging(model=Steward, of=lambda node: Q(node=node)),
    Belonging(model=Business, of=lambda node: Q(seats__node=node) | Q(claims__node=node)),
    Belonging(model=BusinessTrade, of=lambda node: Q(business__seats__node=node) | Q(business__claims__node=node)),
    Belonging(model=Staff, of=lambda node: Q(business__seats__node=node) | Q(business__claims__node=node)),
    Belonging(model=Member, of=lambda node: Q(node=node)),
    Belonging(model=Word, of=lambda node: Q(node=node)),
    Belonging(model=Acceptance, of=lambda node: Q(member__node=node)),
    Belonging(model=Invitation, of=lambda node: Q(member__node=node)),
    Belonging(model=Claim, of=lambda node: Q(node=node)),
    Belonging(model=Batch, of=lambda node: Q(node=node, state__in=DONE, file="")),
    Belonging(model=BatchRow, of=lambda node: Q(batch__node=node, batch__state__in=DONE, batch__file=""), mend=_batch_row),
    Belonging(model=Referral, of=lambda node: Q(node=node)),
    Belonging(model=Customer, of=lambda node: Q(referral__node=node)),
    Belonging(model=Pair, of=lambda node: Q(giver__node=node, receiver__node=node)),
    Belonging(model=Pact, of=lambda node: Q(node=node)),
    Belonging(model=Count, of=lambda node: Q(pact__node=node)),
    Belonging(model=OneToOne, of=lambda node: Q(node=node)),
    Belonging(model=Note, of=lambda node: Q(one_to_one__node=node)),
    Belonging(model=Promise, of=lambda node: Q(node=node), mend=_thing),
    Belonging(model=Project, of=lambda node: Q(node=node)),
    Belonging(model=Partner, of=lambda node: Q(project__node=node)),
    Belonging(model=Input, of=lambda node: Q(project__node=node)),
    Belonging(model=Step, of=lambda node: Q(project__node=node)),
    Belonging(model=Lasting, of=lambda node: Q(project__node=node)),
    Belonging(model=LogLine, of=lambda node: Q(project__node=node)),
    Belonging(model=File, of=lambda node: Q(line__project__node=node)),
    Belonging(model=Answer, of=lambda node: Q(partner__project__node=node)),
    Belonging(model=Figure, of=lambda node: Q(project__node=node)),
    Belonging(model=Agreement, of=lambda node: Q(project__node=node)),
    Belonging(model=Signature, of=lambda node: Q(agreement__project__node=node)),
    Belonging(model=Line, of=lambda node: Q(project__node=node)),
    Belonging(model=Tap, of=lambda node: Q(project__node=node), mend=_thing),
    Belonging(model=Settlement, of=lambda node: Q(project__node=node)),
    Belonging(model=Sheet, of=lambda node: Q(settlement__project__node=node)),
    Belonging(model=Payment, of=lambda node: Q(settlement__project__node=node)),
    Belonging(model=Entry, of=lambda node: Q(node=node), names={"node": Node, "by": Person}, mend=_entry),
    Belonging(model=Mention, of=lambda node: Q(entry__node=node), names={"member": Member}),
    Belonging(model=Delivery, of=lambda node: Q(entry__node=node)),
    Belonging(model=Flow, of=lambda node: Q(node=node), names={"node": Node, "provider": Member, "receiver": Member}),
    Belonging(
        model=Evidence,
        of=lambda node: Q(node=node),
        names={"node": Node, "about": Member, "by": Member, "by_node": Node, "entry": Entry},
        mend=_thing,
    ),
    Belonging(model=Reply, of=lambda node: Q(member__node=node), names={"entry": Entry}),
    Belonging(model=Review, of=lambda node: Q(node=node), names={"entry": Entry}),
    Belonging(model=Voice, of=lambda node: Q(review__node=node)),
    Belonging(model=Feedback, of=lambda node: Q(node=node), names={"occasion": Entry}),
    Belonging(model=History, of=lambda node: Q(member__in=_members(node)), names={"member": Member}),
    Belonging(model=PolicyChange, of=lambda node: Q(node=node), names={"node": Node, "by": Person}),
    Belonging(model=Merging, of=lambda node: Q(node=node), names={"node": Node, "gone": Member, "into": Member, "by": Person}),
    Belonging(model=Tally, of=lambda node: Q(node=node), names={"node": Node, "giver": Member, "receiver": Member}),
    Belonging(model=Nudge, of=lambda node: Q(member__node=node, other__node=node)),
    Belonging(model=Occasions, of=lambda node: Q(node=node)),
    Belonging(model=Wish, of=lambda node: Q(node=node), names={"node": Node}),
    Belonging(
        model=Edition, of=lambda node: Q(member__in=Member.objects.filter(node=node).values("pk")), names={"member": Member}, mend=_edition
    ),
)

STAYS: dict[type[Model], str] = {
    Elsewhere: "is gathered anew from the other groups of the installation that it comes to",
    Round: "says when this installation last made nudges",
    NodeLink: "the neighbor is not there",
    Beat: "says which worker is alive here",
    Standing: "is weighed anew here, the first night",
    Book: "keeps the evidence of this installation together",
    Letter: "is drawn with addresses of this installation",
}
"""What does not travel, and why. People travel by themselves: each whom a row of the node names."""
