"""The tables of referrals."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betterpie.members.models import Member, Node

KEEP_DETAILS = timedelta(days=90)
LAPSES_AFTER = timedelta(days=14)
URGENT_ANSWER = timedelta(hours=1)
NUDGES = (timedelta(hours=24), timedelta(hours=72))
KEPT_AFTER = timedelta(days=60)
"""How long after she bought it can be told whether a customer came again; her name is kept for another month."""
ASKED_FOR = timedelta(days=14)
"""For how long the week asks it: no longer, or other suggestions would never have their turn. The page of the referral goes on asking."""


class Referral(models.Model):
    """A customer sent from one member to another, and what became of it."""

    class State(models.TextChoices):
        GIVEN = "given", _("waiting for the customer")
        SENT = "sent", _("waiting for an answer")
        ACCEPTED = "accepted", _("will call")
        CALLED = "called", _("called")
        MET = "met", _("met")
        QUOTED = "quoted", _("quoted")
        WON = "won", _("bought")
        LOST = "lost", _("did not buy")
        DECLINED = "declined", _("not for them")
        PASSED = "passed", _("went to somebody else")
        STOPPED = "stopped", _("the customer said no")
        LAPSED = "lapsed", _("nothing came of it")

    class Choice(models.TextChoices):
        CALL_ME = "call_me", _("wishes to be called")
        WILL_CALL = "will_call", _("calls by herself")

    class LostReason(models.TextChoices):
        PRICE = "price", _("too expensive")
        TIMING = "timing", _("not now")
        ELSEWHERE = "elsewhere", _("went elsewhere")
        NO_ANSWER = "no_answer", _("could not be reached")
        NOT_FITTING = "not_fitting", _("needed something else")
        OTHER = "other", _("another reason")

    class Again(models.TextChoices):
        YES = "yes", _("came again")
        NO = "no", _("not so far")
        ONCE = "once", _("it was for one time only")

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    giver = models.ForeignKey(Member, models.CASCADE, related_name="referrals_given", db_index=False)
    receiver = models.ForeignKey(Member, models.CASCADE, related_name="referrals_received", db_index=False)
    token = models.CharField(max_length=32, unique=True)
    need = models.CharField(_("what do they need?"), max_length=300, blank=True)
    trade = models.CharField(max_length=40, blank=True)
    note = models.CharField(_("a line from you to the customer"), max_length=200, blank=True)
    by_card = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    may_pass_on = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.GIVEN)
    choice = models.CharField(max_length=9, choices=Choice, blank=True)
    given_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    quoted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stepped_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    nudges = models.PositiveSmallIntegerField(default=0)
    wake_at = models.DateTimeField(null=True)
    worth = models.BigIntegerField(_("what was it worth?"), null=True)
    is_new_customer = models.BooleanField(null=True)
    lost_why = models.CharField(max_length=12, choices=LostReason, blank=True)
    thanks = models.CharField(_("thank you"), max_length=300, blank=True)
    thanked_at = models.DateTimeField(null=True)
    went_well = models.BooleanField(null=True)
    bought = models.BooleanField(null=True)
    again = models.CharField(max_length=4, choices=Again, blank=True)
    returns = models.ForeignKey("self", models.SET_NULL, null=True, related_name="returned_by", db_index=False)
    instead_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="successors")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="nobody_refers_to_herself"),
            models.CheckConstraint(condition=Q(worth__isnull=True) | Q(worth__gte=0, state="won"), name="only_a_won_referral_has_worth"),
            models.CheckConstraint(condition=Q(again="") | Q(state="won"), name="only_who_bought_comes_again"),
            models.CheckConstraint(
                condition=Q(state="given") | Q(state__in=["stopped", "lapsed", "passed"]) | Q(sent_at__isnull=False),
                name="sent_before_worked_on",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["given", "sent", "accepted", "called", "met", "quoted"], ended_at=None)
                | Q(state__in=["won", "lost", "declined", "passed", "stopped", "lapsed"], ended_at__isnull=False),
                name="referral_ends_once",
            ),
        ]
        indexes = [
            # Where `ended_at` does not stand in it too, SQLite goes through the index of all that she ever received.
            models.Index(fields=["receiver", "ended_at", "stepped_at"], condition=Q(ended_at=None), name="open_referrals_of_receiver"),
            models.Index(fields=["giver", "-stepped_at"], name="referrals_of_giver"),
            models.Index(fields=["receiver", "-stepped_at"], name="referrals_of_receiver"),
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="referrals_to_wake"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.giver_id} to {self.receiver_id}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its outcome."""
        return self.ended_at is None

    @property
    def told_bought(self) -> bool | None:
        """Whether the customer bought, as the receiver tells it; None while she has told no outcome of the kind."""
        return {self.State.WON: True, self.State.LOST: False}.get(self.State(self.state))

    @property
    def thing(self) -> str:
        """The name under which promises are made for it."""
        return f"referral:{self.pk}"

    def can_become(self, step: str) -> bool:
        """Whether `step` is one from here: another state, or the word whether the customer came again."""
        if step in AGAIN:
            return self.state == S.WON and not self.again
        return step in NEXT.get(self.state, ())


S = Referral.State
ENDS = frozenset({S.WON, S.LOST, S.DECLINED, S.PASSED, S.STOPPED, S.LAPSED})
NEXT: dict[str, frozenset[str]] = {
    S.GIVEN: frozenset({S.SENT, S.STOPPED, S.LAPSED, S.PASSED}),
    S.SENT: frozenset({S.ACCEPTED, S.CALLED, S.MET, S.QUOTED, *ENDS}),
    S.ACCEPTED: frozenset({S.CALLED, S.MET, S.QUOTED, *ENDS}),
    S.CALLED: frozenset({S.MET, S.QUOTED, *ENDS}),
    S.MET: frozenset({S.QUOTED, *ENDS}),
    S.QUOTED: frozenset(ENDS),
}
"""Every step there is. Whatever isn't here is refused."""
AGAIN = {f"again-{word}": word for word in Referral.Again}
"""The words about a customer who bought: the step's name and the word."""


class Customer(models.Model):
    """How to reach the customer of one referral. The row is gone when its time is over, or when she says so."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="customer", primary_key=True)
    name = models.CharField(_("your customer"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default="en")
    asked_at = models.DateTimeField(null=True)
    erase_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """What everybody calls her."""
        return self.name.split()[0]


class Pair(models.Model):
    """What two members saw of each other, in one direction: counters kept in the transaction of each deed."""

    giver = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    receiver = models.ForeignKey(Member, models.CASCADE, related_name="+")
    sent = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    answer_minutes = models.PositiveBigIntegerField(default=0)
    won = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    worth = models.PositiveBigIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["giver", "receiver"], name="one_row_a_direction")]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.receiver_id}"
