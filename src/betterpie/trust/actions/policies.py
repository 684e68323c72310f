"""Changes how a node weighs, with a look at whom it would move."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.kernel.trust import DEFAULT, Kind
from betterpie.members.models import Node
from betterpie.trust.actions.base import Moved, Refused, moved_between
from betterpie.trust.actions.evidence import rewritten
from betterpie.trust.actions.ledgers import whole
from betterpie.trust.facts import TrustPolicyChanged
from betterpie.trust.models import Book, PolicyChange
from betterpie.trust.queries.evidence import seated_by
from betterpie.trust.queries.paths import OPENS_AT
from betterpie.trust.queries.policies import LEAST, MOST, policy_of, policy_with

Kinds = Mapping[str, Mapping[str, float]]


def preview(node: Node, kinds: Kinds, *, at: datetime) -> list[Moved]:
    """Whom other weights and half-lives would move and by how much, those it moves most first. Refuses what `change` refuses."""
    _within_bounds(kinds)
    before = whole(node.pk, at=at, policy=policy_of(node.pk))
    after = whole(node.pk, at=at, policy=policy_with(kinds))
    return moved_between(before, after, members=seated_by(node.pk, at=at))


@transaction.atomic
def change(
    node: Node,
    *,
    reason: str,
    kinds: Kinds | None = None,
    steps: Mapping[str, float] | None = None,
    detail: str | None = None,
    by: int | None,
    at: datetime,
) -> PolicyChange:
    """Weigh by other rules from now on, back to the first deed; what is left out stays as it is.

    Refuses a change without a reason, a kind or a step that there is not, weights and half-lives further than four times from the
    house's, and steps beyond the scale.
    """
    if not reason.strip():
        raise Refused(_("Please say why, in a sentence: everybody reads it."))
    _within_bounds(kinds or {})
    _on_the_scale(steps or {})
    if detail is not None and detail not in PolicyChange.Detail.values:
        raise Refused(_("There is no such choice."))
    now = PolicyChange.objects.filter(node=node.pk).order_by("-pk").first() or PolicyChange(node=node.pk)
    row = PolicyChange.objects.create(
        node=node.pk,
        by=by,
        reason=reason.strip(),
        at=at,
        kinds=now.kinds if kinds is None else {kind: dict(own) for kind, own in kinds.items()},
        steps=now.steps if steps is None else dict(steps),
        detail=now.detail if detail is None else PolicyChange.Detail(detail),
    )
    rewritten(node.pk)
    Book.objects.filter(node=node.pk).update(weighed_at=None)
    journal.record(TrustPolicyChanged(node=node.pk, policy=row.pk), by=by, at=at)
    return row


def _within_bounds(kinds: Kinds) -> None:
    for kind, own in kinds.items():
        rule = DEFAULT.kinds.get(kind)
        if rule is None or set(own) - {"weight", "half_life"}:
            raise Refused(_("There is no such kind of deed."))
        for name, value in own.items():
            _near_the_house(value, _usual(rule, name))


def _usual(rule: Kind, name: str) -> float:
    return rule.weight if name == "weight" else rule.half_life or 0.0


def _near_the_house(value: float, usual: float) -> None:
    if not (isfinite(value) and usual * LEAST <= value <= usual * MOST):
        said = _("Between %(least)s and %(most)s, please: further than four times from the usual would make it another score.")
        raise Refused(said % {"least": f"{usual * LEAST:g}", "most": f"{usual * MOST:g}"})


def _on_the_scale(steps: Mapping[str, float]) -> None:
    for step, points in steps.items():
        if step not in OPENS_AT:
            raise Refused(_("There is no such step."))
        if not (isfinite(points) and -5 <= points <= 5):
            raise Refused(_("A step opens between −5 and +5."))
