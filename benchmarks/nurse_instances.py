"""Shift-scheduling instances of Curtois & Qu (2014): reading them, judging and storing rosters.

Nothing here knows how a roster is made: the checker states every rule of the format once more, from
the instance alone. Source: T. Curtois and R. Qu, "Computational results on new staff scheduling
benchmark instances", 2014; schedulingbenchmarks.org.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from planner.errors import DataError, Problem

OFF = ""
SATURDAY, SUNDAY = 5, 6
COLUMNS = ("employee", "day", "shift")
ON, AGAINST = "SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS"

Roster = Mapping[str, Sequence[str]]
"""Each employee's shift of every day, day 0 first; ``""`` is a day off."""


@dataclass(frozen=True, kw_only=True)
class ShiftType:
    """A kind of shift, its length in minutes, and the kinds that may not follow the day after."""

    shift: str
    minutes: int
    not_next: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Employee:
    """A person's limits over the horizon; ``most`` is the largest number of each kind of shift."""

    employee: str
    most: Mapping[str, int]
    max_minutes: int
    min_minutes: int
    max_consecutive_shifts: int
    min_consecutive_shifts: int
    min_consecutive_days_off: int
    max_weekends: int
    days_off: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """To have a shift on a day (``wanted``), or not to have it; ``weight`` is paid if unmet."""

    employee: str
    day: int
    shift: str
    weight: int
    wanted: bool


@dataclass(frozen=True, kw_only=True)
class Need:
    """People needed in a shift of a day; ``under`` and ``over`` are paid a person."""

    day: int
    shift: str
    required: int
    under: int
    over: int


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A whole instance; day 0 is a Monday."""

    name: str
    days: int
    shifts: tuple[ShiftType, ...]
    staff: tuple[Employee, ...]
    wishes: tuple[Wish, ...]
    cover: tuple[Need, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Sentences of the hard rules broken, and the penalty of the soft ones by its parts."""

    breaches: tuple[str, ...]
    wishes: int
    under: int
    over: int

    @property
    def penalty(self) -> int:
        return self.wishes + self.under + self.over


# ----------------------------------------------------------------------------------- reading

Row = tuple[int, list[str]]
T = TypeVar("T")


def read_instance(path: Path) -> Instance:
    """An instance from its text file.

    Raises
    ------
    DataError
        Every line that cannot be read, and sections that are missing.
    """
    sections = _sections(path)
    missing = [name for name in ("SECTION_HORIZON", "SECTION_SHIFTS", "SECTION_STAFF")
               if not sections.get(name)]  # fmt: skip
    if missing:
        raise DataError(Problem(file=path.name, message=f"{name} is missing") for name in missing)
    reader = _Reader(file=path.name, problems=[])
    instance = reader.instance(sections, path.stem)
    problems = [*reader.problems, *(() if reader.problems else _unknown(instance, path.name))]
    if problems:
        raise DataError(problems)
    return instance


def _sections(path: Path) -> dict[str, list[Row]]:
    """The filled lines of each section with their numbers, split at commas."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError([Problem(file=str(path), message=f"cannot be read: {error}")]) from error
    sections: dict[str, list[Row]] = {}
    current = ""
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if line.startswith("SECTION_"):
            current = line
            sections[current] = []
        elif line and not line.startswith("#"):
            sections.setdefault(current, []).append((number, [c.strip() for c in line.split(",")]))
    return sections


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Rows to objects; what is wrong is noted and the row left out."""

    file: str
    problems: list[Problem]

    def instance(self, sections: Mapping[str, Sequence[Row]], name: str) -> Instance:
        def rows(section: str, make: Callable[[list[str]], T]) -> tuple[T, ...]:
            return tuple(self.made(sections.get(section, ()), make))

        away = dict(rows("SECTION_DAYS_OFF", lambda c: (c[0], frozenset(map(int, c[1:])))))
        horizon = rows("SECTION_HORIZON", lambda c: int(c[0]))
        staff = rows("SECTION_STAFF", lambda c: _employee(c, away.get(c[0], frozenset())))
        for stranger in sorted(set(away) - {person.employee for person in staff}):
            message = "of SECTION_DAYS_OFF is nobody of SECTION_STAFF"
            self.problems.append(Problem(file=self.file, value=stranger, message=message))
        return Instance(
            name=name, days=horizon[0] if horizon else 0, shifts=rows("SECTION_SHIFTS", _shift),
            staff=staff, cover=rows("SECTION_COVER", _need),
            wishes=(*rows(ON, lambda c: _wish(c, wanted=True)),
                    *rows(AGAINST, lambda c: _wish(c, wanted=False))),
        )  # fmt: skip

    def made(self, rows: Sequence[Row], make: Callable[[list[str]], T]) -> Iterator[T]:
        for number, cells in rows:
            try:
                yield make(cells)
            except (ValueError, IndexError):
                self.problems.append(Problem(
                    file=self.file, row=number, value=",".join(cells),
                    message="does not fit its section: names and whole numbers, by commas",
                ))  # fmt: skip


