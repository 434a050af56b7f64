"""Tiny plans whose people share tight limits, and whether any choice of whole rotas keeps them.

The judge lists every rota of every person that keeps the person's own rules and lets CP-SAT choose
one each under the shared limits, so it shares nothing with the arithmetic or with the model of
single shifts that are held against it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from ortools.sat.python import cp_model

from planner.clock import WeeklyWindow, inside, local_date, monday_of, zone
from planner.domain import (
    Availability,
    Break,
    Cover,
    Pin,
    Plan,
    Rotation,
    ShiftTemplate,
    Team,
    TimeOff,
)  # fmt: skip
from planner.optimiser.keeping import Kept
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.listing import list_rotas
from planner.optimiser.kernels.spread import starts_fit
from planner.optimiser.packing import pack
from planner.optimiser.problem import Problem, compile_problem
from planner.rules.on_shift import people_in, spans
from planner.rules.teams import max_change_per_day
from planner.schedules import Schedule, Shift, schedule_of
from tests.support.tiny import previous_of, tiny_plan

MOST_ROTAS = 4000
_STARTS = {"early": 360, "day": 540, "late": 840, "night": 1320, "half": 600}
_STRANGERS = tuple("123456789")
_LIMITS = ("max_seats", "min_paid_hours_per_week", "max_paid_hours_per_week", "max_change_per_day")


def crowded_plan(seed: int) -> Plan:
    """Two or three people, up to a week and a half, one to three templates, tight limits."""
    rng = np.random.default_rng(seed)
    people = ("ana", "bob", "cyd")[: int(rng.integers(2, 4))]
    days = int(rng.integers(3, 9))

    def maybe(chance: float, *values: float) -> float | None:
        return float(rng.choice(values)) if rng.random() < chance else None

    def whole(chance: float, *values: int) -> int | None:
        return int(rng.choice(values)) if rng.random() < chance else None

    plan = tiny_plan(
        start=f"2027-03-{int(rng.integers(22, 29))}", days=days, interval_minutes=60, people=people,
        plan_timezone=str(rng.choice(["Europe/Berlin", "Asia/Tokyo"])),
        contract={
            "min_hours_per_week": maybe(0.5, 8, 16, 24, 36), "max_hours_per_week": maybe(0.6, 40),
            "max_days_per_week": whole(0.4, 3, 4, 5), "max_consecutive_days": whole(0.3, 2, 3),
            "min_rest_hours": maybe(0.6, 11), "min_hours_per_horizon": maybe(0.2, 8, 24),
            "max_weekends": whole(0.2, 0, 1), "complete_weekends": bool(rng.random() < 0.2),
            "min_consecutive_days_off": whole(0.2, 2), "max_consecutive_nights": whole(0.2, 0, 1),
            "forward_rotation": bool(rng.random() < 0.2),
            "rest_after_nights_hours": maybe(0.2, 24, 35),
            "guaranteed_pay": bool(rng.random() < 0.1),
            "rotation": "turn" if rng.random() < 0.2 else "",
        },
        team={
            "max_seats": whole(0.4, 1, 2), "min_paid_hours_per_week": maybe(0.3, 16, 32, 56),
            "max_paid_hours_per_week": maybe(0.3, 16, 40, 64),
            "max_change_per_day": whole(0.4, 0, 1), "lock_days": whole(0.3, 2),
        },
    )  # fmt: skip
    plan = replace(plan, shifts=_templates(rng))
    team: Team = plan.teams[0]
    if (team.min_paid_hours_per_week or 0) > (team.max_paid_hours_per_week or 1e9):
        plan = replace(plan, teams=(replace(team, min_paid_hours_per_week=None),))
    week = tuple(
        str(rng.choice([plan.shifts[0].shift, ""])) if at < 5 else "" for at in range(7)
    )  # fmt: skip
    return replace(
        plan, rotations=(Rotation(rotation="turn", weeks=(week,)),), cover=_cover(rng),
        pins=_pins(rng, plan), time_off=_leave(rng, plan), availability=_free(rng, plan),
        previous=_previous(rng, plan), rules={name: 5.0 for name in _LIMITS if rng.random() < 0.1},
    )  # fmt: skip


def _templates(rng: np.random.Generator) -> tuple[ShiftTemplate, ...]:
    names = rng.permutation(list(_STARTS))[: int(rng.integers(1, 3))]
    found = []
    for name in map(str, names):
        length = 240 if name == "half" else 480
        meal = Break(minutes=60, paid=bool(rng.random() < 0.5), earliest=120, latest=120)
        found.append(
            ShiftTemplate(
                shift=name, start_from=_STARTS[name], start_to=_STARTS[name], start_step_minutes=30,
                length_minutes=length, breaks=(meal,) if rng.random() < 0.3 else (),
                weekdays=tuple(range(5)) if rng.random() < 0.3 else tuple(range(7)),
            )
        )  # fmt: skip
    return tuple(found)


def _cover(rng: np.random.Generator) -> tuple[Cover, ...]:
    if rng.random() < 0.6:
        return ()
    window = WeeklyWindow() if rng.random() < 0.5 else WeeklyWindow(start=570, end=990)
    return (Cover(cover="room", timezone="Europe/Berlin", window=window, max=1),)


def _pins(rng: np.random.Generator, plan: Plan) -> tuple[Pin, ...]:
    if rng.random() < 0.4:
        return ()
    shift = plan.shifts[0]
    return tuple(
        Pin(agent=agent.agent, date=day, shift=shift.shift if rng.random() < 0.7 else "")
        for agent in plan.agents
        for day in plan.horizon.dates()[1:3]
        if rng.random() < 0.5 and day.weekday() in shift.weekdays
        and day < plan.horizon.dates()[-1]
    )  # fmt: skip


def _leave(rng: np.random.Generator, plan: Plan) -> tuple[TimeOff, ...]:
    day = plan.horizon.dates()[-1]
    rows = (TimeOff(agent=agent.agent, first=day, last=day) for agent in plan.agents)
    return tuple(row for row in rows if rng.random() < 0.3)


def _free(rng: np.random.Generator, plan: Plan) -> tuple[Availability, ...]:
    if rng.random() < 0.6:
        return ()
    return (Availability(agent=plan.agents[0].agent, start=300, end=1110),)


def _previous(rng: np.random.Generator, plan: Plan) -> tuple[Shift, ...]:
    if rng.random() < 0.6:
        return ()
    eve = plan.horizon.start - timedelta(days=2)
    rows = (f"{eve} 14:00 8", f"{eve - timedelta(days=1)} 14:00 8")
    return tuple(previous_of(row, timezone="Europe/Berlin") for row in rows)


def kept_of(seed: int, plan: Plan) -> Kept | None:
    """A rota to keep: some people have the first template on the first days."""
    rng = np.random.default_rng(seed + 1_000_000)
    if rng.random() < 0.7:
        return None
    shift, zone_name = plan.shifts[0], plan.teams[0].timezone
    rows = [
        replace(
            previous_of(f"{day} {shift.start_from // 60:02d}:00 {shift.length_minutes / 60:g}",
                        agent=agent.agent, timezone=zone_name),
            shift=shift.shift,
        )
        for agent in plan.agents
        for day in plan.horizon.dates()[:2]
        if rng.random() < 0.6 and day.weekday() in shift.weekdays
    ]  # fmt: skip
    since = plan.horizon.start + timedelta(days=int(rng.integers(0, 3)))
    return Kept(schedule=schedule_of(rows), since=since)


@dataclass(frozen=True)
class _Rota:
    """One person's shifts: start, end and paid minutes, date and template."""

    shifts: tuple[tuple[int, int, int, date, str], ...]


