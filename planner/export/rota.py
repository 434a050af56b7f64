"""The rota as it may be published: who, when, which activity. Never cost, never why on leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from planner.clock import is_zone, zone
from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.folder import cells, text
from planner.folder.columns import Table
from planner.schedule_rows import Rows
from planner.schedules import MEAL, Schedule, Shift, Stretch

SCHEDULE_FILE, ACTIVITIES_FILE, COVERAGE_FILE = "schedule.csv", "activities.csv", "coverage.csv"
NEEDED = ("agent", "team", "shift", "start", "end", "timezone")
LEAVE = "leave"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody on the rota; ``name`` is the id where none is known."""

    agent: str
    name: str
    email: str = ""
    team: str


@dataclass(frozen=True, kw_only=True)
class Rota:
    """What is published.

    ``people`` are in the order of the plan, else of the schedule; ``places`` are the zones of the
    teams; ``leave`` holds days off on leave by person, without a reason; ``written`` is when the
    schedule was made; ``coverage`` has the columns of ``coverage.csv`` (no rows where unknown).
    """

    title: str
    people: tuple[Person, ...]
    places: Mapping[str, ZoneInfo]
    shifts: tuple[Shift, ...]
    leave: Mapping[str, frozenset[date]] = field(default_factory=dict)
    written: datetime
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)

    @cached_property
    def by_agent(self) -> dict[str, tuple[Shift, ...]]:
        """Shifts of each person in order of time."""
        return Schedule(self.shifts).by_agent

    @property
    def teams(self) -> tuple[str, ...]:
        """Teams that have people, in the order of their people."""
        return tuple(dict.fromkeys(person.team for person in self.people))

    def of_team(self, team: str) -> tuple[Person, ...]:
        """People of a team."""
        return tuple(person for person in self.people if person.team == team)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day from the first to the last on which a shift starts."""
        dates = [shift.date for shift in self.shifts]
        if not dates:
            return ()
        return tuple(day.date() for day in pd.date_range(min(dates), max(dates)))

    def local(self, team: str, moment: datetime) -> datetime:
        """An instant on the wall clock of a team."""
        return moment.astimezone(self.places[team])

    def span(self, shift: Shift) -> str:
        """``22:00–06:30`` on the clock of the shift's team."""
        start, end = self.local(shift.team, shift.start), self.local(shift.team, shift.end)
        return f"{start:%H:%M}–{end:%H:%M}"


def published(
    plan: Plan, schedule: Schedule, *, written: datetime, coverage: pd.DataFrame | None = None
) -> Rota:
    """The rota of a plan with names, e-mail addresses and days of leave."""
    horizon = plan.horizon.dates()
    leave = {
        agent.agent: frozenset(day for day in horizon if plan.on_leave(agent.agent, day))
        for agent in plan.agents
    }
    return Rota(
        title=plan.name,
        people=tuple(
            Person(agent=a.agent, name=a.name or a.agent, email=a.email, team=a.team)
            for a in plan.agents
        ),
        places={team.team: team.zone for team in plan.teams},
        shifts=schedule.shifts,
        leave={agent: days for agent, days in leave.items() if days},
        written=written,
        coverage=pd.DataFrame() if coverage is None else coverage,
    )


def read_rota(out: Path, *, plan: Plan | None = None) -> Rota:
    """The rota of a result folder, from ``schedule.csv`` and what lies beside it.

    Parameters
    ----------
    plan
        Adds names, e-mail addresses and days of leave, which a result folder does not hold.

    Raises
    ------
    DataError
        When there is no schedule, for every row that cannot be read, and for people or teams
        whom the plan does not know.
    """
    path = out / SCHEDULE_FILE
    shifts, places = _shifts(_table(path), plan)
    parts = out / ACTIVITIES_FILE
    if parts.exists():
        shifts = _with_activities(shifts, Rows(ACTIVITIES_FILE, _table(parts), NEEDED_PARTS))
    written = datetime.fromtimestamp(int(path.stat().st_mtime), tz=UTC)
    coverage = _table(out / COVERAGE_FILE) if (out / COVERAGE_FILE).exists() else pd.DataFrame()
    if plan is not None:
        return published(plan, Schedule(shifts), written=written, coverage=coverage)
    teams = {shift.agent: shift.team for shift in shifts}
    people = tuple(Person(agent=a, name=a, team=team) for a, team in teams.items())
    return Rota(
        title="Rota", people=people, places=places, shifts=shifts, written=written,
        coverage=coverage,
    )  # fmt: skip


