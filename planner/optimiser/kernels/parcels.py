"""Work that can wait, as parcels: where each is done within its window.

A parcel is an amount of work (effective agents for one interval) that may be done in any open
interval from ``first`` to ``last``, both included. Parcels stand in order of arrival, and no later
parcel may be done before the first, or must be done before the last, interval of an earlier one.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.packed import Bytes, Floats, Ints

SMALL = 1e-12


@njit(cache=True, nogil=True)
def cheapest(price: Floats, open_: Bytes, amount: Floats, first: Ints, last: Ints) -> float:
    """Money for all parcels, each in the cheapest open interval of its window."""
    line = np.empty(len(price), np.int64)
    head = tail = at = 0
    total = 0.0
    for j in range(len(amount)):
        while at <= last[j]:
            if open_[at]:
                while tail > head and price[line[tail - 1]] >= price[at]:
                    tail -= 1
                line[tail] = at
                tail += 1
            at += 1
        while head < tail and line[head] < first[j]:
            head += 1
        if head < tail:
            total += amount[j] * price[line[head]]
    return total


@njit(inline="always")
def part_of_each(
    price: Floats, open_: Bytes, first: int, last: int, spread: float, out: Floats
) -> None:
    """The part of a parcel that goes to each interval of its window, from ``out[0]`` on.

    Intervals cheaper by ``spread`` take e times as much; all is in the last where none is open.
    """
    low, whole = np.inf, 0.0
    for t in range(first, last + 1):
        if open_[t]:
            low = min(low, price[t])
    for t in range(first, last + 1):
        out[t - first] = np.exp((low - price[t]) / spread) if open_[t] else 0.0
        whole += out[t - first]
    if whole == 0.0:
        out[last - first] = whole = 1.0
    for j in range(last - first + 1):
        out[j] /= whole


@njit(cache=True, nogil=True)
def spread_out(
    price: Floats, open_: Bytes, amount: Floats, first: Ints, last: Ints, spread: float,
    out: Floats,
) -> None:  # fmt: skip
    """Every parcel over its window, intervals cheaper by ``spread`` taking e times as much."""
    part = np.empty(len(price))
    out[:] = 0.0
    for j in range(len(amount)):
        if amount[j] <= 0.0:
            continue
        part_of_each(price, open_, first[j], last[j], spread, part)
        for t in range(first[j], last[j] + 1):
            out[t] += amount[j] * part[t - first[j]]


@njit(cache=True, nogil=True)
def fill_up(
    capacity: Floats, amount: Floats, first: Ints, last: Ints, out: Floats, left: Floats
) -> None:
    """Do the parcels in order, each interval as much as it has capacity for.

    ``out`` receives the work done by interval, ``left`` what of each parcel could not be done by
    its last interval. No other order leaves less.
    """
    out[:] = 0.0
    left[:] = amount
    j = 0
    for t in range(len(capacity)):
        free = capacity[t]
        while j < len(amount) and free > SMALL:
            if left[j] <= SMALL or last[j] < t:
                j += 1
                continue
            if first[j] > t:
                break
            done = min(free, left[j])
            out[t] += done
            left[j] -= done
            free -= done
    for j in range(len(left)):
        if left[j] <= SMALL:
            left[j] = 0.0


@njit(cache=True, nogil=True)
def room_for(lack: Floats, parts: Ints, rows: Bytes, open_: Bytes, out: Floats) -> None:
    """Work that fits into each interval without making anything short, by set of queues.

    ``lack`` is without the work of the queue itself; ``rows[s]`` says which sets it belongs to, all
    of one group of ``parts``.
    """
    low = high = 0
    for g in range(len(parts) - 1):
        for s in range(parts[g], parts[g + 1]):
            if rows[s]:
                low, high = parts[g], parts[g + 1]
    for t in range(len(out)):
        own = -np.inf
        others = 0.0
        for s in range(low, high):
            if rows[s]:
                own = max(own, lack[t, s])
            else:
                others = max(others, lack[t, s])
        out[t] = max(0.0, others - own) if open_[t] else 0.0