def any_rotas(plan: Plan, kept: Kept | None = None) -> bool | None:
    """Whether some choice of whole rotas keeps all hard rules; ``None``: too many to list.

    Breaks of the plans' templates have one place each, so presence at work is known.
    """
    nothing = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})
    problem = compile_problem(plan, nothing, kept=kept)
    listed = [_rotas(problem, who) for who in range(len(plan.agents))]
    if any(rotas is None for rotas in listed):
        return None
    return _choose(plan, [rotas for rotas in listed if rotas is not None])


def _rotas(problem: Problem, who: int) -> list[_Rota] | None:
    facts = pack(problem)
    kernel, group = bind(facts), problem.groups[problem.people[who].group]
    days, skip = int(facts.days[facts.group[who]]), int(facts.skip[who])
    rotas, _ = list_rotas(kernel, who, MOST_ROTAS)
    if len(rotas) > MOST_ROTAS:
        return None
    whole = np.full((len(rotas), days), -1, dtype=np.int64)
    whole[:, skip:] = rotas
    first, found = int(facts.first[facts.group[who], 0]), []
    for rota in whole:
        if starts_fit(kernel, who, rota):
            numbers = (rota[rota >= 0] - first).tolist()
            found.append(_Rota(tuple(_shift(group.options, at) for at in numbers)))
    return found


def _shift(options: object, at: int) -> tuple[int, int, int, date, str]:
    found = vars(options)
    template = found["templates"][int(found["template"][at])]
    day = found["dates"][int(found["day"][at])]
    return (
        int(found["start"][at]), int(found["end"][at]), int(found["paid"][at]), day, template.shift,
    )  # fmt: skip


