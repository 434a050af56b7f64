"""What one more person at work is worth, interval by interval.

With a ``softness`` above zero the largest lack is rounded off (log-sum-exp), so that an interval
which is only just covered is still worth a little. ``lack`` and ``thin`` as in
:mod:`planner.optimiser.kernels.cover`.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.cover import FAR
from planner.optimiser.kernels.depth import about_saved, new_depth, squares
from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Guide


@njit(inline="always")
def _softly(
    lack: Floats, t: int, begin: int, end: int, hits: Bytes, softness: float, fade: float
) -> float:
    """By how many agents one more person makes a rounded shortage less; the person's part of a set
    fades by ``fade``."""
    most = 0.0
    for s in range(begin, end):
        most = max(most, lack[t, s])
    before = np.exp(-most / softness) if most < FAR * softness else 0.0
    after = before
    for s in range(begin, end):
        gap = lack[t, s] - most
        if gap > -FAR * softness:
            x = np.exp(gap / softness)
            before += x
            after += x * fade if hits[s] else x
    return float(softness * np.log(before / after))


@njit(inline="always")
def _sharply(
    lack: Floats, t: int, begin: int, end: int, hits: Bytes, effect: float
) -> tuple[float, float]:
    """The shortage without and with one more person."""
    short, left = 0.0, 0.0
    for s in range(begin, end):
        v = lack[t, s]
        short = max(short, v)
        left = max(left, v - effect if hits[s] else v)
    return short, left


@njit(inline="always")
def _thin_saved(thin: Floats, t: int, covers: Bytes, softness: float) -> float:
    """By how many people one more makes the missing cover less."""
    saved = 0.0
    for c in range(thin.shape[1]):
        x = thin[t, c]
        if covers[c] == 0:
            continue
        if softness > 0:
            up = np.exp(min(x / softness, FAR))
            down = np.exp(min((x - 1.0) / softness, FAR))
            saved += min(1.0, softness * np.log((1.0 + up) / (1.0 + down)))
        elif x > 0:
            saved += min(1.0, x)
    return saved


@njit(inline="always")
def _lead(
    sets: Floats, cover: Floats, t: int, begin: int, end: int, hits: Bytes, covers: Bytes,
    effect: float,
) -> float:  # fmt: skip
    """What a guide's prices say that one more person is worth."""
    lead = 0.0
    for s in range(begin, end):
        if hits[s]:
            lead += sets[t, s]
    lead *= effect
    for c in range(cover.shape[1]):
        if covers[c]:
            lead += cover[t, c]
    return lead


@njit(cache=True, nogil=True, inline="never")
def fill_value(
    facts: Facts, lack: Floats, thin: Floats, guide: Guide, who: int, low: int, high: int,
    softness: float, blend: float, value: Floats,
) -> None:  # fmt: skip
    """Money that one more person saves in intervals ``low`` to ``high``, there all through.

    A share ``blend`` of it comes from the guide's prices, the rest from what is lacking now.
    """
    effect, part = facts.effect[who], facts.part[who]
    begin = facts.parts[part] if part >= 0 else 0
    end = facts.parts[part + 1] if part >= 0 else 0
    hits, covers = facts.hits[who], facts.covers[who]
    price, thin_price, spare = facts.price, facts.thin_price, facts.surplus_price * effect
    sets, cover = guide.sets, guide.cover
    fade = np.exp(-effect / softness) if softness > 0 else 0.0
    square, members = facts.square, facts.members
    deep = square > 0.0 and end > begin
    depth = new_depth(members if deep else members[:0])
    for t in range(low, high):
        worth, short = 0.0, 0.0
        if softness > 0:
            worth = price * _softly(lack, t, begin, end, hits, softness, fade)
        else:
            short, left = _sharply(lack, t, begin, end, hits, effect)
            worth = price * (short - left)
        if deep and softness > 0:
            worth += square * about_saved(lack, t, begin, end, hits, effect, depth.size)
        elif deep and short > 0.0:
            saved = squares(members, lack, t, begin, end, hits, 0.0, depth)
            saved -= squares(members, lack, t, begin, end, hits, effect, depth)
            worth += square * saved
        worth += thin_price * _thin_saved(thin, t, covers, softness)
        if blend > 0:
            lead = _lead(sets, cover, t, begin, end, hits, covers, effect)
            worth = (1.0 - blend) * worth + blend * lead
        value[t] = worth - spare
