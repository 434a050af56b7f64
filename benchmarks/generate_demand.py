"""The contacts of a generated plan: queues, regions, the shape of a week, a surge, volumes."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.generate_cells import START, WEEKDAYS, named, table
from benchmarks.generate_staff import LEAVE_DAYS, LEAVE_WEEK, Staff, Team
from benchmarks.generate_terms import ABSENCE, BREAKS, HOURS_A_WEEK, SHRINKAGE
from planner.staffing import erlang

Floats = NDArray[np.float64]
SLACK = 1 / 7
DAY_WEIGHTS = (1.15, 1.08, 1.04, 1.00, 0.98, 0.72, 0.68)

MARKETS = (
    ("americas", "America/New_York", 0.40),
    ("europe", "Europe/Paris", 0.35),
    ("asia", "Asia/Singapore", 0.25),
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of work, by the columns of queues.csv."""

    channel: str
    aht_s: float
    answer_within_s: float | None = None
    patience_s: float | None = None
    concurrency: int = 1
    complete_within_hours: float | None = None


KINDS = (
    Kind(channel="voice", aht_s=420, answer_within_s=20, patience_s=120),
    Kind(channel="chat", aht_s=600, answer_within_s=45, patience_s=180, concurrency=2),
    Kind(channel="voice", aht_s=330, answer_within_s=30, patience_s=150),
    Kind(channel="email", aht_s=480, complete_within_hours=8),
)


def queue_table(names: Sequence[str]) -> pd.DataFrame:
    """Queues whose kinds of work repeat: voice, chat, voice, email."""
    columns = ("queue", *(field.name for field in fields(Kind)))
    kinds = [KINDS[number % len(KINDS)] for number in range(len(names))]
    rows = ({"queue": name, **asdict(kind)} for name, kind in zip(names, kinds, strict=True))
    return named(columns, rows)


def market_table(volumes: dict[str, float]) -> pd.DataFrame:
    """Three regions feed every queue."""
    columns = ("market", "queue", "timezone", "weekly_volume", "profile")
    rows = [
        (market, queue, zone, round(volume * share), "two_peaks")
        for queue, volume in volumes.items()
        for market, zone, share in MARKETS
    ]
    return table(columns, rows)


def half_hour_weight(weekday: int, half: int) -> float:
    """Relative volume of a half hour of the week: a peak late in the morning, one at five."""
    hour = half / 2 + 0.25
    morning = math.exp(-((hour - 10.75) ** 2) / 9.0)
    evening = 0.85 * math.exp(-((hour - 17.0) ** 2) / 11.0)
    return DAY_WEIGHTS[weekday] * (0.18 + morning + evening)


def profile_table() -> pd.DataFrame:
    """The one shape of a week; its shares add up to 1."""
    slots = [(weekday, half) for weekday in range(7) for half in range(48)]
    total = sum(half_hour_weight(*slot) for slot in slots)
    rows = [
        (
            "two_peaks",
            WEEKDAYS[weekday],
            f"{half // 2:02d}:{half % 2 * 30:02d}",
            f"{half_hour_weight(weekday, half) / total:.8f}",
        )
        for weekday, half in slots
    ]
    return table(("profile", "weekday", "time", "share"), rows)


def event_table(days: int) -> pd.DataFrame:
    """A surge of one queue in the middle of the horizon."""
    columns = (
        "event", "kind", "queues", "start", "multiplier", "ramp_hours", "plateau_days",
        "half_life_days", "floor_share",
    )  # fmt: skip
    day = START + timedelta(days=days // 2 + 1)
    return table(columns, [("surge", "campaign", "queue_1", f"{day}T08:00", 1.6, 3, 1, 1, 0)])


# ------------------------------------------------------------------------------------ sizing


def weekly_volumes(names: Sequence[str], staff: Staff) -> dict[str, float]:
    """Contacts a week of each queue that leave the people the slack aimed at.

    Each team's hours are split evenly over its queues; a queue's volume is then the one whose
    need, when people have one queue each, is what it got less the slack.
    """
    hours = dict.fromkeys(names, 0.0)
    for team, effective in effective_hours(staff).items():
        for queue in team.queues:
            hours[queue] += effective / len(team.queues)
    shape = world_shape()
    return {
        name: weekly_volume(number, hours[name] / (1 + SLACK) / 168, shape)
        for number, name in enumerate(names)
    }


def weekly_volume(number: int, agents: float, shape: Floats) -> float:
    """Contacts a week that so many agents need on average, found by halving."""
    kind = KINDS[number % len(KINDS)]
    low, high = 0.0, 2 * agents
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if agents_for(kind, middle * shape) < agents else (low, middle)
    return low * 168 * 3600 / kind.aht_s


def agents_for(kind: Kind, load: Floats) -> float:
    """Mean agents of a week whose contacts keep ``load`` handle times running at once."""
    if kind.answer_within_s is None:
        return float(load.mean())
    within, patience = kind.answer_within_s, kind.patience_s
    slots = erlang.required_agents(
        load, aht=kind.aht_s, within=within, service_level=0.8, patience=patience,
        max_occupancy=0.88,
    )  # fmt: skip
    return float((slots - 0.5).mean()) / kind.concurrency


def effective_hours(staff: Staff) -> dict[Team, float]:
    """Effective hours a week that each team can work, breaks and leave taken off."""
    there = 1 - LEAVE_WEEK - LEAVE_DAYS * 1.75 / 7
    effective = there * BREAKS * (1 - SHRINKAGE) * (1 - ABSENCE)
    hours = dict.fromkeys(staff.teams, 0.0)
    for person in staff.people:
        hours[person.team] += HOURS_A_WEEK[person.contract] * effective
    return hours


def world_shape() -> Floats:
    """Volume of every half hour of a UTC week over its mean, all regions together."""
    volume: Floats = np.zeros(336)
    for _, zone, share in MARKETS:
        offset = datetime(START.year, START.month, START.day, tzinfo=ZoneInfo(zone)).utcoffset()
        ahead = int((offset or timedelta()).total_seconds()) // 1800
        for slot in range(336):
            weekday, half = divmod((slot + ahead) % 336, 48)
            volume[slot] += share * half_hour_weight(weekday, half)
    return volume / float(volume.mean())
