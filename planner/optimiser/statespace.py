"""One contract's rules, compiled once into the tables of the kernel ``rota``.

A rule is hard, or ``[rules]`` gives a breach a price: then it costs money where the breach shows
(a day too many in a row, a weekend too many) or at the end of the week or the horizon.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, WEEK_DAYS, instant, monday_of
from planner.domain import Contract, Plan, Team
from planner.optimiser.options import Options

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
WEEK_MINUTES = WEEK_DAYS * DAY_MINUTES
CLOCK_CHANGE = 2 * 60
"""Minutes by which changed clocks may make two days shorter or a shift longer."""


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Runs of days at work and off; fields as in :class:`planner.optimiser.kernels.case.Case`.

    ``days`` and ``nights`` in a row that a run state stands for.
    """

    next_on: Ints
    first_on: Ints
    run_cost: Floats
    first_cost: Floats
    stop_cost: Floats
    off_after: Ints
    off_cost: Floats
    days: Ints
    nights: Ints


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What the shifts of a week add up to.

    ``next[week, usage, class]`` one more shift; ``minutes``, ``days`` and ``overtime`` (minutes
    above the daily limit) that a usage stands for, -1 where a week has fewer; ``rested[usage]`` the
    same once the weekly rest has been had.
    """

    next: Ints
    count: Ints
    minutes: Ints
    days: Ints
    overtime: Ints
    rested: Ints


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Rules on a shift and the one before it, in minutes; as in the kernels' ``Case``."""

    rest: int
    night_rest: int
    forward: int
    memory: int
    chain: Ints
    chains: int
    spread: int
    """minutes of the clock within which the starts of a week lie; -1: anywhere"""


@dataclass(frozen=True, kw_only=True)
class StateSpace:
    """What the rules of a contract need to remember, as transition tables.

    ``lengths`` the paid minutes of each class of shifts, ``length`` the class of each option.
    ``unit[class]`` units of ``unit_minutes`` that the horizon's hours count, ``units`` one more
    than the most. ``weekends`` is -1 where nothing limits them. ``week_begin`` and ``week_end``
    Mondays 00:00 in minutes since the horizon's start; ``judged`` weeks that must hold a rest of
    ``week_rest`` minutes.
    """

    runs: Runs
    usage: Usage
    pairs: Pairs
    lengths: Ints
    length: Ints
    week: Ints
    weekday: Ints
    week_begin: Ints
    week_end: Ints
    judged: Bytes
    week_rest: int
    unit: Ints
    unit_minutes: int
    units: int
    weekends: int
    weekend_price: float
    both_price: float


def price_of(plan: Plan, rule: str) -> float:
    """Money for one unit of a breach, infinite for a hard rule."""
    return float(plan.rules.get(rule, math.inf))


