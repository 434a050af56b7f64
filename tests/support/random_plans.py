"""Random small operations for the laws: two queues, up to two teams, any mix of rules."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from planner.clock import Horizon, WeeklyWindow
from planner.domain import (
    Agent,
    Break,
    Contract,
    Cover,
    Plan,
    Prices,
    Queue,
    ShiftTemplate,
    Team,
    TimeOff,
)
from planner.schedules import Shift

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A plan and its requirement."""

    plan: Plan
    needs: pd.DataFrame


def random_operation(seed: int, *, people: int = 6, days: int = 9, interval: int = 30) -> Operation:
    """An operation drawn from a seed; about half of the rules apply to it."""
    rng = np.random.default_rng(seed)
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
    return Operation(plan=_with_previous(rng, plan), needs=_needs(rng, plan))


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
        parts.append(
            pd.DataFrame(
                {
                    "interval_start": starts,
                    "queue": queue.queue,
                    "required_real": real,
                    "required": np.ceil(real),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
