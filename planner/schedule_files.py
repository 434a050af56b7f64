"""Reading a schedule from its files, for the audit and for plans that keep one.

``schedule.csv`` alone is enough; ``activities.csv`` and ``requirements.csv`` are taken from beside
it. Everything wrong is listed at once with file, row, column, value and what was expected.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from planner.assumptions import with_middle_breaks, with_queues
from planner.clock import is_zone, local_date, zone
from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.folder import cells, text
from planner.folder.columns import Table
from planner.rules.needs import NEEDS_FILE
from planner.schedule_rows import Rows
from planner.schedules import MEAL, Schedule, Shift, Stretch, schedule_of

SCHEDULE_FILE, ACTIVITIES_FILE = "schedule.csv", "activities.csv"

_HOURS_APART = 0.01

ReadSchedule = tuple[Schedule, pd.DataFrame | None, tuple[str, ...]]


def read_schedule(
    plan: Plan, path: Path, *, require: Callable[[], pd.DataFrame] | None = None
) -> ReadSchedule:
    """A schedule, the requirements beside it, and what had to be assumed.

    Parameters
    ----------
    path
        ``schedule.csv`` by any name, or the folder that holds it.
    require
        Recomputes the requirements when none lie beside the schedule; without it they are
        ``None``, and people of a schedule without activities are then on no queue.

    Raises
    ------
    DataError
        Every problem of the three files.
    """
    path = path / SCHEDULE_FILE if path.is_dir() else path
    shifts = _table(path)
    activities = _beside(path, ACTIVITIES_FILE)
    needs, notes = read_needs(path.parent / NEEDS_FILE), []
    if needs is None and require is not None:
        needs = require()
        notes.append(f"{NEEDS_FILE} does not lie beside {path.name}: requirements recomputed.")
    if activities is None:
        notes.append(_assumed(path.name, allocated=needs is not None))
    schedule = schedule_from_tables(plan, shifts, activities, needs=needs, file=path.name)
    return schedule, needs, (*notes, *_other_hours(schedule, path.name))


def schedule_from_tables(
    plan: Plan,
    schedule: pd.DataFrame,
    activities: pd.DataFrame | None,
    *,
    needs: pd.DataFrame | None = None,
    file: str = SCHEDULE_FILE,
) -> Schedule:
    """A schedule from tables with the columns of ``schedule.csv`` and ``activities.csv``.

    Parameters
    ----------
    schedule
        One row a shift. ``agent``, ``shift``, ``start``, ``end`` are needed; ``team``, ``date``,
        ``timezone`` (of instants without an offset), ``paid_hours`` are read where they stand.
    activities
        One row a stretch: ``agent``, ``start``, ``end``, ``activity`` and perhaps ``queue``,
        ``paid``. Without it breaks take the middle of their windows, and the queues are given
        where the shortage of ``needs`` falls most (none without ``needs``).

    Raises
    ------
    DataError
        Every problem of both tables.
    """
    rows = Rows(file, schedule, ("agent", "shift", "start", "end"))
    shifts = _shifts(plan, rows)
    if activities is None:
        rows.stop()
        whole = schedule_of(with_middle_breaks(plan, shift) for shift in shifts)
        return whole if needs is None else with_queues(plan, whole, needs)
    stretches = Rows(ACTIVITIES_FILE, activities, ("agent", "start", "end", "activity"))
    filled = _with_activities(plan, shifts, stretches, judge_places=not rows.problems)
    stretches.problems[:0] = rows.problems
    stretches.stop()
    return schedule_of(filled)


def read_needs(path: Path) -> pd.DataFrame | None:
    """A requirements file with tz-aware ``interval_start`` and numbers; ``None`` without one."""
    if not path.exists():
        return None
    frame = _table(path)
    rows = Rows(path.name, frame, ("interval_start", "queue", "required_real"))
    starts = rows.instants("interval_start", [ZoneInfo("UTC")] * len(frame))
    required = pd.to_numeric(frame["required_real"], errors="coerce")
    rows.complain("required_real", required.isna().tolist(), "is not a number of agents (4.25?)")
    rows.stop()
    table = frame.reset_index(drop=True)
    for name in table.columns.difference(["interval_start", "local_start", "queue"]):
        table[name] = _numbers(table[name])
    table["interval_start"] = pd.to_datetime(pd.Series(starts), utc=True)
    return table


def _numbers(column: pd.Series) -> pd.Series:
    """A column of text as numbers, blank cells as NaN; as it is where any cell is neither."""
    numbers = pd.to_numeric(column, errors="coerce")
    return column if (numbers.isna() & (column != "")).any() else numbers


def _shifts(plan: Plan, rows: Rows) -> list[Shift]:
    """One shift a row, in the table's order; rows in doubt give a problem and no shift."""
    agents, teams = rows.text("agent"), rows.text("team")
    rows.complain("agent", [name not in plan.agent for name in agents], "is nobody of the plan")
    wrong_team = [bool(name) and name not in plan.team for name in teams]
    rows.complain("team", wrong_team, "is no team of the plan")
    own = [plan.agent[name].team if name in plan.agent else "" for name in agents]
    places = _places(plan, rows, own)
    starts, ends = rows.instants("start", places), rows.instants("end", places)
    if rows.problems:
        return []
    home = [plan.team[team].zone for team in own]
    rows.complain(
        "end", [e <= s for s, e in zip(starts, ends, strict=True)], "is not after the start"
    )
    rows.complain("start", _repeated(list(zip(agents, starts, strict=True))), "is there twice")
    dates, stated = _dates(rows, starts, home), _stated_hours(rows)
    names = rows.text("shift")
    return [
        Shift(
            agent=agents[i], team=teams[i] or own[i], date=dates[i], shift=names[i],
            start=starts[i], end=ends[i], stated_paid_hours=stated[i],
        )
        for i in range(len(agents))
    ]  # fmt: skip


