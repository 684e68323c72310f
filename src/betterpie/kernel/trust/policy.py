"""What a node makes of each kind of evidence: weights, half-lives and the few constants of the score, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

HONESTY, RELIABILITY, COMMUNICATION, DISCLOSURE, PARTICIPATION = FACETS = (
    "honesty",
    "reliability",
    "communication",
    "disclosure",
    "participation",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of evidence counts.

    `weight` in units of evidence (one kept promise is 1); `outcome` is what such a deed usually means, for callers that know no finer;
    `half_life` in days (None: never fades), never fading below `floor`; an `opinion` is corrected for the voice's generosity and
    reliability, a fact is not; what is `staged` is a fact that two could bring about between them for show. Opinions and what is staged
    are light: counted once for voices that say such things of each other, and lifting a score little at a time. All pieces of one kind
    about one member together weigh `at_most` units; what `lifts_only` never lowers a score.
    """

    facet: str
    weight: float
    outcome: float
    half_life: float | None = 730.0
    floor: float = 0.1
    opinion: bool = False
    staged: bool = False
    at_most: float | None = None
    lifts_only: bool = False

    @property
    def is_light(self) -> bool:
        """Whether it lifts a score little at a time, and counts once for voices that say such things of each other."""
        return self.opinion or self.staged

    def __post_init__(self) -> None:
        if not (self.weight > 0 and -1 <= self.outcome <= 1 and 0 <= self.floor <= 1):
            raise ValueError("a kind has a weight above 0, an outcome in −1..1 and a floor in 0..1")
        if (self.half_life is not None and not self.half_life > 0) or (self.at_most is not None and not self.at_most > 0):
            raise ValueError("a half-life and a limit are above 0")


@dataclass(frozen=True, slots=True)
class Policy:
    """The constants of the score; `docs/explanation/trust-mathematics.md` gives the formula and how much each one matters.

    - `prior_weight` units of evidence at `prior_mean` stand where nothing is known (None: the mean of the data);
    - an opinion is read at most `clip` away from the score, a fact at most `clip_facts` (the scale is 2 wide), so one miss is only one;
      what is staged is read at most `clip` above it;
    - an unknown voice's opinions are expected to lie `doubt` from the others';
    - an unconfirmed piece weighs `gate`, and so does a weakened one (one that is both: the square of it);
    - each step of praise hands on `passing` of the standing;
    - what one counterparty says more than once is `alike` (its correlation), and makes up at most `share` of the whole;
    - beyond ±`held` points of 5 it takes `independent` counterparties;
    - `spread` is the variance expected before anything is known (None: that of the data);
    - in pair scores, what one has seen oneself weighs `own` times as much;
    - `self_exclusion` scores each member by the standings in the network without her; without it, the same standings serve for all.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    prior_weight: float = 1.5
    prior_mean: float | None = 0.0
    clip: float = 0.25
    clip_facts: float = 1.25
    gate: float = 0.3
    passing: float = 0.5
    alike: float = 0.5
    share: float = 0.25
    held: float = 3.0
    independent: float = 3.0
    spread: float | None = 0.1
    doubt: float = 0.4
    own: float = 4.0
    self_exclusion: bool = True

    def __post_init__(self) -> None:
        if not (
            self.prior_weight > 0
            and self.clip > 0
            and self.clip_facts > 0
            and 0 <= self.gate <= 1
            and 0 < self.passing < 1
            and 0 < self.share <= 1
            and 0 <= self.alike <= 1
        ):
            raise ValueError(
                "prior_weight and clips are above 0, gate in 0..1, passing within 0..1, alike in 0..1, share above 0 and at most 1"
            )
        if not (0 < self.held <= 5 and self.independent >= 0 and self.own >= 0 and 0 <= self.doubt <= 2):
            raise ValueError("held lies in 0..5, independent and own are not below 0, doubt in 0..2")
        object.__setattr__(self, "kinds", MappingProxyType(dict(self.kinds)))


HALF_YEAR = 182.5

DEFAULT = Policy(
    kinds={
        "kept": Kind(RELIABILITY, 1.0, 1.0),
        "excused": Kind(RELIABILITY, 1.0, 1.0),
        "repaired": Kind(RELIABILITY, 1.0, 1.0),
        "late": Kind(RELIABILITY, 1.0, 0.3),
        "broken": Kind(RELIABILITY, 1.5, -1.0),
        "broken_but_told": Kind(RELIABILITY, 1.0, -0.3),
        "referral_worked": Kind(HONESTY, 0.7, 1.0, opinion=True),
        "referral_complaint": Kind(HONESTY, 0.7, -1.0, opinion=True),
        "followed_up": Kind(RELIABILITY, 1.0, 1.0, staged=True),
        "told_truly": Kind(HONESTY, 0.7, 1.0, staged=True),
        "told_wrongly": Kind(HONESTY, 1.5, -1.0),
        "told_early": Kind(DISCLOSURE, 0.5, 1.0, staged=True),
        "kept_silent": Kind(DISCLOSURE, 0.5, -1.0),
        "answered": Kind(COMMUNICATION, 0.2, 1.0, HALF_YEAR, staged=True),
        "took_part": Kind(PARTICIPATION, 0.15, 0.3, HALF_YEAR, at_most=1.5, lifts_only=True),
        "feedback": Kind(HONESTY, 0.5, 1.0, opinion=True),
        "praise": Kind(HONESTY, 0.2, 1.0, opinion=True, at_most=1.5),
    }
)

RATINGS = Policy(
    kinds={"rating": Kind(HONESTY, 1.0, 1.0, half_life=None, opinion=True)},
    prior_mean=None,
    spread=None,
)