def _shift(cells: list[str]) -> ShiftType:
    name, minutes, not_next = cells
    return ShiftType(
        shift=name, minutes=int(minutes), not_next=frozenset(filter(None, not_next.split("|")))
    )


def _employee(cells: list[str], days_off: frozenset[int]) -> Employee:
    name, most, *limits = cells
    longest, least, most_run, least_run, least_off, weekends = map(int, limits)
    pairs = (pair.split("=") for pair in most.split("|"))
    return Employee(
        employee=name, most={shift: int(count) for shift, count in pairs}, max_minutes=longest,
        min_minutes=least, max_consecutive_shifts=most_run, min_consecutive_shifts=least_run,
        min_consecutive_days_off=least_off, max_weekends=weekends, days_off=days_off,
    )  # fmt: skip


def _wish(cells: list[str], *, wanted: bool) -> Wish:
    employee, day, shift, weight = cells
    return Wish(employee=employee, day=int(day), shift=shift, weight=int(weight), wanted=wanted)


def _need(cells: list[str]) -> Need:
    day, shift, *numbers = cells
    required, under, over = map(int, numbers)
    return Need(day=int(day), shift=shift, required=required, under=under, over=over)


def _unknown(instance: Instance, file: str) -> Iterator[Problem]:
    """Names and days that the instance itself does not have."""
    shifts = {kind.shift for kind in instance.shifts}
    people = {person.employee for person in instance.staff}
    used = [(wish.shift, wish.day) for wish in instance.wishes]
    used += [(need.shift, need.day) for need in instance.cover]
    named = [shift for kind in instance.shifts for shift in kind.not_next]
    named += [shift for person in instance.staff for shift in person.most]
    days = [day for person in instance.staff for day in person.days_off]
    for shift in sorted({shift for shift, _ in used} | set(named)):
        if shift not in shifts:
            yield Problem(file=file, value=shift, message="is no shift of SECTION_SHIFTS")
    for day in sorted({day for _, day in used} | set(days)):
        if not 0 <= day < instance.days:
            yield Problem(file=file, value=str(day), message=f"is no day of 0-{instance.days - 1}")
    for name in sorted({wish.employee for wish in instance.wishes} - people):
        yield Problem(file=file, value=name, message="is nobody of SECTION_STAFF")


# ---------------------------------------------------------------------------------- checking


def check(instance: Instance, roster: Roster) -> Verdict:
    """Every hard rule that a roster breaks, and its penalty, from the instance alone.

    Raises
    ------
    DataError
        The roster lacks somebody or a day, or has shifts that the instance does not know.
    """
    misfits = list(_misfits(instance, roster))
    if misfits:
        raise DataError(misfits)
    kinds = {kind.shift: kind for kind in instance.shifts}
    breaches = [
        f"{person.employee}: {text}"
        for person in instance.staff
        for text in _broken(person, list(roster[person.employee]), kinds)
    ]
    at_work = Counter(
        (day, shift) for line in roster.values() for day, shift in enumerate(line) if shift
    )
    gaps = [(need, need.required - at_work[need.day, need.shift]) for need in instance.cover]
    return Verdict(
        breaches=tuple(breaches),
        wishes=sum(wish.weight for wish in instance.wishes
                   if (roster[wish.employee][wish.day] == wish.shift) != wish.wanted),
        under=sum(need.under * max(gap, 0) for need, gap in gaps),
        over=sum(need.over * max(-gap, 0) for need, gap in gaps),
    )  # fmt: skip


def _misfits(instance: Instance, roster: Roster) -> Iterator[Problem]:
    known = {kind.shift for kind in instance.shifts} | {OFF}
    people = {person.employee for person in instance.staff}
    for name in sorted(set(roster) - people):
        yield Problem(file="roster", column="employee", value=name, message="is nobody here")
    for name in sorted(people - set(roster)):
        yield Problem(file="roster", column="employee", value=name, message="has no days")
    for name in sorted(people & set(roster)):
        if len(roster[name]) != instance.days:
            message = f"has {len(roster[name])} days, {instance.days} expected"
            yield Problem(file="roster", column="employee", value=name, message=message)
        for shift in sorted(set(roster[name]) - known):
            message = f"of {name} is no shift of the instance"
            yield Problem(file="roster", column="shift", value=shift, message=message)


