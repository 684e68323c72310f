"""Splits what players make together: games in which money can be handed on, their solutions and their checks.

Solutions take a `Game` and return a mapping from player to amount; what has no solution says so in a sentence.
A nucleolus carries a certificate that `certificate_faults` checks with code of its own.
"""

from betterpie.kernel.sharing.agreed import share_out
from betterpie.kernel.sharing.answers import Answered, from_answers
from betterpie.kernel.sharing.averages import banzhaf, myerson, owen, shapley, weighted_shapley
from betterpie.kernel.sharing.blending import Blend, blend, blend_counts
from betterpie.kernel.sharing.cents import in_cents
from betterpie.kernel.sharing.certificate import Certificate, Level, certificate_faults
from betterpie.kernel.sharing.checks import (
    Pie,
    Room,
    below_alone,
    is_monotone,
    is_superadditive,
    pie,
    room_of_coalition,
    room_of_core,
    room_of_shapley,
    who_would_walk,
)
from betterpie.kernel.sharing.closed import (
    along_tree,
    bird,
    bulk_shapley,
    equal_awards,
    equal_losses,
    fixed_and_own,
    joint_ordering,
    measured,
    proportional_to_claims,
    random_arrival,
    same_unit_price,
    staged,
    staged_nucleolus,
    talmud,
)
from betterpie.kernel.sharing.compromise import equal_split, equal_surplus, gately, gately_from_losses, proportional, tau
from betterpie.kernel.sharing.convex import is_convex
from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.leximin import LeastCore, Nucleolus, least_core, nucleolus, per_capita_nucleolus, prenucleolus
from betterpie.kernel.sharing.ranges import from_known, range_of, sensitivity, shapley_error, shapley_range, who_might_walk
from betterpie.kernel.sharing.reading import Coalition, Player
from betterpie.kernel.sharing.sampling import Estimate, shapley_by_orders, shapley_by_strata
from betterpie.kernel.sharing.stability import Core, core, equal_profit
from betterpie.kernel.sharing.trouble import (
    BadGame,
    BadSplit,
    EmptyCore,
    NoGately,
    NoImputation,
    NoProportion,
    NoSolution,
    NoTau,
    SharingError,
    TooManyPlayers,
    Uncertified,
)

__all__ = [
    "Answered",
    "BadGame",
    "BadSplit",
    "Blend",
    "Certificate",
    "Coalition",
    "Core",
    "EmptyCore",
    "Estimate",
    "Game",
    "LeastCore",
    "Level",
    "NoGately",
    "NoImputation",
    "NoProportion",
    "NoSolution",
    "NoTau",
    "Nucleolus",
    "Pie",
    "Player",
    "Room",
    "Shares",
    "SharingError",
    "TooManyPlayers",
    "Uncertified",
    "along_tree",
    "banzhaf",
    "below_alone",
    "bird",
    "blend",
    "blend_counts",
    "bulk_shapley",
    "certificate_faults",
    "core",
    "equal_awards",
    "equal_losses",
    "equal_profit",
    "equal_split",
    "equal_surplus",
    "fixed_and_own",
    "from_answers",
    "from_known",
    "gately",
    "gately_from_losses",
    "in_cents",
    "is_convex",
    "is_monotone",
    "is_superadditive",
    "joint_ordering",
    "least_core",
    "measured",
    "myerson",
    "nucleolus",
    "owen",
    "per_capita_nucleolus",
    "pie",
    "prenucleolus",
    "proportional",
    "proportional_to_claims",
    "random_arrival",
    "range_of",
    "room_of_coalition",
    "room_of_core",
    "room_of_shapley",
    "same_unit_price",
    "sensitivity",
    "shapley",
    "shapley_by_orders",
    "shapley_by_strata",
    "shapley_error",
    "shapley_range",
    "share_out",
    "staged",
    "staged_nucleolus",
    "talmud",
    "tau",
    "weighted_shapley",
    "who_might_walk",
    "who_would_walk",
]