def _choose(plan: Plan, listed: list[list[_Rota]]) -> bool:
    model = cp_model.CpModel()
    team, rules = plan.teams[0], plan.rules
    rows: list[tuple[cp_model.IntVar, _Rota]] = []
    for rotas in listed:
        taken = [model.new_bool_var("") for _ in rotas]
        model.add_exactly_one(taken)
        rows += zip(taken, rotas, strict=True)
    before = people_in(plan.horizon, spans(plan, team.team, plan.previous))
    if team.max_seats is not None and "max_seats" not in rules:
        _at_most(plan, model, rows, team.max_seats, before, breaks=True)
    for row in plan.cover:
        share = inside(plan.horizon, [row.window], zone(row.timezone))
        _at_most(plan, model, rows, row.max or 0, before, breaks=False, counts=share > 0)
    _hours(plan, model, rows, team)
    if team.max_change_per_day is not None and "max_change_per_day" not in rules:
        _changes(plan, model, rows, team.max_change_per_day)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return bool(solver.solve(model) != cp_model.INFEASIBLE)


def _at_most(
    plan: Plan, model: cp_model.CpModel, rows: list[tuple[cp_model.IntVar, _Rota]], most: int,
    before: np.ndarray, *, breaks: bool, counts: np.ndarray | None = None,
) -> None:  # fmt: skip
    step = plan.horizon.interval_minutes
    present = [_present(plan, rota, breaks=breaks) for _, rota in rows]
    for t in range(plan.horizon.intervals):
        if counts is not None and not counts[t]:
            continue
        left = max(0, round((most - before[t]) * step))
        minutes = [round(there[t] * step) for there in present]
        if any(minutes):
            variables = [x for x, _ in rows]
            model.add(cp_model.LinearExpr.weighted_sum(variables, minutes) <= left)


def _present(plan: Plan, rota: _Rota, *, breaks: bool) -> np.ndarray:
    there = people_in(plan.horizon, [(start, end) for start, end, *_ in rota.shifts])
    if breaks:
        return there
    pauses = [
        (start + pause.earliest, start + pause.earliest + pause.minutes)
        for start, _, _, _, name in rota.shifts
        for pause in plan.shift[name].breaks
    ]
    return there - people_in(plan.horizon, pauses)


def _hours(
    plan: Plan, model: cp_model.CpModel, rows: list[tuple[cp_model.IntVar, _Rota]], team: Team
) -> None:
    mondays = {monday_of(day) for day in plan.horizon.team_dates(team.zone)}
    for monday in mondays:
        paid = [sum(s[2] for s in rota.shifts if monday_of(s[3]) == monday) for _, rota in rows]
        total = cp_model.LinearExpr.weighted_sum([x for x, _ in rows], paid)
        days = sum(monday_of(day) == monday for day in plan.horizon.dates())
        least, most = team.min_paid_hours_per_week, team.max_paid_hours_per_week
        if least is not None and days and "min_paid_hours_per_week" not in plan.rules:
            model.add(total >= int(np.ceil(60 * least * days / 7 - 1e-6)))
        if most is not None and "max_paid_hours_per_week" not in plan.rules:
            done = sum(
                shift.paid_hours
                for shift in plan.previous
                if monday_of(local_date(shift.start, team.zone)) == monday
            )
            model.add(total <= max(0, int(60 * (most - done) + 1e-6)))


def _changes(
    plan: Plan, model: cp_model.CpModel, rows: list[tuple[cp_model.IntVar, _Rota]], most: int
) -> None:
    """Dates that the audit compares: it is asked about nine strangers on each of them."""
    asked = replace(
        plan, teams=(replace(plan.teams[0], max_change_per_day=0),),
        agents=(*plan.agents, *(replace(plan.agents[0], agent=name) for name in _STRANGERS)),
    )  # fmt: skip
    compared = [
        day
        for day in plan.horizon.team_dates(plan.teams[0].zone)
        if any(found.date == day for found in max_change_per_day(asked, _crowd(plan, day)))
    ]
    gone: dict[date, set[str]] = {}
    for shift in plan.previous:
        gone.setdefault(local_date(shift.start, plan.teams[0].zone), set()).add(shift.agent)
    variables = [x for x, _ in rows]
    for day in compared:
        heads = [
            cp_model.LinearExpr.weighted_sum(
                variables, [int(any(s[3] == at for s in rota.shifts)) for _, rota in rows]
            )
            + len(gone.get(at, ()))
            for at in (day - timedelta(days=1), day)
        ]
        model.add(heads[1] - heads[0] <= most)
        model.add(heads[0] - heads[1] <= most)


def _crowd(plan: Plan, day: date) -> Schedule:
    return schedule_of(
        previous_of(f"{day} 12:00 1", agent=name, timezone=plan.teams[0].timezone)
        for name in _STRANGERS
    )
