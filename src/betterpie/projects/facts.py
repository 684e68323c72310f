"""What can happen to a project."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Code, Fact, MemberId, Moves, Tells, Word


@dataclass(frozen=True, kw_only=True)
class ProjectProposed(Fact):
    """A member has an idea and will manage it."""

    project: int
    manager: MemberId
    sentence = _("{manager} proposed a project.")


@dataclass(frozen=True, kw_only=True)
class PartnerFact(Fact):
    """Something about one partner of a project; what concerns all is said once for each."""

    project: int
    manager: MemberId
    partner: MemberId

    def says(self) -> tuple[Word, ...]:
        """Tells the partner."""
        return (Tells(members=(self.partner,)),)


@dataclass(frozen=True, kw_only=True)
class PartnerAsked(PartnerFact):
    """She was asked to take part."""

    sentence = _("{manager} asked {partner} to make something together.")


@dataclass(frozen=True, kw_only=True)
class PartnerLeft(PartnerFact):
    """She takes part no longer."""

    sentence = _("{partner} left a project of {manager}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.manager,)),)


@dataclass(frozen=True, kw_only=True)
class AnswersWanted(PartnerFact):
    """A few numbers are asked of her."""

    sentence = _("{partner} was asked for a few numbers.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class AnswersIn(PartnerFact):
    """All have answered, or the asking was closed: the deal can be looked at."""

    sentence = _("The numbers for a project of {partner} are in.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class PaperDrawn(PartnerFact):
    """The rule was written down and waits for her yes."""

    agreement: int
    sentence = _("A deal was written down for {partner} to sign.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class PaperSigned(PartnerFact):
    """She said yes to the deal."""

    agreement: int
    sentence = _("{partner} signed a deal.")

    def says(self) -> tuple[Word, ...]:
        return ()


@dataclass(frozen=True, kw_only=True)
class DealStands(PartnerFact):
    """All have signed."""

    agreement: int
    sentence = _("{partner} agreed with others on a project.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class DealReopened(PartnerFact):
    """Something is to change, so all sign again."""

    sentence = _("A deal of {partner} was opened again.")


@dataclass(frozen=True, kw_only=True)
class ProjectCalledOff(PartnerFact):
    """It won't be."""

    sentence = _("A project of {partner} was called off.")


@dataclass(frozen=True, kw_only=True)
class ProjectDone(PartnerFact):
    """The work is done; what came in is to be written down."""

    sentence = _("{partner} finished a project with others.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class SheetDrawn(PartnerFact):
    """The agreed rule was applied, and her sheet waits for her yes."""

    settlement: int
    sentence = _("A settlement was drawn for {partner} to look at.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class SheetWithdrawn(PartnerFact):
    """Something was missing; the settlement is drawn anew."""

    settlement: int
    sentence = _("A settlement of {partner} was taken back to be drawn anew.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class ShareSettled(PartnerFact):
    """What she got out of a project: `share` in minor units, of which `alone` she would have had anyway; and the hours she gave.

    `counted` is her part of what other facts said already when it came in: it does not move twice.
    """

    settlement: int
    share: int
    alone: int
    hours: int
    counted: int = 0
    currency: Code
    sentence = _("{partner} got her share of a project.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        words: list[Word] = [Tells(members=(self.partner,))]
        same, more = min(self.share - self.counted, self.alone), self.share - self.alone - self.counted
        if same > 0:
            words.append(self._money(same, is_new=False))
        if more > 0:
            words.append(self._money(more, is_new=True))
        if self.hours > 0:
            words.append(Moves(provider=self.partner, receiver=None, resource="hours", quantity=self.hours, unit="hour"))
        return tuple(words)

    def _money(self, quantity: int, *, is_new: bool) -> Moves:
        return Moves(provider=None, receiver=self.partner, resource="money", quantity=quantity, unit=self.currency, is_new=is_new)


@dataclass(frozen=True, kw_only=True)
class PaymentFact(Fact):
    """Money that one partner gives another outside of here."""

    project: int
    payment: int
    payer: MemberId
    payee: MemberId
    amount: int
    currency: Code


@dataclass(frozen=True, kw_only=True)
class PaymentSent(PaymentFact):
    """The payer says that it is on its way."""

    sentence = _("{payer} paid {payee} for a project.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.payee,)),)


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(PaymentFact):
    """The payee says that it arrived."""

    sentence = _("{payee} got {payer}'s payment for a project.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.payer,)),)
