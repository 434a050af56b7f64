"""Pins: days of people that stand."""

from datetime import date

from planner.domain import Pin
from planner.errors import Problem
from planner.folder.checking import CheckedTable, Row
from planner.folder.pin_rules import PinRules, together_faults


def build_pins(checked: CheckedTable, rules: PinRules) -> tuple[tuple[Pin, ...], list[Problem]]:
    """Rows of ``pins.csv`` inside the horizon, and those that contradict something."""
    pins: list[Pin] = []
    problems: list[Problem] = []
    outside: list[Row] = []
    rows: dict[tuple[str, date], Row] = {}
    for row in checked.rows:
        agent = rules.agents.get(row["agent"])
        if agent is None or (row["shift"] and row["shift"] not in rules.shifts):
            continue
        pin = Pin(agent=row["agent"], date=row["date"], shift=row["shift"], start=row["start"])
        if not rules.reaches(row["date"], agent):
            outside.append(row)
            continue
        pins.append(pin)
        rows[pin.agent, pin.date] = row
        column, message = _fault(pin, rules)
        if message:
            value = checked.shown(row.number, column)
            problems.append(checked.problem(row.number, column, message, value=value or None))
    for pin, message in together_faults(pins, rules):
        row = rows[pin.agent, pin.date]
        value = checked.shown(row.number, "date")
        problems.append(checked.problem(row.number, "date", message, value=value))
    if outside:
        message = f"pins outside the horizon: {len(outside):,} left out"
        problems.append(checked.problem(outside[0].number, "date", message, warning=True))
    return tuple(pins), problems


def _fault(pin: Pin, rules: PinRules) -> tuple[str, str]:
    found = rules.fault(pin) if pin.shift else ("", "")
    if not pin.shift and pin.start is not None:
        found = "start", "goes with a shift: a blank shift is a day off"
    return found if found[1] else rules.rotation_fault(pin)
