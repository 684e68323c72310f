"""The verbs of members."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, MemberId
from betterpie.kernel import places
from betterpie.kernel.vocabulary import trades
from betterpie.kernel.words import words_of
from betterpie.members.facts import (
    BusinessListed,
    InvitationAnswered,
    MemberJoined,
    MemberLeft,
    NodesLinked,
    NodeStarted,
    OwnerInvited,
    RulesAccepted,
    RulesChanged,
)
from betterpie.members.models import Acceptance, Business, BusinessTrade, Invitation, Member, Node, NodeLink, Staff, Steward, Word
from betterpie.people.models import Person


class Refused(Exception):
    """Something that can't be done, with a sentence fit for the reader."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is written about a business. `trades` are slugs, the main one first; unknown ones are refused."""

    name: str
    trades: Sequence[str] = ()
    legal_name: str = ""
    blurb: str = ""
    services: str = ""
    asked_for: str = ""
    price_level: int | None = None
    hours: dict[str, Any] | None = None
    phone: str = ""
    email: str = ""
    web: str = ""
    street: str = ""
    city: str = ""
    zip: str = ""
    is_chain: bool = False


@transaction.atomic
def start_node(name: str, *, slug: str = "", by: Person, at: datetime, **fields: Any) -> Node:
    """Start a node with `by` as its steward. Refuses an address that is taken."""
    address = slug or slugify(name)[:40].strip("-")
    if Node.objects.filter(slug=address).exists():
        raise Refused(_("There is a group at that address already."))
    node = Node.objects.create(name=name, slug=address, join_code=_code(), created_at=at, **fields)
    Steward.objects.create(node=node, person=by, since=at)
    journal.record(NodeStarted(node=node.pk), by=by.pk, at=at)
    return node


@transaction.atomic
def list_business(node: Node, profile: Profile, *, by: Person | None, at: datetime) -> Member:
    """Give a new business a seat in `node` as a guest."""
    business = Business.objects.create(created_at=at, **_columns(profile))
    _set_trades(business, profile.trades)
    return seat_business(node, business, by=by, at=at)


@transaction.atomic
def seat_business(node: Node, business: Business, *, by: Person | None, at: datetime) -> Member:
    """Give a business that is known already a seat in `node` as a guest. Refuses a second seat."""
    if Member.objects.filter(node=node, business=business).exists():
        raise Refused(_("%(name)s is on the list already.") % {"name": business.name})
    member = Member.objects.create(node=node, business=business, sort_name=sort_name(business.name), listed_at=at)
    index(member)
    journal.record(BusinessListed(node=node.pk, member=MemberId(member.pk)), by=by.pk if by else None, at=at)
    return member


@transaction.atomic
def describe(business: Business, profile: Profile, *, by: Person | None, at: datetime) -> None:
    """Write down anew what a business is and does, everywhere it has a seat."""
    Business.objects.filter(pk=business.pk).update(**_columns(profile))
    business.refresh_from_db()
    _set_trades(business, profile.trades)
    for member in Member.objects.filter(business=business).select_related("business"):
        Member.objects.filter(pk=member.pk).update(sort_name=sort_name(business.name))
        index(member)


@transaction.atomic
def join(member: Member, *, person: Person, tier: str = Member.Tier.FULL, at: datetime) -> None:
    """Seat `person` at `member`: as its owner when the seat was free. Accepts the house rules. Refuses a seat that was given up."""
    if member.left_at:
        raise Refused(_("This seat has been given up. Ask a steward."))
    claimed = Member.objects.filter(pk=member.pk, tier=Member.Tier.GUEST).update(tier=tier, joined_at=at)
    Staff.objects.get_or_create(business_id=member.business_id, person=person, defaults={"since": at, "is_owner": bool(claimed)})
    Invitation.objects.filter(member=member, state=Invitation.State.OPEN).update(state=Invitation.State.ACCEPTED, answered_at=at)
    member.refresh_from_db()
    if claimed:
        journal.record(MemberJoined(node=member.node_id, member=MemberId(member.pk), tier=Code(tier)), by=person.pk, at=at)
    accept_rules(member, by=person, at=at)


@transaction.atomic
def accept_rules(member: Member, *, by: Person, at: datetime) -> None:
    """Write down that `member` keeps the house rules as they are now. Saying so twice does nothing."""
    version = member.node.rules_version
    _row, is_new = Acceptance.objects.get_or_create(member=member, version=version, defaults={"person": by, "at": at})
    if is_new:
        journal.record(RulesAccepted(node=member.node_id, member=MemberId(member.pk), version=version), by=by.pk, at=at)