def compile_contract(plan: Plan, team: Team, contract: Contract, options: Options) -> StateSpace:
    """The state graph of a contract over a team's dates."""
    mondays = [monday_of(day) for day in options.dates]
    week = np.array([(monday - mondays[0]).days // 7 for monday in mondays], dtype=np.int64)
    lengths = np.unique(options.paid)
    length = np.searchsorted(lengths, options.paid).astype(np.int64)
    begins = [
        plan.horizon.minute_of(instant(mondays[0] + timedelta(weeks=number), 0, team.zone))
        for number in range(int(week[-1]) + 2)
    ]
    unit_minutes, units = _units(plan, contract, lengths, len(options.dates))
    counted = units > 1
    return StateSpace(
        runs=_runs(plan, contract, nights=bool(options.night.any())),
        usage=_usage(plan, contract, options, week, lengths, length),
        pairs=_pairs(plan, team, contract, options),
        lengths=lengths, length=length, week=week,
        weekday=np.array([day.weekday() for day in options.dates], dtype=np.int64),
        week_begin=np.array(begins[:-1], dtype=np.int64),
        week_end=np.array(begins[1:], dtype=np.int64),
        judged=_judged(plan, contract, options, int(week[-1]) + 1),
        week_rest=round(60 * (contract.weekly_rest_hours or 0)),
        unit=lengths // unit_minutes if counted else np.zeros_like(lengths),
        unit_minutes=unit_minutes, units=units,
        weekends=-1 if contract.max_weekends is None else contract.max_weekends,
        weekend_price=price_of(plan, "max_weekends"),
        both_price=price_of(plan, "complete_weekends"),
    )  # fmt: skip


def _judged(plan: Plan, contract: Contract, options: Options, weeks: int) -> Bytes:
    """Weeks of which every date is known: in the horizon, or reached by ``previous.csv``."""
    first = plan.horizon.start
    last = first + timedelta(days=plan.horizon.days - 1)
    known = min([first, *(shift.date for shift in plan.previous)])
    monday = monday_of(options.dates[0])
    flags = [
        contract.weekly_rest_hours is not None
        and known <= monday + timedelta(weeks=week)
        and monday + timedelta(weeks=week, days=6) <= last
        for week in range(weeks)
    ]
    return np.array(flags, dtype=np.uint8)


def _runs(plan: Plan, contract: Contract, *, nights: bool) -> Runs:
    """Run states (days in a row, nights in a row); a limit that is absent is not counted."""
    most_days = contract.max_consecutive_days
    most_nights = contract.max_consecutive_nights if nights else None
    states = [
        (k, n)
        for k in range(1, (most_days or 1) + 1)
        for n in range((most_nights or 0) + 1)
        if most_days is None or n <= k
    ]
    known = {state: index for index, state in enumerate(states)}
    day_price = price_of(plan, "max_consecutive_days")
    night_price = price_of(plan, "max_consecutive_nights")

    def after(k: int, n: int, night: int) -> tuple[int, float]:
        k2 = k + 1 if most_days is not None else 1
        n2 = (n + 1 if night else 0) if most_nights is not None else 0
        money = 0.0
        if most_days is not None and k2 > most_days:
            k2, money = most_days, money + day_price
        if most_nights is not None and n2 > most_nights:
            n2, money = most_nights, money + night_price
        return known.get((k2, n2), -1), money

    following = [[after(k, n, night) for night in (0, 1)] for k, n in states]
    first = [after(0, 0, night) for night in (0, 1)]
    shortest = max(1, contract.min_consecutive_days_off or 1)
    missing = np.arange(shortest - 1, -1, -1, dtype=float)
    missing[missing > 0] *= price_of(plan, "min_consecutive_days_off")
    return Runs(
        next_on=np.array([[to if math.isfinite(m) else -1 for to, m in row] for row in following]),
        first_on=np.array([to if math.isfinite(m) else -1 for to, m in first]),
        run_cost=np.array([[m if math.isfinite(m) else 0.0 for _, m in row] for row in following]),
        first_cost=np.array([m if math.isfinite(m) else 0.0 for _, m in first]),
        stop_cost=np.zeros(len(states)), off_after=np.zeros(len(states), dtype=np.int64),
        off_cost=missing, days=np.array([k for k, _ in states]),
        nights=np.array([n for _, n in states]),
    )  # fmt: skip


def _pairs(plan: Plan, team: Team, contract: Contract, options: Options) -> Pairs:
    """Rest and rotation between neighbours, and through how many days off they reach."""
    rest = round(60 * (contract.min_rest_hours or 0))
    night_rest = round(60 * (contract.rest_after_nights_hours or 0))
    night_rest = night_rest if night_rest > rest else 0
    forward = int(contract.forward_rotation)
    elapsed = options.end - options.start
    key = np.stack([options.night * (night_rest > 0), elapsed * forward], axis=1)
    kinds, chain = np.unique(key.astype(np.int64), axis=0, return_inverse=True)
    memory = max(
        _reach(options, rest, np.ones(len(options), dtype=bool)),
        _reach(options, night_rest, options.night),
        _seam_reach(plan, team, max(rest, night_rest)),
        1 if forward else 0,
        _weekly_reach(options, round(60 * (contract.weekly_rest_hours or 0))),
    )
    return Pairs(
        rest=rest, night_rest=night_rest, forward=forward, memory=memory,
        chain=chain.reshape(-1).astype(np.int64), chains=max(1, len(kinds)),
        spread=-1 if contract.max_start_spread_minutes is None
        else contract.max_start_spread_minutes,
    )  # fmt: skip


def _reach(options: Options, rest: int, of: NDArray[np.bool_]) -> int:
    """Days off after which a rest is over whatever was worked before and comes after."""
    if rest == 0 or not of.any():
        return 0
    days = len(options.dates)
    latest, earliest = np.full(days, -np.inf), np.full(days, np.inf)
    np.maximum.at(latest, options.day[of], options.end[of])
    np.minimum.at(earliest, options.day, options.start)
    off = 0
    while any(earliest[d + off + 2] - latest[d] < rest for d in range(days - off - 2)):
        off += 1
    return off


def _seam_reach(plan: Plan, team: Team, rest: int) -> int:
    """The same for the shifts of the weeks before, which no template need have."""
    over = [
        plan.horizon.minute_of(shift.end)
        - plan.horizon.minute_of(instant(shift.date + timedelta(days=1), 0, team.zone))
        for shift in plan.previous
        if shift.agent in plan.agent and plan.agent[shift.agent].team == team.team
    ]
    if rest == 0 or not over:
        return 0
    return max(0, math.ceil((rest + max(over) + CLOCK_CHANGE) / DAY_MINUTES) - 1)


def _weekly_reach(options: Options, rest: int) -> int:
    """Days off with the same for the weekly rest: one more than memory is rest enough."""
    if rest == 0 or not len(options):
        return 0
    over = int((options.wall + options.end - options.start).max()) - DAY_MINUTES
    return max(0, math.ceil((rest + max(0, over) + CLOCK_CHANGE) / DAY_MINUTES) - 1)


def _units(plan: Plan, contract: Contract, lengths: Ints, days: int) -> tuple[int, int]:
    """Minutes of a unit of the horizon's hours, and one more than the most units there may be."""
    limits = (contract.min_hours_per_horizon, contract.max_hours_per_horizon)
    if limits == (None, None) or not len(lengths):
        return 1, 1
    unit = math.gcd(*lengths.tolist())
    longest = int(lengths.max())
    most = days * longest
    if contract.max_days_per_week is not None and not _priced(plan, "max_days_per_week"):
        most = min(most, math.ceil(days / 7 + 1) * contract.max_days_per_week * longest)
    if contract.max_hours_per_week is not None and not _priced(plan, "max_hours_per_week"):
        most = min(most, math.ceil(days / 7 + 1) * round(60 * most_hours_per_week(contract)))
    if limits[1] is not None and not _priced(plan, "max_hours_per_horizon"):
        most = min(most, math.floor(60 * limits[1] + 1e-6))
    return unit, most // unit + 1


def _priced(plan: Plan, rule: str) -> bool:
    return rule in plan.rules


def most_hours_per_week(contract: Contract) -> float:
    """The weekly maximum with the overtime that may come on top."""
    return (contract.max_hours_per_week or 0.0) + (contract.max_overtime_hours_per_week or 0.0)


def _usage(
    plan: Plan, contract: Contract, options: Options, week: Ints, lengths: Ints, length: Ints
) -> Usage:
    """Reachable totals of each week and what one more shift makes of them."""
    count = _Counted.of(plan, contract)
    resting = (False, True) if contract.weekly_rest_hours is not None else (False,)
    tables = []
    for number in range(int(week[-1]) + 1):
        days = np.flatnonzero(week == number)
        offered = [np.unique(length[options.first[d] : options.first[d + 1]]) for d in days]
        tables.append(_reached(count, offered, lengths))
    plain = [sorted(table) for table in tables]
    size = max(len(states) for states in plain)
    full = size * len(resting)
    following = np.full((len(tables), full, max(1, len(lengths))), -1, dtype=np.int64)
    totals = np.full((3, len(tables), full), -1, dtype=np.int64)
    for number, (table, states) in enumerate(zip(tables, plain, strict=True)):
        known = {state: index for index, state in enumerate(states)}
        for (state, index), rested in product(known.items(), range(len(resting))):
            at = index * len(resting) + rested
            totals[:, number, at] = state
            for kind, target in table[state].items():
                following[number, at, kind] = known[target] * len(resting) + rested
    rested_of = np.arange(full) // len(resting) * len(resting) + len(resting) - 1
    return Usage(
        next=following, count=(totals[0] >= 0).sum(axis=1), minutes=totals[0], days=totals[1],
        overtime=totals[2], rested=rested_of,
    )  # fmt: skip


Total = tuple[int, int, int]


@dataclass(frozen=True)
class _Counted:
    """Which totals of a week matter, and up to where."""

    hours: bool
    days: bool
    daily: float | None
    most_minutes: int
    most_days: int

    @staticmethod
    def of(plan: Plan, contract: Contract) -> "_Counted":
        limited = contract.max_hours_per_week is not None
        hours = limited or contract.min_hours_per_week is not None
        hard = limited and not _priced(plan, "max_hours_per_week")
        few = contract.max_days_per_week is not None
        extra = (contract.overtime_factor or 1.0) > 1.0
        return _Counted(
            hours=hours, days=few, daily=contract.overtime_after_hours_per_day if extra else None,
            most_minutes=round(60 * most_hours_per_week(contract)) if hard else WEEK_MINUTES,
            most_days=contract.max_days_per_week or 7
            if not _priced(plan, "max_days_per_week")
            else 7,
        )  # fmt: skip

    def after(self, total: Total, paid: int) -> Total | None:
        """The totals after one more shift; ``None`` beyond a hard limit."""
        minutes, days, overtime = total
        minutes, days = minutes + paid * self.hours, days + self.days
        if self.daily is not None:
            overtime += max(0, paid - round(60 * self.daily))
        if minutes > self.most_minutes or days > self.most_days:
            return None
        return minutes, days, overtime


def _reached(count: _Counted, offered: list[Ints], lengths: Ints) -> dict[Total, dict[int, Total]]:
    """Totals that a week can come to, each with what a shift of each class makes of it."""
    reached: dict[Total, dict[int, Total]] = {(0, 0, 0): {}}
    for classes in offered:
        for total, kind in list(product(list(reached), classes.tolist())):
            after = count.after(total, int(lengths[kind]))
            if after is not None:
                reached[total][kind] = after
                reached.setdefault(after, {})
    return reached
