"""The deal: what each answered, the numbers all work with, the paper and who signed it."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betterpie.projects.models.projects import Partner, Project


class Kind(models.TextChoices):
    """What is asked about: as `kernel.sharing.from_answers` has them."""

    ALONE = "alone", _("alone")
    TOGETHER = "together", _("all together")
    LOSS = "loss", _("what would be lost")
    PAIR = "pair", _("a pair")
    GROUP = "group", _("a group without the rest")


class Sure(models.IntegerChoices):
    """How far off an answer may be, in percent."""

    SURE = 5, _("quite sure")
    ROUGHLY = 15, _("roughly")
    GUESS = 30, _("a guess")


class Answer(models.Model):
    """What one partner answered, for herself and in private. `about` names partners by number: "2", "1-3"; `amount` in minor units."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="answers", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.CharField(max_length=80, blank=True)
    amount = models.BigIntegerField()
    sure = models.PositiveSmallIntegerField(choices=Sure, default=Sure.ROUGHLY)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "kind", "about"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Figure(models.Model):
    """The number that all work with: the mean of the answers until they settle on another. `spread` is in minor units too.

    `version` rises with each change: who changes a number that somebody else just changed is refused.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="figures", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.CharField(max_length=80, blank=True)
    amount = models.BigIntegerField()
    spread = models.PositiveBigIntegerField(default=0)
    measured = models.PositiveSmallIntegerField(default=0)
    """How much of it was measured rather than guessed, in percent."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "about"], name="one_figure_for_a_question"),
            models.CheckConstraint(condition=~Q(kind="alone") | Q(amount__gte=0), name="alone_one_can_do_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Agreement(models.Model):
    """The paper: the rule with the worked example, as drawn. Its words and terms never change; a later change is a new paper.

    `terms` is what the settlement applies, with partners by number; `sha256` is of both.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="agreements", db_index=False)
    number = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=6, choices=Project.Rule)
    has_bound_hands = models.BooleanField(default=False)
    deal_version = models.PositiveIntegerField()
    words = models.TextField()
    terms = models.JSONField()
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    stands_since = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="agreement_has_its_number"),
            models.UniqueConstraint(fields=["project"], condition=Q(replaced_at=None), name="one_agreement_at_a_time"),
            models.CheckConstraint(
                condition=Q(has_bound_hands=False) | ~Q(rule__in=["fair", "steady"]), name="bound_hands_take_no_share_of_customers_brought"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}, paper {self.number}"

    @property
    def is_as_drawn(self) -> bool:
        """Whether words and terms are still those of the hash."""
        return self.sha256 == fingerprint(self.words, self.terms)


class Signature(models.Model):
    """A partner's yes to one paper, by its hash."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures", db_index=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "partner"], name="signed_once")]

    def __str__(self) -> str:
        return f"{self.partner_id} under {self.agreement_id}"


def fingerprint(words: str, terms: object) -> str:
    """The SHA-256 of a paper: its words, and its terms as JSON with sorted names and no blanks."""

    text = words + "\n" + json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
