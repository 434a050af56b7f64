"""Reading a schedule from its files, for the audit and for plans that keep one.

``schedule.csv`` alone is enough; ``activities.csv`` and ``requirements.csv`` are taken from beside
it. Activities of another schedule are left aside, and that is said. Everything wrong is listed at
once with file, row, column, value and what was expected.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from planner.assumptions import with_middle_breaks, with_queues
from planner.clock import is_zone, local_date, zone
from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.folder import cells, recover, text
from planner.folder.columns import Table
from planner.folder.text import shortened
from planner.foreign_schedules import canonical_schedule
from planner.provenance import remarks
from planner.rules.groups import SEPARATOR, queues_named
from planner.rules.needs import NEEDS_FILE
from planner.schedule_rows import Rows
from planner.schedules import MEAL, Schedule, Shift, Stretch, schedule_of

SCHEDULE_FILE, ACTIVITIES_FILE = "schedule.csv", "activities.csv"

_HOURS_APART = 0.01

NEEDED = ("agent", "shift", "start", "end")
"""Columns without which a schedule says nothing."""

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
    notes = [*recover(path.parent), *remarks(plan, path.parent)]
    table = canonical_schedule(plan, _table(path))
    rows, activities = Rows(path.name, table, NEEDED), _beside(path, ACTIVITIES_FILE)
    needs = read_needs(path.parent / NEEDS_FILE)
    if needs is None and require is not None:
        needs = require()
        notes.append(f"{NEEDS_FILE} does not lie beside {path.name}: requirements recomputed.")
    read = _read(plan, rows, activities)
    if activities is None or read.apart:
        notes.append(_assumed(plan, path.name, read.apart, allocated=needs is not None))
        schedule = _assuming(plan, read.shifts, needs)
    else:
        schedule = schedule_of(read.filled)
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
    read = _read(plan, Rows(file, schedule, NEEDED), activities)
    if activities is None:
        return _assuming(plan, read.shifts, needs)
    strays = [problem for problem in read.apart if problem.row is not None]
    if strays:
        raise DataError(shortened(strays))
    return schedule_of(read.filled)


def read_past(plan: Plan, path: Path) -> tuple[tuple[Shift, ...], int]:
    """Shifts that were worked by people of the plan, and how many others the file holds.

    Only ``agent``, ``start`` and ``end`` are read, and ``timezone`` of instants without an offset.
    """
    path = path / SCHEDULE_FILE if path.is_dir() else path
    table = canonical_schedule(plan, _table(path))
    rows = Rows(path.name, table, ("agent", "start", "end"))
    known = [name in plan.agent for name in rows.text("agent")]
    rows = Rows(path.name, table[known].assign(shift="", team="", date="", paid_hours=""), NEEDED)
    shifts = _shifts(plan, rows)
    rows.stop()
    return tuple(shifts), len(known) - sum(known)


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


@dataclass(frozen=True)
class _Read:
    """Shifts without and with their activities; ``apart`` says where the two do not fit.

    Stretches that lie in no shift have a row, shifts that are not filled from start to end none.
    """

    shifts: list[Shift]
    filled: list[Shift]
    apart: list[Problem]


def _read(plan: Plan, rows: Rows, activities: pd.DataFrame | None) -> _Read:
    """Both tables, or every problem of their cells."""
    shifts = _shifts(plan, rows)
    if activities is None:
        rows.stop()
        return _Read(shifts, shifts, [])
    more = Rows(ACTIVITIES_FILE, activities, ("agent", "start", "end", "activity"))
    parts = _stretches(plan, more)
    more.problems[:0] = rows.problems
    more.stop()
    filled = _with_activities(shifts, parts, more)
    unfilled = [problem for shift in filled for problem in _unfilled(shift)]
    return _Read(shifts, filled, [*more.problems, *unfilled])


def _assuming(plan: Plan, shifts: Sequence[Shift], needs: pd.DataFrame | None) -> Schedule:
    """A schedule of which nothing is known but its shifts."""
    whole = schedule_of(with_middle_breaks(plan, shift) for shift in shifts)
    return whole if needs is None else with_queues(plan, whole, needs)


def _with_activities(
    shifts: Sequence[Shift], parts: Sequence[Stretch], rows: Rows
) -> list[Shift]:  # fmt: skip
    """The shifts with their stretches; a stretch belongs to its person's shift around its start.

    Stretches that lie in no shift are left out, each a problem of ``rows``.
    """
    agents = rows.text("agent")
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


def _unfilled(shift: Shift) -> Iterator[Problem]:
    """What says that a shift's activities are those of another shift."""
    parts = shift.activities
    if not parts or (parts[0].start, parts[-1].end) != (shift.start, shift.end):
        has = f"from {parts[0].start:%H:%M} to {parts[-1].end:%H:%M}" if parts else "none"
        yield Problem(
            file=ACTIVITIES_FILE, value=shift.agent,
            message=f"has a shift from {shift.start:%Y-%m-%d %H:%M} to {shift.end:%H:%M} UTC but "
            f"activities {has}",
        )  # fmt: skip


def _filled(shift: Shift, parts: list[Stretch]) -> Shift:
    return Shift(
        agent=shift.agent, team=shift.team, date=shift.date, shift=shift.shift, start=shift.start,
        end=shift.end, activities=tuple(sorted(parts, key=lambda part: part.start)),
        stated_paid_hours=shift.stated_paid_hours,
    )  # fmt: skip


def _stretches(plan: Plan, rows: Rows) -> list[Stretch]:
    agents, names, queues = rows.text("agent"), rows.text("activity"), rows.text("queue")
    rows.complain("activity", [not name for name in names], "is blank: expected work, break, meal")
    for wrong, message in (
        (_strange, "is no queue of the plan"),
        (
            _joined,
            "names several queues: only live queues of plans with pooling = pooled are "
            "taken together, work that can wait on its own",
        ),
    ):
        rows.complain("queue", [bool(name) and wrong(plan, name) for name in queues], message)
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


def _strange(plan: Plan, name: str) -> bool:
    return any(part.strip() not in plan.queue for part in name.split(SEPARATOR))


def _joined(plan: Plan, name: str) -> bool:
    return SEPARATOR in name and not _strange(plan, name) and queues_named(plan, name) == (name,)


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


def _assumed(plan: Plan, file: str, apart: Sequence[Problem], *, allocated: bool) -> str:
    away = ", nothing of off_queue.csv is taken to be held" if plan.off_queue else ""
    queues = "queues are given where the shortage falls most" if allocated else "queues are unknown"
    why = f"does not lie beside {file}"
    if apart:
        first = apart[0]
        more = f" and {len(apart) - 1} more" if len(apart) > 1 else ""
        why = f"beside {file} is of another schedule ({first}{more}) and left aside"
    return f"{ACTIVITIES_FILE} {why}: breaks take the middle of their windows, {queues}{away}."


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
