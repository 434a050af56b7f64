"""Random schedules of a few people around a clock change, in any two zones of the world."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from planner.clock import Horizon, WeeklyWindow
from planner.domain import Agent, Contract, Cover, Plan, Premium, Queue, Team
from planner.schedules import BREAK, MEAL, WORK, Schedule, Shift, Stretch, schedule_of
from tests.support.minutes import changes, wall

CHANGING = (
    "Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe",
    "America/Santiago", "Africa/Cairo", "Africa/Casablanca", "Pacific/Chatham",
)  # fmt: skip
"""Among them a change of half an hour, midnights that do not exist, and a winter of a month."""
STEADY = ("UTC", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Marquesas", "Asia/Manila")
YEAR = 2026
"""The last one in which Morocco changed its clocks."""
QUEUES = ("help", "sales")


@dataclass(frozen=True)
class World:
    """A plan and a schedule that nobody optimised."""

    plan: Plan
    schedule: Schedule


@lru_cache(maxsize=32)
def change_days(name: str) -> tuple[date, ...]:
    """Local dates on which the clocks change."""
    place = ZoneInfo(name)
    return tuple(wall(moment, place).date() for moment in changes(place, YEAR))


def world(seed: int) -> World:
    """Four people of two teams over six days around a clock change of the first team's zone."""
    rng = np.random.default_rng(seed)
    name = str(rng.choice(CHANGING))
    day = change_days(name)[int(rng.integers(len(change_days(name))))]
    plan = _plan(rng, name, day - timedelta(days=int(rng.integers(1, 4))))
    shifts = [shift for agent in plan.agents for shift in _shifts(rng, plan, agent)]
    return World(plan, schedule_of(shifts))


def _plan(rng: np.random.Generator, name: str, start: date) -> Plan:
    zones = (name, str(rng.choice(CHANGING + STEADY)))
    teams = tuple(
        Team(team=f"team{i}", timezone=place, country="DE", queues=QUEUES, contract="rules",
             hourly_cost=20.0 + i, shrinkage=0.1 * i, absence=0.05, productivity=1.0 + 0.2 * i)
        for i, place in enumerate(zones)
    )  # fmt: skip
    agents = tuple(
        Agent(agent=f"p{i}", team=team.team, contract="rules", queues=QUEUES,
              productivity=team.productivity, hourly_cost=team.hourly_cost)
        for i in range(4) for team in teams[i % 2 : i % 2 + 1]
    )  # fmt: skip
    window = WeeklyWindow(weekdays=tuple(range(int(rng.integers(1, 8)))), start=1300, end=1800)
    horizon = Horizon(
        start, 6, str(rng.choice(CHANGING + STEADY)), int(rng.choice([5, 15, 30, 60]))
    )
    return Plan(
        name="world", horizon=horizon, teams=teams, agents=agents,
        queues=tuple(Queue(queue=q, channel="voice", timezone="UTC", aht_s=300.0) for q in QUEUES),
        contracts=(Contract(
            contract="rules", min_rest_hours=11.0, max_hours_per_week=20.0, max_hours_per_day=6.0,
            max_consecutive_nights=0, max_weekends=0,
        ),),
        shifts=(), cover=(Cover(cover="two", timezone=zones[1], min=2, window=window),),
        premiums=(
            Premium(kind="night", factor=1.25), Premium(kind="sunday", factor=1.5),
            Premium(kind="public_holiday", factor=2.0, stack="multiply"),
        ),
    )  # fmt: skip


def _shifts(rng: np.random.Generator, plan: Plan, agent: Agent) -> list[Shift]:
    """Shifts of one person that do not overlap, at any minute of the wall clock."""
    place = ZoneInfo(plan.team[agent.team].timezone)
    free = plan.horizon.first
    found: list[Shift] = []
    for number in range(-1, plan.horizon.days + 1):
        day = plan.horizon.start + timedelta(days=number)
        start = _instant(day, int(rng.integers(1440 // 5)) * 5, place)
        end = _end(start, int(rng.integers(16, 48)) * 15, place)
        if rng.random() < 0.25 or start < free or start >= plan.horizon.last or end <= start:
            continue
        found.append(_shift(rng, agent, start, end, place))
        free = end
    return found


def _instant(day: date, minute: int, place: ZoneInfo) -> datetime:
    shown = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    return shown.replace(tzinfo=place).astimezone(UTC)


def _end(start: datetime, minutes: int, place: ZoneInfo) -> datetime:
    """The instant at which the clock shows so many minutes later."""
    return (wall(start, place) + timedelta(minutes=minutes)).replace(tzinfo=place).astimezone(UTC)


def _shift(
    rng: np.random.Generator, agent: Agent, start: datetime, end: datetime, place: ZoneInfo
) -> Shift:
    """A shift with a paid and an unpaid break somewhere, on changing queues."""
    length = int((end - start) / timedelta(minutes=1))
    inner = sorted({int(cut) for cut in rng.integers(1, length, 4)}) if length > 5 else []
    cuts = [0, *inner, length]
    kinds = (WORK, BREAK, WORK, MEAL, WORK)
    parts = [
        Stretch(
            start=start + timedelta(minutes=a), end=start + timedelta(minutes=b), activity=kind,
            queue=str(rng.choice(QUEUES)) if kind == WORK else "", paid=kind != MEAL,
        )
        for a, b, kind in zip(cuts, cuts[1:], kinds, strict=False)
    ]  # fmt: skip
    return Shift(
        agent=agent.agent, team=agent.team, date=wall(start, place).date(), shift="free",
        start=start, end=end, activities=tuple(parts),
    )  # fmt: skip
