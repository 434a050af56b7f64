"""Rules of whole teams as a table of cases: several people's shifts, and what is wrong with them.

As in :mod:`tests.rules.cases`, a case knows no solver and no auditor. Amounts are in the rule's
unit. 1 March 2027 is a Monday; clocks in Berlin change on 28 March and 31 October.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from planner.clock import WeeklyWindow
from planner.domain import Break, Cover, Plan
from planner.rules import Kept
from planner.schedules import MEAL, Schedule, Shift, Stretch, schedule_of
from tests.rules.cases import BERLIN, NEW_YORK, days
from tests.support.tiny import leave_of, minutes_of, shift_of, templates_of, tiny_plan

CREW = ("ana", "bob", "cy", "dan")
LEADS = ("lea", "leo")
Shifts = Mapping[str, Sequence[str]]
MEAL_MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class TeamCase:
    """Shifts of a crew of four (team ``team``) and of two leads (team ``leads``, tier ``senior``).

    ``shifts``, ``previous`` and ``kept`` read ``date start hours`` by person; ``meal`` says after
    how many minutes every shift has an unpaid hour. ``team`` holds columns of ``teams.csv`` of the
    crew. ``since`` is the date from which a kept rota may change. ``expected`` are the breaches as
    (rule, amount), in any order.
    """

    name: str
    shifts: Shifts = field(default_factory=dict)
    previous: Shifts = field(default_factory=dict)
    kept: Shifts | None = None
    since: str = ""
    meal: int | None = None
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
        return schedule_of(self._shifts(self.shifts))

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


def all_of(*names: str, on: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The same shifts for several people."""
    return dict.fromkeys(names, tuple(on))


EARLY, NIGHT = "08:00 8", "22:00 8"
MONDAY = days(1, 1, EARLY)
EVENINGS = ("2027-02-28 20:00 8", *days(1, 6, "20:00 8"))

SEAT_CASES = (
    TeamCase(name="a seat for everybody", team={"max_seats": 2},
             shifts=all_of("ana", "bob", on=MONDAY)),
    TeamCase(name="three people and two seats", team={"max_seats": 2},
             shifts=all_of("ana", "bob", "cy", on=MONDAY), expected=(("max_seats", 8),)),
    TeamCase(name="other teams sit elsewhere", team={"max_seats": 1},
             shifts=all_of("ana", "lea", "leo", on=MONDAY)),
    TeamCase(name="a seat is taken over in the minute it is left", team={"max_seats": 1},
             shifts={"ana": ("2027-03-01 08:00 7.75",), "bob": ("2027-03-01 15:45 8",)}),
    TeamCase(name="a quarter of an hour together", team={"max_seats": 1},
             shifts={"ana": MONDAY, "bob": ("2027-03-01 15:45 8",)},
             expected=(("max_seats", 0.25),)),
    TeamCase(name="a break holds its seat", team={"max_seats": 1}, meal=240,
             shifts=all_of("ana", "bob", on=MONDAY), expected=(("max_seats", 8),)),
    TeamCase(name="seats in the night that is an hour longer", team={"max_seats": 1},
             start="2027-10-25", shifts=all_of("ana", "bob", on=("2027-10-30 22:00 8",)),
             expected=(("max_seats", 2), ("max_seats", 7))),
    TeamCase(name="seats in the night that is an hour shorter", team={"max_seats": 1},
             start="2027-03-22", shifts=all_of("ana", "bob", on=("2027-03-27 22:00 8",)),
             expected=(("max_seats", 2), ("max_seats", 5))),
    TeamCase(name="a previous shift that runs in holds its seat", team={"max_seats": 1},
             previous={"ana": ("2027-02-28 22:00 8",)}, shifts={"bob": ("2027-03-01 04:00 8",)},
             expected=(("max_seats", 2),)),
    TeamCase(name="previous shifts alone are not this schedule's", team={"max_seats": 1},
             previous=all_of("ana", "bob", on=("2027-02-28 22:00 8",))),
    TeamCase(name="only what is added to too many previous shifts counts", team={"max_seats": 1},
             previous=all_of("ana", "bob", on=("2027-02-28 22:00 8",)),
             shifts={"cy": ("2027-03-01 05:00 8",)}, expected=(("max_seats", 1),)),
    TeamCase(name="after the horizon nobody counts seats", team={"max_seats": 1},
             shifts=all_of("ana", "bob", on=("2027-03-07 20:00 8",)),
             expected=(("max_seats", 4),)),
)  # fmt: skip

