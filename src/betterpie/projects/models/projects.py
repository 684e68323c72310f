"""Projects, their partners, and what goes in."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betterpie.members.models import Member, Node
from betterpie.promises.models import Promise

MOST = 25
"""Partners of one project: for more, the figures of all groups would no longer fit, and no deal was ever struck by thirty."""
FILE_MOST = 2_000_000
"""Bytes of one file."""


class Project(models.Model):
    """Something made together. `deal_version` rises whenever a number of the deal changes, so that nobody signs what she did not see."""

    class State(models.TextChoices):
        DRAFT = "draft", _("agreeing the split")
        AGREED = "agreed", _("agreed")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done, to be settled")
        SETTLED = "settled", _("settled")
        OFF = "off", _("called off")

    class Rule(models.TextChoices):
        FAIR = "fair", _("the fair split")
        STEADY = "steady", _("the split that is hardest to leave")
        HOURS = "hours", _("by hours")
        EQUAL = "equal", _("equal")
        OWN = "own", _("our own percentages")

    class IfOff(models.TextChoices):
        OWN = "own", _("Each keeps what came in to her and bears what she paid.")
        EQUAL = "equal", _("What came in and what was paid so far is shared equally.")
        RULE = "rule", _("What came in and what was paid so far is shared by the agreed rule.")

    class Round(models.IntegerChoices):
        BASICS = 1, _("alone, together, and without each one")
        PAIRS = 2, _("pairs that bring something special")
        GROUPS = 3, _("a group that might do it without the rest")

    COUNTING = (State.UNDER_WAY, State.DONE)
    """States in which what comes in may count itself."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("what shall it be called?"), max_length=80)
    idea = models.CharField(_("the idea in a sentence or two"), max_length=400, blank=True)
    shape = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    manager = models.ForeignKey(Member, models.CASCADE, related_name="+")
    manager_pay = models.BigIntegerField(_("paid for managing"), default=0)
    rule = models.CharField(max_length=6, choices=Rule, default=Rule.FAIR)
    if_off = models.CharField(_("if it is called off"), max_length=5, choices=IfOff, default=IfOff.OWN)
    has_rivals = models.BooleanField(default=False)
    has_regulated = models.BooleanField(default=False)
    ends_on = models.DateField(_("when is it over?"), null=True)
    round = models.PositiveSmallIntegerField(choices=Round, default=Round.BASICS)
    round_closed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    """When all were last told that their numbers are wanted."""
    deal_version = models.PositiveIntegerField(default=1)
    before = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    """The settled project that is done again here."""
    customers_gained = models.PositiveIntegerField(_("customers gained"), null=True)
    customers_kept = models.PositiveIntegerField(_("customers kept"), null=True)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="project_has_a_name"),
            models.CheckConstraint(condition=Q(manager_pay__gte=0), name="managing_is_never_charged_for"),
            models.CheckConstraint(condition=~Q(state="settled") | Q(settled_at__isnull=False), name="project_settled_at_a_time"),
            models.CheckConstraint(condition=Q(state="off", off_at__isnull=False) | ~Q(state="off"), name="project_called_off_at_a_time"),
        ]
        indexes = [models.Index(fields=["node", "-made_at"], name="projects_of_node")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        """Whether the deal is still being made."""
        return self.state == self.State.DRAFT

    @property
    def tone(self) -> str:
        """The colour of its state's tag."""
        return {self.State.DRAFT: "", self.State.OFF: "grey", self.State.SETTLED: "sky"}.get(self.State(self.state), "leaf")

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be planned."""
        return self.state in (self.State.SETTLED, self.State.OFF)

    @property
    def is_counting(self) -> bool:
        """Whether what comes in may count itself."""
        return self.state in self.COUNTING

    @property
    def has_bound_hands(self) -> bool:
        """Whether rivals or a regulated trade are among the partners, so that no share may rest on figures or customers brought."""
        return self.has_rivals or self.has_regulated

    @property
    def is_asking(self) -> bool:
        """Whether partners are being asked for numbers now. Rivals never are."""
        return self.is_draft and not self.has_rivals and self.round_closed_at is None


class Partner(models.Model):
    """A member who takes part, by her number in the project's papers. `own_part` is in hundredths of a percent of everything."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="partnerships")
    number = models.PositiveSmallIntegerField()
    is_regulated = models.BooleanField(default=False)
    own_part = models.PositiveIntegerField(null=True)
    answered_round = models.PositiveSmallIntegerField(default=0)
    leave = models.CharField(_("in your own words"), max_length=300, blank=True)
    leave_at = models.DateTimeField(null=True)
    leave_version = models.PositiveIntegerField(null=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "member"], condition=Q(left_at=None), name="partner_once"),
            models.UniqueConstraint(fields=["project", "number"], name="partner_has_her_number"),
            models.CheckConstraint(condition=Q(own_part=None) | Q(own_part__lte=10000), name="own_part_is_at_most_all"),
            models.CheckConstraint(condition=Q(leave_at=None) | ~Q(leave=""), name="leave_is_written"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.project_id}"

    def gave_leave(self, project: Project) -> bool:
        """Whether she wrote that she may get less than alone, and no number changed since."""
        return self.leave_at is not None and self.leave_version == project.deal_version


