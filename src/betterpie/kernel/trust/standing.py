"""Standing: how well the members a node vouches for vouch for a voice, leaving out whatever comes back from the one being scored.

Standing is personalised PageRank over praise (Haveliwala 2002; used for trust by EigenTrust, Kamvar et al. 2003, and TrustRank, Gyöngyi
et al. 2004): `r = (1 − d) p + d r P`, with `p` uniform on the vouched members and each row of `P` one member's praise in shares of 1.
A member is scored by standings in the network *without her*: her row, her column, and what others praise in her, as if she had never
been. So nothing said about her, and nothing she says, can change the weight of the voices that speak about her.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from betterpie.kernel.trust.columns import Floats, Ints, ranges, tally

FULL = 0.95  # those who speak with full voice hold this much of all flow
EXACT_UP_TO = 500  # members; beyond, a correction below NEGLIGIBLE of a voice's own flow is left out
NEGLIGIBLE = 0.01
SETTLED = 1e-13
ROUNDS = 200
WORK = 10_000_000  # numbers held at once

Matrix = Any  # scipy.sparse.csr_array; scipy is imported where it is used, to keep a web process's start short


def praise_matrix(by: Ints, starts: Ints, firmness: Floats) -> Matrix:
    """Praise by the praised, in shares of each voice's: `[w, u] = P[u, w]`. Pairs come by member, hers beginning at `starts`."""
    from scipy import sparse

    size = len(starts) - 1
    good = firmness > 0
    total = tally(by, np.where(good, firmness, 0.0), size)
    places = np.concatenate(([0], np.cumsum(good)))[starts]
    by, firmness = by[good], firmness[good]
    return sparse.csr_array((firmness / total[by], by, places), shape=(size, size))


def flow(inward: Matrix, vouched: Ints, *, passing: float, start: Floats | None = None) -> Floats:
    """The stationary flow r of all members: what the vouched hand out and others hand on. It adds up to at most 1.

    `start`, an earlier solution, saves rounds.
    """
    source = np.zeros(inward.shape[0])
    if not len(vouched):
        return source
    source[vouched] = (1 - passing) / len(vouched)
    now = source
    if start is not None:
        now = np.concatenate((start, np.zeros(len(source) - len(start))))
    for _ in range(ROUNDS):
        before, now = now, source + passing * (inward @ now)
        if np.abs(now - before).sum() < SETTLED:
            break
    return np.where(now > SETTLED, now, 0.0)


def full_voice(flows: Floats) -> Floats:
    """The flow from which a voice counts in full, for each row of flows: those who have at least that much hold FULL of all flow.

    A crowd of new accounts with a trickle of flow hardly moves it, while a quantile of the members would sink as far as the crowd likes.
    """
    ordered = np.sort(flows, axis=-1)
    held = np.cumsum(ordered, axis=-1)
    first = (held < (1 - FULL) * held[..., -1:]).sum(axis=-1, keepdims=True)
    found = np.take_along_axis(ordered, np.minimum(first, flows.shape[-1] - 1), axis=-1)[..., 0]
    return np.where(found > 0, found, np.inf)


def without(members: Ints, row: Ints, by: Ints, *, praise: Matrix, inward: Matrix, flows: Floats, full: float, passing: float) -> Floats:
    """The standing 0..1 of each voice in `by` for the score of `members[row]`; rows come in order. `inward` is praise by the praised.

    Up to EXACT_UP_TO members this is exact. Beyond, a correction below NEGLIGIBLE of a voice's own flow is not handed on, which bounds the
    work by the amount of praise, as few members matter that much to a voice; and the flow of a full voice shrinks as all flow does.
    """
    if len(members) == 1:
        return _without_one(int(members[0]), by, praise=praise, inward=inward, flows=flows, full=full, passing=passing)
    result, large = np.empty(len(by)), _is_large(flows)
    edges = np.searchsorted(row, np.arange(len(members) + 1))
    for first, last in _blocks(members, praise, inward):
        part, own = slice(edges[first], edges[last]), members[first:last]
        where, who = row[part] - first, by[part]
        now, total = flows[who], flows.sum() - flows[own]
        left = None if large else np.tile(flows, (len(own), 1))
        for step in _steps(own, praise, inward[own], flows, passing):
            now = now + _at(step, where, who)
            total = total + step.sum(axis=1) - _at(step, np.arange(len(own)), own)
            left = None if left is None else left + step.toarray()
        level = full * total / flows.sum() if left is None else full_voice(_but(left, own))
        result[part] = _voice(now, flows[who], level[where], large=large)
    return result


