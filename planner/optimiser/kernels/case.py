"""One person's choice of a rota as arrays: candidates, days, rules and what came before.

A rota is a path through the days. What the rules need to remember along it is

* the *run*: days (and nights) in a row at work, or days off in a row,
* the *usage* of the week: paid minutes, days, and whether the weekly rest has been had,
* the *tally* of the horizon: paid units and weekends, ``units * (weekends + 1)`` of them,
* the *last shift*, for rest and rotation, through up to ``memory`` days off.

Breaches that have a price cost money on the way; the others end the path.
"""

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Small = NDArray[np.int32]

NOTHING = -1e17
"""The value of what cannot be; anything as low counts as it."""
HARDLY = NOTHING / 2
"""Sums this low hold a ``NOTHING``, whatever was earned on top of it."""
FREE, NEUTRAL_OFF, MUST_WORK, MUST_REST = 0, 1, 2, 3
"""Day status: free; leave or not employed (off, and the run of days off counts as long enough);
pinned work; pinned day off."""
LONG_AGO = -(10**9)
ZERO, ONE, MINUS_ONE = (cast("int", np.int64(number)) for number in (0, 1, -1))
YES, NO = cast("bool", np.True_), cast("bool", np.False_)
"""For calls between kernels: Numba would compile a kernel once more for each literal."""
DAY_MINUTES = 24 * 60


class Case(NamedTuple):
    """What :func:`planner.optimiser.kernels.rota.best_rota` chooses from.

    Shapes: ``X`` candidates, day ``d``'s being ``first[d]:first[d + 1]``; ``D`` days; ``R`` run
    states; ``J`` days off that a run must have; ``W`` weeks; ``U`` usages; ``L`` classes of shifts.
    Minutes count from the horizon's start, ``wall`` ones from local midnight.
    """

    first: Ints
    reward: Floats
    start: Ints
    end: Ints
    length: Ints
    """X: class of the shift, by what the week and the horizon count of it"""
    night: Ints
    chain: Ints
    """X: candidates of one chain end in the order in which they start"""
    wall: Ints
    """X: start by the clock, as the shift before another one"""
    wall_after: Ints
    """X: the same as the shift after another one"""
    option: Ints
    week: Ints
    """D: number of the week"""
    weekday: Ints
    week_begin: Ints
    """W: Monday 00:00 by the team's clock"""
    week_end: Ints
    both: Ints
    """D: 1 on Sundays whose weekend is worked on both days or none"""
    status: Ints
    next_on: Ints
    """R × 2: run state after one more day at work, by night (0, 1); -1: cannot be"""
    first_on: Ints
    """2: the same after a day off"""
    first_cost: Floats
    run_cost: Floats
    """R × 2: money for that day"""
    stop_cost: Floats
    """R: money for a day off after this run"""
    off_after: Ints
    """R: place in the run of days off that such a day takes"""
    off_cost: Floats
    """J: money for work after so many days off"""
    usage_next: Ints
    """W × U × L"""
    usage_count: Ints
    allowed: Bytes
    """W × U"""
    closing: Floats
    """W × U: money at the end of a week; ``NOTHING`` where the week cannot end so"""
    rested: Ints
    """U: the usage once the weekly rest has been had; the same where nothing asks for it"""
    judged: Bytes
    """W: whether the weekly rest is asked for"""
    week_rest: int
    unit: Ints
    """L: units of the horizon's hours"""
    units: int
    final: Floats
    """units: money at the end of the horizon"""
    weekends: int
    """most weekends; -1: no limit"""
    weekend_price: float
    both_price: float
    rest: int
    night_rest: int
    """minutes after the last of a run of nights"""
    forward: int
    memory: int
    chains: int
    start_on: int
    """run state before day 0, or -1 with ``start_off`` days off"""
    start_off: int
    start_usage: int
    start_days: int
    """days off since the last shift before day 0"""
    start_end: int
    start_wall: int
    start_night: int
    least: float
    """what some rota is known to be worth, or ``-inf``"""
    missed: Floats
    """1: by how much the best rota missed the most that its days could earn, the last time; below
    0: not known"""
    follow: Bytes
    """L × L: whether the second class may be worked the day after the first; 0 × 0: all may"""
    pace: Ints
    """D × 2: units and weekends that each day takes off the tally, which then counts what is ahead
    of the pace, so that few values do; 0 × 2: none. A rota that leaves the tally is not found."""
