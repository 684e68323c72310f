"""What members shows in other places: its letters, and the slots on a business's page that other rooms fill."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.journal.facts import Tells
from betterpie.journal.models import Entry
from betterpie.members import facts, queries
from betterpie.members.models import Claim, Invitation, Member, Node, Steward
from betterpie.members.queries import Seat
from betterpie.people.models import Person
from betterpie.ui.messages import Action, Card, Message, Writer, Written

BUSINESS_PANELS: list[Callable[[Seat, Member], str]] = []
"""What other rooms show on a business's page: safe HTML for whoever looks, or nothing. Filled by the house's wiring."""


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """A door on the steward's desk: where it leads, and in a few words what waits behind it."""

    title: str
    meta: str
    url: str
    icon: str
    tone: str = "sky"


DESK: list[Callable[[Seat], DeskRow]] = []
"""What other rooms put on the steward's desk. Filled by the house's wiring."""


def invited(entry: Entry, fact: facts.OwnerInvited, tells: Tells) -> list[Written]:
    """To an owner who was asked to take her seat: who asks, what it is, and three ways to answer."""
    invitation = _invitation(fact.invitation)
    if invitation is None:
        return []
    node, business = invitation.member.node, invitation.member.business
    with override(node.language):
        words = {"business": business.name, "node": node.name, "who": _sender(invitation)}
        message = Message(
            subject=(_("%(who)s invites %(business)s to %(node)s") if words["who"] else _("%(node)s invites %(business)s")) % words,
            opening=_greeting(invitation)
            + _("%(node)s are local businesses who send each other customers, tell each other what came of it, and keep their word.")
            % words,
            cards=(
                Card(
                    title=_("A seat is kept for %(business)s") % words,
                    text=invitation.note or _("It takes five minutes a week, and you can leave whenever you like."),
                    icon="invite",
                    actions=_answers(invitation, yes=_("Yes, I'd like to join")),
                ),
            ),
            closing=_("You can answer without an account. If you don't answer, nothing happens."),
        )
    return [Written(email=invitation.email, message=message, language=node.language)]


def _greeting(invitation: Invitation) -> str:
    return _("Hello %(name)s.") % {"name": invitation.name} + " " if invitation.name else ""


def helper_invited(entry: Entry, fact: facts.HelperInvited, tells: Tells) -> list[Written]:
    """To somebody who was asked to work for a member."""
    invitation = _invitation(fact.invitation)
    if invitation is None:
        return []
    node, business = invitation.member.node, invitation.member.business
    with override(node.language):
        words = {"business": business.name, "node": node.name, "who": _sender(invitation) or business.name}
        message = Message(
            subject=_("%(who)s asks you to help with %(business)s") % words,
            opening=_("%(business)s is a member of %(node)s. With your own sign-in you can answer customers who are sent there.") % words,
            cards=(
                Card(
                    title=_("Work for %(business)s") % words,
                    text=invitation.note,
                    icon="people",
                    actions=_answers(invitation, yes=_("Yes, I'll help")),
                ),
            ),
        )
    return [Written(email=invitation.email, message=message, language=node.language)]


def joined(entry: Entry, fact: facts.MemberJoined, tells: Tells) -> list[Written]:
    """To a new member: welcome, and the one thing to do first."""
    member = Member.objects.filter(pk=fact.member, left_at=None).select_related("business", "node").first()
    if member is None:
        return []
    return [Written(email=email, message=_welcome(member, language), language=language) for email, language in queries.addresses(member)]


def claimed(entry: Entry, fact: facts.SeatClaimed, tells: Tells) -> list[Written]:
    """To the stewards: somebody came by the poster and waits for a yes."""
    claim = (
        Claim.objects.filter(pk=fact.claim, state=Claim.State.OPEN).select_related("node", "person", "member__business", "business").first()
    )
    if claim is None:
        return []
    stewards = Steward.objects.filter(node=claim.node, person__is_active=True).select_related("person")
    return [_claim_letter(claim, steward.person) for steward in stewards]


