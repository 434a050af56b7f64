"""Pins, and what they may not contradict."""

from collections.abc import Mapping
from datetime import date, timedelta

from planner.clock import DAY_MINUTES, Horizon
from planner.domain import Agent, Contract, Pin, ShiftTemplate, Team, TimeOff
from planner.errors import Problem
from planner.folder.checking import CheckedTable, Row


class PinRules:
    """What a pin is held against: people, teams, templates, leave, contracts, dates."""

    def __init__(
        self, *, agents: Mapping[str, Agent], teams: Mapping[str, Team],
        shifts: Mapping[str, ShiftTemplate], leave: Mapping[str, list[TimeOff]],
        contracts: Mapping[str, Contract], horizon: Horizon,
    ) -> None:  # fmt: skip
        self.agents, self.teams, self.shifts = agents, teams, shifts
        self.leave, self.contracts, self.horizon = leave, contracts, horizon

    def fault(self, pin: Pin) -> tuple[str, str]:
        """Column and message of what a pinned shift contradicts; blank when nothing."""
        agent, shift = self.agents[pin.agent], self.shifts[pin.shift]
        if not agent.employed(pin.date):
            return "date", f"is outside the employment of {pin.agent}"
        if any(row.first <= pin.date <= row.last for row in self.leave.get(pin.agent, ())):
            return "date", f"is leave of {pin.agent} in time_off.csv"
        if not shift.serves(agent.team):
            return "shift", f"is no template of the team {agent.team}"
        starts = starts_on(shift, pin.date)
        if not starts:
            return "date", f"is a weekday on which {pin.shift} has no start"
        if pin.start is not None and pin.start not in starts:
            return "start", f"is no start of {pin.shift} on {pin.date:%A}s"
        return self._contract_fault(agent, shift)

    def _contract_fault(self, agent: Agent, shift: ShiftTemplate) -> tuple[str, str]:
        contract = self.contracts.get(agent.contract)
        limit = contract.max_hours_per_day if contract else None
        paid = paid_minutes(shift) / 60
        if limit is not None and paid > limit + 1e-9:
            return "shift", f"has {paid:g} paid hours, max_hours_per_day is {limit:g}"
        return "", ""


def starts_on(shift: ShiftTemplate, day: date) -> set[int]:
    """Minutes after midnight at which a template may start on a local date."""
    found: set[int] = set()
    for start in shift.start_minutes():
        over, minute = divmod(start, DAY_MINUTES)
        if (day - timedelta(days=over)).weekday() in shift.weekdays:
            found.add(minute)
    return found


def paid_minutes(shift: ShiftTemplate) -> int:
    """Minutes of a template without its unpaid breaks."""
    return shift.length_minutes - sum(part.minutes for part in shift.breaks if not part.paid)


def build_pins(checked: CheckedTable, rules: PinRules) -> tuple[tuple[Pin, ...], list[Problem]]:
    """Rows of ``pins.csv`` inside the horizon, and those that contradict something."""
    pins: list[Pin] = []
    problems: list[Problem] = []
    outside: list[Row] = []
    for row in checked.rows:
        agent = rules.agents.get(row["agent"])
        if agent is None or (row["shift"] and row["shift"] not in rules.shifts):
            continue
        pin = Pin(agent=row["agent"], date=row["date"], shift=row["shift"], start=row["start"])
        if row["date"] not in rules.horizon.team_dates(rules.teams[agent.team].zone):
            outside.append(row)
            continue
        pins.append(pin)
        column, message = _fault(pin, rules)
        if message:
            value = checked.shown(row.number, column)
            problems.append(checked.problem(row.number, column, message, value=value or None))
    if outside:
        message = f"{len(outside):,} pins lie outside the horizon and are left out"
        problems.append(checked.problem(outside[0].number, "date", message, warning=True))
    return tuple(pins), problems


def _fault(pin: Pin, rules: PinRules) -> tuple[str, str]:
    if pin.shift:
        return rules.fault(pin)
    if pin.start is not None:
        return "start", "goes with a shift: a blank shift is a day off"
    return "", ""
