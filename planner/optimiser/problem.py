"""A plan compiled for the search: groups of people, their options, and the demand they meet."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES
from planner.domain import Agent, Contract, Plan, Team
from planner.errors import DataError
from planner.errors import Problem as Fault
from planner.optimiser.demand import Demand, build_demand
from planner.optimiser.keeping import Kept, Offered, cannot_stand
from planner.optimiser.needs import Skill, required_agents
from planner.optimiser.options import Options, team_options
from planner.optimiser.people import Person, compile_person
from planner.optimiser.premiums import paid_time
from planner.optimiser.statespace import StateSpace, compile_contract
from planner.optimiser.week_limits import WeekLimits
from planner.optimiser.whole_teams import Crowd, WholeTeams, compile_teams
from planner.schedules import Shift

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Eased = Mapping[str, frozenset[str]]
"""Rules of contracts that people, by id, are not asked to keep."""
NOTHING_EASED: frozenset[str] = frozenset()
FLAG = "forward_rotation"
"""The one rule between shifts that is a yes or no."""
BIN_MINUTES = 60
MOST_OWN_STARTS = 30
"""Up to so many different candidates a day each start stands for itself; above, by the hour."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """People of one team under one contract: what they may be given and what the rules remember.

    ``contract`` is without the rules that they are eased of.

    ``begin``, ``finish`` in ticks; ``bins[option]`` groups options that one candidate stands for,
    ``bin_first[d]:bin_first[d + 1]`` being day ``d``'s; ``bin_start`` latest start and ``bin_end``
    earliest end within a bin, ``bin_wall`` earliest and ``bin_wall_after`` latest start by the
    clock, in minutes; ``breaks[template, b] = (ticks, earliest, latest)``,
    cut so that the breaks that follow still fit, and ``windows`` the same uncut. ``wage`` minutes
    since the horizon's start by tick, each counted as often as premiums pay it.
    """

    team: Team
    contract: Contract
    options: Options
    space: StateSpace
    begin: Ints
    finish: Ints
    bins: Ints
    bin_first: Ints
    bin_start: Ints
    bin_end: Ints
    bin_wall: Ints
    bin_wall_after: Ints
    breaks: Ints
    windows: Ints
    night: Ints
    wage: Floats


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything the search reads; arrays only, no tables.

    ``tick`` minutes divide every start, end, break and interval; ``ticks`` of them make one
    interval. Prices are for one whole interval: ``price`` one effective agent short, ``thin_price``
    one person of minimum cover missing, ``surplus_price`` one effective agent too many; ``square``
    is that of the square of the effective agents that a queue is short.
    ``lack`` and ``thin`` are needs less what ``previous.csv`` covers, before anybody is planned.
    """

    plan: Plan
    tick: int
    ticks: int
    price: float
    thin_price: float
    surplus_price: float
    square: float
    demand: Demand
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    lack: Floats
    thin: Floats
    shared: WholeTeams
    required_hours: float
    """effective agent-hours that the requirement states, pooled queues as one"""

    @property
    def hours(self) -> float:
        """Length of an interval in hours."""
        return self.plan.horizon.interval_minutes / 60


