"""What can happen to nodes and seats."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Code, Fact, MemberId, Regards, Tells, Word


@dataclass(frozen=True, kw_only=True)
class NodeStarted(Fact):
    """Somebody started the node."""

    sentence = _("The group was started.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class BusinessListed(Fact):
    """A business got a seat as a guest."""

    member: MemberId
    sentence = _("{member} was put on the list.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class BusinessChanged(Fact):
    """What is written about a business was changed. `what` names the parts, in their order and joined by hyphens: "name-hours".

    The parts are name, trades, words, price, hours, and reach: phone, addresses and web page.
    """

    member: MemberId
    what: Code
    sentence = _("{member} changed what is written about it.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class OwnerInvited(Fact):
    """The owner of a listed business was asked to take the seat."""

    member: MemberId
    invitation: int
    sentence = _("{member} was invited.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.member,)),)


@dataclass(frozen=True, kw_only=True)
class InvitationAnswered(Fact):
    """An invited owner said no, or wished to be left alone. A yes is MemberJoined."""

    member: MemberId
    invitation: int
    answer: Code
    sentence = _("{member} answered the invitation.")


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    """A business took its seat."""

    member: MemberId
    tier: Code
    sentence = _("{member} joined.")
    shown = "everybody"

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.member,)),)


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Fact):
    """A business gave up its seat."""

    member: MemberId
    sentence = _("{member} left.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Fact):
    """The house rules have a new version, which every member is asked to accept."""

    version: int
    sentence = _("The house rules changed.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class RulesAccepted(Fact):
    """A member said that it keeps the house rules."""

    member: MemberId
    version: int
    sentence = _("{member} accepted the house rules.")

    def says(self) -> tuple[Word, ...]:
        return (Regards(about=self.member, by=None, facet="participation", strength=0.3, deed="took_part"),)


@dataclass(frozen=True, kw_only=True)
class NodesLinked(Fact):
    """The stewards of two nodes agreed that their members may refer to each other."""

    other: int
    sentence = _("The group was linked with a neighboring one.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class NodesParted(Fact):
    """A link between two nodes was ended."""

    other: int
    sentence = _("The link with a neighboring group was ended.")


@dataclass(frozen=True, kw_only=True)
class TierChanged(Fact):
    """A steward changed what kind of member a business is."""

    member: MemberId
    tier: Code
    sentence = _("{member} has another kind of membership.")


@dataclass(frozen=True, kw_only=True)
class SeatClaimed(Fact):
    """Somebody came by the poster and wishes to join, with a business that is listed, known elsewhere, or new."""

    claim: int
    member: MemberId | None = None
    sentence = _("Somebody asked to join.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(),)


@dataclass(frozen=True, kw_only=True)
class ClaimRefused(Fact):
    """A steward said no to somebody who wished to join. A yes is MemberJoined."""

    claim: int
    member: MemberId | None = None
    sentence = _("A wish to join was turned down.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(),)


@dataclass(frozen=True, kw_only=True)
class HelperInvited(Fact):
    """Somebody was asked to work for a member."""

    member: MemberId
    invitation: int
    sentence = _("{member} asked somebody to help.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.member,)),)


@dataclass(frozen=True, kw_only=True)
class HelperJoined(Fact):
    """Somebody may act for a member from now on."""

    member: MemberId
    sentence = _("Somebody began to work for {member}.")


@dataclass(frozen=True, kw_only=True)
class HelperLeft(Fact):
    """Somebody no longer acts for a member."""

    member: MemberId
    sentence = _("Somebody stopped working for {member}.")


@dataclass(frozen=True, kw_only=True)
class StewardNamed(Fact):
    """Somebody was asked to look after the node, and may from now on."""

    person: int
    sentence = _("The group has another steward.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(),)


@dataclass(frozen=True, kw_only=True)
class StewardLeft(Fact):
    """Somebody no longer looks after the node."""

    person: int
    sentence = _("A steward stepped down.")


@dataclass(frozen=True, kw_only=True)
class ListImported(Fact):
    """A steward brought in a list: so many lines became new guests, so many were merged into businesses that were there."""

    batch: int
    listed: int
    merged: int
    sentence = _("{listed} businesses from a list were put on the list, {merged} were there already.")


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Fact):
    """A steward took a list out again; those who had been touched since stayed."""

    batch: int
    removed: int
    kept: int
    sentence = _("A list was taken out again: {removed} businesses went, {kept} stayed.")
