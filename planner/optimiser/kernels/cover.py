"""What one more person at work is worth, and what a shift earns, interval by interval.

``lack[t, s]`` is, for a set of queues ``s``, the effective agents that its queues need in interval
``t`` less those present who can serve any of it. The shortage of a group of connected queues is the
largest ``lack`` over its sets, and never below zero (Hall's condition for sharing people out).
``thin[t, c]`` is likewise the people missing from cover row ``c``.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@njit(cache=True, nogil=True)
def worth(
    lack: Floats, thin: Floats, low: int, high: int, hits: Bytes, effect: float, covers: Bytes,
    price: float, cover_price: float, surplus_price: float, out: Floats,
) -> None:  # fmt: skip
    """Money saved in each interval by one more person there all through, into ``out``.

    ``low:high`` are the sets of the person's group of queues, ``hits`` those the person can serve
    a queue of; ``covers`` the cover rows the person counts for. Prices are for a whole interval.
    """
    for t in range(lack.shape[0]):
        short = 0.0
        after = 0.0
        for s in range(low, high):
            v = lack[t, s]
            if v > short:
                short = v
            if hits[s]:
                v -= effect
            if v > after:
                after = v
        value = price * (short - after) - surplus_price * effect
        for c in range(thin.shape[1]):
            if covers[c] and thin[t, c] > 0.0:
                value += cover_price * min(1.0, thin[t, c])
        out[t] = value


@njit(cache=True, nogil=True)
def shortage_cost(
    lack: Floats, thin: Floats, parts: Ints, price: float, cover_price: float
) -> float:
    """Money of all shortage and missing cover; ``parts[g]:parts[g + 1]`` are group ``g``'s sets."""
    total = 0.0
    for t in range(lack.shape[0]):
        for g in range(len(parts) - 1):
            short = 0.0
            for s in range(parts[g], parts[g + 1]):
                short = max(short, lack[t, s])
            total += price * short
        for c in range(thin.shape[1]):
            total += cover_price * max(0.0, thin[t, c])
    return total


@njit(cache=True, nogil=True)
def option_rewards(
    value: Floats, ticks: int, begin: Ints, finish: Ints, template: Ints, breaks: Ints, cost: Floats,
    out: Floats, places: Ints,
) -> None:  # fmt: skip
    """Worth of each option less its cost, with every break where it costs least.

    ``value`` per interval, each of ``ticks`` ticks; ``begin`` and ``finish`` in ticks since the
    horizon's start; ``breaks[template, b] = (ticks, earliest, latest)`` with 0 ticks for none.
    ``out`` the reward, ``places[option, b]`` the tick at which break ``b`` starts.
    """
    total = np.zeros(len(value) * ticks + 1)
    for t in range(len(value)):
        for k in range(ticks):
            total[t * ticks + k + 1] = total[t * ticks + k] + value[t] / ticks
    end = len(total) - 1
    for o in range(len(begin)):
        gain = total[min(finish[o], end)] - total[min(begin[o], end)] - cost[o]
        free = begin[o]
        for b in range(breaks.shape[1]):
            size = breaks[template[o], b, 0]
            if size == 0:
                places[o, b] = -1
                continue
            earliest = max(begin[o] + breaks[template[o], b, 1], free)
            latest = max(begin[o] + breaks[template[o], b, 2], earliest)
            place = earliest
            least = np.inf
            for x in range(earliest, latest + 1):
                if x % ticks != 0:
                    continue
                loss = total[min(x + size, end)] - total[min(x, end)]
                if loss < least - 1e-12:
                    least = loss
                    place = x
            if least == np.inf:
                least = total[min(place + size, end)] - total[min(place, end)]
            gain -= least
            free = place + size
            places[o, b] = place
        out[o] = gain


@njit(cache=True, nogil=True)
def change_presence(
    lack: Floats, thin: Floats, ticks: int, begin: int, finish: int, breaks: Ints, places: Ints,
    low: int, high: int, hits: Bytes, effect: float, covers: Bytes, sign: float,
) -> None:  # fmt: skip
    """Put one shift's presence into ``lack`` and ``thin`` (``sign`` 1) or take it out (-1)."""
    last = lack.shape[0] * ticks
    x = begin
    while x < min(finish, last):
        inside = 0
        for b in range(len(places)):
            if places[b] >= 0 and places[b] <= x < places[b] + breaks[b, 0]:
                inside = places[b] + breaks[b, 0] - x
        if inside > 0:
            x += inside
            continue
        t = x // ticks
        part = sign / ticks
        for s in range(low, high):
            if hits[s]:
                lack[t, s] -= part * effect
        for c in range(thin.shape[1]):
            if covers[c]:
                thin[t, c] -= part
        x += 1


@njit(cache=True, nogil=True)
def candidates(
    reward: Floats, first: Ints, bins: Ints, bin_first: Ints, start: Ints, end: Ints, template: Ints,
    wall: Ints, length: Ints, night: Ints, status: Ints, pinned: Ints, pinned_wall: Ints,
    loose: int, bin_start: Ints, bin_end: Ints,
    out_first: Ints, out_reward: Floats, out_start: Ints, out_end: Ints, out_length: Ints,
    out_night: Ints, out_option: Ints,
) -> None:  # fmt: skip
    """The best option of each bin as that day's candidates.

    ``bins[option]`` is its bin, bins of day ``d`` being ``bin_first[d]:bin_first[d + 1]``. With
    ``loose`` a candidate carries its bin's latest start and earliest end instead of its own, which
    can only make more successions legal: the value found is then an upper bound.
    """
    n = 0
    for d in range(len(first) - 1):
        out_first[d] = n
        if status[d] == 1 or status[d] == 3:
            continue
        base = bin_first[d]
        size = bin_first[d + 1] - base
        best = np.full(size, -1e300)
        at = np.full(size, -1)
        for o in range(first[d], first[d + 1]):
            if status[d] == 2 and (
                template[o] != pinned[d] or (pinned_wall[d] >= 0 and wall[o] != pinned_wall[d])
            ):
                continue
            if reward[o] > best[bins[o] - base]:
                best[bins[o] - base] = reward[o]
                at[bins[o] - base] = o
        for i in range(size):
            o = at[i]
            if o < 0:
                continue
            out_reward[n] = best[i]
            out_start[n] = bin_start[base + i] if loose else start[o]
            out_end[n] = bin_end[base + i] if loose else end[o]
            out_length[n] = length[o]
            out_night[n] = night[o]
            out_option[n] = o
            n += 1
    out_first[len(first) - 1] = n