def _places(plan: Plan, rows: Rows, teams: Sequence[str]) -> list[ZoneInfo]:
    """The zone of each row's instants: its own, or that of the person's team."""
    names = rows.text("timezone")
    rows.complain(
        "timezone", [bool(name) and not is_zone(name) for name in names], "is not an IANA time zone"
    )
    usable = [
        name if name and is_zone(name) else plan.team[team].timezone if team else "UTC"
        for name, team in zip(names, teams, strict=True)
    ]
    return [zone(name) for name in usable]


def _dates(rows: Rows, starts: Sequence[datetime], places: Sequence[ZoneInfo]) -> list[date]:
    """The date each row states, or the team's local one at the start."""
    dates = [local_date(start, place) for start, place in zip(starts, places, strict=True)]
    for i, stated in enumerate(rows.text("date")):
        if stated:
            try:
                dates[i] = cells.day(stated)
            except cells.CellError as error:
                rows.add(i, "date", stated, str(error))
    return dates


def _stated_hours(rows: Rows) -> list[float | None]:
    stated: list[float | None] = []
    for i, value in enumerate(rows.text("paid_hours")):
        try:
            hours = (
                cells.number(value, expects="a number of hours", unit="hours") if value else None
            )
        except cells.CellError as error:
            rows.add(i, "paid_hours", value, str(error))
            hours = None
        stated.append(hours)
    return stated


def _repeated(keys: Sequence[tuple[str, datetime]]) -> list[bool]:
    first = {key: i for i, key in reversed(list(enumerate(keys)))}
    return [first[key] != i for i, key in enumerate(keys)]


