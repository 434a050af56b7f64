"""What concerns whole teams, compiled for the search: seats, cover, hours, changes, fair load."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.calendars import public_holidays
from planner.clock import WEEK_DAYS, inside, instant, local_date, monday_of, week_minutes, zone
from planner.domain import Agent, Contract, Cover, OffQueue, Plan, Team
from planner.optimiser.kernels.shared import MAXIMUM, RATIO, SEATS, SITE, Shared, SharedState
from planner.optimiser.options import Options
from planner.optimiser.premiums import wall_clock
from planner.schedules import Shift
from planner.terms import NIGHT_PAY_FROM, NIGHT_PAY_TO

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EPOCH = date(1970, 1, 1).toordinal()
ONE = timedelta(days=1)
FAR = 1e12
DEEP = 10.0
"""The price of the square of a shortage counts so many times where shortage is deep."""
DEAR_ROW, DEAR_HOUR, DEAR_PERSON = 20.0, 10.0, 60.0
"""A breach of a hard limit is priced, in hours of shortage, at so many for an agent-hour, for a
team's hour and for a person; nothing is worth it."""


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """One team under one contract with its options: what the compiling reads of a group."""

    team: Team
    contract: Contract
    options: Options
    week: Ints


@dataclass(frozen=True, kw_only=True)
class WholeTeams:
    """Compiled rules of whole teams and where the weeks before leave them.

    ``row_names`` say where a row is written, ``activities`` are the rows of ``off_queue.csv`` that
    the slots stand for; ``matters`` is False where there is nothing of all this.
    """

    facts: Shared
    start: SharedState
    row_names: tuple[str, ...]
    activities: tuple[OffQueue, ...]
    matters: bool


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One row of presence; arrays by interval and by person."""

    name: str
    kind: int
    price: float
    share: Floats
    limit: Floats
    least: float
    per: float
    member: NDArray[np.uint8]
    crowd: NDArray[np.uint8]
    present: Floats
    around: Floats


def compile_teams(plan: Plan, crowds: Sequence[Crowd], *, alike: Ints, ticks: int) -> WholeTeams:
    """Rules of whole teams; ``alike`` numbers people of one team and one contract by person.

    ``ticks`` make an interval.
    """
    rows = _rows(plan)
    limits, heads = _limits(plan, crowds)
    away, acts = _acts(plan, crowds, ticks)
    teams = [team.team for team in plan.teams]
    facts = Shared(
        **_row_facts(plan, rows), **limits, **acts,
        team=np.array([teams.index(crowd.team.team) for crowd in crowds], dtype=np.int64),
        sour=np.concatenate([_sour(plan, crowd) for crowd in crowds]),
        alike=alike, part=_parts(plan, alike), sour_price=plan.prices.unfairness / 60,
    )  # fmt: skip
    intervals, people = plan.horizon.intervals, len(plan.agents)
    start = SharedState(
        present=_columns([row.present for row in rows], intervals),
        crowd=_columns([row.around for row in rows], intervals),
        hours=np.zeros_like(facts.low), heads=heads, sour=np.zeros(people),
        acts=np.full((people, len(facts.act_size)), -1, dtype=np.int64),
    )  # fmt: skip
    limited = (facts.low > 0).any() or (facts.high < FAR).any() or facts.pair.any()
    return WholeTeams(
        facts=facts,
        start=start,
        row_names=tuple(row.name for row in rows),
        activities=away,
        matters=bool(rows or limited or plan.prices.unfairness > 0 or away),
    )


def _row_facts(plan: Plan, rows: Sequence[_Row]) -> dict[str, Any]:
    """The rows as arrays of :class:`Shared`."""
    intervals, people = plan.horizon.intervals, len(plan.agents)
    return {
        "kind": np.array([row.kind for row in rows], dtype=np.int64),
        "price": np.array([row.price for row in rows], dtype=float),
        "share": _columns([row.share for row in rows], intervals),
        "limit": _columns([row.limit for row in rows], intervals),
        "least": np.array([row.least for row in rows], dtype=float),
        "per": np.array([row.per for row in rows], dtype=float),
        "member": _columns([row.member for row in rows], people).astype(np.uint8),
        "crowd_of": _columns([row.crowd for row in rows], people).astype(np.uint8),
    }


def _limits(plan: Plan, crowds: Sequence[Crowd]) -> tuple[dict[str, Any], Floats]:
    """Hours and daily changes of teams as arrays of :class:`Shared`; heads of the day before."""
    first_of = {crowd.team.team: crowd for crowd in reversed(crowds)}
    weeks = max(int(crowd.week[-1]) + 1 for crowd in crowds)
    days, count = max(len(crowd.options.dates) for crowd in crowds), len(plan.teams)
    low, high = np.zeros((count, weeks)), np.full((count, weeks), FAR)
    pair, heads = np.zeros((count, days), dtype=np.uint8), np.zeros((count, days + 1))
    for m, team in enumerate(plan.teams):
        if team.team in first_of:
            dates = first_of[team.team].options.dates
            _hours(plan, team, dates, low[m], high[m])
            _changes(plan, team, dates, pair[m], heads[m])
    return {
        "low": low, "high": high, "pair": pair,
        "low_price": _team_price(plan, "min_paid_hours_per_week", DEAR_HOUR) / 60,
        "high_price": _team_price(plan, "max_paid_hours_per_week", DEAR_HOUR) / 60,
        "most_change": np.array([team.max_change_per_day or 0 for team in plan.teams], dtype=float),
        "change_price": _team_price(plan, "max_change_per_day", DEAR_PERSON),
    }, heads  # fmt: skip


def _columns(parts: Sequence[NDArray[np.generic]], size: int) -> Floats:
    if not parts:
        return np.zeros((size, 0))
    return np.column_stack(parts).astype(float)


def _worst(plan: Plan) -> float:
    """Money of an hour of deep shortage, never nothing."""
    prices = plan.prices
    return max(1.0, prices.shortage_per_hour + DEEP * prices.shortage_squared_per_hour)


def _team_price(plan: Plan, rule: str, dear: float) -> Floats:
    price = plan.rules.get(rule, dear * _worst(plan))
    return np.full(len(plan.teams), price, dtype=float)


def _rows(plan: Plan) -> list[_Row]:
    """Rows of seats, open sites, and cover at most or in ratio."""
    hours = plan.horizon.interval_minutes / 60
    dear, seam = DEAR_ROW * _worst(plan), _across(plan)
    rows = []
    for team in plan.teams:
        mine = np.array([agent.team == team.team for agent in plan.agents], dtype=np.uint8)
        before = _present(plan, seam, mine)
        if team.max_seats is not None:
            price = plan.rules.get("max_seats", dear) * hours
            rows.append(
                _limit(
                    f"teams.csv, {team.team}, max_seats",
                    SEATS,
                    price,
                    mine,
                    before,
                    float(team.max_seats),
                )
            )
        if team.fixed_cost_per_open_hour > 0:
            price = team.fixed_cost_per_open_hour * hours
            rows.append(_limit(f"teams.csv, {team.team}", SITE, price, mine, before, 0.0))
    for cover in plan.cover:
        counted = np.array([cover.counts(agent) for agent in plan.agents], dtype=np.uint8)
        share = inside(plan.horizon, [cover.window], zone(cover.timezone))
        before = _present(plan, seam, counted)
        if cover.max is not None:
            price = plan.rules.get("cover", dear) * hours
            rows.append(
                _limit(
                    f"cover.csv, {cover.cover}, max",
                    MAXIMUM,
                    price,
                    counted,
                    before,
                    float(cover.max),
                    share,
                )
            )
        if cover.min and cover.per_agents is not None:
            around = _present(plan, seam, _crowd(plan, cover))
            rows.append(_ratio(plan, cover, counted, share, before, around))
    return rows


def _limit(
    name: str, kind: int, price: float, member: NDArray[np.uint8], before: Floats, most: float,
    share: Floats | None = None,
) -> _Row:  # fmt: skip
    """A row of at most so many; what the weeks before alone exceed is not this plan's."""
    return _Row(
        name=name, kind=kind, price=price, share=np.ones_like(before) if share is None else share,
        limit=np.maximum(most, before), least=0.0, per=1.0, member=member,
        crowd=np.zeros_like(member), present=before, around=np.zeros_like(before),
    )  # fmt: skip


