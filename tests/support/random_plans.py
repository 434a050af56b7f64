"""Random small operations for the laws: two queues, up to two teams, any mix of rules."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from planner.clock import Horizon, WeeklyWindow, inside, zone
from planner.domain import (
    Agent,
    Availability,
    Break,
    Contract,
    Cover,
    OffQueue,
    Pin,
    Plan,
    Premium,
    Prices,
    Queue,
    Request,
    ShiftTemplate,
    Staffing,
    Team,
    TimeOff,
)
from planner.schedules import Shift

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


BETWEEN_SHIFTS = (
    "min_rest_hours", "weekly_rest_hours", "rest_after_nights_hours", "forward_rotation",
    "max_start_spread_minutes",
)  # fmt: skip
PRICEABLE = (
    "min_hours_per_week", "max_hours_per_week", "min_hours_per_horizon", "max_hours_per_horizon",
    "max_hours_per_day", "max_days_per_week", "max_consecutive_days", "max_consecutive_nights",
    "min_consecutive_days_off", "max_weekends", "complete_weekends",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A plan and its requirement."""

    plan: Plan
    needs: pd.DataFrame


def random_operation(seed: int, *, people: int = 6, days: int = 9, interval: int = 30) -> Operation:
    """An operation drawn from a seed; about half of the rules apply to it."""
    plan = _plan(np.random.default_rng(seed), people=people, days=days, interval=interval)
    return Operation(plan=plan, needs=_needs(np.random.default_rng(seed + 1), plan))


def random_mixed_operation(
    seed: int, *, people: int = 6, days: int = 9, interval: int = 30
) -> Operation:
    """As :func:`random_operation`, with work that can wait, idle time or pooled queues."""
    rng = np.random.default_rng(seed + 2)
    plan = _plan(np.random.default_rng(seed), people=people, days=days, interval=interval)
    plan = _with_terms(rng, _with_mail(rng, plan))
    needs = _needs(rng, plan)
    if plan.staffing.pooling == "pooled":
        needs = pd.concat([needs, _needs_together(rng, needs)], ignore_index=True)
    return Operation(plan=plan, needs=needs)


def random_ruled_operation(
    seed: int, *, people: int = 6, days: int = 16, interval: int = 30
) -> Operation:
    """Contracts with any of their rules, some of them priced; over more than two weeks."""
    rng = np.random.default_rng(seed)
    plan = _plan(rng, people=people, days=days, interval=interval)
    contracts = tuple(_with_rules(rng, contract) for contract in plan.contracts)
    prices = {name: float(rng.integers(5, 80)) for name in PRICEABLE if rng.random() < 0.15}
    plan = replace(plan, contracts=contracts, rules={**plan.rules, **prices})
    return Operation(plan=plan, needs=_needs(rng, plan))


def random_teamed_operation(
    seed: int, *, people: int = 7, days: int = 9, interval: int = 30
) -> Operation:
    """Limits of whole teams, cover at most and in ratio, activities off the queue, fair load."""
    rng = np.random.default_rng(seed)
    plan = _plan(rng, people=people, days=days, interval=interval)
    teams = tuple(_limited(rng, team) for team in plan.teams)
    plan = replace(
        plan, teams=teams, cover=(*plan.cover, *_more_cover(rng, plan)),
        off_queue=_away(rng) if rng.random() < 0.5 else (),
        rules={
            name: float(rng.integers(5, 60))
            for name in ("max_seats", "min_paid_hours_per_week", "max_change_per_day")
            if rng.random() < 0.5
        },
        prices=replace(plan.prices, unfairness=float(rng.choice([0.0, 3.0]))),
    )  # fmt: skip
    return Operation(plan=plan, needs=_needs(rng, plan))


def random_deep_operation(seed: int, *, interval: int = 30) -> Operation:
    """As one of the others, with a price of shortage that rises with its depth."""
    rng = np.random.default_rng(seed)
    make = (random_operation, random_mixed_operation, random_teamed_operation)[int(rng.integers(3))]
    operation = make(seed, interval=interval)
    prices = replace(
        operation.plan.prices, shortage_squared_per_hour=float(rng.choice([5.0, 60.0, 200.0])),
        shortage_per_hour=float(rng.choice([0.0, 30.0, 90.0])),
    )  # fmt: skip
    return replace(operation, plan=replace(operation.plan, prices=prices))


