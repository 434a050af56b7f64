"""What pins may not contradict: facts about the person, the template, and hard rules.

Only what is certain is told: where a pin leaves its start open, the start that suits the rule best
is taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, Horizon, instant, local_times, monday_of, zone
from planner.domain import Agent, Contract, Pin, Rotation, ShiftTemplate, Team, TimeOff

DAYS_TO_MOVE_EARLIER = 2
"""Dates so far apart have one day off between them at most."""


@dataclass(frozen=True, kw_only=True)
class PinRules:
    """What a pin is held against.

    ``priced`` rules may be broken at a price; a ``horizon`` of ``None`` is not known.
    """

    agents: Mapping[str, Agent]
    teams: Mapping[str, Team]
    shifts: Mapping[str, ShiftTemplate]
    leave: Mapping[str, Sequence[TimeOff]]
    available: Mapping[str, NDArray[np.bool_]]
    contracts: Mapping[str, Contract]
    rotations: Mapping[str, Rotation]
    horizon: Horizon | None
    priced: frozenset[str]

    def reaches(self, day: date, agent: Agent) -> bool:
        """Whether a shift of the person may start inside the horizon on a local date."""
        if self.horizon is None:
            return True
        return day in _team_dates(self.horizon, self.teams[agent.team].timezone)

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
        free = self.available.get(pin.agent)
        offered = starts if pin.start is None else {pin.start}
        if free is not None and not any(self._fits(pin, start, free) for start in offered):
            column = "date" if pin.start is None else "start"
            return column, f"has {pin.agent} in {pin.shift} outside the times of availability.csv"
        return self._contract_fault(agent, shift)

    def rotation_fault(self, pin: Pin) -> tuple[str, str]:
        """Column and message of a pinned shift or day off that the person's rotation has not."""
        agent = self.agents[pin.agent]
        name = self.limit(pin.agent, "rotation")
        rotation = self.rotations.get(str(name))
        if rotation is None or self.horizon is None or not agent.employed(pin.date):
            return "", ""
        if not self._wholly_inside(pin, self.horizon):
            return "", ""
        if any(row.first <= pin.date <= row.last for row in self.leave.get(pin.agent, ())):
            return "", ""
        start, week = self.horizon.start, agent.rotation_week or 1
        wanted = rotation.shift_on(pin.date, start=start, week=week)
        if wanted == pin.shift:
            return "", ""
        return "shift", f"is not what the rotation '{name}' has: {wanted or 'a day off'}"

    def _wholly_inside(self, pin: Pin, horizon: Horizon) -> bool:
        """Whether all of the local date lies in the horizon."""
        place = self.teams[self.agents[pin.agent].team].zone
        first, last = (instant(pin.date, minute, place) for minute in (0, DAY_MINUTES))
        return horizon.first <= first and last <= horizon.last

    def _fits(self, pin: Pin, start: int, free: NDArray[np.bool_]) -> bool:
        """Whether the person is available in every minute of the shift that starts then."""
        place = self.teams[self.agents[pin.agent].team].zone
        begin, end = (
            np.datetime64(instant(pin.date, minute, place).replace(tzinfo=None), "m")
            for minute in (start, start + self.shifts[pin.shift].length_minutes)
        )
        clock = local_times(np.arange(begin, end), place)
        return bool(free[clock.weekday, clock.minute].all())

    def limit(self, agent: str, rule: str) -> Any:
        """The hard limit of a person's contract; ``None`` where there is none or it has a price."""
        contract = self.contracts.get(self.agents[agent].contract)
        return None if contract is None or rule in self.priced else getattr(contract, rule)

    def _contract_fault(self, agent: Agent, shift: ShiftTemplate) -> tuple[str, str]:
        limit = self.limit(agent.agent, "max_hours_per_day")
        paid = paid_minutes(shift) / 60
        if limit is not None and paid > limit + 1e-9:
            return "shift", f"has {paid:g} paid hours, max_hours_per_day is {limit:g}"
        return "", ""


@lru_cache(maxsize=64)
def _team_dates(horizon: Horizon, zone_name: str) -> frozenset[date]:
    return frozenset(horizon.team_dates(zone(zone_name)))


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


