"""What a case of a whole team is: several people's shifts, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from planner.clock import WeeklyWindow
from planner.domain import Break, Cover, OffQueue, Plan
from planner.rules import Kept
from planner.schedules import MEAL, Schedule, Shift, Stretch, schedule_of
from tests.rules.case import BERLIN
from tests.support.tiny import at, leave_of, minutes_of, shift_of, templates_of, tiny_plan

CREW = ("ana", "bob", "cy", "dan")
LEADS = ("lea", "leo")
Shifts = Mapping[str, Sequence[str]]
MEAL_MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class TeamCase:
    """Shifts of a crew of four (team ``team``) and of two leads (team ``leads``, tier ``senior``).

    ``shifts``, ``previous`` and ``kept`` read ``date start hours`` by person; ``meal`` says after
    how many minutes every shift has an unpaid hour. ``team`` holds columns of ``teams.csv`` of the
    crew. ``away`` reads ``date start minutes`` by person: off-queue activities named ``meeting``,
    in place of work. ``since`` is the date from which a kept rota may change. ``expected`` are the
    breaches as (rule, amount), in any order.
    """

    name: str
    shifts: Shifts = field(default_factory=dict)
    previous: Shifts = field(default_factory=dict)
    kept: Shifts | None = None
    since: str = ""
    meal: int | None = None
    away: Shifts = field(default_factory=dict)
    off_queue: tuple[OffQueue, ...] = ()
    team: Mapping[str, Any] = field(default_factory=dict)
    cover: tuple[Cover, ...] = ()
    leave: tuple[str, ...] = ()
    start: str = "2027-03-01"
    days: int = 7
    timezone: str = BERLIN
    plan_timezone: str = BERLIN
    expected: tuple[tuple[str, float], ...] = ()

    def plan(self) -> Plan:
        """Two teams, one queue; templates that offer exactly these starts."""
        texts = [text for of in self.shifts.values() for text in of]
        texts += [text for of in (self.kept or {}).values() for text in of]
        meals = () if self.meal is None else (_meal(self.meal),)
        plan = tiny_plan(
            start=self.start, days=self.days, timezone=self.timezone,
            plan_timezone=self.plan_timezone, people=(*CREW, *LEADS), team=self.team,
            time_off=leave_of(self.leave), cover=self.cover,
            off_queue=self.off_queue,
            previous=tuple(replace(s, activities=()) for s in self._shifts(self.previous)),
        )  # fmt: skip
        leads = tiny_plan(timezone=self.timezone, team={"team": "leads", "tier": "senior"}).teams
        agents = [
            replace(agent, team="leads", tier="senior") if agent.agent in LEADS else agent
            for agent in plan.agents
        ]
        return replace(
            plan, teams=(*plan.teams, *leads), agents=tuple(agents),
            shifts=templates_of(texts, meals),
        )  # fmt: skip

    def schedule(self) -> Schedule:
        """The schedule that is judged."""
        return schedule_of(self._with_meetings(shift) for shift in self._shifts(self.shifts))

    def held(self) -> Kept | None:
        """The rota that is kept, if any."""
        if self.kept is None:
            return None
        since = date.fromisoformat(self.since or self.start)
        return Kept(schedule=schedule_of(self._shifts(self.kept)), since=since)

    def _shifts(self, by_person: Shifts) -> list[Shift]:
        return [
            self._with_meal(
                shift_of(
                    text, agent=name, team="leads" if name in LEADS else "team",
                    timezone=self.timezone,
                )
            )
            for name, texts in by_person.items()
            for text in texts
        ]  # fmt: skip

    def _with_meal(self, shift: Shift) -> Shift:
        if self.meal is None:
            return shift
        start = shift.start + timedelta(minutes=self.meal)
        return placed(shift, Stretch(
            start=start, end=start + timedelta(minutes=MEAL_MINUTES), activity=MEAL, paid=False,
        ))  # fmt: skip

    def _with_meetings(self, shift: Shift) -> Shift:
        for text in self.away.get(shift.agent, ()):
            day, clock, minutes = text.split()
            start = at(f"{day} {clock}", self.timezone)
            end = start + timedelta(minutes=int(minutes))
            shift = placed(shift, Stretch(start=start, end=end, activity="meeting"))
        return shift


def placed(shift: Shift, part: Stretch) -> Shift:
    """A shift with something in place of a part of its work."""
    parts: list[Stretch] = []
    for old in shift.activities:
        if old.start <= part.start and part.end <= old.end:
            pieces = (replace(old, end=part.start), part, replace(old, start=part.end))
            parts += [piece for piece in pieces if piece.start < piece.end]
        else:
            parts.append(old)
    return replace(shift, activities=tuple(parts))


def _meal(into: int) -> Break:
    return Break(minutes=MEAL_MINUTES, paid=False, earliest=into, latest=into)


def row(window: str = "00:00 24:00", weekdays: tuple[int, ...] = (0,), **limits: Any) -> Cover:
    """A row of ``cover.csv`` for Mondays, in Berlin."""
    start, end = (minutes_of(text) for text in window.split())
    span = WeeklyWindow(weekdays=weekdays, start=start, end=end)
    return Cover(cover="row", timezone=BERLIN, window=span, **limits)


def due(
    minutes: int = 30,
    *,
    window: str = "00:00 24:00",
    weekdays: tuple[int, ...] = tuple(range(7)),
    **more: Any,
) -> tuple[OffQueue, ...]:
    """A row of ``off_queue.csv`` for the crew."""
    start, end = (minutes_of(text) for text in window.split())
    span = WeeklyWindow(weekdays=weekdays, start=start, end=end)
    row = OffQueue(activity="meeting", teams=("team",), minutes=minutes, window=span, **more)
    return (row,)


def all_of(*names: str, on: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The same shifts for several people."""
    return dict.fromkeys(names, tuple(on))