def random_meeting_operation(seed: int, *, interval: int = 30) -> Operation:
    """As :func:`random_teamed_operation`, with meetings of several people at one time."""
    rng = np.random.default_rng(seed)
    operation = random_teamed_operation(seed, interval=interval)
    plan, first = operation.plan, operation.plan.teams[0].team
    window = WeeklyWindow(start=480, end=1080)
    meetings = (
        OffQueue(activity="huddle", minutes=int(rng.choice([20, 30, 60])), together=True,
                 teams=(first,) if rng.random() < 0.5 else ()),
        OffQueue(activity="all hands", minutes=60, per="horizon", together=True, window=window),
    )[: int(rng.integers(1, 3))]  # fmt: skip
    return replace(operation, plan=replace(plan, off_queue=(*plan.off_queue, *meetings)))


def random_paired_operation(seed: int, *, interval: int = 30) -> Operation:
    """As :func:`random_ruled_operation`, with prices of rests, rotation and regular starts.

    Some people have pins that break them.
    """
    rng = np.random.default_rng(seed)
    operation = random_ruled_operation(seed, interval=interval)
    plan = operation.plan
    prices = {name: float(rng.integers(1, 50)) for name in BETWEEN_SHIFTS if rng.random() < 0.6}
    days = plan.horizon.dates()[2:4]
    pins = tuple(
        Pin(agent=agent.agent, date=day, shift=f"{agent.team}_shift", start=start)
        for agent in plan.agents
        if rng.random() < 0.3 and not any(plan.on_leave(agent.agent, day) for day in days)
        for day, start in zip(days, (1320, 480), strict=True)
    )
    return replace(operation, plan=replace(plan, pins=pins, rules={**plan.rules, **prices}))


def _limited(rng: np.random.Generator, team: Team) -> Team:
    def maybe(low: int, high: int) -> int | None:
        return int(rng.integers(low, high)) if rng.random() < 0.4 else None

    return replace(
        team, max_seats=maybe(1, 4), min_paid_hours_per_week=maybe(5, 25),
        max_paid_hours_per_week=maybe(40, 120), max_change_per_day=maybe(1, 3),
        fixed_cost_per_open_hour=float(maybe(1, 9) or 0),
    )  # fmt: skip


def _more_cover(rng: np.random.Generator, plan: Plan) -> list[Cover]:
    window = WeeklyWindow(start=600, end=1000)
    rows = []
    if rng.random() < 0.5:
        rows.append(Cover(cover="most", timezone="Asia/Kolkata", window=window, max=2))
    if rng.random() < 0.5:
        first = plan.teams[0].team
        rows.append(Cover(cover="ratio", timezone="UTC", teams=(first,), min=1, per_agents=2))
    return rows


def _away(rng: np.random.Generator) -> tuple[OffQueue, ...]:
    window = WeeklyWindow(start=480, end=1140)
    weekly = OffQueue(activity="coaching", minutes=int(rng.choice([30, 45, 60])), window=window)
    return weekly, OffQueue(activity="training", minutes=60, per="horizon")


def _with_rules(rng: np.random.Generator, contract: Contract) -> Contract:
    def maybe(*values: float) -> float | None:
        return float(rng.choice(values)) if rng.random() < 0.4 else None

    spread = maybe(120, 300)
    return replace(
        contract,
        min_hours_per_horizon=maybe(20, 40), max_hours_per_horizon=maybe(50, 70),
        weekly_rest_hours=maybe(35, 48), rest_after_nights_hours=maybe(24, 46),
        forward_rotation=bool(rng.random() < 0.3), min_rest_hours=maybe(8, 11, 13, 30),
        max_start_spread_minutes=None if spread is None else int(spread),
        max_overtime_hours_per_week=maybe(4, 8), overtime_after_hours_per_day=maybe(7, 8),
        overtime_factor=maybe(1.25, 1.5),
    )  # fmt: skip