HOURS_CASES = (
    TeamCase(name="the commitment is met by all together", team={"min_paid_hours_per_week": 80},
             shifts=all_of("ana", "bob", on=days(1, 5, EARLY))),
    TeamCase(name="a shift too few for the commitment", team={"min_paid_hours_per_week": 80},
             shifts={"ana": days(1, 5, EARLY), "bob": days(1, 4, EARLY)},
             expected=(("min_paid_hours_per_week", 8),)),
    TeamCase(name="unpaid meals do not help the commitment", meal=240,
             team={"min_paid_hours_per_week": 8}, shifts={"ana": MONDAY},
             expected=(("min_paid_hours_per_week", 1),)),
    TeamCase(name="other teams' hours do not help the commitment",
             team={"min_paid_hours_per_week": 16}, shifts=all_of("ana", "lea", on=MONDAY),
             expected=(("min_paid_hours_per_week", 8),)),
    TeamCase(name="leave does not shrink a team's commitment", team={"min_paid_hours_per_week": 40},
             leave=("2027-03-01..2027-03-07",), shifts={"bob": days(1, 4, EARLY)},
             expected=(("min_paid_hours_per_week", 8),)),
    TeamCase(name="a commitment cut by both ends of the horizon", start="2027-03-03",
             team={"min_paid_hours_per_week": 70},
             shifts={"ana": (*days(3, 5, EARLY), "2027-03-08 08:00 8"), "bob": days(3, 5, EARLY)},
             expected=(("min_paid_hours_per_week", 2), ("min_paid_hours_per_week", 12))),
    TeamCase(name="previous hours do not help the commitment", start="2027-03-03", days=5,
             team={"min_paid_hours_per_week": 42}, previous={"bob": days(1, 2, EARLY)},
             shifts={"ana": days(3, 5, EARLY)}, expected=(("min_paid_hours_per_week", 6),)),
    TeamCase(name="the shorter night pays an hour less of the commitment", start="2027-03-22",
             team={"min_paid_hours_per_week": 40},
             shifts={"ana": days(23, 27, NIGHT)}, expected=(("min_paid_hours_per_week", 1),)),
    TeamCase(name="hours may reach the ceiling", team={"max_paid_hours_per_week": 80},
             shifts=all_of("ana", "bob", on=days(1, 5, EARLY))),
    TeamCase(name="hours above the ceiling", team={"max_paid_hours_per_week": 76},
             shifts=all_of("ana", "bob", on=days(1, 5, EARLY)),
             expected=(("max_paid_hours_per_week", 4),)),
    TeamCase(name="a cut week has the whole ceiling", team={"max_paid_hours_per_week": 40},
             days=2, shifts=all_of("ana", "bob", on=days(1, 2, EARLY))),
    TeamCase(name="the longer night takes an hour more of the ceiling", start="2027-10-25",
             team={"max_paid_hours_per_week": 40}, shifts={"ana": days(26, 30, NIGHT, "2027-10")},
             expected=(("max_paid_hours_per_week", 1),)),
    TeamCase(name="previous hours of the week count for the ceiling", start="2027-03-03", days=5,
             team={"max_paid_hours_per_week": 40}, previous={"bob": days(1, 2, EARLY)},
             shifts={"ana": days(3, 6, EARLY)}, expected=(("max_paid_hours_per_week", 8),)),
    TeamCase(name="hours before above the ceiling are not this schedule's", start="2027-03-03",
             days=5, team={"max_paid_hours_per_week": 10}, previous={"bob": days(1, 2, EARLY)},
             shifts={"ana": days(3, 3, EARLY)}, expected=(("max_paid_hours_per_week", 8),)),
)  # fmt: skip