def claim_refused(entry: Entry, fact: facts.ClaimRefused, tells: Tells) -> list[Written]:
    """To somebody whose wish to join a steward turned down."""
    claim = Claim.objects.filter(pk=fact.claim).select_related("node", "person", "member__business", "business").first()
    if claim is None:
        return []
    with override(claim.person.language):
        words = {"business": claim.business_name, "node": claim.node.name}
        message = Message(
            subject=_("About %(business)s and %(node)s") % words,
            opening=_("A steward could not give you the seat of %(business)s. If that is a mistake, please speak to one of them.") % words,
        )
    return [Written(email=claim.person.email, message=message, language=claim.person.language)]


def steward_named(entry: Entry, fact: facts.StewardNamed, tells: Tells) -> list[Written]:
    """To somebody who may look after the node from now on."""
    node = Node.objects.filter(pk=fact.node).first()
    person = Person.objects.filter(pk=fact.person, is_active=True).first()
    if node is None or person is None:
        return []
    with override(person.language):
        words = {"node": node.name}
        message = Message(
            subject=_("You are a steward of %(node)s") % words,
            opening=_("You can invite businesses, answer those who wish to join, and change the settings. Sign in with this address.")
            % words,
            actions=(Action(label=_("To the steward's page"), url=_url("members:steward", node.slug), is_main=True),),
        )
    return [Written(email=person.email, message=message, language=person.language)]


WRITERS: dict[str, Writer] = {
    "members.OwnerInvited": invited,
    "members.HelperInvited": helper_invited,
    "members.MemberJoined": joined,
    "members.SeatClaimed": claimed,
    "members.ClaimRefused": claim_refused,
    "members.StewardNamed": steward_named,
}


def _invitation(pk: int) -> Invitation | None:
    rows = Invitation.objects.filter(pk=pk, state=Invitation.State.OPEN)
    return rows.select_related("member__node", "member__business", "by").first()


def _sender(invitation: Invitation) -> str:
    return invitation.by.name if invitation.by else ""


def _answers(invitation: Invitation, *, yes: str) -> tuple[Action, ...]:
    """Links only: the page they lead to asks once more, because mail scanners open every link."""
    url = _url("members_open:invitation", invitation.token)
    return (
        Action(label=yes, url=f"{url}?answer=yes", is_main=True),
        Action(label=_("No thanks"), url=f"{url}?answer=no"),
        Action(label=_("Leave me alone"), url=f"{url}?answer=never"),
    )


def _welcome(member: Member, language: str) -> Message:
    with override(language):
        slug = member.node.slug
        words = {"business": member.business.name, "node": member.node.name}
        return Message(
            subject=_("Welcome to %(node)s") % words,
            opening=_(
                "%(business)s has its seat. Do one thing today: say in your customers' words what you do, so that neighbors find you."
            )
            % words,
            cards=(
                Card(
                    title=_("Your page"),
                    text=_("What you do, when you are open, and what people ask you for that you don't do."),
                    icon="edit",
                    actions=(Action(label=_("Fill it in"), url=_url("members:edit", slug, member.pk), is_main=True),),
                ),
            ),
            closing=_("When a customer next needs something you don't do, look whether a neighbor does, and send her there."),
        )


def _claim_letter(claim: Claim, steward: Person) -> Written:
    with override(steward.language):
        words = {"business": claim.business_name, "node": claim.node.name, "who": claim.person.name or claim.person.email}
        message = Message(
            subject=_("%(who)s would like to join with %(business)s") % words,
            opening=_("%(who)s came by your poster and would like to take the seat of %(business)s.") % words,
            cards=(
                Card(
                    title=str(words["business"]),
                    text="\n".join(part for part in (claim.person.email, claim.note) if part),
                    icon="shop",
                    actions=(Action(label=_("Say yes or no"), url=_url("members:steward", claim.node.slug), is_main=True),),
                ),
            ),
        )
    return Written(email=steward.email, message=message, language=steward.language)


def _url(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)
