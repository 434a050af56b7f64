"""Rotations of a folder as objects, and whether people can work them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from planner.clock import WEEK_DAYS
from planner.domain import Agent, Contract, Rotation, ShiftTemplate
from planner.errors import Problem
from planner.folder.cells import WEEKDAYS
from planner.folder.checking import CheckedTable, Row
from planner.folder.pin_rules import starts_on
from planner.folder.spelling import listed

A_MONDAY = date(2001, 1, 1)


def build_rotations(
    checked: CheckedTable, shifts: Mapping[str, ShiftTemplate]
) -> tuple[tuple[Rotation, ...], list[Problem]]:
    """Rows of ``rotations.csv`` by rotation; a weekday without a row is a day off."""
    patterns: dict[str, dict[tuple[int, int], Row]] = {}
    problems: list[Problem] = []
    for row in checked.rows:
        pattern = patterns.setdefault(row["rotation"], {})
        for weekday in row["weekday"]:
            first = pattern.setdefault((row["week"], weekday), row)
            fault = _fault(row, first, weekday, shifts)
            if fault:
                column, message = fault
                problems.append(_wrong(checked, row, column, message))
    for name, pattern in patterns.items():
        problems += _weeks_without_rows(checked, name, pattern)
    return tuple(_rotation(name, pattern) for name, pattern in patterns.items()), problems


def _fault(
    row: Row, first: Row, weekday: int, shifts: Mapping[str, ShiftTemplate]
) -> tuple[str, str] | None:
    """Column and message of what is wrong with one day of a pattern."""
    if first.number != row.number:
        message = f"gives {WEEKDAYS[weekday]} of week {row['week']}, as row {first.number} does"
        return "weekday", message
    shift = shifts.get(row["shift"])
    if shift is not None and not starts_on(shift, A_MONDAY + timedelta(days=weekday)):
        return "shift", f"has no start on {WEEKDAYS[weekday]}"
    return None


def _rotation(name: str, pattern: Mapping[tuple[int, int], Row]) -> Rotation:
    weeks = range(1, max(week for week, _ in pattern) + 1)
    return Rotation(
        rotation=name,
        weeks=tuple(
            tuple(
                pattern[week, day]["shift"] if (week, day) in pattern else ""
                for day in range(WEEK_DAYS)
            )
            for week in weeks
        ),
    )


def _weeks_without_rows(
    checked: CheckedTable, name: str, pattern: Mapping[tuple[int, int], Row]
) -> Iterator[Problem]:
    given = {week for week, _ in pattern}
    for week in sorted(set(range(1, max(given))) - given):
        number = next(iter(pattern.values())).number
        message = f"has no row for week {week}: all of it is off"
        yield checked.problem(number, "rotation", message, value=name, warning=True)


def people_problems(
    checked: CheckedTable, people: CheckedTable, *, rotations: Mapping[str, Rotation],
    agents: Sequence[Agent], contracts: Mapping[str, Contract], shifts: Mapping[str, ShiftTemplate],
) -> Iterator[Problem]:  # fmt: skip
    """People who cannot work the rotation of their contract: its templates, its weeks.

    Parameters
    ----------
    checked, people
        ``rotations.csv`` and ``agents.csv``.
    """
    teams: dict[str, dict[str, None]] = {}
    own: dict[str, Rotation] = {}
    for agent in agents:
        contract = contracts.get(agent.contract)
        rotation = rotations.get(contract.rotation) if contract else None
        if rotation:
            teams.setdefault(rotation.rotation, {})[agent.team] = None
            own[agent.agent] = rotation
    for row in checked.rows:
        shift = shifts.get(row["shift"])
        others = [t for t in teams.get(row["rotation"], ()) if shift and not shift.serves(t)]
        if others:
            message = f"is no template of {listed(others)}, whose people have this rotation"
            yield _wrong(checked, row, "shift", message)
    for row in people.rows:
        yield from _week_problems(people, row, own.get(row["agent"]))


def _week_problems(people: CheckedTable, row: Row, rotation: Rotation | None) -> Iterator[Problem]:
    week = row["rotation_week"]
    if week is None:
        return
    problem = _wrong(people, row, "rotation_week", "")
    if rotation is None:
        message = "is not used: the person's contract names no rotation"
        yield replace(problem, message=message, warning=True)
    elif week > len(rotation.weeks):
        last = len(rotation.weeks)
        message = f"is no week of the rotation '{rotation.rotation}': expected 1 to {last}"
        yield replace(problem, message=message)


def _wrong(checked: CheckedTable, row: Row, column: str, message: str) -> Problem:
    shown = checked.shown(row.number, column)
    return checked.problem(row.number, column, message, value=shown or None)