class Input(models.Model):
    """What a partner puts in, as a promise once the deal stands, and what she would do with it otherwise.

    `amount` is in minor units of the project's currency for money and stock, hours for hours. A regulated trade brings no
    audience: a share could be taken for a fee on the customers it sends.
    """

    class Kind(models.TextChoices):
        MONEY = "money", _("money")
        HOURS = "hours", _("hours")
        SPACE = "space", _("space")
        EQUIPMENT = "equipment", _("equipment")
        STOCK = "stock", _("stock")
        AUDIENCE = "audience", _("audience")
        KNOW_HOW = "know_how", _("know-how")

    IN_MONEY = (Kind.MONEY, Kind.STOCK)

    project = models.ForeignKey(Project, models.CASCADE, related_name="inputs")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="inputs", db_index=False)
    kind = models.CharField(_("what kind?"), max_length=9, choices=Kind)
    what = models.CharField(_("what exactly?"), max_length=160)
    amount = models.BigIntegerField(null=True)
    otherwise = models.CharField(_("what would you do with it otherwise?"), max_length=200, blank=True)
    due_at = models.DateTimeField(_("by when?"))
    is_regulated = models.BooleanField(default=False)
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(is_regulated=True, kind="audience"), name="regulated_trades_bring_no_audience"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="input_is_something"),
            models.CheckConstraint(condition=~Q(kind__in=["money", "hours"], amount=None), name="money_and_hours_are_counted"),
        ]

    def __str__(self) -> str:
        return self.what


class Step(models.Model):
    """Something to be done by a partner; a promise once the deal stands."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="steps")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="steps", db_index=False)
    what = models.CharField(_("what is to be done?"), max_length=160)
    due_at = models.DateTimeField(_("by when?"))
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.what

    def is_late(self, at: datetime) -> bool:
        """Whether its time went by while it is open."""
        return self.due_at < at and (self.promise is None or self.promise.is_open)


class Lasting(models.Model):
    """Something that will be there afterwards, such as recordings or a list, and whose it is; no owner: everybody's."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="lasting")
    what = models.CharField(_("what will be there afterwards?"), max_length=120)
    owner = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "lasting"

    def __str__(self) -> str:
        return self.what


class LogLine(models.Model):
    """What a partner wrote down for the others, with an address where a file lies."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="log")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", db_index=False)
    words = models.CharField(_("for the others"), max_length=400)
    link = models.URLField(_("where the file lies"), blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words


class File(models.Model):
    """A small file that a partner laid beside a line of the log, kept in the database: so it is in every backup and export, and goes
    with the line. `kind` was told from its content, never from what the browser said."""

    line = models.OneToOneField(LogLine, models.CASCADE, related_name="file")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0, size__lte=FILE_MOST), name="file_is_small")]

    def __str__(self) -> str:
        return self.name
