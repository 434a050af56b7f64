"""Work that can wait, parcel by parcel, to where prices are lowest, the prices following.

Parcels as in :mod:`planner.optimiser.kernels.parcels`; ``put[parcel, j]`` is what of a parcel is
done in the interval ``first[parcel] + j``.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.mixing import Prices, price_group
from planner.optimiser.kernels.packed import Bytes, Floats, Ints
from planner.optimiser.kernels.parcels import part_of_each

HALVINGS = 40
CAREFUL = 0.7
"""Parcels move this share of the way: those after them move as well."""
FAINT = 0.3
"""Where no row has a price yet, prices rise by this part of what one row's would."""


@njit(cache=True, nogil=True)
def put_all(
    price: Floats, open_: Bytes, amount: Floats, first: Ints, last: Ints, spread: float,
    put: Floats,
) -> None:  # fmt: skip
    """As :func:`planner.optimiser.kernels.parcels.spread_out`, parcel by parcel."""
    for k in range(len(amount)):
        part_of_each(price, open_, first[k], last[k], spread, put[k])
        put[k] *= amount[k]


@njit(inline="always")
def _level(floor: Floats, slope: Floats, size: int, amount: float) -> float:
    """The price up to which a parcel fills the intervals of its window."""
    low, high = np.inf, -np.inf
    for j in range(size):
        if slope[j] > 0.0:
            low = min(low, floor[j])
            high = max(high, floor[j] + slope[j] * amount)
    for _ in range(HALVINGS):
        middle, held = 0.5 * (low + high), 0.0
        for j in range(size):
            if slope[j] > 0.0 and middle > floor[j]:
                held += (middle - floor[j]) / slope[j]
        if held > amount:
            high = middle
        else:
            low = middle
    return high


@njit(cache=True, nogil=True)
def level(
    p: Prices, parts: Ints, rows: Bytes, group: int, open_: Bytes, amount: Floats, first: Ints,
    last: Ints, put: Floats,
) -> None:  # fmt: skip
    """Move each parcel of a queue towards where all its work costs the same, once."""
    begin, end = parts[group], parts[group + 1]
    floor, slope = np.zeros(put.shape[1]), np.zeros(put.shape[1])
    for k in range(len(amount)):
        size, usable = last[k] - first[k] + 1, 0
        for j in range(size):
            t = first[k] + j
            slope[j], price, active = 0.0, 0.0, 0.0
            if not open_[t]:
                continue
            usable += 1
            for s in range(begin, end):
                if rows[s]:
                    price += p.sets[t, s]
                    active += 1.0 if p.sets[t, s] > 0.0 else 0.0
            slope[j] = p.pull * max(active, FAINT)
            floor[j] = price - slope[j] * put[k, j]
        if usable < 2:
            continue
        top, held = _level(floor, slope, size, amount[k]), 0.0
        for j in range(size):
            floor[j] = max(0.0, (top - floor[j]) / slope[j]) if slope[j] > 0.0 else 0.0
            held += floor[j]
        for j in range(size):
            more = CAREFUL * (floor[j] * amount[k] / held - put[k, j]) if slope[j] > 0.0 else 0.0
            if more == 0.0:
                continue
            put[k, j] += more
            for s in range(begin, end):
                if rows[s]:
                    p.lack[first[k] + j, s] += more
            price_group(p, parts, first[k] + j, group)
