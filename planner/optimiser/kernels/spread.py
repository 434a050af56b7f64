"""Start times of a week within an arc of the clock: a window is chosen for each week.

Which window is best cannot be known before the rota is; the one is taken in which the days that
are free earn most, and the next best ones where no rota fits into it.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import DAY_MINUTES, MUST_WORK
from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Ints

ANYWHERE = -1


@njit(inline="always")
def inside(wall: int, anchor: int, spread: int) -> bool:
    """Whether a start lies on the arc of ``spread`` minutes that begins at ``anchor``."""
    return anchor == ANYWHERE or (wall - anchor) % DAY_MINUTES <= spread


@njit(cache=True, nogil=True)
def starts_fit(facts: Facts, who: int, chosen: Ints) -> bool:
    """Whether the starts of every week of a rota, given as options by day, lie close enough."""
    g = facts.group[who]
    spread = facts.spread[g]
    if spread < 0:
        return True
    for w in range(facts.week[g, facts.days[g] - 1] + 1):
        if not _week_fits(facts, who, g, w, chosen):
            return False
    return True


@njit(inline="always")
def _week_fits(facts: Facts, who: int, g: int, week: int, chosen: Ints) -> bool:
    walls = np.empty(facts.days[g] + facts.seam_walls.shape[1], np.int64)
    count = 0
    for d in range(facts.days[g]):
        if facts.week[g, d] == week and chosen[d] >= 0:
            walls[count] = facts.wall[chosen[d]]
            count += 1
    own = count
    for k in range(facts.seam_walls.shape[1] if week == 0 else 0):
        if facts.seam_walls[who, k] >= 0:
            walls[count] = facts.seam_walls[who, k]
            count += 1
    if own == 0:
        return True
    for i in range(count):
        fits = True
        for j in range(count):
            fits = fits and inside(walls[j], walls[i], facts.spread[g])
        if fits:
            return True
    return False


@njit(cache=True, nogil=True)
def choose_windows(
    facts: Facts, who: int, usable: Bytes, fixed: Ints, reward: Floats, attempt: int, anchors: Ints
) -> None:
    """Where the window of each week begins, into ``anchors``; ``ANYWHERE`` without any rule.

    ``fixed[day]`` is the option of a day that stands, -1 a day off that stands, -2 a free day;
    ``usable[option]`` 1 for what may be worked. ``attempt`` takes the window that many ranks below
    the best.
    """
    g = facts.group[who]
    anchors[:] = ANYWHERE
    if facts.spread[g] < 0:
        return
    for w in range(facts.week[g, facts.days[g] - 1] + 1):
        worth = np.full(DAY_MINUTES, -np.inf)
        for d in range(facts.days[g]):
            if facts.week[g, d] != w:
                continue
            for o in range(facts.first[g, d], facts.first[g, d + 1]):
                if usable[o] and worth[facts.wall[o]] == -np.inf:
                    worth[facts.wall[o]] = _worth(
                        facts, who, g, w, usable, fixed, reward, facts.wall[o]
                    )
        for _ in range(attempt):
            worth[np.argmax(worth)] = -np.inf
        best = np.argmax(worth)
        anchors[w] = best if worth[best] > -np.inf else DAY_MINUTES


@njit(inline="always")
def _worth(
    facts: Facts, who: int, g: int, week: int, usable: Bytes, fixed: Ints, reward: Floats,
    anchor: int,
) -> float:  # fmt: skip
    """What the free days of a week earn in a window; ``-inf`` where what stands is outside it."""
    spread, total = facts.spread[g], 0.0
    for k in range(facts.seam_walls.shape[1] if week == 0 else 0):
        wall = facts.seam_walls[who, k]
        if wall >= 0 and not inside(wall, anchor, spread):
            return -np.inf
    for d in range(facts.days[g]):
        if facts.week[g, d] != week or fixed[d] == -1:
            continue
        if fixed[d] >= 0:
            if not inside(facts.wall[fixed[d]], anchor, spread):
                return -np.inf
            continue
        best = -np.inf
        for o in range(facts.first[g, d], facts.first[g, d + 1]):
            if usable[o] and inside(facts.wall[o], anchor, spread):
                best = max(best, reward[o])
        if best == -np.inf and facts.status[who, d] == MUST_WORK:
            return -np.inf
        total += max(best, 0.0)
    return total