def _without_one(target: int, by: Ints, *, praise: Matrix, inward: Matrix, flows: Floats, full: float, passing: float) -> Floats:
    """The same for one member, by vectors alone."""
    left = flows
    for step in _steps_of_one(target, praise, inward, flows, passing):
        left = left + step
    large = _is_large(flows)
    level = full * (left.sum() - left[target]) / flows.sum() if large else full_voice(_but(left[None, :], np.array([target])))[0]
    return _voice(left[by], flows[by], level, large=large)


def _steps(targets: Ints, praise: Matrix, inward: Matrix, flows: Floats, passing: float) -> Iterator[Matrix]:
    """What to add to `flows` (a row for each target, sparse), step by step, to have the flow in the network without that target.

    `inward[row, u]` is `P[u, target]`. Those who praised the target spread that share over their other praise, the target hands on
    nothing, and what this changes is handed on in the same way.
    """
    from scipy import sparse

    boost = sparse.csr_array((_boost(inward.data), inward.indices, inward.indptr), shape=inward.shape)
    freed = sparse.csr_array((boost.data * flows[boost.indices], boost.indices, boost.indptr), shape=boost.shape)
    lost = sparse.csr_array((-flows[targets], targets, np.arange(len(targets) + 1)), shape=boost.shape)
    least, amount = _least(flows), freed + lost
    for _ in range(ROUNDS):
        step = passing * (amount @ praise)
        yield step
        step = _kept(step, targets, least)
        if not step.nnz:
            return
        amount = step + step * boost


def _steps_of_one(target: int, praise: Matrix, inward: Matrix, flows: Floats, passing: float) -> Iterator[Floats]:
    """The steps for one target, as vectors."""
    voices = slice(inward.indptr[target], inward.indptr[target + 1])
    boost = np.zeros(len(flows))
    boost[inward.indices[voices]] = _boost(inward.data[voices])
    least, amount = _least(flows), boost * flows
    amount[target] = -flows[target]
    for _ in range(ROUNDS):
        holders = np.flatnonzero(amount)
        starts, ends = praise.indptr[holders], praise.indptr[holders + 1]
        handed = ranges(starts, ends)
        step = passing * tally(praise.indices[handed], np.repeat(amount[holders], ends - starts) * praise.data[handed], len(flows))
        yield step
        step = np.where(np.abs(step) > least, step, 0.0)
        step[target] = 0.0
        if not step.any():
            return
        amount = step + step * boost


def _but(flows: Floats, own: Ints) -> Floats:
    """Without each row's own flow, and nothing below 0."""
    flows = np.maximum(flows, 0.0)
    flows[np.arange(len(own)), own] = 0.0
    return flows


def _is_large(flows: Floats) -> bool:
    return len(flows) > EXACT_UP_TO


def _least(flows: Floats) -> Floats:
    """The correction that is too little to matter to each voice."""
    return np.where(flows > 0, flows * (NEGLIGIBLE if _is_large(flows) else SETTLED), np.inf)


def _boost(share: Floats) -> Floats:
    """By how much a voice's other praise grows when this share falls away; whoever praises only the target has no other."""
    share = np.where(share < 1, share, 0.0)
    return share / (1 - share)


def _voice(now: Floats, before: Floats, full: Floats | np.float64, *, large: bool) -> Floats:
    """The standing that is left; where next to nothing is left, it is rounding or what was left out as too little, and counts as none."""
    nothing = 2 * NEGLIGIBLE if large else 1e-9
    return np.minimum(1.0, np.where(now > nothing * before, now, 0.0) / full)


def _kept(step: Matrix, targets: Ints, least: Floats) -> Matrix:
    """Without what reaches the row's own target and what is too little to matter."""
    from scipy import sparse

    keep = np.abs(step.data) > least[step.indices]
    keep &= step.indices != np.repeat(targets, np.diff(step.indptr))
    places = np.concatenate(([0], np.cumsum(keep)))[step.indptr]
    return sparse.csr_array((step.data[keep], step.indices[keep], places), shape=step.shape)


def _blocks(members: Ints, praise: Matrix, inward: Matrix) -> list[tuple[int, int]]:
    """Cuts the members into runs that make some ten million numbers at most in the first step."""
    if len(members) <= 1:
        return [(0, len(members))]
    degree = np.diff(praise.indptr).astype(np.float64)
    work = inward.astype(np.bool_) @ degree + degree + (4 * len(degree) if len(degree) <= EXACT_UP_TO else 1)
    run = (np.cumsum(work[members]) // WORK).astype(np.int64)
    edges = np.flatnonzero(np.diff(run, prepend=-1))
    return list(zip(edges.tolist(), [*edges[1:].tolist(), len(members)], strict=True))


def _at(matrix: Matrix, row: Ints, column: Ints) -> Floats:
    """The entries of a sparse matrix at these places."""
    return np.asarray(matrix[row, column]).ravel() if len(row) else np.zeros(0)
