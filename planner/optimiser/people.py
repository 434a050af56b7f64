"""One person compiled for the search: what each day allows and where the rules stand before."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import monday_of
from planner.domain import Agent, Plan
from planner.optimiser.demand import Demand
from planner.optimiser.keeping import Kept, Offered, keep_days
from planner.optimiser.kernels.case import (
    FREE,
    LONG_AGO,
    MUST_REST,
    MUST_WORK,
    NEUTRAL_OFF,
    NOTHING,
)
from planner.optimiser.options import Options, is_night, nights_around
from planner.optimiser.statespace import StateSpace, price_of
from planner.optimiser.week_limits import WeekLimits
from planner.optimiser.wishes import can_start, outside_availability, wished
from planner.schedules import Shift

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
NO_SHIFT = -2
"""A day pinned to what is not offered."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where the rules stand on the eve of the first day to decide.

    ``on`` the run state, or -1 with ``off`` days off in a row that count; ``days`` off since the
    last shift, which ended at minute ``end`` and began at ``wall`` by the clock; ``night`` 1 where
    it was one; ``usage`` of the week.
    """

    on: int
    off: int
    days: int
    end: int
    wall: int
    night: int
    usage: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person's own facts; arrays by day of the group's dates or by week.

    ``skip`` leading days are decided already (a shift of the weeks before lies on them).
    ``rate`` money per minute, of paid time or (``productive``) of time at work. ``wish[day,
    template]`` money that a shift saves the person's requests, of which ``asked`` is due where they
    have no shift at all; ``barred`` 1 for options outside their availability; ``kept`` the rota
    that is kept, empty where none is. ``kind`` is equal for people who are alike in everything
    that the search sees.
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
    closing: Floats
    final: Floats
    skip: int
    start: Start
    seam_walls: Ints
    wish: Floats
    asked: float
    barred: Bytes
    kept: Ints
    kind: tuple[object, ...]


def compile_person(
    plan: Plan, agent: Agent, number: int, group: int, offered: Offered, space: StateSpace,
    demand: Demand, weeks: WeekLimits, previous: list[Shift], kept: Kept | None,
) -> Person:  # fmt: skip
    """One person's days, limits and starting state; ``previous`` in order of time."""
    options = offered.options
    team = plan.team[agent.team]
    previous = [shift for shift in previous if plan.horizon.minute_of(shift.start) < 0]
    status, pinned, wall = _days(plan, agent, options)
    _follow_rotation(plan, agent, options, status, pinned)
    held = keep_days(plan, agent, offered, kept, status, pinned, wall)
    skip = max(0, (previous[-1].date - options.dates[0]).days + 1) if previous else 0
    allowed, closing = weeks.limits(agent, options, space, previous)
    final = _final(plan, agent, space, previous)
    start = _start(plan, agent, options, space, previous, skip)
    seam = _seam_walls(plan, agent, options, previous)
    covers = np.array([row.counts(agent) for row in plan.cover], dtype=np.uint8)
    effect = plan.effectiveness(agent)
    both = _both(plan, agent, options)
    rate = agent.hourly_cost / 60
    asked, wish = wished(plan, agent, options)
    asked += held.asked if held else 0.0
    barred = outside_availability(plan, agent.agent, team.team, options)
    kind = (
        group, agent.queues, effect, rate, covers.tobytes(), status.tobytes(), pinned.tobytes(),
        wall.tobytes(), both.tobytes(), allowed.tobytes(), closing.tobytes(), final.tobytes(),
        skip, start, seam.tobytes(), held.option.tobytes() if held else b"", wish.tobytes(),
        barred.tobytes() if barred.any() else b"",
    )  # fmt: skip
    return Person(
        number=number, agent=agent.agent, group=group, effect=effect, rate=rate,
        productive=team.billed == "productive", part=demand.group[agent.queues],
        hits=demand.hits[agent.queues], covers=covers, status=status, pinned=pinned,
        pinned_wall=wall, both=both, allowed=allowed, closing=closing, final=final,
        skip=skip, start=start, seam_walls=seam, wish=wish, asked=asked, barred=barred,
        kept=held.option if held else np.zeros(0, dtype=np.int64), kind=kind,
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
        pinned[position] = names.index(pin.shift) if pin.shift in names else NO_SHIFT
        wall[position] = -1 if pin.start is None else pin.start
    return status, pinned, wall


def _follow_rotation(
    plan: Plan, agent: Agent, options: Options, status: Ints, pinned: Ints
) -> None:
    """Days that a rotation settles, where it has no price; a pin against it leaves no rota."""
    if "rotation" in plan.rules or not plan.contract[agent.contract].rotation:
        return
    names = [template.shift for template in options.templates]
    for position, day in enumerate(options.dates):
        wanted = plan.rotation_shift(agent, day)
        if wanted is None or status[position] == NEUTRAL_OFF or not _in_horizon(plan, day):
            continue
        pin = pinned[position] if status[position] == MUST_WORK else -1
        if not wanted:
            status[position] = MUST_REST if pin == -1 else MUST_WORK
            pinned[position] = -1 if pin == -1 else NO_SHIFT
        elif can_start(options, position, wanted):
            fits = status[position] == FREE or pin == names.index(wanted)
            status[position] = MUST_WORK
            pinned[position] = names.index(wanted) if fits else NO_SHIFT


def _seam_walls(plan: Plan, agent: Agent, options: Options, previous: list[Shift]) -> Ints:
    """Starts by the clock of previous shifts in the week of the first day."""
    walls = np.full(7, -1, dtype=np.int64)
    monday = monday_of(options.dates[0])
    place = plan.team[agent.team].zone
    for number, shift in enumerate([s for s in previous if s.date >= monday][-7:]):
        clock = shift.start.astimezone(place)
        walls[number] = 60 * clock.hour + clock.minute
    return walls


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


def _final(plan: Plan, agent: Agent, space: StateSpace, previous: list[Shift]) -> Floats:
    """Money at the end of the horizon by units of its hours."""
    contract = plan.contract[agent.contract]
    hours = np.arange(space.units) * space.unit_minutes / 60
    money = np.zeros(space.units)
    if contract.max_hours_per_horizon is not None:
        over = np.maximum(hours - contract.max_hours_per_horizon, 0.0)
        money[over > 1e-6] -= price_of(plan, "max_hours_per_horizon") * over[over > 1e-6]
    if contract.min_hours_per_horizon is not None:
        price = price_of(plan, "min_hours_per_horizon")
        price = agent.hourly_cost if contract.guaranteed_pay else price
        dates = [plan.horizon.start + timedelta(days=day) for day in range(plan.horizon.days)]
        counted = sum(
            agent.employed(day)
            and not plan.on_leave(agent.agent, day)
            and not any(shift.date == day for shift in previous)
            for day in dates
        )
        under = contract.min_hours_per_horizon * counted / len(dates) - hours
        money[under > 1e-6] -= price * under[under > 1e-6]
    return np.maximum(money, 10 * NOTHING)


def _start_usage(plan: Plan, space: StateSpace, previous: list[Shift]) -> int:
    """The usage in which the first day begins: the weekly rest may have been had already."""
    if not space.judged[0]:
        return 0
    free, longest = int(space.week_begin[0]), 0
    for shift in previous:
        longest = max(longest, plan.horizon.minute_of(shift.start) - free)
        free = max(free, plan.horizon.minute_of(shift.end))
    return int(space.usage.rested[0]) if longest >= space.week_rest else 0


def _start(
    plan: Plan, agent: Agent, options: Options, space: StateSpace, previous: list[Shift], skip: int
) -> Start:
    """Where the rules stand before the first day to decide."""
    on, off = _standing(plan, agent, options, space, previous, skip)
    usage = _start_usage(plan, space, previous)
    if not previous:
        return Start(on=on, off=off, days=0, end=LONG_AGO, wall=0, night=0, usage=usage)
    last, team = previous[-1], plan.team[agent.team]
    begin, end = plan.horizon.minute_of(last.start), plan.horizon.minute_of(last.end)
    clock = last.start.astimezone(team.zone)
    days = (options.dates[0] - last.date).days + skip - 1
    return Start(
        on=on, off=off, days=days, end=end, wall=60 * clock.hour + clock.minute,
        night=int(is_night(nights_around(plan.horizon, team.zone, [last.date]), begin, end)),
        usage=usage,
    )  # fmt: skip


def _standing(
    plan: Plan, agent: Agent, options: Options, space: StateSpace, previous: list[Shift], skip: int
) -> tuple[int, int]:
    """Run state on the eve of the first day to decide, or -1 with the days off in a row."""
    longest = len(space.runs.off_cost)
    if not previous:
        return -1, longest
    eve = options.dates[0] + timedelta(days=skip - 1)
    worked = {shift.date: shift for shift in previous}
    if eve not in worked:
        off = [eve]
        while off[-1] - timedelta(days=1) > previous[-1].date:
            off.append(off[-1] - timedelta(days=1))
        free = any(plan.on_leave(agent.agent, day) or not agent.employed(day) for day in off)
        return -1, longest if free else min(len(off), longest)
    horizon, team = plan.horizon, plan.team[agent.team]
    nights_of = nights_around(horizon, team.zone, [previous[0].date, eve])
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
    most_days, most_nights = int(space.runs.days.max()), int(space.runs.nights.max())
    wanted = (min(days, most_days), min(nights, most_nights))
    match = (space.runs.days == wanted[0]) & (space.runs.nights == wanted[1])
    return int(np.flatnonzero(match)[0]), 0
