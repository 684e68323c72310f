"""What can happen to a one-to-one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Fact, MemberId, Regards, Tells, Word


@dataclass(frozen=True, kw_only=True)
class OneToOneFact(Fact):
    """Something about two members who mean to meet."""

    one_to_one: int
    asker: MemberId
    other: MemberId


@dataclass(frozen=True, kw_only=True)
class OneToOneAsked(OneToOneFact):
    """A member offered another some times for a coffee."""

    sentence = _("{asker} asked {other} for a coffee.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.other,)),)


@dataclass(frozen=True, kw_only=True)
class OneToOneAgreed(OneToOneFact):
    """They found a time."""

    meets_at: datetime
    sentence = _("{asker} and {other} found a time to meet.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.asker, self.other)),)


@dataclass(frozen=True, kw_only=True)
class OneToOneDeclined(OneToOneFact):
    """None of the times suited, or it is not the moment."""

    sentence = _("{other} had no time to meet {asker}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.asker,)),)


@dataclass(frozen=True, kw_only=True)
class OneToOneCalledOff(OneToOneFact):
    """One of the two called it off before its time."""

    by: MemberId
    sentence = _("{by} called off a coffee.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.asker, self.other)),)


@dataclass(frozen=True, kw_only=True)
class OneToOneNear(OneToOneFact):
    """It is tomorrow: the moment for a reminder."""

    sentence = _("{asker} and {other} were reminded that they meet.")
    shown = "nobody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.asker, self.other)),)


@dataclass(frozen=True, kw_only=True)
class OneToOnePassed(OneToOneFact):
    """Its time has passed: both are asked whether they met."""

    sentence = _("{asker} and {other} were asked whether they met.")
    shown = "nobody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.asker, self.other)),)


@dataclass(frozen=True, kw_only=True)
class OneToOneSaid(OneToOneFact):
    """One of the two said whether they met."""

    by: MemberId
    has_met: bool
    sentence = _("{by} said whether a coffee came about.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class OneToOneMet(OneToOneFact):
    """Both said that they met."""

    sentence = _("{asker} and {other} met.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        return tuple(
            Regards(about=about, by=by, facet="participation", strength=1.0)
            for about, by in ((self.asker, self.other), (self.other, self.asker))
        )


@dataclass(frozen=True, kw_only=True)
class OneToOneEnded(OneToOneFact):
    """It did not come about, or nobody said that it did: nobody is blamed."""

    sentence = _("A coffee of {asker} and {other} did not come about.")
    shown = "nobody"
