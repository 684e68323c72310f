"""Chooses which pairs of records are worth comparing, so that a quarter of a million of them take minutes and not years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from betterpie.kernel.listings.shops import Shop

LARGEST = 30  # a block with more records is compared among neighbours in the order of names only
WINDOW = 8  # how many neighbours on
_GENERIC = 3  # a fingerprint of fewer letters says nothing


def candidates(shops: Sequence[Shop], *, first_new: int = 0) -> Iterator[tuple[int, int]]:
    """The pairs (i, j), i < j, that share a block, each once, in order. Pairs among the first `first_new` records are left out.

    Blocks: same phone; same web host; same ZIP and beginning of the name; same ZIP and house number; same house number and street; same
    words in the name, in the same ZIP or nowhere. Memory: 8 bytes a pair, about 5 pairs a record.
    """
    size = len(shops)
    found = [_paired(block, shops, size, first_new) for block in _blocks(shops)]
    codes = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    for code in codes:
        yield divmod(int(code), size)


def keys(shop: Shop) -> set[tuple[str, ...]]:
    """The blocks that a record belongs to."""
    blocks: set[tuple[str, ...]] = {("phone", phone) for phone in shop.phones}
    if shop.domain:
        blocks.add(("web", shop.domain, shop.zip or shop.city))
    if shop.zip and shop.words:
        blocks.add(("zip+name", shop.zip, shop.words[0][:4]))
        blocks.add(("zip+last", shop.zip, shop.words[-1][:5]))
    if shop.zip and shop.number:
        blocks.add(("zip+number", shop.zip, shop.number))
    if shop.number and shop.street:
        blocks.add(("number+street", shop.number, shop.street[:8]))
    if len(fingerprint := "".join(sorted(shop.words))) > _GENERIC:
        blocks.add(("words", fingerprint))
    return blocks


def _blocks(shops: Sequence[Shop]) -> Iterator[npt.NDArray[np.int64]]:
    """For each block with more than one record, the positions of its records."""
    hashes: list[int] = []
    owners: list[int] = []
    for at, shop in enumerate(shops):
        for key in keys(shop):
            hashes.append(int.from_bytes(blake2b("\0".join(key).encode(), digest_size=8).digest(), "little"))
            owners.append(at)
    hashed, owner = np.array(hashes, dtype=np.uint64), np.array(owners, dtype=np.int64)
    order = np.lexsort((owner, hashed))
    hashed, owner = hashed[order], owner[order]
    edges = np.flatnonzero(np.diff(hashed)) + 1
    for block in np.split(owner, edges) if len(owner) else ():
        if len(block) > 1:
            yield block


def _paired(block: npt.NDArray[np.int64], shops: Sequence[Shop], size: int, first_new: int) -> npt.NDArray[np.int64]:
    """The pairs of a block as codes i * size + j."""
    if len(block) <= LARGEST:
        one, other = np.triu_indices(len(block), 1)
    else:
        block = np.array(sorted(block, key=lambda at: shops[at].name), dtype=np.int64)
        steps = [np.arange(len(block) - step) for step in range(1, WINDOW + 1)]
        one = np.concatenate(steps)
        other = np.concatenate([at + step for step, at in enumerate(steps, start=1)])
    low, high = np.minimum(block[one], block[other]), np.maximum(block[one], block[other])
    fresh = high >= first_new
    codes: npt.NDArray[np.int64] = low[fresh] * size + high[fresh]
    return codes