def compile_problem(
    plan: Plan, needs: pd.DataFrame, *, kept: Kept | None = None, eased: Eased | None = None
) -> Problem:
    """Compile a plan and its requirement (columns of requirements.csv) for the search.

    ``kept`` is a rota that is changed as little as its price says; ``eased`` says who need not keep
    which rules of their contract.
    """
    _refuse_two_guarantees(plan)
    _refuse_pooled_idle(plan)
    pairs, group_of = _numbered([_key(agent, eased or {}) for agent in plan.agents])
    offered = [
        Offered(team_options(plan, plan.team[team], plan.contract[contract]))
        for team, contract, _ in pairs
    ]
    _refuse_what_cannot_stand(plan, offered, group_of, kept)
    tick = _tick(plan, [each.options for each in offered])
    groups = tuple(
        _group(plan, plan.team[team], _without(plan.contract[contract], rules), each.options, tick)
        for (team, contract, rules), each in zip(pairs, offered, strict=True)
    )
    crowds = [
        Crowd(team=g.team, contract=g.contract, options=g.options, week=g.space.week)
        for g in groups
    ]
    ticks = plan.horizon.interval_minutes // tick
    _, alike = _numbered([_key(agent, {}) for agent in plan.agents])
    shared = compile_teams(plan, crowds, alike=np.array(alike, dtype=np.int64), ticks=ticks)
    demand = build_demand(plan, needs, _least_effect(plan))
    previous, weeks = _previous(plan), WeekLimits(plan)
    people = tuple(
        compile_person(
            plan, agent, at, group, offered[group], groups[group].space, demand, weeks,
            previous.get(agent.agent, []), kept,
        )
        for at, (agent, group) in enumerate(zip(plan.agents, group_of, strict=True))
    )  # fmt: skip
    hours = plan.horizon.interval_minutes / 60
    lack, thin = demand.set_need.copy(), demand.cover.copy()
    for person in people:
        _carry_over(plan, person, previous.get(person.agent, []), lack, thin)
    return Problem(
        plan=plan, tick=tick, ticks=ticks,
        price=(plan.prices.shortage_per_hour + plan.prices.surplus_per_hour) * hours,
        thin_price=plan.cover_price * hours, surplus_price=plan.prices.surplus_per_hour * hours,
        square=plan.prices.shortage_squared_per_hour * hours,
        demand=demand, groups=groups, people=people, lack=lack, thin=thin,
        shared=shared, required_hours=float(required_agents(plan, needs).sum()) * hours,
    )  # fmt: skip


_Key = tuple[str, str, frozenset[str]]


def _key(agent: Agent, eased: Eased) -> _Key:
    """What people of one group share: team, contract, and the rules they are eased of."""
    return agent.team, agent.contract, eased.get(agent.agent, NOTHING_EASED)


def _numbered(keys: Sequence[_Key]) -> tuple[list[_Key], list[int]]:
    """Keys in order of first sight, and the number of each one's."""
    pairs = list(dict.fromkeys(keys))
    number = {pair: at for at, pair in enumerate(pairs)}
    return pairs, [number[key] for key in keys]


def _without(contract: Contract, rules: frozenset[str]) -> Contract:
    """A contract with some of its rules left blank."""
    blank: dict[str, Any] = {rule: False if rule == FLAG else None for rule in rules}
    return replace(contract, **blank)


def _least_effect(plan: Plan) -> dict[Skill, float]:
    """What the least effective person of each mix of queues is worth."""
    effect: dict[Skill, float] = {}
    for agent in plan.agents:
        value = plan.effectiveness(agent)
        effect[agent.queues] = min(value, effect.get(agent.queues, value))
    return effect


def _previous(plan: Plan) -> dict[str, list[Shift]]:
    """Shifts of the weeks before by person, in order of time."""
    previous: dict[str, list[Shift]] = {}
    for shift in sorted(plan.previous, key=lambda row: row.start):
        previous.setdefault(shift.agent, []).append(shift)
    return previous


def _refuse_what_cannot_stand(
    plan: Plan, offered: Sequence[Offered], group_of: Sequence[int], kept: Kept | None
) -> None:
    faults = [
        fault
        for agent, group in zip(plan.agents, group_of, strict=True)
        for fault in cannot_stand(plan, agent, offered[group], kept)
    ]
    if faults:
        raise DataError(faults)


