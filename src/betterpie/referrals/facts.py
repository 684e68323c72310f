"""What can happen to a referral."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Code, Deed, Fact, MemberId, Moves, Regards, Tells, Word


@dataclass(frozen=True, kw_only=True)
class ReferralFact(Fact):
    """Something that happened to one referral between two members."""

    referral: int
    giver: MemberId
    receiver: MemberId


@dataclass(frozen=True, kw_only=True)
class ReferralGiven(ReferralFact):
    """A member told a customer about another member. Her details wait for her yes."""

    by_card: bool = False
    is_urgent: bool = False
    returns: int | None = None
    sentence = _("{giver} told a customer about {receiver}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(customer=self.referral),)


@dataclass(frozen=True, kw_only=True)
class ReferralAgreed(ReferralFact):
    """The customer said yes: she is with the receiver now, to be called or to call by herself."""

    will_call: bool = False
    is_urgent: bool = False
    sentence = _("{giver} sent {receiver} a customer.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        return (
            Moves(provider=self.giver, receiver=self.receiver, resource="introduction", quantity=1, unit="customer"),
            Tells(members=(self.receiver,), urgent=self.is_urgent),
        )


@dataclass(frozen=True, kw_only=True)
class ReferralAccepted(ReferralFact):
    """The receiver promised to call."""

    minutes: int
    in_time: bool
    sentence = _("{receiver} took on a customer from {giver}.")

    def says(self) -> tuple[Word, ...]:
        return (_answered(self, self.in_time), Tells(members=(self.giver,)))


@dataclass(frozen=True, kw_only=True)
class ReferralStepped(ReferralFact):
    """The receiver called, met or quoted. `minutes` and `in_time` stand on the first answer only."""

    step: Code
    minutes: int | None = None
    in_time: bool | None = None
    sentence = _("{receiver} went a step further with a customer from {giver}.")

    def says(self) -> tuple[Word, ...]:
        answered = (_answered(self, self.in_time),) if self.in_time is not None else ()
        return (*answered, Tells(members=(self.giver,)))


@dataclass(frozen=True, kw_only=True)
class ReferralWon(ReferralFact):
    """The customer bought. `worth` is in minor units of `currency`; None when the receiver would not say.

    `customer_agrees` where she has said before whether she bought.
    """

    worth: int | None = None
    currency: Code
    is_new_customer: bool | None = None
    customer_agrees: bool | None = None
    sentence = _("A customer from {giver} bought at {receiver}.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        moves: list[Word] = [
            Moves(
                provider=self.giver, receiver=self.receiver, resource="customer", quantity=1, unit="customer", is_new=self.is_new_customer
            )
        ]
        if self.worth:
            moves.append(
                Moves(
                    provider=self.giver,
                    receiver=self.receiver,
                    resource="sale",
                    quantity=self.worth,
                    unit=self.currency,
                    is_new=self.is_new_customer,
                )
            )
        return (*moves, *_told(self, self.customer_agrees), Tells(members=(self.giver,)))


@dataclass(frozen=True, kw_only=True)
class ReferralLost(ReferralFact):
    """The customer did not buy, and why as far as it is known. `customer_agrees` where she has said before whether she bought."""

    why: Code
    customer_agrees: bool | None = None
    sentence = _("A customer from {giver} did not buy at {receiver}.")

    def says(self) -> tuple[Word, ...]:
        return (*_told(self, self.customer_agrees), Tells(members=(self.giver,)))


@dataclass(frozen=True, kw_only=True)
class ReferralDeclined(ReferralFact):
    """The receiver said that this customer is not for her. Said early it helps everybody.

    `minutes` and `in_time` stand here where this was the first answer.
    """

    minutes: int | None = None
    in_time: bool | None = None
    sentence = _("{receiver} could not take a customer from {giver} and said so.")

    def says(self) -> tuple[Word, ...]:
        answered = (_answered(self, self.in_time),) if self.in_time is not None else ()
        return (*answered, Tells(members=(self.giver,)))


@dataclass(frozen=True, kw_only=True)
class ReferralPassedOn(ReferralFact):
    """The customer goes to somebody else: she chose so, the receiver was full, or an urgent call was not answered."""

    why: Code
    successor: int
    to: MemberId
    sentence = _("A customer of {giver} went on from {receiver} to {to}.")

    def says(self) -> tuple[Word, ...]:
        missed = (_answered(self, False),) if self.why == "unanswered" else ()
        return (*missed, Tells(members=tuple(dict.fromkeys((self.giver, self.receiver)))))


@dataclass(frozen=True, kw_only=True)
class ReferralStopped(ReferralFact):
    """The customer said no thanks, or changed her mind later."""

    sentence = _("A customer of {giver} decided not to go to {receiver}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.giver, self.receiver)),)


@dataclass(frozen=True, kw_only=True)
class ReferralNudged(ReferralFact):
    """The receiver was reminded that a customer waits."""

    nudge: int
    sentence = _("{receiver} was reminded of a customer from {giver}.")
    shown = "nobody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.receiver,)),)


@dataclass(frozen=True, kw_only=True)
class ReferralLapsed(ReferralFact):
    """Two weeks went by, or two months after an answer. `was_with_receiver` tells whose silence it was, `was_answered` which."""

    was_with_receiver: bool
    was_answered: bool = False
    sentence = _("Nothing came of a customer from {giver} to {receiver}.")

    def says(self) -> tuple[Word, ...]:
        return (*self._silence(), Tells(members=(self.giver,)))

    def _silence(self) -> tuple[Word, ...]:
        if not self.was_with_receiver:
            return ()
        if not self.was_answered:
            return (_answered(self, False),)
        # She answered and never told what became of the customer: the one who sent her is left in the dark.
        return (Regards(about=self.receiver, by=self.giver, facet="disclosure", strength=-1.0, deed="kept_silent", thing=_thing(self)),)


@dataclass(frozen=True, kw_only=True)
class ThanksSaid(ReferralFact):
    """The receiver thanked the giver."""

    sentence = _("{receiver} thanked {giver}.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.giver,)),)


@dataclass(frozen=True, kw_only=True)
class CustomerAsked(ReferralFact):
    """The customer was asked, once, whether it went well."""

    sentence = _("A customer from {giver} was asked how it went at {receiver}.")
    shown = "nobody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(customer=self.referral),)


@dataclass(frozen=True, kw_only=True)
class CustomerSpoke(ReferralFact):
    """The customer said whether it went well."""

    went_well: bool
    sentence = _("A customer from {giver} said how it went at {receiver}.")

    def says(self) -> tuple[Word, ...]:
        return (
            # The customer speaks with the voice of the member who sent her: else made-up customers would be as many voices.
            Regards(
                about=self.receiver,
                by=self.giver,
                facet="honesty",
                strength=1.0 if self.went_well else -1.0,
                deed="referral_worked" if self.went_well else "referral_complaint",
                thing=_thing(self),
            ),
            Tells(members=(self.giver, self.receiver)),
        )


@dataclass(frozen=True, kw_only=True)
class CustomerTold(ReferralFact):
    """The customer said whether she bought. `receiver_agrees` where the receiver has told the outcome already."""

    bought: bool
    receiver_agrees: bool | None = None
    sentence = _("A customer from {giver} said whether she bought at {receiver}.")

    def says(self) -> tuple[Word, ...]:
        return _told(self, self.receiver_agrees)


@dataclass(frozen=True, kw_only=True)
class CustomerKept(ReferralFact):
    """The receiver told whether a customer who bought came again: yes, no, or that it was for one time only."""

    again: Code
    sentence = _("{receiver} told whether a customer from {giver} came again.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.giver,)),)


@dataclass(frozen=True, kw_only=True)
class CustomerForgotten(ReferralFact):
    """The customer's details were erased: at her wish, or because their time was over."""

    at_her_wish: bool
    sentence = _("The details of a customer from {giver} to {receiver} were erased.")
    shown = "nobody"


def _answered(fact: ReferralFact, in_time: bool | None) -> Regards:
    strength = 1.0 if in_time else -0.5
    return Regards(about=fact.receiver, by=fact.giver, facet="communication", strength=strength, deed="answered", thing=_thing(fact))


def _told(fact: ReferralFact, agrees: bool | None) -> tuple[Word, ...]:
    """The receiver's account of the outcome beside the customer's, once both are there."""
    if agrees is None:
        return ()
    deed: Deed = "told_truly" if agrees else "told_wrongly"
    strength = 1.0 if agrees else -1.0
    return (Regards(about=fact.receiver, by=fact.giver, facet="honesty", strength=strength, deed=deed, thing=f"{_thing(fact)}:told"),)


def _thing(fact: ReferralFact) -> str:
    return f"referral:{fact.referral}"