def _plan(rng: np.random.Generator, *, people: int, days: int, interval: int) -> Plan:
    start = date(2027, 3, 22) + timedelta(days=int(rng.integers(0, 7)))
    horizon = Horizon(start, days, str(rng.choice(ZONES)), interval)
    queues = tuple(
        Queue(
            queue=name, channel="voice", timezone="UTC", aht_s=300, min_agents=int(rng.integers(2))
        )
        for name in ("a", "b")
    )
    teams, contracts, shifts = [], [], []
    for number in range(int(rng.integers(1, 3))):
        name = f"team{number}"
        skill = [("a", "b"), ("a",), ("b", "a")][int(rng.integers(3))]
        if number == 0:
            skill = ("a", "b")
        teams.append(_team(rng, name, skill))
        contracts.append(_contract(rng, name))
        shifts.append(_shift(rng, name))
    agents = tuple(
        _agent(rng, teams[number % len(teams)], f"p{number}") for number in range(people)
    )
    plan = Plan(
        name="random", horizon=horizon, queues=queues, teams=tuple(teams),
        contracts=tuple(contracts), shifts=tuple(shifts), agents=agents,
        time_off=tuple(_leave(rng, agent, start) for agent in agents if rng.random() < 0.4),
        cover=(Cover(cover="two", timezone="UTC", min=2, window=WeeklyWindow(start=480, end=720)),)
        if rng.random() < 0.5
        else (),
        prices=Prices(surplus_per_hour=float(rng.choice([0.0, 2.0]))),
    )  # fmt: skip
    return _with_previous(rng, plan)


def _with_mail(rng: np.random.Generator, plan: Plan) -> Plan:
    """The plan with one or two queues that can wait, served by some teams after their others."""
    hours = (WeeklyWindow(),) if rng.random() < 0.5 else (WeeklyWindow(start=480, end=1200),)
    mail = tuple(
        Queue(
            queue=name, channel="email", timezone="UTC", aht_s=300, open=hours,
            complete_within_hours=8, priority=int(rng.integers(1, 3)),
            min_agents=int(rng.random() < 0.15),
        )
        for name in ("mail", "forms")[: int(rng.integers(1, 3))]
    )  # fmt: skip
    more = {
        team.team: tuple(q.queue for q in mail if number == 0 or rng.random() < 0.6)
        for number, team in enumerate(plan.teams)
    }
    kind = rng.random()
    staffing = Staffing(
        pooling="pooled" if kind < 0.3 else "separate", idle_share=0.6 if kind > 0.7 else 0.0
    )
    return replace(
        plan, queues=plan.queues + mail, staffing=staffing,
        teams=tuple(replace(team, queues=team.queues + more[team.team]) for team in plan.teams),
        agents=tuple(replace(a, queues=a.queues + more[a.team]) for a in plan.agents),
    )  # fmt: skip


def _with_terms(rng: np.random.Generator, plan: Plan) -> Plan:
    """The plan with wishes, availability and premiums of some people and teams."""
    names = [shift.shift for shift in plan.shifts]
    wants = ["off", "work", *names, *(f"not:{name}" for name in names)]
    dates = plan.horizon.dates()
    requests = tuple(
        Request(
            agent=agent.agent, date=dates[int(rng.integers(len(dates)))],
            want=wants[int(rng.integers(len(wants)))], weight=float(rng.choice([0.5, 1.0, 3.0])),
        )
        for agent in plan.agents
        for _ in range(int(rng.integers(3)))
    )  # fmt: skip
    availability = tuple(
        Availability(
            agent=agent.agent, weekdays=(0, 1, 2, 3, 4, 5, 6)[: int(rng.integers(3, 8))],
            start=int(rng.choice([0, 360])), end=int(rng.choice([1200, 1440, 1860])),
        )
        for agent in plan.agents
        if rng.random() < 0.15
    )  # fmt: skip
    premiums: tuple[Premium, ...] = (
        Premium(kind="night", factor=1.25, stack=str(rng.choice(["add", "multiply"]))),
        Premium(kind="sunday", start=8 * 60, end=20 * 60, factor=1.5, teams=("team0",)),
        Premium(kind="public_holiday", factor=2.0, stack="multiply"),
    )
    teams = tuple(replace(team, country="DE") for team in plan.teams)
    if rng.random() < 0.3:
        premiums = ()
    return replace(
        plan, teams=teams, requests=requests, availability=availability, premiums=premiums
    )


def _needs_together(rng: np.random.Generator, needs: pd.DataFrame) -> pd.DataFrame:
    """What the two live queues need together: between the larger need and the sum."""
    one, two = (needs[needs["queue"] == name].reset_index(drop=True) for name in ("a", "b"))
    first, second = one["required_real"], two["required_real"]
    share = rng.uniform(0.3, 0.9)
    real = np.maximum(first, second) + share * np.minimum(first, second)
    return one.assign(queue="a|b", required_real=real, required=np.ceil(real))