def _tick(plan: Plan, options: list[Options]) -> int:
    tick = plan.horizon.interval_minutes
    for chosen in options:
        for values in (chosen.start, chosen.end):
            tick = math.gcd(tick, *(int(value) for value in np.unique(values % tick)))
        for template in chosen.templates:
            tick = math.gcd(tick, *(pause.minutes for pause in template.breaks))
    for template in plan.shifts:
        for pause in template.breaks:
            if -(-pause.earliest // tick) * tick > pause.latest:
                tick = math.gcd(tick, pause.earliest)
    return math.gcd(tick, *(row.minutes for row in plan.off_queue if row.together))


def _refuse_pooled_idle(plan: Plan) -> None:
    if plan.staffing.pooling == "pooled" and plan.staffing.idle_share > 0:
        raise DataError(
            [
                Fault(
                    file="plan.toml", column="staffing.idle_share",
                    value=f"{plan.staffing.idle_share:g}",
                    message='is not planned yet together with pooling = "pooled" (0?)',
                )
            ]
        )  # fmt: skip


def _refuse_two_guarantees(plan: Plan) -> None:
    """Hours guaranteed by week and by horizon at once are not planned yet."""
    both = [
        contract.contract
        for contract in plan.contracts
        if contract.guaranteed_pay
        and contract.min_hours_per_week is not None
        and contract.min_hours_per_horizon is not None
    ]
    if both:
        raise DataError(
            [
                Fault(
                    file="contracts.csv", column="min_hours_per_horizon",
                    message=f"({name}) is not planned yet together with min_hours_per_week where "
                    "pay is guaranteed (leave one of them blank)",
                )
                for name in both
            ]
        )  # fmt: skip


def _group(plan: Plan, team: Team, contract: Contract, options: Options, tick: int) -> Group:
    night = options.night.astype(np.int64)
    space = compile_contract(plan, team, contract, options)
    own = np.stack([options.day, options.start, options.paid, night, space.pairs.chain], axis=1)
    by_hour = own.copy()
    by_hour[:, 1] //= BIN_MINUTES
    widest = np.bincount(np.unique(own, axis=0)[:, 0]).max(initial=0) if len(own) else 0
    keys, bins = np.unique(
        own if widest <= MOST_OWN_STARTS else by_hour, axis=0, return_inverse=True
    )
    bins = bins.reshape(-1).astype(np.int64)
    latest_start = np.full(len(keys), np.iinfo(np.int64).min)
    earliest_end = np.full(len(keys), np.iinfo(np.int64).max)
    np.maximum.at(latest_start, bins, options.start)
    np.minimum.at(earliest_end, bins, options.end)
    earliest_wall, latest_wall = np.full(len(keys), DAY_MINUTES), np.zeros(len(keys), dtype=int)
    np.minimum.at(earliest_wall, bins, options.wall)
    np.maximum.at(latest_wall, bins, options.wall)
    return Group(
        team=team, contract=contract, options=options,
        space=space,
        begin=options.start // tick, finish=options.end // tick,
        bins=bins, bin_first=np.searchsorted(keys[:, 0], np.arange(len(options.dates) + 1)),
        bin_start=latest_start, bin_end=earliest_end, bin_wall=earliest_wall,
        bin_wall_after=latest_wall,
        breaks=_breaks(options, tick, in_order=True),
        windows=_breaks(options, tick, in_order=False), night=night,
        wage=paid_time(plan, team, tick, int(options.end.max(initial=0)) // tick),
    )  # fmt: skip


def _breaks(options: Options, tick: int, *, in_order: bool) -> Ints:
    """Break windows in ticks; ``in_order``: each ends early enough for the breaks that follow."""
    most = max((len(template.breaks) for template in options.templates), default=0)
    table = np.zeros((len(options.templates), max(1, most), 4), dtype=np.int64)
    for index, template in enumerate(options.templates):
        following = template.length_minutes
        for number in range(len(template.breaks) - 1, -1, -1):
            pause = template.breaks[number]
            latest = min(pause.latest, following - pause.minutes)
            earliest = min(pause.earliest, latest)
            times = (pause.minutes // tick, -(-earliest // tick), latest // tick)
            table[index, number] = (*times, not pause.paid)
            following = latest if in_order else template.length_minutes
    return table


def _carry_over(
    plan: Plan, person: Person, previous: list[Shift], lack: Floats, thin: Floats
) -> None:
    """Work that runs into the horizon from the weeks before covers it."""
    step = plan.horizon.interval_minutes
    edges = np.arange(plan.horizon.intervals) * step
    for shift in previous:
        finish = plan.horizon.minute_of(shift.end)
        if finish <= 0:
            continue
        begin = plan.horizon.minute_of(shift.start)
        share = np.clip(np.minimum(edges + step, finish) - np.maximum(edges, begin), 0, step) / step
        lack -= np.outer(share, person.hits * person.effect)
        thin -= np.outer(share, person.covers)
