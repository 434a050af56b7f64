"""The best-rota programme against every rota listed, under random contracts."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon, zone
from planner.domain import Agent, Break, Contract, Plan, Queue, ShiftTemplate, Team, TimeOff
from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.kernels.choosing import UNKNOWN, best_for, find_candidates
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.hours import by_price
from planner.optimiser.kernels.listing import list_rotas
from planner.optimiser.kernels.packed import new_room
from planner.optimiser.options import is_night, nights_around
from planner.optimiser.packing import empty_state, pack
from planner.optimiser.problem import compile_problem
from planner.schedules import Shift

PRICED = (
    "max_consecutive_days", "max_consecutive_nights", "min_consecutive_days_off", "max_weekends",
    "complete_weekends", "min_hours_per_week", "max_hours_per_week", "max_days_per_week",
    "min_hours_per_horizon", "max_hours_per_horizon",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_nothing_listed_is_worth_more(seed: int) -> None:
    """The value found is that of the best rota there is, and it is what the rota is worth."""
    random = Random(seed)
    plan = _plan(random)
    problem = compile_problem(plan, _no_needs())
    facts = pack(problem)
    room = new_room(facts, len(problem.lack))
    room.reward[:] = [round(random.uniform(-60, 80), 2) for _ in room.reward]
    kernel = bind(facts)
    listed, money = list_rotas(kernel, 0, 400_000)
    worth = np.append(room.reward, 0.0)[listed].sum(axis=1) + money
    days = int(facts.days[0])
    known = np.full(days, UNKNOWN)
    if len(listed) and random.random() < 0.7:
        known[:] = -1
        known[facts.skip[0] :] = listed[random.randrange(len(listed))]
    state = empty_state(problem, facts)
    found = best_for(kernel, state, room, 0, 0, days, False, known)
    if not len(listed):
        assert found <= NOTHING
        return
    assert found == pytest.approx(worth.max(), abs=1e-6)
    chosen = room.chosen[facts.skip[0] : days]
    same = (listed == chosen).all(axis=1)
    assert same.sum() == 1
    assert worth[same][0] == pytest.approx(found, abs=1e-6)


@pytest.mark.parametrize("seed", range(120))
def test_what_breaks_the_weekly_rest_is_never_the_best(seed: int) -> None:
    """Looked for without a known rota: hopes too high must not end in one that cannot be."""
    random = Random(seed)
    plan = _plan(random)
    resting = replace(plan.contracts[0], weekly_rest_hours=random.choice((35, 48, 60)))
    rules = {rule: price for rule, price in plan.rules.items() if rule != "weekly_rest_hours"}
    problem = compile_problem(replace(plan, contracts=(resting,), rules=rules), _no_needs())
    facts = pack(problem)
    room = new_room(facts, len(problem.lack))
    room.reward[:] = [round(random.uniform(0, 80), 2) for _ in room.reward]
    kernel, days = bind(facts), int(facts.days[0])
    listed, money = list_rotas(kernel, 0, 400_000)
    worth = np.append(room.reward, 0.0)[listed].sum(axis=1) + money
    state, unknown = empty_state(problem, facts), np.full(days, UNKNOWN)

    found = best_for(kernel, state, room, 0, 0, days, False, unknown)

    if len(listed):
        assert found == pytest.approx(worth.max(), abs=1e-6)
    else:
        assert found <= NOTHING


@pytest.mark.parametrize("seed", range(40))
def test_a_price_of_hours_finds_a_rota_and_a_limit_of_all(seed: int) -> None:
    random = Random(seed)
    plan = _plan(random)
    most = random.choice((24, 30, 40))
    limited = replace(
        plan.contracts[0], min_hours_per_horizon=random.choice((None, 8, 20)),
        max_hours_per_horizon=most, weekly_rest_hours=None,
    )  # fmt: skip
    problem = compile_problem(replace(plan, contracts=(limited,)), _no_needs())
    facts = pack(problem)
    assert facts.units[0] > 1
    room = new_room(facts, len(problem.lack))
    room.reward[:] = [round(random.uniform(-60, 80), 2) for _ in room.reward]
    kernel, state = bind(facts), empty_state(problem, facts)
    listed, money = list_rotas(kernel, 0, 400_000)
    worth = np.append(room.reward, 0.0)[listed].sum(axis=1) + money
    days, skip = int(facts.days[0]), int(facts.skip[0])
    status, chosen = facts.status[0, skip:days].copy(), np.full(days - skip, -1)
    find_candidates(kernel, state, room, 0, 0, days, False, 0)

    limit = by_price(kernel, room, 0, status, -np.inf, True, chosen)
    found = by_price(kernel, room, 0, status, -np.inf, False, chosen)

    if not len(listed):
        assert found <= NOTHING
        return
    assert found <= worth.max() + 1e-6 <= limit + 2e-6
    same = (listed == chosen).all(axis=1)
    assert worth[same] == pytest.approx([found], abs=1e-6)
    better = by_price(kernel, room, 0, status, found + 0.01, False, chosen)
    assert better <= NOTHING or found < better <= worth.max() + 1e-6


def _plan(random: Random) -> Plan:
    start = date(2026, 3, 23) + timedelta(days=random.randrange(7))
    days = random.choice((8, 9, 10))
    contract = _contract(random)
    shifts = tuple(
        ShiftTemplate(
            shift=f"s{n}", start_from=begin, start_to=begin, start_step_minutes=30,
            length_minutes=random.choice((240, 480, 600)),
            breaks=(Break(minutes=30, paid=False, earliest=60, latest=120),),
        )
        for n, begin in enumerate(random.sample((0, 360, 480, 840, 1320, 1380), 2))
    )  # fmt: skip
    agent = Agent(
        agent="a", team="t", contract="c", queues=("q",), productivity=1, hourly_cost=20.0
    )
    off = start + timedelta(days=random.randrange(days))
    prices = {rule: random.choice((5.0, 40.0)) for rule in PRICED if random.random() < 0.25}
    return Plan(
        name="one", horizon=Horizon(start, days, "Europe/Berlin", 60),
        queues=(Queue(queue="q", channel="voice", timezone="UTC", aht_s=300),),
        teams=(
            Team(team="t", timezone="Europe/Berlin", queues=("q",), contract="c", hourly_cost=20),
        ),
        contracts=(contract,), shifts=shifts, agents=(agent,), rules=prices,
        time_off=(TimeOff(agent="a", first=off, last=off),) if random.random() < 0.4 else (),
        previous=_previous(random, start, shifts) if random.random() < 0.6 else (),
    )  # fmt: skip


def _contract(random: Random) -> Contract:
    def perhaps(*values: float) -> float | None:
        return random.choice(values) if random.random() < 0.35 else None

    def whole(*values: int) -> int | None:
        value = perhaps(*values)
        return None if value is None else int(value)

    return Contract(
        contract="c",
        min_hours_per_week=perhaps(8, 20), max_hours_per_week=perhaps(20, 35, 40),
        min_hours_per_horizon=perhaps(10, 30), max_hours_per_horizon=perhaps(30, 45),
        max_days_per_week=whole(3, 5), max_consecutive_days=whole(2, 4),
        min_consecutive_days_off=whole(2, 3), min_rest_hours=perhaps(8, 11, 12, 30),
        weekly_rest_hours=perhaps(24, 35, 48), max_consecutive_nights=whole(1, 2),
        rest_after_nights_hours=perhaps(24, 46), forward_rotation=random.random() < 0.3,
        max_weekends=whole(0, 1), complete_weekends=random.random() < 0.3,
        max_overtime_hours_per_week=perhaps(5, 10), overtime_after_hours_per_day=perhaps(7, 8),
        overtime_factor=perhaps(1.25, 1.5),
    )  # fmt: skip


def _previous(random: Random, start: date, shifts: tuple[ShiftTemplate, ...]) -> tuple[Shift, ...]:
    place = zone("Europe/Berlin")
    rows = []
    for back in range(8, 0, -1):
        if random.random() < 0.5:
            continue
        template = random.choice(shifts)
        day = start - timedelta(days=back)
        begin = datetime(day.year, day.month, day.day, tzinfo=place)
        begin += timedelta(minutes=template.start_from)
        rows.append(
            Shift(
                agent="a", team="t", date=day, shift=template.shift, start=begin,
                end=begin + timedelta(minutes=template.length_minutes), activities=(),
            )
        )  # fmt: skip
    return tuple(rows)


def _no_needs() -> pd.DataFrame:
    return pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})


def test_nights_of_all_the_weeks_before_are_known() -> None:
    """However long the previous rota: a list of two dates means all between them."""
    horizon, first = Horizon(date(2027, 3, 22), 7, "UTC", 60), date(2027, 3, 1)
    nights = nights_around(horizon, zone("UTC"), [first, first + timedelta(days=20)])
    for day in range(21):
        begin = (day - 21) * 1440 + 22 * 60
        assert is_night(nights, begin, begin + 480), day
