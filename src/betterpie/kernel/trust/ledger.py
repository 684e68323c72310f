"""One event at a time: a network that stays current and can explain any score at once."""

from collections.abc import Hashable, Iterable
from math import isfinite

import numpy as np

from betterpie.kernel.trust.columns import SHIFT, Columns
from betterpie.kernel.trust.evidence import BadEvidence, Evidence
from betterpie.kernel.trust.network import Network
from betterpie.kernel.trust.pairs import Forecast
from betterpie.kernel.trust.policy import DEFAULT, Policy
from betterpie.kernel.trust.scores import Score, Scores


class Ledger:
    """The same scores as `scores` of all evidence so far, after each new piece.

    Its clock stands at `now`, or at the latest evidence, and never goes back; what lies ahead of it waits until it gets there.
    """

    def __init__(
        self, evidence: Iterable[Evidence] = (), *, vouched: Iterable[Hashable], now: float | None = None, policy: Policy = DEFAULT
    ) -> None:
        self._policy = policy
        self._columns = Columns(policy.kinds, evidence)
        self._vouched = list(dict.fromkeys(vouched))
        self._pieces = self._columns.sorted()
        self._now = float(self._pieces.when.max(initial=-np.inf))
        self._network: Network | None = None
        self._scores: Scores | None = None
        self._forecast: Forecast | None = None
        if now is not None:
            self._now = -np.inf
            self.advance(now)

    @property
    def now(self) -> float:
        """Where its clock stands, in seconds since 1970."""
        return self._now

    def add(self, piece: Evidence, *, now: float | None = None) -> None:
        """Takes in one more piece; the clock goes to `now`, or to the piece's own moment if that is later. Refuses an unknown kind."""
        start = self._columns.size
        self._columns.extend([piece])
        self._pieces = self._pieces.inserted(self._columns.sorted(start))
        self._stale()
        self.advance(max(self._now, piece.when) if now is None else now)

    def remove(self, piece: Evidence) -> None:
        """Takes one piece back, as if it had never been. Refuses one that is not there."""
        number = self._columns.number
        key = number.get(piece.about, -1) << SHIFT | number.get(piece.by, -1)
        places = self._pieces.place[self._pieces.key == key]
        for place, found in zip(places.tolist(), self._columns.pieces(places), strict=True):
            if found == piece:
                self._pieces = self._pieces.without(place)
                self._stale()
                return
        raise BadEvidence("this piece is not in the ledger")

    def vouch(self, member: Hashable) -> None:
        """From now on the node itself knows this member."""
        if member not in self._vouched:
            self._vouched.append(member)
            self._stale()

    def advance(self, now: float) -> None:
        """Moves the clock; an earlier moment leaves it where it is."""
        if not isfinite(now):
            raise ValueError(f"now is a finite number of seconds, not {now!r}")
        if now > self._now:
            self._now = now
            self._stale()

    def score(self, member: Hashable) -> Score:
        """Trust in this member at the ledger's moment."""
        return self.scores()[member]

    def pair(self, trusting: Hashable, trusted: Hashable) -> float:
        """How far one would trust the other, −5..+5, as `pair_scores` has it."""
        if trusting == trusted:
            raise ValueError("nobody has a pair score with herself")
        number = self._columns.number
        network = self._current()
        if self._forecast is None:
            self._forecast = Forecast(network)
        return float(self._forecast.scores(*(np.array([number.get(member, -1)]) for member in (trusting, trusted)))[0])

    def scores(self) -> Scores:
        """All scores at the ledger's moment."""
        if self._scores is None:
            self._scores = Scores(self._current(), self._columns)
        return self._scores

    def _stale(self) -> None:
        self._scores = self._forecast = None

    def _current(self) -> Network:
        if self._scores is None and self._forecast is None:
            start = None if self._network is None else self._network.flows
            vouched = np.sort(self._columns.numbers(self._vouched))
            self._network = Network(
                self._pieces, members=self._columns.members, vouched=vouched, now=self._now, policy=self._policy, start=start
            )
        assert self._network is not None
        return self._network
