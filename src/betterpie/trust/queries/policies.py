"""How a node weighs evidence."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import QuerySet

from betterpie.kernel.trust import DEFAULT, Kind, Policy
from betterpie.trust.models import PolicyChange

LEAST, MOST = 0.25, 4.0
"""How far a node may go from the house's weights and half-lives, as factors."""


def change_of(node: int) -> PolicyChange:
    """The change that counts now: the newest, or none of the node's own (without a key)."""
    return PolicyChange.objects.filter(node=node).order_by("-pk").first() or PolicyChange(node=node)


def policy_of(node: int) -> Policy:
    """The node's policy: the house's, with the node's own weights and half-lives."""
    return policy_with(change_of(node).kinds)


def policy_with(kinds: Mapping[str, Mapping[str, float]]) -> Policy:
    """The house's policy with other weights and half-lives: {kind: {"weight": 1.2, "half_life": 365}}. Unknown kinds are passed over."""
    own = {name: _with(rule, kinds.get(name, {})) for name, rule in DEFAULT.kinds.items()}
    return replace(DEFAULT, kinds=own)


def _with(rule: Kind, own: Mapping[str, float]) -> Kind:
    half_life = rule.half_life and own.get("half_life", rule.half_life)
    return replace(rule, weight=own.get("weight", rule.weight), half_life=half_life)


def changes_of(node: int) -> QuerySet[PolicyChange]:
    """Every change that a node's stewards made, the newest first."""
    return PolicyChange.objects.filter(node=node).order_by("-pk")