ORDER_CASES = (
    TeamCase(name="one person more each day", team={"max_change_per_day": 1},
             shifts={"ana": days(1, 7, EARLY), "bob": days(2, 7, EARLY), "cy": days(3, 7, EARLY)}),
    TeamCase(name="three people more in a day", team={"max_change_per_day": 1},
             shifts=all_of("ana", "bob", "cy", on=days(2, 7, EARLY)),
             expected=(("max_change_per_day", 2),)),
    TeamCase(name="a closed weekend is a change too", team={"max_change_per_day": 1},
             shifts=all_of("ana", "bob", on=days(1, 5, EARLY)),
             expected=(("max_change_per_day", 1),)),
    TeamCase(name="another start is no change of people", team={"max_change_per_day": 0},
             shifts={"ana": (*days(1, 3, EARLY), *days(4, 7, NIGHT))}),
    TeamCase(name="a change against the day before the horizon", team={"max_change_per_day": 1},
             previous=all_of("ana", "bob", "cy", on=("2027-02-28 08:00 8",)),
             shifts={"ana": days(1, 7, EARLY)}, expected=(("max_change_per_day", 1),)),
    TeamCase(name="a closed Sunday before the horizon", team={"max_change_per_day": 1},
             previous=all_of("ana", "bob", on=("2027-02-27 08:00 8",)),
             shifts=all_of("ana", "bob", on=days(1, 7, EARLY)),
             expected=(("max_change_per_day", 1),)),
    TeamCase(name="nothing is known of the day before the horizon",
             team={"max_change_per_day": 0}, shifts=all_of("ana", "bob", on=days(1, 7, EARLY))),
    TeamCase(name="a local day that the horizon's end cuts", timezone=NEW_YORK,
             plan_timezone="UTC", team={"max_change_per_day": 0},
             previous={"ana": ("2027-02-27 20:00 8",)}, shifts={"ana": EVENINGS}),
    TeamCase(name="another person keeps a locked order", team={"lock_days": 2},
             kept={"ana": MONDAY}, shifts={"bob": MONDAY},
             expected=(("change", 1), ("change", 1))),
    TeamCase(name="a person less than was ordered", team={"lock_days": 2},
             kept=all_of("ana", "bob", on=MONDAY), shifts={"ana": MONDAY},
             expected=(("lock_days", 1), ("change", 1))),
    TeamCase(name="two people later than was ordered", team={"lock_days": 1},
             kept=all_of("ana", "bob", on=MONDAY),
             shifts=all_of("ana", "bob", on=("2027-03-01 10:00 8",)),
             expected=(("lock_days", 2), ("change", 1), ("change", 1))),
    TeamCase(name="an order changed after its locked days", team={"lock_days": 2},
             kept={"ana": days(1, 3, EARLY)}, shifts={"ana": days(1, 2, EARLY)},
             expected=(("change", 1),)),
    TeamCase(name="a night into the first day that is not locked", team={"lock_days": 1},
             kept={"ana": ("2027-03-01 22:00 8",)}, shifts={"ana": ("2027-03-01 22:00 6",)},
             expected=(("change", 1),)),
    TeamCase(name="other teams' orders are not locked", team={"lock_days": 7},
             kept={"lea": MONDAY}, expected=(("change", 1),)),
)  # fmt: skip

KEEP_CASES = (
    TeamCase(name="nothing changed", kept=all_of("ana", "bob", on=days(1, 5, EARLY)),
             shifts=all_of("ana", "bob", on=days(1, 5, EARLY))),
    TeamCase(name="a shift added, one removed, one moved", kept={"ana": days(1, 2, EARLY)},
             shifts={"ana": ("2027-03-02 09:00 8",), "bob": MONDAY},
             expected=(("change", 1), ("change", 1), ("change", 1))),
    TeamCase(name="a change the day before it may", kept={"ana": days(1, 3, EARLY)},
             since="2027-03-03", shifts={"ana": days(2, 4, EARLY)},
             expected=(("keep", 1), ("change", 1))),
    TeamCase(name="two shifts instead of one are one change", kept={"ana": ("2027-03-01 06:00 4",)},
             shifts={"ana": ("2027-03-01 06:00 4", "2027-03-01 14:00 4")},
             expected=(("change", 1), ("one_shift_per_day", 1))),
    TeamCase(name="the rota before the horizon is past", kept={"ana": ("2027-02-28 08:00 8",)}),
    TeamCase(name="the first local date of a team in another zone", timezone=NEW_YORK,
             plan_timezone="UTC", since="2027-03-01", kept={"ana": EVENINGS},
             shifts={"ana": EVENINGS[1:]}, expected=(("keep", 1),)),
)  # fmt: skip

