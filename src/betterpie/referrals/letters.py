"""The letters about referrals: to the receiver with her steps, to the giver with what came of it, to the customer with her private link."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.members.models import Member
from betterpie.members.queries import readers
from betterpie.referrals import links, queries
from betterpie.referrals.facts import (
    CustomerAsked,
    CustomerSpoke,
    ReferralAccepted,
    ReferralAgreed,
    ReferralDeclined,
    ReferralFact,
    ReferralGiven,
    ReferralLapsed,
    ReferralLost,
    ReferralNudged,
    ReferralPassedOn,
    ReferralStepped,
    ReferralStopped,
    ReferralWon,
    ThanksSaid,
)
from betterpie.referrals.models import Referral
from betterpie.referrals.panels import first_name, news, steps_from
from betterpie.ui.messages import Action, Message, Writer, Written

GONE_ON = frozenset({Referral.State.PASSED, Referral.State.STOPPED})
Words = Callable[[Referral, Fact, int], Message | None]
"""A letter about a referral and a fact for one reader: a person, or 0 for an address of which no person is known."""


def agreed(referral: Referral, _fact: Fact, reader: int) -> Message | None:
    """To the receiver: a customer is with her now; nothing where she has gone on meanwhile."""
    if referral.state in GONE_ON:
        return None
    giver, name = referral.giver.business.name, first_name(referral)
    subject = _("%(giver)s sends you %(name)s") % {"giver": giver, "name": name}
    if referral.choice == Referral.Choice.WILL_CALL:
        opening = _("%(name)s heard of you from %(giver)s and will call you.")
    else:
        opening = _("%(name)s heard of you from %(giver)s and would like you to call.")
    said = [opening % {"giver": giver, "name": name}]
    if referral.need:
        said.append(_("It is about: %(need)s.") % {"need": referral.need.rstrip(".")})
    if referral.answer_by:
        said.append(_("It can't wait: please answer within the hour, or we ask the next one."))
    return Message(subject=subject, opening=" ".join(said), actions=_steps(referral, reader=reader))


def nudged(referral: Referral, _fact: Fact, reader: int) -> Message | None:
    """To the receiver: the customer still waits; nothing where she has gone on meanwhile."""
    if referral.state in GONE_ON:
        return None
    name = first_name(referral)
    return Message(
        subject=_("%(name)s is still waiting") % {"name": name},
        opening=_("%(giver)s sent you %(name)s. What became of it? One tap is enough.")
        % {"giver": referral.giver.business.name, "name": name},
        actions=_steps(referral, reader=reader),
        stop="nudges",
    )


def told(referral: Referral, _fact: Fact, _reader: int) -> Message:
    """To the giver: what came of her customer."""
    return Message(
        subject=_("About %(name)s, whom you sent to %(receiver)s")
        % {"name": first_name(referral), "receiver": referral.receiver.business.name},
        opening=news(referral),
        actions=(Action(label=_("See all of it"), url=links.page(referral, referral.giver), is_main=True),),
        stop="steps",
    )


def stepped(referral: Referral, fact: Fact, reader: int) -> Message | None:
    """To the giver at the first sign of life; later steps stand on her week, so that no mail comes for each of them."""
    assert isinstance(fact, ReferralStepped)
    return told(referral, fact, reader) if fact.minutes is not None else None


def thanked(referral: Referral, fact: Fact, reader: int) -> Message | None:
    """To the giver, unless the thanks came along with the result."""
    return None if referral.thanked_at == referral.ended_at else told(referral, fact, reader)


def given(referral: Referral, _fact: Fact, _reader: int) -> Message:
    """To the customer: who is suggested, and her private link."""
    giver, receiver, name = referral.giver.business.name, referral.receiver.business.name, first_name(referral)
    words = {"giver": giver, "receiver": receiver, "name": name}
    return Message(
        subject=_("%(giver)s suggests %(receiver)s") % words,
        opening=_("%(name)s, you asked %(giver)s who could help. They would call %(receiver)s.") % words,
        actions=(Action(label=_("Say yes, no, or pick someone else"), url=links.customer(referral), is_main=True),),
        closing=_("Your details go to nobody before you say yes. This is the only mail about it unless something changes."),
        stop="customers",
    )


def asked(referral: Referral, _fact: Fact, _reader: int) -> Message:
    """To the customer, once: did it go well?"""
    return Message(
        subject=_("Did it go well with %(receiver)s?") % {"receiver": referral.receiver.business.name},
        opening=_("%(giver)s suggested them to you and would like to know. One tap is enough; this is the only time we ask.")
        % {"giver": referral.giver.business.name},
        actions=(Action(label=_("Tell them"), url=links.customer(referral), is_main=True),),
        stop="customers",
    )


def spoke_to_giver(referral: Referral, fact: Fact, _reader: int) -> Message:
    """To the giver: what the customer said."""
    return _spoke(referral, fact, to=referral.giver)


def spoke_to_receiver(referral: Referral, fact: Fact, _reader: int) -> Message:
    """To the receiver: what the customer said."""
    return _spoke(referral, fact, to=referral.receiver)


def _spoke(referral: Referral, fact: Fact, *, to: Member) -> Message:
    assert isinstance(fact, CustomerSpoke)
    words = {"name": first_name(referral), "receiver": referral.receiver.business.name}
    said = (
        _("%(name)s says it went well with %(receiver)s.") if fact.went_well else _("%(name)s says it did not go well with %(receiver)s.")
    )
    return Message(
        subject=said % words,
        opening=said % words,
        actions=(Action(label=_("See all of it"), url=links.page(referral, to)),),
        stop="steps",
    )


TO_GIVER: dict[type[ReferralFact], Words] = {
    ReferralAccepted: told,
    ReferralStepped: stepped,
    ReferralWon: told,
    ReferralLost: told,
    ReferralDeclined: told,
    ReferralPassedOn: told,
    ReferralStopped: told,
    ReferralLapsed: told,
    ThanksSaid: thanked,
    CustomerSpoke: spoke_to_giver,
}
TO_RECEIVER: dict[type[ReferralFact], Words] = {ReferralAgreed: agreed, ReferralNudged: nudged, CustomerSpoke: spoke_to_receiver}
TO_CUSTOMER: dict[type[ReferralFact], Words] = {ReferralGiven: given, CustomerAsked: asked}


def write(_entry: Entry, fact: Fact, tells: Tells) -> list[Written]:
    """The letters that a fact about a referral asks for."""
    assert isinstance(fact, ReferralFact)
    referral = queries.whole(fact.referral)
    if referral is None:
        return []
    letters = _to_customer(referral, fact) if tells.customer else []
    for member, words in ((referral.giver, TO_GIVER), (referral.receiver, TO_RECEIVER)):
        if member.pk in tells.members and type(fact) in words:
            letters += _to_member(member, referral, fact, words[type(fact)])
    return letters


WRITERS: dict[str, Writer] = {fact.kind(): write for fact in {*TO_GIVER, *TO_RECEIVER, *TO_CUSTOMER}}


def _to_member(member: Member, referral: Referral, fact: Fact, words: Words) -> list[Written]:
    letters = []
    for reader in readers(member):
        with override(reader.language):
            message = words(referral, fact, reader.person)
        if message is not None:
            letters.append(Written(email=reader.email, message=message, language=reader.language))
    return letters


def _to_customer(referral: Referral, fact: ReferralFact) -> list[Written]:
    customer = getattr(referral, "customer", None)
    if customer is None or not customer.email or type(fact) not in TO_CUSTOMER:
        return []
    with override(customer.language):
        message = TO_CUSTOMER[type(fact)](referral, fact, 0)
    return [Written(email=customer.email, message=message, language=customer.language)] if message else []


def _steps(referral: Referral, *, reader: int) -> tuple[Action, ...]:
    """A link for each step that `reader` can take, the way to reach the customer first."""
    steps = steps_from(referral)
    if referral.choice == Referral.Choice.CALL_ME:
        steps = [
            ("see", _("See how to reach %(name)s") % {"name": first_name(referral)}, True),
            *((do, label, False) for do, label, _main in steps),
        ]
    return tuple(Action(label=label, url=links.step(referral, do, reader=reader), is_main=is_main) for do, label, is_main in steps)
