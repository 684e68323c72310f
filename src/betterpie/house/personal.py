"""What the rooms together know of a person, and what must be settled before she goes."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from betterpie.events import actions as events
from betterpie.journal.models import Entry
from betterpie.members.models import Invitation, Member, Node, Staff
from betterpie.notices import actions as notices
from betterpie.people.actions import Refused
from betterpie.people.models import Person
from betterpie.projects import actions as projects
from betterpie.referrals.models import Customer, Referral
from betterpie.trust import queries as trust_queries
from betterpie.trust.actions import forgetting as trust_forgetting
from betterpie.trust.queries.known import said_by


def groups(person: Person) -> dict[str, list[Any]]:
    """Where she works, which groups she looks after, and the invitations that went to her address."""
    jobs = Staff.objects.filter(person=person).order_by("pk")
    invitations = Invitation.objects.filter(email=person.email).order_by("pk")
    return {
        "businesses": list(jobs.values("business__name", "is_owner", "since")),
        "groups_looked_after": list(Node.objects.filter(stewards__person=person).order_by("pk").values("name", "stewards__since")),
        "invitations": list(invitations.values("member__business__name", "state", "asked_at", "answered_at")),
    }


def deeds(person: Person) -> list[Any]:
    """What the journal says that she did."""
    return list(Entry.objects.filter(by=person.pk).order_by("pk").values("at", "kind", "data"))


def trust(person: Person) -> dict[str, Any]:
    """What is known of the businesses for which she acts: their scores with every line, and what was said to them."""
    mine = list(Member.objects.filter(business__staff__person=person).order_by("pk").values_list("pk", flat=True))
    return {"standings": trust_queries.known_of(mine), **said_by(mine)}


def needs_another_steward(person: Person, *, at: datetime) -> None:
    """Refuse to let the last steward of a group go."""
    alone = Node.objects.filter(stewards__person=person, pk__in=Node.objects.annotate(n=Count("stewards")).filter(n=1)).order_by("name")
    names = ", ".join(alone.values_list("name", flat=True))
    if names:
        raise Refused(_("You are the only steward of %(groups)s. Make somebody else steward first.") % {"groups": names})


def forget_letters(person: Person, *, at: datetime) -> None:
    """Forget which letters went to her, and what she did not want."""
    notices.forget(person.email)


def forget_words(person: Person, *, at: datetime) -> None:
    """Forget what she wrote about lines and neighbors, in notes and in projects, where nobody else acts for her business."""
    mine = set(Member.objects.filter(business__staff__person=person).values_list("pk", flat=True))
    others = Staff.objects.exclude(person=person).filter(business__seats__in=mine).values_list("business__seats", flat=True)
    alone = mine - set(others)
    trust_forgetting.forget_words(person, members=alone)
    events.forget(members=alone)
    projects.forget(members=alone)


def forget_customer(*, instance: Customer, **_signal: object) -> None:
    """Take back what was not sent yet about a customer who is being erased, wherever she went on to: it may name her."""
    referral: Referral | None = instance.referral
    while referral is not None:
        notices.withdraw(referral.node_id, field="referral", value=referral.pk)
        referral = referral.instead_of


def follow_address(*, user: Person, from_email_address: Any, to_email_address: Any, **_signal: object) -> None:
    """Let letters and wishes follow a person to her new address."""
    if from_email_address is not None:
        notices.move(from_email_address.email, to_email_address.email)