def _with_activities(
    plan: Plan, shifts: Sequence[Shift], rows: Rows, *, judge_places: bool
) -> list[Shift]:
    """The shifts with their stretches; a stretch belongs to its person's shift around its start.

    Places are not judged where the shifts themselves could not be read.
    """
    parts, agents = _stretches(plan, rows), rows.text("agent")
    if not judge_places or rows.problems:
        return []
    theirs: dict[str, list[tuple[datetime, int]]] = {}
    for i, shift in enumerate(shifts):
        theirs.setdefault(shift.agent, []).append((shift.start, i))
    starts = {agent: sorted(of) for agent, of in theirs.items()}
    filled: list[list[Stretch]] = [[] for _ in shifts]
    for i, (agent, part) in enumerate(zip(agents, parts, strict=True)):
        before = bisect_right(starts.get(agent, []), (part.start, len(shifts))) - 1
        at = starts[agent][before][1] if before >= 0 else -1
        if at < 0 or part.start >= shifts[at].end:
            rows.add(i, "start", part.start.isoformat(), f"lies in no shift of '{agent}'")
        else:
            filled[at].append(part)
    return [_filled(shift, of) for shift, of in zip(shifts, filled, strict=True)]


def _filled(shift: Shift, parts: list[Stretch]) -> Shift:
    return Shift(
        agent=shift.agent, team=shift.team, date=shift.date, shift=shift.shift, start=shift.start,
        end=shift.end, activities=tuple(sorted(parts, key=lambda part: part.start)),
        stated_paid_hours=shift.stated_paid_hours,
    )  # fmt: skip


def _stretches(plan: Plan, rows: Rows) -> list[Stretch]:
    agents, names, queues = rows.text("agent"), rows.text("activity"), rows.text("queue")
    rows.complain("agent", [name not in plan.agent for name in agents], "is nobody of the plan")
    rows.complain("activity", [not name for name in names], "is blank: expected work, break, meal")
    wrong = [bool(queue) and queue not in plan.queue for queue in queues]
    rows.complain("queue", wrong, "is no queue of the plan")
    teams = [plan.agent[name].team if name in plan.agent else "" for name in agents]
    places = _places(plan, rows, teams)
    starts, ends = rows.instants("start", places), rows.instants("end", places)
    rows.complain(
        "end", [e <= s for s, e in zip(starts, ends, strict=True)], "is not after the start"
    )
    paid = [value.lower() or ("no" if n == MEAL else "yes")
            for value, n in zip(rows.text("paid"), names, strict=True)]  # fmt: skip
    rows.complain("paid", [value not in ("yes", "no") for value in paid], "is not yes or no")
    return [
        Stretch(
            start=starts[i], end=ends[i], activity=names[i], queue=queues[i], paid=paid[i] == "yes"
        )
        for i in range(len(agents))
    ]


def _table(path: Path) -> pd.DataFrame:
    """A CSV file as text, its index the row in the file."""
    try:
        content = path.read_bytes()
    except OSError:
        raise DataError([Problem(file=path.name, message="cannot be read: is it there?")]) from None
    frame, problems = text.read_csv(
        content, path.name, Table(name="", about="", columns=(), bulk=True)
    )
    wrong = [problem for problem in problems if not problem.warning]
    if frame is None or wrong:
        raise DataError(wrong)
    return frame


def _beside(path: Path, name: str) -> pd.DataFrame | None:
    other = path.parent / name
    return _table(other) if other.exists() else None


def _assumed(file: str, *, allocated: bool) -> str:
    queues = "queues are given where the shortage falls most" if allocated else "queues are unknown"
    return (
        f"{ACTIVITIES_FILE} does not lie beside {file}: breaks take the middle of their windows, "
        f"{queues}."
    )


def _other_hours(schedule: Schedule, file: str) -> list[str]:
    """A note when the file states other paid hours than its own times give."""
    apart = [
        shift
        for shift in schedule.shifts
        if shift.stated_paid_hours is not None
        and abs(shift.stated_paid_hours - shift.paid_hours) > _HOURS_APART
    ]
    if not apart:
        return []
    stated = sum(shift.stated_paid_hours or 0.0 for shift in apart)
    counted = sum(shift.paid_hours for shift in apart)
    return [
        f"{file} states {stated:.2f} paid hours for {len(apart)} shifts whose times give "
        f"{counted:.2f}; the audit counts the latter."
    ]