@transaction.atomic
def change_rules(node: Node, rules: str, *, by: Person, at: datetime) -> None:
    """Give `node` new house rules; every member will be asked to accept them. The same words again change nothing."""
    if node.rules == rules:
        return
    node.rules, node.rules_version = rules, node.rules_version + 1
    node.save(update_fields=["rules", "rules_version"])
    journal.record(RulesChanged(node=node.pk, version=node.rules_version), by=by.pk, at=at)


@transaction.atomic
def leave(member: Member, *, by: Person | None, at: datetime) -> None:
    """Give up a seat. What the member did stays in the journal."""
    if Member.objects.filter(pk=member.pk, left_at=None).update(left_at=at):
        Word.objects.filter(member=member).delete()
        journal.record(MemberLeft(node=member.node_id, member=MemberId(member.pk)), by=by.pk if by else None, at=at)


@transaction.atomic
def invite(member: Member, *, email: str, note: str = "", by: Person, at: datetime) -> Invitation:
    """Ask an owner to take the seat kept for her business.

    Refuses an address that wishes to be left alone, a seat that is taken, and asking again before she has answered.
    """
    if not member.is_guest:
        raise Refused(_("%(name)s has joined already.") % {"name": member.business.name})
    if Invitation.objects.filter(email__iexact=email, state=Invitation.State.LEFT_ALONE).exists():
        raise Refused(_("This address asked to be left alone, so we won't write to it."))
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                member=member, email=email.lower(), note=note, token=secrets.token_urlsafe(24), by=by, asked_at=at
            )
    except IntegrityError:
        raise Refused(_("%(name)s has been asked and has not answered yet.") % {"name": member.business.name}) from None
    journal.record(OwnerInvited(node=member.node_id, member=MemberId(member.pk), invitation=invitation.pk), by=by.pk, at=at)
    return invitation


@transaction.atomic
def answer_invitation(invitation: Invitation, answer: str, *, at: datetime) -> None:
    """Write down a no, the wish to be left alone, or that a steward withdrew it. Refuses one that was answered already."""
    if not Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN).update(state=answer, answered_at=at):
        raise Refused(_("This invitation has been answered already."))
    fact = InvitationAnswered(
        node=invitation.member.node_id, member=MemberId(invitation.member_id), invitation=invitation.pk, answer=Code(answer)
    )
    journal.record(fact, by=None, at=at)


@transaction.atomic
def ask_link(node: Node, other: Node, *, at: datetime) -> NodeLink:
    """Ask the stewards of `other` to let the members of both refer to each other; agrees at once if they asked first."""
    if node.pk == other.pk:
        raise Refused(_("A group can't be linked with itself."))
    one, two = sorted((node, other), key=lambda each: each.pk)
    link, is_new = NodeLink.objects.get_or_create(one=one, other=two, defaults={"asked_by": node, "asked_at": at})
    if not is_new and link.agreed_at is None and link.asked_by_id != node.pk:
        NodeLink.objects.filter(pk=link.pk).update(agreed_at=at)
        for each, its_other in ((one, two), (two, one)):
            journal.record(NodesLinked(node=each.pk, other=its_other.pk), by=None, at=at)
    return link


def index(member: Member) -> None:
    """Write down anew the words by which `member` is found."""
    business = member.business
    found = words_of(business.name, [trades()[slug].name for slug in business.trade_slugs], business.services, business.zip, business.city)
    Word.objects.filter(member=member).delete()
    Word.objects.bulk_create(Word(node_id=member.node_id, member=member, word=word, weight=weight) for word, weight in found.items())


def sort_name(name: str) -> str:
    """How a name sorts: small letters, without a leading article."""
    folded = name.casefold()
    return folded.removeprefix("the ").strip()[:120] or folded[:120]


def _columns(profile: Profile) -> dict[str, Any]:
    columns = {name: value for name, value in vars(profile).items() if name != "trades"}
    lat, lon = places.of_zip(profile.zip) or (None, None)
    return columns | {"hours": profile.hours or {}, "lat": lat, "lon": lon}


def _set_trades(business: Business, slugs: Sequence[str]) -> None:
    unknown = [slug for slug in slugs if slug not in trades()]
    if unknown:
        raise Refused(_("There is no trade called %(name)s.") % {"name": unknown[0]})
    BusinessTrade.objects.filter(business=business).delete()
    BusinessTrade.objects.bulk_create(
        BusinessTrade(business=business, slug=slug, rank=rank) for rank, slug in enumerate(dict.fromkeys(slugs))
    )
    vars(business).get("_prefetched_objects_cache", {}).pop("trades", None)  # what was prefetched is stale now


def _code() -> str:
    alphabet = "23456789abcdefghjkmnpqrstvwxyz"
    return "".join(secrets.choice(alphabet) for _each in range(8))
