"""Nights, weekends, holidays, unpopular hours and surge hours in a person's shifts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from planner.calendars import public_holidays
from planner.clock import local_date, monday_of, zone
from planner.domain import Event, Plan
from planner.rules.fairness import unpopular_hours
from planner.rules.pay import SATURDAY
from planner.rules.runs import is_night
from planner.schedules import Schedule, Shift

SURGES = ("launch", "campaign", "outage")
FADED_HALF_LIVES = 3
"""A surge is over when its excess has halved so often: an eighth is left."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """What some shifts of one person hold.

    ``nights`` shifts with three hours or more between 23:00 and 06:00; ``weekends`` weekends with a
    shift; ``holidays`` shifts that start on a public holiday of the site; ``unpopular_hours`` hours
    at night, on weekends and holidays, each once; ``surge_hours`` hours while a launch, campaign or
    outage hits a queue of the person, by local day of the shift in ``surge_by_day``.
    """

    shifts: int = 0
    hours: float = 0.0
    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    unpopular_hours: float = 0.0
    surge_by_day: Mapping[date, float] = field(default_factory=dict)

    @property
    def surge_hours(self) -> float:
        return sum(self.surge_by_day.values())


def loads(plan: Plan, shifts: Iterable[Shift]) -> dict[str, Load]:
    """The load of each person of the plan; those without a shift have an empty one."""
    by_agent = Schedule(tuple(shifts)).by_agent
    unpopular = unpopular_hours(plan, Schedule(tuple(s for of in by_agent.values() for s in of)))
    surges = _surges(plan)
    days_off = _holidays(plan, [s.start.date() for of in by_agent.values() for s in of])
    found = {}
    for agent in plan.agents:
        own, place = by_agent.get(agent.agent, ()), plan.team[agent.team].zone
        days = [local_date(shift.start, place) for shift in own]
        spans = [span for queue in agent.queues for span in surges.get(queue, ())]
        found[agent.agent] = Load(
            shifts=len(own), hours=sum(shift.hours for shift in own),
            nights=sum(is_night(shift, place) for shift in own),
            weekends=len({monday_of(day) for day in days if day.weekday() >= SATURDAY}),
            holidays=sum(day in days_off[agent.team] for day in days),
            unpopular_hours=unpopular[agent.agent],
            surge_by_day=_by_day(days, [_inside(shift, spans) for shift in own]),
        )  # fmt: skip
    return found


def _by_day(days: Sequence[date], hours: Sequence[float]) -> dict[date, float]:
    found: dict[date, float] = {}
    for day, some in zip(days, hours, strict=True):
        if some > 0:
            found[day] = found.get(day, 0.0) + some
    return found


def _holidays(plan: Plan, days: Sequence[date]) -> dict[str, set[date]]:
    """Public holidays of each team's site in the years of some days."""
    years = range(min(days).year, max(days).year + 2) if days else range(0)
    return {
        team.team: set(public_holidays(team.country, team.subdivision, years))
        for team in plan.teams
    }


Span = tuple[datetime, datetime]


def _surges(plan: Plan) -> Mapping[str, Sequence[Span]]:
    """When launches, campaigns and outages hit each queue, each stretch once."""
    found: dict[str, list[Span]] = {}
    for event in plan.events:
        if event.kind in SURGES and _lifts(event):
            for queue in plan.queues:
                if not event.queues or queue.queue in event.queues:
                    span = _span(event, zone(queue.timezone).key)
                    found.setdefault(queue.queue, []).append(span)
    return {queue: list(dict.fromkeys(spans)) for queue, spans in found.items()}


def _lifts(event: Event) -> bool:
    return (event.multiplier or 1.0) > 1 or event.contacts > 0


def _span(event: Event, place: str) -> Span:
    """From its start until its end, or until three half-lives after its plateau."""
    start = event.start.replace(tzinfo=zone(place)).astimezone(UTC)
    if event.end is not None:
        return start, event.end.replace(tzinfo=zone(place)).astimezone(UTC)
    fading = FADED_HALF_LIVES * (event.half_life_days or 0.0)
    days = (event.plateau_days or 0.0) + fading
    return start, start + timedelta(days=max(days, 1.0), hours=event.ramp_hours or 0.0)


def _inside(shift: Shift, spans: Sequence[Span]) -> float:
    """Hours of a shift that lie in any of some stretches."""
    cuts = sorted((max(a, shift.start), min(b, shift.end)) for a, b in spans
                  if a < shift.end and b > shift.start)  # fmt: skip
    total, reached = 0.0, shift.start
    for start, end in cuts:
        total += max((end - max(start, reached)).total_seconds(), 0.0) / 3600
        reached = max(reached, end)
    return total
