"""What the rules look at: one person's shifts, before and inside the horizon."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from planner.clock import local_date, monday_of
from planner.domain import Agent, Contract, Pin, Plan
from planner.schedules import Schedule, Shift


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A shift as the rules see it.

    ``date`` is the local date of the person's team at the start, whatever the shift claims;
    ``own`` is false for shifts of ``previous.csv``; ``paid_hours`` are elapsed.
    """

    shift: Shift
    date: date
    own: bool
    paid_hours: float


@dataclass(frozen=True, kw_only=True)
class Record:
    """One person's duties in order of time, with the contract and the dates they are judged by.

    ``horizon_dates`` are the calendar dates of the horizon, without a team's edge days;
    ``known_from`` is the first date of which anything is known: the local date of the earliest
    shift of ``previous.csv``, whoever works it, or the horizon's first date.
    """

    plan: Plan
    agent: Agent
    contract: Contract
    place: ZoneInfo
    duties: tuple[Duty, ...]
    horizon_dates: frozenset[date]
    known_from: date
    pins: tuple[Pin, ...] = ()

    @cached_property
    def own(self) -> tuple[Duty, ...]:
        """Duties of the schedule that is judged."""
        return tuple(duty for duty in self.duties if duty.own)

    @cached_property
    def own_dates(self) -> frozenset[date]:
        """Local dates on which a shift of the schedule starts."""
        return frozenset(duty.date for duty in self.own)

    @cached_property
    def worked_dates(self) -> list[date]:
        """Local dates on which any shift starts, previous ones included, in order."""
        return sorted({duty.date for duty in self.duties})

    @cached_property
    def by_date(self) -> dict[date, list[Duty]]:
        """Duties by the local date of their start."""
        days: dict[date, list[Duty]] = {}
        for duty in self.duties:
            days.setdefault(duty.date, []).append(duty)
        return days

    @cached_property
    def by_week(self) -> dict[date, list[Duty]]:
        """Duties by the Monday of the week in which they start."""
        weeks: dict[date, list[Duty]] = {}
        for duty in self.duties:
            weeks.setdefault(monday_of(duty.date), []).append(duty)
        return weeks

    def on_leave(self, day: date) -> bool:
        """Whether the person has leave on a local date."""
        return self.plan.on_leave(self.agent.agent, day)


def records(plan: Plan, schedule: Schedule) -> Iterator[Record]:
    """One record for each person of the plan, in the plan's order, idle people included."""
    before = Schedule(plan.previous).by_agent
    dates = frozenset(plan.horizon.dates())
    pins: dict[str, list[Pin]] = {}
    for pin in plan.pins:
        pins.setdefault(pin.agent, []).append(pin)
    earliest = min((shift.start for shift in plan.previous), default=None)
    for agent in plan.agents:
        place = plan.team[agent.team].zone
        first = plan.horizon.start
        known = first if earliest is None else min(first, local_date(earliest, place))
        duties = [_duty(shift, place, own=False) for shift in before.get(agent.agent, ())]
        duties += [
            _duty(shift, place, own=True) for shift in schedule.by_agent.get(agent.agent, ())
        ]
        yield Record(
            plan=plan, agent=agent, contract=plan.contract[agent.contract], place=place,
            duties=tuple(sorted(duties, key=lambda duty: duty.shift.start)), horizon_dates=dates,
            known_from=known, pins=tuple(pins.get(agent.agent, ())),
        )  # fmt: skip


def _duty(shift: Shift, place: ZoneInfo, *, own: bool) -> Duty:
    day = local_date(shift.start, place)
    return Duty(shift=shift, date=day, own=own, paid_hours=shift.paid_hours)
