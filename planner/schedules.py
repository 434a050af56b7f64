"""Shifts and schedules: what was decided, as objects and as tables. No judgement here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import pandas as pd

from planner.domain import Plan

WORK, BREAK, MEAL = "work", "break", "meal"

SCHEDULE_COLUMNS = (
    "agent", "team", "date", "shift", "start", "end", "local_start", "local_end", "timezone",
    "paid_hours", "cost",
)  # fmt: skip
ACTIVITY_COLUMNS = (
    "agent", "team", "date", "start", "end", "local_start", "local_end", "activity", "queue",
    "paid",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of a shift with one activity; ``queue`` only while at work; instants in UTC."""

    start: datetime
    end: datetime
    activity: str
    queue: str = ""
    paid: bool = True

    @property
    def hours(self) -> float:
        return (self.end - self.start).total_seconds() / 3600


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One shift of one person.

    ``date`` is the local date of the person's team at the start; ``shift`` names the template;
    ``activities`` tile the shift from ``start`` to ``end`` (empty where unknown, as in
    ``previous.csv``).
    """

    agent: str
    team: str
    date: date
    shift: str
    start: datetime
    end: datetime
    activities: tuple[Stretch, ...] = field(default=())
    stated_paid_hours: float | None = None

    @property
    def paid_hours(self) -> float:
        """Elapsed hours without unpaid breaks."""
        if not self.activities and self.stated_paid_hours is not None:
            return self.stated_paid_hours
        return self.hours - sum(part.hours for part in self.activities if not part.paid)

    @property
    def hours(self) -> float:
        """Elapsed hours from start to end."""
        return (self.end - self.start).total_seconds() / 3600


@dataclass(frozen=True)
class Schedule:
    """All shifts of a horizon, by person and start."""

    shifts: tuple[Shift, ...]

    @cached_property
    def by_agent(self) -> dict[str, tuple[Shift, ...]]:
        """Shifts of each person in order of time; people without shifts are absent."""
        rows: dict[str, list[Shift]] = {}
        for shift in sorted(self.shifts, key=lambda s: (s.agent, s.start)):
            rows.setdefault(shift.agent, []).append(shift)
        return {agent: tuple(of) for agent, of in rows.items()}

    @property
    def paid_hours(self) -> float:
        return sum(shift.paid_hours for shift in self.shifts)


def schedule_of(shifts: Iterable[Shift]) -> Schedule:
    """A schedule in the order of its files: by person, then by start."""
    return Schedule(tuple(sorted(shifts, key=lambda shift: (shift.agent, shift.start))))


def schedule_table(
    plan: Plan, schedule: Schedule, cost: dict[tuple[str, datetime], float]
) -> pd.DataFrame:
    """One row a shift, the columns of ``schedule.csv``; local times are ISO text with offset.

    ``cost`` gives each shift's money by ``(agent, start)``: :func:`planner.rules.pay.shift_costs`.
    """
    rows = []
    for shift in schedule.shifts:
        place = plan.team[shift.team].zone
        local = (_local_text(shift.start, place), _local_text(shift.end, place))
        money = cost[shift.agent, shift.start]
        who = (shift.agent, shift.team, shift.date.isoformat(), shift.shift)
        rows.append((*who, shift.start, shift.end, *local, place.key, shift.paid_hours, money))
    return pd.DataFrame(rows, columns=list(SCHEDULE_COLUMNS))


def _local_text(moment: datetime, place: ZoneInfo) -> str:
    return moment.astimezone(place).isoformat()


def activities_table(plan: Plan, schedule: Schedule) -> pd.DataFrame:
    """One row a stretch, tiling each shift: the columns of ``activities.csv``."""
    rows = []
    local = lru_cache(maxsize=None)(_local_text)  # a stretch ends where the next one begins
    for shift in schedule.shifts:
        place = plan.team[shift.team].zone
        who = (shift.agent, shift.team, shift.date.isoformat())
        for part in shift.activities:
            here = (local(part.start, place), local(part.end, place))
            paid = "yes" if part.paid else "no"
            rows.append((*who, part.start, part.end, *here, part.activity, part.queue, paid))
    return pd.DataFrame(rows, columns=list(ACTIVITY_COLUMNS))
