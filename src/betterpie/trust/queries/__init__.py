"""The questions of trust."""

from betterpie.trust.queries.paths import may, steps_of
from betterpie.trust.queries.policies import change_of, policy_of, policy_with
from betterpie.trust.queries.standings import (
    Line,
    careful_values,
    history_of,
    is_too_early,
    known_of,
    line_of,
    lines_of,
    lines_under,
    raises,
    standing_of,
    standings_of,
    whole_standing_of,
    whom_to_call,
)

__all__ = [
    "Line",
    "careful_values",
    "change_of",
    "history_of",
    "is_too_early",
    "known_of",
    "line_of",
    "lines_of",
    "lines_under",
    "may",
    "policy_of",
    "policy_with",
    "raises",
    "standing_of",
    "standings_of",
    "steps_of",
    "whole_standing_of",
    "whom_to_call",
]