def _ratio(
    plan: Plan, cover: Cover, counted: NDArray[np.uint8], share: Floats, before: Floats,
    around: Floats,
) -> _Row:  # fmt: skip
    """A row of so many people for each so many others; ``around`` as ``before``, of the others."""
    return _Row(
        name=f"cover.csv, {cover.cover}", kind=RATIO, share=share,
        price=plan.cover_price * plan.horizon.interval_minutes / 60,
        limit=np.zeros_like(before), least=float(cover.min or 0), per=float(cover.per_agents or 1),
        member=counted, crowd=_crowd(plan, cover), present=before, around=around,
    )  # fmt: skip


def _crowd(plan: Plan, cover: Cover) -> NDArray[np.uint8]:
    """1 for everybody whom a ratio asks cover for."""
    return np.array(
        [not cover.of_teams or agent.team in cover.of_teams for agent in plan.agents],
        dtype=np.uint8,
    )


def _across(plan: Plan) -> list[tuple[int, int]]:
    """Shifts of the weeks before that run into the horizon: whose, and the minute of their end."""
    number = {agent.agent: at for at, agent in enumerate(plan.agents)}
    first = plan.horizon.moment(0)
    return [
        (number[shift.agent], plan.horizon.minute_of(shift.end))
        for shift in plan.previous
        if shift.agent in number and shift.start < first < shift.end
    ]