def _broken(person: Employee, line: list[str], kinds: Mapping[str, ShiftType]) -> Iterator[str]:
    """What a person's days break."""
    yield from (f"works on day {day}, a day off" for day in sorted(person.days_off) if line[day])
    for day in range(1, len(line)):
        before, after = line[day - 1], line[day]
        if before and after in kinds[before].not_next:
            yield f"day {day}: {after} may not follow {before}"
    for shift, count in sorted(Counter(filter(None, line)).items()):
        if count > person.most.get(shift, 0):
            yield f"{count} shifts {shift}, at most {person.most.get(shift, 0)}"
    minutes = sum(kinds[shift].minutes for shift in line if shift)
    if not person.min_minutes <= minutes <= person.max_minutes:
        yield f"{minutes} minutes, {person.min_minutes}-{person.max_minutes} allowed"
    yield from _broken_runs(person, line)
    weekends = sum(
        1 for day in range(SATURDAY, len(line), 7) if any(line[day : day + SUNDAY - SATURDAY + 1])
    )
    if weekends > person.max_weekends:
        yield f"{weekends} weekends, at most {person.max_weekends}"


def _broken_runs(person: Employee, line: list[str]) -> Iterator[str]:
    """Runs too long; and too short, unless they touch an end of the horizon."""
    for begin, end, working in _runs(line):
        length, inside = end - begin, begin > 0 and end < len(line)
        if working and length > person.max_consecutive_shifts:
            yield (f"{length} shifts in a row from day {begin}, "
                   f"at most {person.max_consecutive_shifts}")  # fmt: skip
        least = person.min_consecutive_shifts if working else person.min_consecutive_days_off
        if inside and length < least:
            what = "shifts" if working else "days off"
            yield f"{length} {what} in a row from day {begin}, at least {least}"


def _runs(line: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    begin = 0
    for day in range(1, len(line) + 1):
        if day == len(line) or bool(line[day]) != bool(line[begin]):
            yield begin, day, bool(line[begin])
            begin = day


# ----------------------------------------------------------------------------------- rosters


def write_roster(path: Path, roster: Roster) -> None:
    """Write ROSTER.csv: a row for each person and day, blank shift = off."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows((name, day, shift) for name, line in roster.items()
                       for day, shift in enumerate(line))  # fmt: skip


def read_roster(path: Path, instance: Instance) -> dict[str, tuple[str, ...]]:
    """The roster of a file as :func:`write_roster` writes it.

    Raises
    ------
    DataError
        Every row that is of nobody, no day or no shift of the instance, and days without a row.
    """
    kinds = {kind.shift for kind in instance.shifts} | {OFF}
    days: dict[str, dict[int, str]] = {person.employee: {} for person in instance.staff}
    problems = []
    for row, (name, day, shift) in _cells(path):
        wrong = _wrong_cell(name, day, shift, days, kinds)
        if wrong is not None:
            column, value, message = wrong
            problems.append(Problem(
                file=path.name, row=row, column=column, value=value, message=message
            ))  # fmt: skip
        else:
            days[name][int(day)] = shift
    for name, found in days.items():
        if not problems and sorted(found) != list(range(instance.days)):
            message = f"days 0-{instance.days - 1} are expected, each once"
            problems.append(Problem(file=path.name, column="day", value=name, message=message))
    if problems:
        raise DataError(problems)
    return {name: tuple(found[day] for day in sorted(found)) for name, found in days.items()}


def _cells(path: Path) -> list[tuple[int, tuple[str, str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError([Problem(file=str(path), message=f"cannot be read: {error}")]) from error
    if not lines or tuple(lines[0]) != COLUMNS:
        message = f"the columns {', '.join(COLUMNS)} are expected"
        raise DataError([Problem(file=path.name, row=1, message=message)])
    found = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(COLUMNS):
            message = f"{len(line)} cells, {len(COLUMNS)} are expected"
            raise DataError([Problem(file=path.name, row=number, message=message)])
        found.append((number, (line[0].strip(), line[1].strip(), line[2].strip())))
    return found


def _wrong_cell(
    name: str, day: str, shift: str, days: Mapping[str, Mapping[int, str]], kinds: set[str]
) -> tuple[str, str, str] | None:
    """Column, value and message of what is wrong in a row."""
    if name not in days:
        return "employee", name, "is nobody of the instance"
    if not day.isdecimal():
        return "day", day, "is no day (0 is the first)"
    if int(day) in days[name]:
        return "day", day, f"is there twice for {name}"
    if shift not in kinds:
        return "shift", shift, "is no shift of the instance (blank: off)"
    return None
