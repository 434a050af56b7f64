"""A rota that is kept: its earlier days stand, later changes have a price."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import local_date
from planner.domain import Agent, Plan
from planner.optimiser.kernels.case import FREE, MUST_REST, MUST_WORK
from planner.optimiser.kernels.cover import NOT_KEPT, STAYS_OFF
from planner.optimiser.options import Options
from planner.schedules import Schedule, Shift

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A rota of which the days before ``since`` stand."""

    schedule: Schedule
    since: date


@dataclass(frozen=True, kw_only=True)
class KeptDays:
    """What a person's kept rota means for the search.

    ``option[day]`` is the option that is kept, a day off (``STAYS_OFF``) or ``NOT_KEPT`` where a
    change has no price; ``asked`` is the price of changes if the person had no shift at all.
    """

    option: Ints
    asked: float


def keep_days(
    plan: Plan, agent: Agent, options: Options, kept: Kept | None, status: Ints, pinned: Ints,
    wall: Ints,
) -> KeptDays | None:  # fmt: skip
    """Settle the days that stand in ``status``, ``pinned`` and ``wall``; price the later ones."""
    if kept is None:
        return None
    team = plan.team[agent.team]
    shifts = {
        local_date(shift.start, team.zone): shift
        for shift in kept.schedule.by_agent.get(agent.agent, ())
        if plan.horizon.first <= shift.start < plan.horizon.last
    }
    stands = kept.since
    if team.lock_days:
        stands = max(stands, plan.horizon.start + timedelta(days=team.lock_days))
    option = np.full(len(options.dates), NOT_KEPT, dtype=np.int64)
    asked = 0.0
    for at, day in enumerate(options.dates):
        shift = shifts.get(day)
        found = STAYS_OFF if shift is None else _option(plan, options, at, shift)
        if day < stands and found != NOT_KEPT and status[at] == FREE:
            status[at] = MUST_REST if found == STAYS_OFF else MUST_WORK
            if found >= 0:
                pinned[at], wall[at] = options.template[found], options.wall[found]
        elif day >= kept.since:
            option[at] = found
            asked += plan.prices.change if shift is not None else 0.0
    return KeptDays(option=option, asked=asked)


def _option(plan: Plan, options: Options, day: int, shift: Shift) -> int:
    """The option that a shift is, or ``NOT_KEPT`` where it is not offered any more."""
    begin, end = plan.horizon.minute_of(shift.start), plan.horizon.minute_of(shift.end)
    for at in range(options.first[day], options.first[day + 1]):
        same = options.templates[options.template[at]].shift == shift.shift
        if same and options.start[at] == begin and options.end[at] == end:
            return int(at)
    return NOT_KEPT