NEEDED_PARTS = ("agent", "start", "end", "activity")


def _shifts(
    frame: pd.DataFrame, plan: Plan | None
) -> tuple[tuple[Shift, ...], dict[str, ZoneInfo]]:
    """Shifts in the order of the file, and the zone of each team."""
    rows = Rows(SCHEDULE_FILE, frame, NEEDED)
    agents, teams, zones = rows.text("agent"), rows.text("team"), rows.text("timezone")
    rows.complain("timezone", [not is_zone(name) for name in zones], "is not an IANA time zone")
    if plan is not None:
        rows.complain("agent", [a not in plan.agent for a in agents], "is nobody of the plan")
        rows.complain("team", [t not in plan.team for t in teams], "is no team of the plan")
    rows.stop()
    places = [zone(name) for name in zones]
    starts, ends = rows.instants("start", places), rows.instants("end", places)
    rows.complain(
        "end", [e <= s for s, e in zip(starts, ends, strict=True)], "is not after the start"
    )
    dates, stated = _dates(rows, starts, places), _stated_hours(rows)
    rows.stop()
    names = rows.text("shift")
    shifts = tuple(
        Shift(agent=agents[i], team=teams[i], date=dates[i], shift=names[i], start=starts[i],
              end=ends[i], stated_paid_hours=stated[i])
        for i in range(len(agents))
    )  # fmt: skip
    return shifts, dict(zip(teams, places, strict=True))


def _dates(rows: Rows, starts: Sequence[datetime], places: Sequence[ZoneInfo]) -> list[date]:
    """The date that each row states, or else the local one of its start."""
    dates = [start.astimezone(place).date() for start, place in zip(starts, places, strict=True)]
    for i, stated in enumerate(rows.text("date")):
        if stated:
            try:
                dates[i] = cells.day(stated)
            except cells.CellError as error:
                rows.add(i, "date", stated, str(error))
    return dates


def _stated_hours(rows: Rows) -> list[float | None]:
    """The paid hours that each row states, which count where its activities are unknown."""
    texts = rows.text("paid_hours")
    read = pd.to_numeric(pd.Series(texts, dtype=str), errors="coerce").tolist()
    wrong = [bool(cell) and hours != hours for cell, hours in zip(texts, read, strict=True)]
    rows.complain("paid_hours", wrong, "is not a number of hours (7.5?)")
    return [hours if cell else None for cell, hours in zip(texts, read, strict=True)]


def _with_activities(shifts: Sequence[Shift], rows: Rows) -> tuple[Shift, ...]:
    """The shifts with the stretches that lie inside them."""
    agents, names, queues = rows.text("agent"), rows.text("activity"), rows.text("queue")
    utc = [zone("UTC")] * len(agents)
    starts, ends = rows.instants("start", utc), rows.instants("end", utc)
    rows.stop()
    paid = rows.text("paid")
    theirs: dict[str, list[Stretch]] = {}
    for i, agent in enumerate(agents):
        is_paid = paid[i] != "no" if paid[i] else names[i] != MEAL
        part = Stretch(
            start=starts[i], end=ends[i], activity=names[i], queue=queues[i], paid=is_paid
        )
        theirs.setdefault(agent, []).append(part)
    return tuple(
        replace(shift, activities=tuple(
            sorted((part for part in theirs.get(shift.agent, ())
                    if shift.start <= part.start and part.end <= shift.end),
                   key=lambda part: part.start)))
        for shift in shifts
    )  # fmt: skip


def _table(path: Path) -> pd.DataFrame:
    """A CSV file as text, its index the row in the file."""
    try:
        content = path.read_bytes()
    except OSError:
        message = "cannot be read: expected the result folder of planner plan"
        raise DataError([Problem(file=str(path), message=message)]) from None
    table = Table(name="", about="", columns=(), bulk=True)
    frame, problems = text.read_csv(content, path.name, table)
    wrong = [problem for problem in problems if not problem.warning]
    if frame is None or wrong:
        raise DataError(wrong)
    return frame
