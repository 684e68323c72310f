"""The tables of pacts."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from betterpie.members.models import Member, Node

LASTS = timedelta(days=182)
"""How long after its beginning, or after the last look at it, a pact is looked at again."""
WAITS = timedelta(days=30)
"""How long a proposal, or a review, waits for both before it is over by itself."""


class Pact(models.Model):
    """What two members agreed to do for each other's customers."""

    class Kind(models.TextChoices):
        REFERRAL = "referral", _("We send each other customers")
        CARD = "card", _("We recommend each other on a card")
        SHELF = "shelf", _("One has the other's goods on a shelf")
        JOINT = "joint", _("We offer something together")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("not agreed")
        ENDED = "ended", _("ended")

    class Side(models.TextChoices):
        ONE = "one", _("we")
        OTHER = "other", _("they")

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    one = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    benefit = models.CharField(_("what a customer gets from it"), max_length=200)
    disclosure = models.CharField(_("what customers are told"), max_length=300)
    one_does = models.CharField(_("what you do"), max_length=200)
    other_does = models.CharField(_("what they do"), max_length=200)
    goods = models.CharField(_("which goods"), max_length=160, blank=True)
    shelf = models.CharField(_("on which shelf"), max_length=160, blank=True)
    host = models.CharField(_("whose shelf"), max_length=5, choices=Side, blank=True)
    restocks = models.CharField(_("who restocks"), max_length=5, choices=Side, blank=True)
    price = models.PositiveIntegerField(_("price of a piece"), default=0)
    keeps_percent = models.PositiveSmallIntegerField(_("what the shop with the shelf keeps of each sale, in percent"), default=0)
    is_regulated = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField()
    review_told_at = models.DateTimeField(null=True)
    one_goes_on = models.BooleanField(default=False)
    other_goes_on = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="nobody_agrees_with_herself"),
            models.CheckConstraint(condition=Q(is_regulated=False) | Q(price=0, keeps_percent=0), name="no_money_with_a_regulated_trade"),
            models.CheckConstraint(condition=Q(kind="shelf") | Q(price=0, keeps_percent=0), name="money_only_for_goods"),
            models.CheckConstraint(condition=Q(keeps_percent__lte=100), name="nobody_keeps_more_than_all"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "agreed"], ended_at=None)
                | Q(~Q(state__in=["proposed", "agreed"]), ended_at__isnull=False),
                name="pact_ends_once",
            ),
            models.CheckConstraint(condition=~Q(state="agreed") | Q(agreed_at__isnull=False), name="pact_is_agreed_once"),
        ]
        indexes = [
            models.Index(fields=["node", "state"], name="pacts_of_node"),
            models.Index(fields=["one", "state"], name="pacts_of_one"),
            models.Index(fields=["other", "state"], name="pacts_of_other"),
            models.Index(fields=["review_at"], condition=Q(ended_at=None), name="pacts_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.one_id} and {self.other_id}"

    @property
    def thing(self) -> str:
        """The name under which promises are made for it."""
        return f"pact:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is proposed or in force."""
        return self.ended_at is None

    def beside(self, member: Member) -> Member:
        """The one with whom `member` agrees."""
        return self.other if member.pk == self.one_id else self.one

    def side(self, member: Member) -> str:
        """Which of the two she is: "one", who proposed it, or "other"."""
        return "one" if member.pk == self.one_id else "other"

    def does(self, member: Member, *, reader: Member) -> str:
        """What `member` does by it, told to `reader`: in our words from her side and in her language, in their own as they were written."""
        written = self.one_does if member.pk == self.one_id else self.other_does
        found = _ours(written, lambda: [str(each) for each in OURS[self.kind]])
        if found is None:
            return written
        return str(OURS[self.kind][found if self.kind == self.Kind.SHELF else int(member.pk != reader.pk)])

    def promised(self, member: Member) -> str:
        """What `member` promises by it, as it is kept: our words in English, which each reads in her language."""
        with override("en"):
            return self.does(member, reader=member)

    @property
    def told(self) -> str:
        """What customers are told: our words in the reader's language, their own as they were written."""
        found = _ours(self.disclosure, lambda: _told(self.one, self.other))
        return self.disclosure if found is None else _told(self.one, self.other)[found]

    def goes_on(self, member: Member) -> bool:
        """Whether `member` has said at this review that it goes on."""
        return self.one_goes_on if member.pk == self.one_id else self.other_goes_on


OURS = {
    "referral": (_("Think of them first when a customer needs what they do."), _("The same for our customers.")),
    "card": (_("Put them on our card, and say their name."), _("Put us on their card, and say our name.")),
    "shelf": (_("Keep a good place for the goods and sell them."), _("Bring the goods and keep them fresh.")),
    "joint": (_("Do our part of the offer."), _("Do their part of the offer.")),
}
"""Words with which a pact of each kind may begin: what the reader does and what the other does; at a shelf, its host and the other."""
UNPAID = _("%(one)s and %(other)s are both members of %(node)s. Nobody is paid for this.")
SHARED = _("%(one)s and %(other)s are both members of %(node)s and earn on these goods together.")


def told(kind: str, one: Member, other: Member) -> str:
    """What customers may be told of a pact of this kind, to begin with; in the reader's language."""
    return _told(one, other)[kind == Pact.Kind.SHELF and may_earn(one, other)]


def may_earn(one: Member, other: Member) -> bool:
    """Whether money may hang on a pact of the two: none of them is in a regulated trade, and they are no rivals."""
    return not (is_regulated(one, other) or one.business.is_rival_of(other.business))


def is_regulated(one: Member, other: Member) -> bool:
    """Whether one of the two is in a regulated trade."""
    return one.business.is_regulated or other.business.is_regulated


def _told(one: Member, other: Member) -> list[str]:
    both = {"one": one.business.name, "other": other.business.name, "node": one.node.name}
    return [str(words) % both for words in (UNPAID, SHARED)]


def _ours(written: str, words: Callable[[], Sequence[str]]) -> int | None:
    """Which of our `words` were written, in whatever language of ours; None where they are somebody's own."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            found = next((place for place, each in enumerate(words()) if each == written), None)
        if found is not None:
            return found
    return None


class Count(models.Model):
    """What was done at a shelf: pieces brought or sold, or an amount settled in minor units."""

    class Kind(models.TextChoices):
        BROUGHT = "brought", _("brought")
        SOLD = "sold", _("sold")
        SETTLED = "settled", _("settled")

    pact = models.ForeignKey(Pact, models.CASCADE, related_name="counts")
    kind = models.CharField(max_length=8, choices=Kind)
    quantity = models.PositiveIntegerField()
    by = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="something_is_counted")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
