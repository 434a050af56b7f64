"""Rotas that were handed out: what they changed at what notice, and what was worked by them.

A rota that is published over days that an earlier one has told already changes the shifts that are
not the same in both. People were told on the day of the later one, by the clock of their team.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from planner.clock import local_date
from planner.domain import Plan
from planner.outlook import ADDED, CANCELLED, CHANGED, RosterChange
from planner.schedules import Shift

Days = Mapping[tuple[str, date], tuple[Shift, ...]]


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A rota that was handed out.

    ``at`` when: an aware instant, or a day where no more is known; it tells the days ``first`` to
    ``last``. Whoever had a shift in an earlier publication of the same ``scenario`` and has none in
    this one is off; of others it says nothing.
    """

    scenario: str
    at: datetime | date
    first: date
    last: date
    shifts: tuple[Shift, ...]

    @property
    def moment(self) -> datetime:
        """Puts publications in order; a day is its beginning."""
        if isinstance(self.at, datetime):
            return self.at
        return datetime.combine(self.at, time(), tzinfo=UTC)

    def told_on(self, place: ZoneInfo) -> date:
        """The local day on which people were told."""
        return local_date(self.at, place) if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True, kw_only=True)
class Told:
    """What publications say together: shifts that hold by person and local day, and changes."""

    days: Days
    changes: tuple[RosterChange, ...]


def told_by(plan: Plan, publications: Sequence[Publication]) -> Told:
    """Read publications in the order in which they were handed out.

    Days that were over when they were told otherwise are put right, but no change.
    """
    days: dict[tuple[str, date], tuple[Shift, ...]] = {}
    people: dict[str, set[str]] = {}
    changes: list[RosterChange] = []
    for publication in sorted(publications, key=lambda each: each.moment):
        own = by_day(plan, publication.shifts)
        known = people.setdefault(publication.scenario, set())
        known |= {agent for agent, _ in own}
        for agent in sorted(known):
            announced = publication.told_on(plan.team[plan.agent[agent].team].zone)
            for day in _span(publication.first, publication.last):
                key, now = (agent, day), own.get((agent, day), ())
                if key in days and announced <= day:
                    changes += _change(agent, day, announced, days[key], now)
                days[key] = now
    return Told(days=days, changes=tuple(changes))


def from_schedule(at: date, shifts: Sequence[Shift], plan: Plan) -> Publication | None:
    """A schedule that was handed out on a day; it tells the days from its first shift to its last.

    ``None`` where no person of the plan is in it.
    """
    days = [day for _, day in by_day(plan, shifts)]
    if not days:
        return None
    return Publication(scenario="", at=at, first=min(days), last=max(days), shifts=tuple(shifts))


def by_day(plan: Plan, shifts: Sequence[Shift]) -> dict[tuple[str, date], tuple[Shift, ...]]:
    """Shifts of people of the plan by person and local day of their start."""
    found: dict[tuple[str, date], tuple[Shift, ...]] = {}
    for shift in sorted(shifts, key=lambda each: each.start):
        if shift.agent in plan.agent:
            day = local_date(shift.start, plan.team[plan.agent[shift.agent].team].zone)
            found[shift.agent, day] = (*found.get((shift.agent, day), ()), shift)
    return found


def same(one: Sequence[Shift], other: Sequence[Shift]) -> bool:
    """Whether a day's shifts are at the same times."""
    return [(s.start, s.end) for s in one] == [(s.start, s.end) for s in other]


def _span(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _change(
    agent: str, day: date, announced: date, before: Sequence[Shift], now: Sequence[Shift]
) -> Iterator[RosterChange]:
    """What became of a person's day; nothing where it is as it was."""
    if same(before, now):
        return
    more = sum(shift.hours for shift in now) - sum(shift.hours for shift in before)
    kind = ADDED if not before else CHANGED if now else CANCELLED
    hours = abs(more) if kind == CANCELLED else max(more, 0.0)
    yield RosterChange(agent=agent, date=day, announced=announced, kind=kind, hours=hours)