def together_faults(pins: Iterable[Pin], rules: PinRules) -> Iterator[tuple[Pin, str]]:
    """Pinned shifts of one person that cannot stand side by side."""
    working = [pin for pin in pins if pin.shift]
    working.sort(key=lambda pin: (pin.agent, pin.date))
    for agent, group in groupby(working, key=lambda pin: pin.agent):
        of_agent = list(group)
        yield from _rest_faults(agent, of_agent, rules)
        yield from _week_faults(agent, of_agent, rules)
        yield from _run_faults(agent, of_agent, rules)
        yield from _start_faults(agent, of_agent, rules)
        yield from _horizon_faults(agent, of_agent, rules)


def _rest_faults(agent: str, pins: Sequence[Pin], rules: PinRules) -> Iterator[tuple[Pin, str]]:
    least = rules.limit(agent, "min_rest_hours") or 0
    for before, after in pairwise(pins):
        if after.date - before.date > timedelta(days=8):
            continue
        end = _start(before, rules, latest=False) + _length(before, rules)
        rest = (_start(after, rules, latest=True) - end).total_seconds() / 3600
        if rest < least - 1e-9:
            yield (
                after,
                f"leaves {rest:g} hours of rest after the pin of {before.date}, not {least:g}",
            )


def _start(pin: Pin, rules: PinRules, *, latest: bool) -> datetime:
    place = rules.teams[rules.agents[pin.agent].team].zone
    starts = starts_on(rules.shifts[pin.shift], pin.date) or {0}
    minute = pin.start if pin.start is not None else (max if latest else min)(starts)
    return instant(pin.date, minute, place)


def _length(pin: Pin, rules: PinRules) -> timedelta:
    return timedelta(minutes=rules.shifts[pin.shift].length_minutes)


def _week_faults(agent: str, pins: Sequence[Pin], rules: PinRules) -> Iterator[tuple[Pin, str]]:
    days, hours = (rules.limit(agent, rule) for rule in ("max_days_per_week", "max_hours_per_week"))
    if hours is not None:
        hours += rules.contracts[rules.agents[agent].contract].max_overtime_hours_per_week or 0
    for monday, group in groupby(pins, key=lambda pin: monday_of(pin.date)):
        week = list(group)
        paid = sum(paid_minutes(rules.shifts[pin.shift]) for pin in week) / 60
        if days is not None and len(week) > days:
            yield week[-1], f"is pinned day {len(week)} of the week of {monday}, not over {days:g}"
        if hours is not None and paid > hours + 1e-9:
            yield (
                week[-1],
                f"makes {paid:g} pinned hours in the week of {monday}, not over {hours:g}",
            )


def _run_faults(agent: str, pins: Sequence[Pin], rules: PinRules) -> Iterator[tuple[Pin, str]]:
    most = rules.limit(agent, "max_consecutive_days")
    run = 1
    for before, after in pairwise(pins):
        run = run + 1 if after.date - before.date == timedelta(days=1) else 1
        if most is not None and run == most + 1:
            yield after, f"is pinned day {run} in a row, not over {most:g}"


def _start_faults(agent: str, pins: Sequence[Pin], rules: PinRules) -> Iterator[tuple[Pin, str]]:
    """Starts that move earlier, whatever start the templates leave open."""
    if not rules.limit(agent, "forward_rotation"):
        return
    for before, after in pairwise(pins):
        first, last = min(_starts(before, rules)), max(_starts(after, rules))
        if (after.date - before.date).days <= DAYS_TO_MOVE_EARLIER and last < first:
            message = f"starts earlier in the day than the pin of {before.date} (forward_rotation)"
            yield after, message


def _starts(pin: Pin, rules: PinRules) -> set[int]:
    starts = {pin.start} if pin.start is not None else starts_on(rules.shifts[pin.shift], pin.date)
    return {start % DAY_MINUTES for start in starts} or {0}


def _horizon_faults(agent: str, pins: Sequence[Pin], rules: PinRules) -> Iterator[tuple[Pin, str]]:
    most = rules.limit(agent, "max_hours_per_horizon")
    paid = sum(paid_minutes(rules.shifts[pin.shift]) for pin in pins) / 60
    if most is not None and paid > most + 1e-9:
        yield pins[-1], f"makes {paid:g} pinned hours in all, not over {most:g}"
