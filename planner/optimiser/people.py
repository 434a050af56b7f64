"""One person compiled for the search: what each day allows and where the rules stand before."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import monday_of
from planner.domain import Agent, Plan
from planner.optimiser.demand import Demand
from planner.optimiser.kernels.rota import FREE, MUST_REST, MUST_WORK, NEUTRAL_OFF
from planner.optimiser.options import Options, is_night, nights_around
from planner.optimiser.statespace import StateSpace
from planner.optimiser.wishes import outside_availability, requested
from planner.schedules import Shift

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
LONG_AGO = -(10**9)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person's own facts; arrays by day of the group's dates or by week.

    ``skip`` leading days are decided already (a shift of the weeks before lies on them).
    ``rate`` money per minute, of paid time or (``productive``) of time at work. ``wish[day,
    template]`` money that a shift saves the person's requests, of which ``asked`` is due where they
    have no shift at all; ``barred`` 1 for options outside their availability. ``kind`` is equal
    for people who are alike in everything that the search sees.
    """

    number: int
    agent: str
    group: int
    effect: float
    rate: float
    productive: bool
    part: int
    hits: Bytes
    covers: Bytes
    status: Ints
    pinned: Ints
    pinned_wall: Ints
    both: Ints
    allowed: Bytes
    closing: Bytes
    skip: int
    start_on: int
    start_off: int
    start_end: int
    wish: Floats
    asked: float
    barred: Bytes
    kind: tuple[object, ...]


def compile_person(
    plan: Plan, agent: Agent, number: int, group: int, options: Options, space: StateSpace,
    demand: Demand, previous: list[Shift],
) -> Person:  # fmt: skip
    """One person's days, limits and starting state; ``previous`` in order of time."""
    team = plan.team[agent.team]
    previous = [shift for shift in previous if plan.horizon.minute_of(shift.start) < 0]
    status, pinned, wall = _days(plan, agent, options)
    skip = max(0, (previous[-1].date - options.dates[0]).days + 1) if previous else 0
    allowed, closing = _limits(plan, agent, options, space, previous)
    start_on, start_off = _standing(plan, agent, options, space, previous, skip)
    covers = np.array([row.counts(agent) for row in plan.cover], dtype=np.uint8)
    effect = plan.effectiveness(agent)
    both = _both(plan, agent, options)
    finish = plan.horizon.minute_of(previous[-1].end) if previous else LONG_AGO
    rate = agent.hourly_cost / 60
    asked, wish = requested(plan, plan.wishes.get(agent.agent, ()), options)
    barred = outside_availability(plan, agent.agent, team.team, options)
    kind = (
        group, agent.queues, effect, rate, covers.tobytes(), status.tobytes(), pinned.tobytes(),
        wall.tobytes(), both.tobytes(), allowed.tobytes(), closing.tobytes(), skip, start_on,
        start_off, finish, wish.tobytes(), barred.tobytes() if barred.any() else b"",
    )  # fmt: skip
    return Person(
        number=number, agent=agent.agent, group=group, effect=effect, rate=rate,
        productive=team.billed == "productive", part=demand.group[agent.queues],
        hits=demand.hits[agent.queues], covers=covers, status=status, pinned=pinned,
        pinned_wall=wall, both=both, allowed=allowed, closing=closing, skip=skip,
        start_on=start_on, start_off=start_off, start_end=finish, wish=wish, asked=asked,
        barred=barred, kind=kind,
    )  # fmt: skip


def _days(plan: Plan, agent: Agent, options: Options) -> tuple[Ints, Ints, Ints]:
    status = np.full(len(options.dates), FREE, dtype=np.int64)
    pinned = np.full(len(options.dates), -1, dtype=np.int64)
    wall = np.full(len(options.dates), -1, dtype=np.int64)
    names = [template.shift for template in options.templates]
    for position, day in enumerate(options.dates):
        if plan.on_leave(agent.agent, day) or not agent.employed(day):
            status[position] = NEUTRAL_OFF
    for pin in plan.pins:
        if pin.agent != agent.agent or pin.date not in options.dates:
            continue
        position = options.dates.index(pin.date)
        if not pin.shift:
            status[position] = MUST_REST if status[position] == FREE else status[position]
            continue
        status[position] = MUST_WORK
        pinned[position] = names.index(pin.shift) if pin.shift in names else -2
        wall[position] = -1 if pin.start is None else pin.start
    return status, pinned, wall