COVER_CASES = (
    TeamCase(name="one of two people", cover=(row("08:00 16:00", min=2),), shifts={"ana": MONDAY},
             expected=(("cover", 8),)),
    TeamCase(name="a break covers nothing", cover=(row("08:00 16:00", min=2),), meal=240,
             shifts=all_of("ana", "bob", on=MONDAY), expected=(("cover", 2),)),
    TeamCase(name="as many as may be", cover=(row(max=2),), shifts=all_of("ana", "bob", on=MONDAY)),
    TeamCase(name="one too many", cover=(row(max=2),), shifts=all_of("ana", "bob", "cy", on=MONDAY),
             expected=(("max_cover", 8),)),
    TeamCase(name="who is on a break is not too many", cover=(row(max=1),), meal=240,
             shifts=all_of("ana", "bob", on=MONDAY), expected=(("max_cover", 7),)),
    TeamCase(name="nobody may be there", cover=(row("12:00 13:00", max=0),),
             shifts={"ana": MONDAY}, expected=(("max_cover", 1),)),
    TeamCase(name="a window that begins within an interval", cover=(row("08:15 09:00", max=1),),
             shifts=all_of("ana", "bob", on=MONDAY), expected=(("max_cover", 0.75),)),
    TeamCase(name="a night that is an hour longer", start="2027-10-25", days=14,
             cover=(row("22:00 30:00", (5,), min=1, max=1),),
             shifts=all_of("ana", "bob", on=("2027-10-30 22:00 8",)),
             expected=(("cover", 2), ("cover", 6), ("max_cover", 2), ("max_cover", 7))),
    TeamCase(name="previous shifts alone are not too many", cover=(row(max=1),),
             previous=all_of("ana", "bob", on=("2027-02-28 22:00 8",)),
             shifts={"cy": ("2027-03-01 05:00 8",)}, expected=(("max_cover", 1),)),
    TeamCase(name="too little and too much in one row", cover=(row("06:00 16:00", min=1, max=1),),
             shifts=all_of("ana", "bob", on=MONDAY),
             expected=(("cover", 2), ("max_cover", 8))),
    TeamCase(name="one lead for two people",
             cover=(row(min=1, tiers=("senior",), per_agents=2, of_teams=("team",)),),
             shifts=all_of("ana", "bob", "lea", on=MONDAY)),
    TeamCase(name="two leads for three people",
             cover=(row(min=1, tiers=("senior",), per_agents=2, of_teams=("team",)),),
             shifts=all_of("ana", "bob", "cy", "lea", on=MONDAY), expected=(("cover", 8),)),
    TeamCase(name="two leads for every started three people",
             cover=(row(min=2, tiers=("senior",), per_agents=3, of_teams=("team",)),),
             shifts={"ana": MONDAY, "lea": ("2027-03-01 08:00 4",)},
             expected=(("cover", 12),)),
    TeamCase(name="nobody is led where nobody works", shifts={"lea": MONDAY},
             cover=(row(min=2, tiers=("senior",), per_agents=3, of_teams=("team",)),)),
    TeamCase(name="people on a break are not led", meal=240,
             cover=(row("12:00 13:00", min=1, tiers=("senior",), per_agents=1),),
             shifts=all_of("ana", "bob", on=MONDAY)),
    TeamCase(name="previous shifts are led", previous={"ana": ("2027-02-28 22:00 8",)},
             cover=(row(min=1, tiers=("senior",), per_agents=4, of_teams=("team",)),),
             expected=(("cover", 6),)),
)  # fmt: skip

TEAM_CASES = SEAT_CASES + HOURS_CASES + ORDER_CASES + KEEP_CASES + COVER_CASES