def _team(rng: np.random.Generator, name: str, skill: tuple[str, ...]) -> Team:
    return Team(
        team=name, timezone=str(rng.choice(ZONES)), queues=skill, contract=name,
        hourly_cost=float(rng.choice([12.0, 25.0])), shrinkage=float(rng.choice([0.0, 0.1])),
        billed=str(rng.choice(["paid", "productive"])),
    )  # fmt: skip


def _contract(rng: np.random.Generator, name: str) -> Contract:
    def maybe(value: int) -> int | None:
        return value if rng.random() < 0.6 else None

    return Contract(
        contract=name, max_hours_per_week=40, max_days_per_week=maybe(5),
        max_consecutive_days=maybe(int(rng.integers(3, 7))), min_consecutive_days_off=maybe(2),
        min_rest_hours=11 if rng.random() < 0.8 else None, max_consecutive_nights=maybe(2),
        max_weekends=maybe(1), complete_weekends=bool(rng.random() < 0.2),
        min_hours_per_week=16 if rng.random() < 0.3 else None,
    )  # fmt: skip


def _shift(rng: np.random.Generator, name: str) -> ShiftTemplate:
    breaks = (
        Break(minutes=30, paid=False, earliest=150, latest=270),
        Break(minutes=15, paid=True, earliest=330, latest=420),
    )
    return ShiftTemplate(
        shift=f"{name}_shift", teams=(name,), start_from=0, start_to=int(rng.choice([1380, 1500])),
        start_step_minutes=int(rng.choice([60, 120])), length_minutes=int(rng.choice([480, 510])),
        breaks=breaks if rng.random() < 0.6 else (),
    )  # fmt: skip


def _agent(rng: np.random.Generator, team: Team, name: str) -> Agent:
    return Agent(
        agent=name, team=team.team, contract=team.contract, queues=team.queues,
        productivity=float(rng.choice([1.0, 0.8])), hourly_cost=team.hourly_cost,
    )  # fmt: skip


def _leave(rng: np.random.Generator, agent: Agent, start: date) -> TimeOff:
    first = start + timedelta(days=int(rng.integers(0, 7)))
    return TimeOff(
        agent=agent.agent, first=first, last=first + timedelta(days=int(rng.integers(3)))
    )


def _with_previous(rng: np.random.Generator, plan: Plan) -> Plan:
    """One person comes off a late shift that runs up to, or into, the horizon."""
    if rng.random() < 0.5:
        return plan
    agent = plan.agents[0]
    place = plan.team[agent.team].zone
    end = plan.horizon.first + timedelta(hours=int(rng.integers(-6, 5)))
    begin = end - timedelta(hours=8)
    shift = Shift(
        agent=agent.agent, team=agent.team, date=begin.astimezone(place).date(), shift="earlier",
        start=begin, end=end, stated_paid_hours=8.0,
    )  # fmt: skip
    return replace(plan, previous=(shift,))


def _needs(rng: np.random.Generator, plan: Plan) -> pd.DataFrame:
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    hour = starts.hour.to_numpy()
    parts = []
    for queue in plan.queues:
        level = rng.uniform(0.3, 1.6) * (0.4 + np.exp(-(((hour - 13) % 24 - 0) ** 2) / 20))
        real = level * rng.uniform(0.8, 1.2, len(starts))
        table = pd.DataFrame(
            {
                "interval_start": starts,
                "queue": queue.queue,
                "required_real": real,
                "required": np.ceil(real),
                "occupancy": 0.5,
                "arrived_hours": np.nan,
                "due_hours": np.nan,
            }
        )
        parts.append(_with_curves(plan, queue, table) if queue.deferred else table)
    return pd.concat(parts, ignore_index=True)


def _with_curves(plan: Plan, queue: Queue, table: pd.DataFrame) -> pd.DataFrame:
    """Work that arrives as the need says and is due some hours later, while the queue is open."""
    hours = plan.horizon.interval_minutes / 60
    arrived = table["required_real"].to_numpy() * hours
    open_at = np.flatnonzero(inside(plan.horizon, queue.open, zone(queue.timezone)) > 0)
    due = np.zeros(len(arrived))
    for k, amount in enumerate(arrived):
        later = open_at[open_at >= k]
        if len(later):
            limit = k + round((queue.complete_within_hours or 24) / hours) - 1
            before = open_at[open_at <= limit]
            due[max(later[0], before[-1] if len(before) else 0)] += amount
    return table.assign(
        required_real=due / hours, required=due / hours, arrived_hours=arrived, due_hours=due,
        occupancy=np.nan,
    )  # fmt: skip