def _in_horizon(plan: Plan, day: date) -> bool:
    return plan.horizon.start <= day < plan.horizon.start + timedelta(days=plan.horizon.days)


def _both(plan: Plan, agent: Agent, options: Options) -> Ints:
    """1 on Sundays whose weekend is worked on both days or none."""
    flags = np.zeros(len(options.dates), dtype=np.int64)
    if not plan.contract[agent.contract].complete_weekends:
        return flags
    for position, day in enumerate(options.dates):
        if position == 0 or day.weekday() != 6:
            continue
        pair = (day - timedelta(days=1), day)
        flags[position] = all(_in_horizon(plan, d) and agent.employed(d) for d in pair)
    return flags


def _limits(
    plan: Plan, agent: Agent, options: Options, space: StateSpace, previous: list[Shift]
) -> tuple[Bytes, Bytes]:
    """Which week usages keep the maxima, and which reach the minimum at the week's end."""
    contract = plan.contract[agent.contract]
    known = space.usage_minutes >= 0
    allowed = known.copy()
    closing = known.copy()
    for week in range(len(known)):
        monday = monday_of(options.dates[0]) + timedelta(weeks=week)
        days = [monday + timedelta(days=offset) for offset in range(7)]
        before = [shift for shift in previous if shift.date in days]
        if contract.max_hours_per_week is not None:
            used = 60 * sum(shift.paid_hours for shift in before)
            most = 60 * contract.max_hours_per_week + 1e-6
            allowed[week] &= space.usage_minutes[week] + used <= most
        if contract.max_days_per_week is not None:
            most_days = contract.max_days_per_week
            allowed[week] &= space.usage_days[week] + len(before) <= most_days
        if contract.min_hours_per_week is not None:
            missing = sum(
                not _in_horizon(plan, day)
                or not agent.employed(day)
                or plan.on_leave(agent.agent, day)
                or any(shift.date == day for shift in before)
                for day in days
            )
            least = 60 * contract.min_hours_per_week * (7 - missing) / 7 - 1e-6
            closing[week] &= space.usage_minutes[week] >= least
    return allowed.astype(np.uint8), closing.astype(np.uint8)


def _standing(
    plan: Plan, agent: Agent, options: Options, space: StateSpace, previous: list[Shift], skip: int
) -> tuple[int, int]:
    """Run state on the eve of the first day to decide, or -1 with the days off in a row."""
    if not previous:
        return -1, space.off_run
    eve = options.dates[0] + timedelta(days=skip - 1)
    worked = {shift.date: shift for shift in previous}
    if eve not in worked:
        off = [eve]
        while off[-1] - timedelta(days=1) > previous[-1].date:
            off.append(off[-1] - timedelta(days=1))
        free = any(plan.on_leave(agent.agent, day) or not agent.employed(day) for day in off)
        return -1, space.off_run if free else min(len(off), space.off_run)
    horizon, team = plan.horizon, plan.team[agent.team]
    nights_of = nights_around(horizon, team, [previous[0].date, eve])
    days = nights = 0
    unbroken = True
    day = eve
    while day in worked:
        shift = worked[day]
        span = horizon.minute_of(shift.start), horizon.minute_of(shift.end)
        unbroken = unbroken and is_night(nights_of, *span)
        nights += unbroken
        days += 1
        day -= timedelta(days=1)
    most_days, most_nights = int(space.run_days.max()), int(space.run_nights.max())
    wanted = (min(days, most_days), min(nights, most_nights))
    match = (space.run_days == wanted[0]) & (space.run_nights == wanted[1])
    return int(np.flatnonzero(match)[0]), 0