def _present(plan: Plan, across: list[tuple[int, int]], counted: NDArray[np.uint8]) -> Floats:
    """People of the weeks before whose shifts run into each interval, by the part of it."""
    step = plan.horizon.interval_minutes
    edges = np.arange(plan.horizon.intervals) * step
    people = np.zeros(len(edges))
    for at, end in across:
        if counted[at]:
            people += np.clip(np.minimum(edges + step, end) - edges, 0, step) / step
    return people


def _hours(plan: Plan, team: Team, dates: Sequence[date], low: Floats, high: Floats) -> None:
    """A team's fewest and most paid minutes by week."""
    first, inside_dates = monday_of(dates[0]), set(plan.horizon.dates())
    earlier = _of_team(plan, team)
    for week in range((monday_of(dates[-1]) - first).days // WEEK_DAYS + 1):
        monday = first + timedelta(weeks=week)
        days = sum(monday + ONE * day in inside_dates for day in range(WEEK_DAYS))
        if team.min_paid_hours_per_week is not None:
            low[week] = 60 * team.min_paid_hours_per_week * days / WEEK_DAYS
        if team.max_paid_hours_per_week is not None:
            done = sum(
                shift.paid_hours
                for shift in earlier
                if monday_of(local_date(shift.start, team.zone)) == monday
            )
            high[week] = 60 * max(0.0, team.max_paid_hours_per_week - done)


def _of_team(plan: Plan, team: Team) -> list[Shift]:
    """Previous shifts of a team's people."""
    return [
        shift
        for shift in plan.previous
        if shift.agent in plan.agent and plan.agent[shift.agent].team == team.team
    ]


def _changes(
    plan: Plan, team: Team, dates: Sequence[date], pair: NDArray[np.uint8], heads: Floats
) -> None:
    """Days that are held against the day before, and the heads of previous shifts."""
    if team.max_change_per_day is None:
        return
    earlier: dict[date, set[str]] = {}
    for shift in _of_team(plan, team):
        earlier.setdefault(local_date(shift.start, team.zone), set()).add(shift.agent)
    known = []
    for at, day in enumerate((dates[0] - ONE, *dates)):
        heads[at] = len(earlier.get(day, ()))
        begun = instant(day, 0, team.zone) >= plan.horizon.first
        seen = bool(earlier.keys() & {day - ONE, day})
        known.append(instant(day + ONE, 0, team.zone) <= plan.horizon.last and (begun or seen))
    for at in range(len(dates)):
        pair[at] = known[at] and known[at + 1]


def _sour(plan: Plan, crowd: Crowd) -> Floats:
    """Unpopular minutes of every option: at night, on weekends and on public holidays."""
    options = crowd.options
    if plan.prices.unfairness <= 0 or not len(options):
        return np.zeros(len(options))
    clock = wall_clock(plan, crowd.team, int(options.end.max()))
    unpopular = (clock.minute >= NIGHT_PAY_FROM) | (clock.minute < NIGHT_PAY_TO)
    unpopular |= clock.weekday >= 5
    years = {date.fromordinal(EPOCH + int(day)).year for day in np.unique(clock.day)}
    country = crowd.team.country
    holidays = public_holidays(country, crowd.team.subdivision, years) if country else {}
    unpopular |= np.isin(clock.day, [day.toordinal() - EPOCH for day in holidays])
    running = np.concatenate([[0], np.cumsum(unpopular)])
    return np.asarray(running[options.end] - running[options.start], dtype=float)


def _parts(plan: Plan, alike: Ints) -> Floats:
    """Each person's fair share of the unpopular hours of those alike, by days that count."""
    days = np.array([_days(plan, agent) for agent in plan.agents], dtype=float)
    whole = np.bincount(alike, weights=days)[alike]
    return np.asarray(np.divide(days, whole, out=np.zeros_like(days), where=whole > 0))


def _days(plan: Plan, agent: Agent) -> int:
    dates = (plan.horizon.start + timedelta(days=day) for day in range(plan.horizon.days))
    return sum(agent.employed(day) and not plan.on_leave(agent.agent, day) for day in dates)


def _acts(
    plan: Plan, crowds: Sequence[Crowd], ticks: int
) -> tuple[tuple[OffQueue, ...], dict[str, Any]]:
    """Slots for off-queue activities: one for each row and week or horizon.

    Nobody owes a meeting of several people alone: its time is found once the rota stands
    (:mod:`planner.optimiser.meetings`).
    """
    tick = plan.horizon.interval_minutes // ticks
    mondays = sorted({monday_of(day) for crowd in crowds for day in crowd.options.dates})
    slots = [
        (row, monday)
        for row in plan.off_queue
        for monday in (mondays if row.per == "week" else (None,))
    ]
    last = max(int(crowd.options.end.max(initial=0)) for crowd in crowds) // tick + 1
    windows: list[Ints] = []
    of_window: dict[tuple[str, str], int] = {}
    shape = (len(crowds), len(slots))
    begin, end, window = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for g, crowd in enumerate(crowds):
        for k, (row, monday) in enumerate(slots):
            mine = [
                day
                for day, when in enumerate(crowd.options.dates)
                if monday is None or monday_of(when) == monday
            ]
            begin[g, k], end[g, k] = (mine[0], mine[-1] + 1) if mine else (0, 0)
            key = (crowd.team.timezone, f"{row.window}")
            if key not in of_window:
                of_window[key] = len(windows)
                windows.append(_ahead(plan, crowd.team, row, last * tick)[::tick] // tick)
            window[g, k] = of_window[key]
    concerned = [
        [not row.together and row.concerns(agent.agent, agent.team) for row, _ in slots]
        for agent in plan.agents
    ]
    return tuple(row for row, _ in slots), {
        "act_size": np.array([-(-row.minutes // tick) for row, _ in slots], dtype=np.int64),
        "act_from": begin, "act_to": end, "act_window": window,
        "ahead": np.array(windows, dtype=np.int64).reshape(len(windows), last),
        "act_of": np.array(concerned, dtype=np.uint8).reshape(len(plan.agents), len(slots)),
    }  # fmt: skip


def _ahead(plan: Plan, team: Team, row: OffQueue, minutes: int) -> Ints:
    """Minutes of the row's window that follow each minute without a gap."""
    clock = wall_clock(plan, team, minutes)
    allowed = week_minutes([row.window])[clock.weekday, clock.minute]
    outside, every = np.flatnonzero(~allowed), np.arange(minutes)
    following = np.append(outside, minutes)[np.searchsorted(outside, every)]
    return np.asarray(following - every, dtype=np.int64)
