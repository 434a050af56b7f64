"""Requests as money and availability as barred options, person by person."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from planner.domain import Agent, Plan, Request
from planner.optimiser.options import Options
from planner.optimiser.premiums import wall_clock
from planner.terms import NOT, OFF, WORKING

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


def requested(plan: Plan, rows: Sequence[Request], options: Options) -> tuple[float, Floats]:
    """Money that unmet requests cost without any shift, and what each shift saves of it.

    Returns
    -------
    asked, wish
        ``wish[day, template]``; the requests cost ``asked`` less what the shifts save.
    """
    wish = np.zeros((len(options.dates), max(1, len(options.templates))))
    asked = 0.0
    names = [template.shift for template in options.templates]
    days = {day: at for at, day in enumerate(options.dates)}
    for row in rows:
        money = row.weight * plan.prices.request
        wanted = row.want not in (OFF,) and not row.want.startswith(NOT)
        asked += money if wanted else 0.0
        at = days.get(row.date)
        if at is None:
            continue
        for number, name in enumerate(names):
            if row.want in (WORKING, name):
                wish[at, number] += money
            elif row.want in (OFF, NOT + name):
                wish[at, number] -= money
    return asked, wish


def wished(plan: Plan, agent: Agent, options: Options) -> tuple[float, Floats]:
    """The same for requests and for days of a rotation that has a price."""
    asked, wish = requested(plan, plan.wishes.get(agent.agent, ()), options)
    price = plan.rules.get("rotation")
    if price is None or not plan.contract[agent.contract].rotation:
        return asked, wish
    last = plan.horizon.start + timedelta(days=plan.horizon.days - 1)
    for at, day in enumerate(options.dates):
        wanted = plan.rotation_shift(agent, day)
        counts = agent.employed(day) and not plan.on_leave(agent.agent, day)
        if wanted is None or not counts or not plan.horizon.start <= day <= last:
            continue
        if not wanted:
            wish[at] -= price
        elif can_start(options, at, wanted):
            asked += price
            wish[at, [row.shift for row in options.templates].index(wanted)] += price
    return asked, wish


def can_start(options: Options, day: int, shift: str) -> bool:
    """Whether a template is offered on a day, be it against the contract."""
    names = [template.shift for template in options.templates]
    return shift in names and bool(options.offered[day, names.index(shift)])


def outside_availability(plan: Plan, agent: str, team: str, options: Options) -> Bytes:
    """1 for options of which a part lies outside the person's availability."""
    week = plan.available.get(agent)
    if week is None or not len(options):
        return np.zeros(len(options), dtype=np.uint8)
    clock = wall_clock(plan, plan.team[team], int(options.end.max()))
    running = np.concatenate([[0], np.cumsum(~week[clock.weekday, clock.minute])])
    return np.asarray(running[options.end] > running[options.start], dtype=np.uint8)
