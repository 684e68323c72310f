"""Which steps of their path are open to two members, by what happened between them and to others."""

from dataclasses import replace
from datetime import datetime

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from betterpie.kernel.trust import Score, scores
from betterpie.members.models import Member
from betterpie.members.permissions import Leave, Step
from betterpie.trust.models import Standing
from betterpie.trust.queries.evidence import Reader, that_count
from betterpie.trust.queries.policies import change_of, policy_with
from betterpie.trust.queries.standings import is_too_early, standing_of

OPENS_AT: dict[Step, float] = {"refer": -5.0, "campaign": 1.0, "lend": 2.0, "credit": 3.0, "steward": 4.0}
"""The careful value at which a step opens. Decision 15 says why they are these, and why a newcomer may take the first two."""
OWN_EYES = 0.25
"""How alike the deeds are that one has seen oneself; half of what the policy takes for anybody else's."""
RISKS_LITTLE: frozenset[Step] = frozenset({"refer", "campaign"})
"""The steps that are open while it is too early to tell."""


def may(giver: Member, receiver: Member, step: Step, *, at: datetime) -> Leave:
    """Whether `giver` may take a step with `receiver`: what she saw herself opens it, or what all saw; no number is told.

    Plain referrals are always free. A step that risks little waits for no evidence, only a bad record closes it; the others wait
    until enough speaks for it.
    """
    change = change_of(receiver.node_id)
    needed = change.steps.get(step, OPENS_AT[step])
    if needed <= -5:
        return Leave(allowed=True, reason=str(SAID["free"]))
    seen = seen_by(giver, receiver, kinds=change.kinds, at=at)
    if seen is not None and seen.cautious >= needed:
        return Leave(allowed=True, reason=str(SAID["seen"]) % {"name": receiver.business.name})
    return _by_all(standing_of(receiver.pk), seen, step, needed=needed, name=receiver.business.name)


def steps_of(node: int) -> dict[Step, float]:
    """The careful value at which each step opens in a node."""
    own: dict[Step, float] = change_of(node).steps
    return OPENS_AT | own


def seen_by(giver: Member, receiver: Member, *, kinds: dict[str, dict[str, float]], at: datetime) -> Score | None:
    """What `receiver` is worth going by what `giver` saw of her, and that alone: nobody else's word is needed for one's own eyes.

    None where she saw nothing. Her own eyes are worth twice another's: what happens between two again and again counts as four promises
    at most, not as two. That opens lending after four kept promises, and never what puts others at risk.
    """
    reader = Reader(receiver.node_id)
    told = that_count(receiver.node_id).filter(about=receiver.pk, by=giver.pk, at__lte=at)
    pieces = list(reader.pieces(told))
    if not pieces:
        return None
    policy = replace(policy_with(kinds), share=1.0, independent=0.0, alike=OWN_EYES)
    return scores(pieces, vouched={piece.by for piece in pieces}, now=at.timestamp(), policy=policy)[pieces[0].about]


def _by_all(standing: Standing | None, seen: Score | None, step: Step, *, needed: float, name: str) -> Leave:
    early = standing is None or is_too_early(standing)
    if not early and standing is not None and standing.cautious >= needed:
        return Leave(allowed=True, reason=_said("known", name))
    if early and step in RISKS_LITTLE and (seen is None or seen.value >= 0):
        return Leave(allowed=True, reason=_said("new", name))
    if early:
        return Leave(allowed=False, reason=_said("early", name), opens=_said("opens_early", name))
    return Leave(allowed=False, reason=_said("little", name), opens=_said("opens", name))


def _said(which: str, name: str) -> str:
    return str(SAID[which]) % {"name": name}


SAID: dict[str, Lazy] = {
    "free": _("Everybody may."),
    "seen": _("%(name)s kept their word to you."),
    "known": _("%(name)s kept their word to others."),
    "new": _("%(name)s is new here, and nothing speaks against it."),
    "early": _("It is too early to tell with %(name)s."),
    "opens_early": _("It opens by itself once %(name)s has kept a few more promises, to you or to others."),
    "little": _("Not enough speaks for it yet with %(name)s."),
    "opens": _("It opens by itself as %(name)s keeps promises, to you or to others."),
}
