"""What can happen to a pact."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Code, Fact, MemberId, Moves, Tells, Word


@dataclass(frozen=True, kw_only=True)
class PactFact(Fact):
    """Something about a pact of two members."""

    pact: int
    one: MemberId
    other: MemberId


@dataclass(frozen=True, kw_only=True)
class PactProposed(PactFact):
    """A member proposed a pact, or a change of one."""

    form: Code
    sentence = _("{one} proposed a pact to {other}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.other,)),)


@dataclass(frozen=True, kw_only=True)
class PactAgreed(PactFact):
    """Both agreed: from now on it holds."""

    form: Code
    sentence = _("{one} and {other} made a pact.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.one, self.other)),)


@dataclass(frozen=True, kw_only=True)
class PactDeclined(PactFact):
    """The other did not agree, or never answered."""

    sentence = _("A pact that {one} proposed to {other} was not agreed.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.one,)),)


@dataclass(frozen=True, kw_only=True)
class PactEnded(PactFact):
    """One of the two ended it, or nobody went on with it at its review, or a new one took its place."""

    by: MemberId | None = None
    sentence = _("A pact of {one} and {other} ended.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=tuple(member for member in (self.one, self.other) if member != self.by)),) if self.by else ()


@dataclass(frozen=True, kw_only=True)
class PactDue(PactFact):
    """It is time to look at what came of it."""

    sentence = _("{one} and {other} were asked to look at their pact.")
    shown = "nobody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.one, self.other)),)


@dataclass(frozen=True, kw_only=True)
class PactRenewed(PactFact):
    """Both go on with it."""

    sentence = _("{one} and {other} go on with their pact.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class ShelfCounted(PactFact):
    """Pieces were brought to a shelf or sold from it."""

    form: Code
    quantity: int
    sentence = _("{one} and {other} counted what is on a shelf.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class ShelfSettled(PactFact):
    """The shop with the shelf paid the owner of the goods, in minor units of `currency`."""

    payer: MemberId
    payee: MemberId
    amount: int
    currency: Code
    sentence = _("{payer} settled a shelf with {payee}.")

    def says(self) -> tuple[Word, ...]:
        thing = f"pact:{self.pact}"
        return (Moves(provider=self.payer, receiver=self.payee, resource="money", quantity=self.amount, unit=self.currency, thing=thing),)
