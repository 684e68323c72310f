"""What can happen to a promise."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Deed, Fact, MemberId, Regards, Tells, Word


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Fact):
    """A member promised something."""

    promise: int
    by: MemberId
    to: MemberId | None = None
    due_at: datetime
    sentence = _("{by} made a promise.")


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Fact):
    """It was done, in time or late; `was_broken` when it had been given up for broken already.

    `is_step` when it was one step of something between two, such as the call to a customer. Otherwise it is in the group's book only,
    until the one to whom it was promised thanks her: nobody is a witness for herself.
    """

    promise: int
    by: MemberId
    to: MemberId | None = None
    is_late: bool = False
    was_broken: bool = False
    is_step: bool = False
    sentence = _("{by} kept a promise.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        if not self.is_step:
            return (_kept(self, by=None),)
        if self.is_late and not self.was_broken:
            return (_kept(self, by=self.to),)
        return (Regards(about=self.by, by=self.to, facet="reliability", strength=1.0, deed="followed_up", thing=_thing(self.promise)),)


@dataclass(frozen=True, kw_only=True)
class PromiseThanked(Fact):
    """The one to whom it was promised says that it was done. The other fields are those of the promise kept."""

    promise: int
    by: MemberId
    to: MemberId
    is_late: bool = False
    was_broken: bool = False
    sentence = _("{to} thanked {by} for a promise kept.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        return (_kept(self, by=self.to),)


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Fact):
    """The time and the grace after it went by, although she was reminded."""

    promise: int
    by: MemberId
    to: MemberId | None = None
    sentence = _("A promise of {by} was not kept.")

    def says(self) -> tuple[Word, ...]:
        return (Regards(about=self.by, by=self.to, facet="reliability", strength=-1.0, deed="broken", thing=_thing(self.promise)),)


@dataclass(frozen=True, kw_only=True)
class PromiseExcused(Fact):
    """She said in good time that it won't be. Counts as kept; `is_step` as there."""

    promise: int
    by: MemberId
    to: MemberId | None = None
    is_step: bool = False
    sentence = _("{by} said in good time that a promise could not be kept.")

    def says(self) -> tuple[Word, ...]:
        heard = (Tells(members=(self.to,)),) if self.to is not None else ()
        seen_by = self.to if self.is_step else None
        return (
            Regards(about=self.by, by=seen_by, facet="reliability", strength=1.0, deed="excused", thing=_thing(self.promise)),
            Regards(about=self.by, by=seen_by, facet="disclosure", strength=1.0, deed="told_early", thing=_thing(self.promise)),
            *heard,
        )


@dataclass(frozen=True, kw_only=True)
class PromiseTold(Fact):
    """She said before its time that it won't be, but at short notice: better than silence, and no longer as good as kept."""

    promise: int
    by: MemberId
    to: MemberId | None = None
    sentence = _("{by} said at short notice that a promise could not be kept.")

    def says(self) -> tuple[Word, ...]:
        heard = (Tells(members=(self.to,)),) if self.to is not None else ()
        told = Regards(about=self.by, by=self.to, facet="reliability", strength=-0.3, deed="broken_but_told", thing=_thing(self.promise))
        return (told, *heard)


@dataclass(frozen=True, kw_only=True)
class PromiseLetOff(Fact):
    """The one to whom it was promised says that short notice was all right: it counts as excused in good time."""

    promise: int
    by: MemberId
    to: MemberId
    sentence = _("{to} says that it was all right: {by} could not keep a promise.")

    def says(self) -> tuple[Word, ...]:
        return (Regards(about=self.by, by=self.to, facet="reliability", strength=1.0, deed="excused", thing=_thing(self.promise)),)


@dataclass(frozen=True, kw_only=True)
class PromiseDue(Fact):
    """Its time is near: the moment for a reminder."""

    promise: int
    by: MemberId
    sentence = _("{by} was reminded of a promise.")
    shown = "nobody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.by,)),)


@dataclass(frozen=True, kw_only=True)
class PromiseReleased(Fact):
    """What it was for is gone, so nothing is owed any more."""

    promise: int
    by: MemberId
    to: MemberId | None = None
    sentence = _("A promise of {by} was no longer needed.")
    shown = "nobody"


def _kept(fact: PromiseKept | PromiseThanked, *, by: int | None) -> Regards:
    deed: Deed = "repaired" if fact.was_broken else "late" if fact.is_late else "kept"
    strength = 0.3 if deed == "late" else 1.0
    return Regards(about=fact.by, by=by, facet="reliability", strength=strength, deed=deed, thing=_thing(fact.promise))


def _thing(promise: int) -> str:
    return f"promise:{promise}"
