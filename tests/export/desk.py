"""A rota by hand over the two nights on which clocks change, with names that look like formulas."""

from datetime import UTC, date, datetime
from pathlib import Path

from planner.clock import instant
from planner.domain import Plan
from planner.export import Rota, published
from planner.folder import read_plan
from planner.schedules import BREAK, MEAL, WORK, Schedule, Shift, Stretch, schedule_of
from tests.support.folders import PLAN_TOML, write_folder

WRITTEN = datetime(2027, 3, 1, 12, tzinfo=UTC)
AGENTS = (
    "agent,name,email,team,queues\n"
    "ada,=1+1,ada@example.org,leads,senior\n"
    'bob,"Bob, <b>the</b> ""Boss""",bob@example.org,leads,\n'
    "zoë,Zoë Łuk,,berlin,\n"
)
LEAVE = "agent,from,to,kind,paid\nbob,2027-03-29,2027-03-30,sick with flu,yes\n"
NIGHTS = (date(2027, 3, 27), date(2027, 10, 30))
"""Saturdays: in the night after, clocks in Berlin go forward and back."""


def desk(path: Path, *, start: str = "2027-03-22") -> Plan:
    """The small folder in the week of a clock change, with three named people."""
    return read_plan(
        write_folder(
            path,
            {
                "plan.toml": PLAN_TOML.replace("2027-03-01", start).replace(
                    "weeks = 1", "weeks = 2"
                ),
                "agents.csv": AGENTS,
                "time_off.csv": LEAVE,
            },
        )
    )


def night(plan: Plan, agent: str, day: date) -> Shift:
    """22:00 to 06:00 local, a paid break at midnight and half an hour's meal at 04:00."""
    team = plan.team[plan.agent[agent].team]

    def at(minute: int) -> datetime:
        return instant(day, minute, team.zone)

    cuts = [1320, 1440, 1455, 1680, 1710, 1800]
    kinds = [WORK, BREAK, WORK, MEAL, WORK]
    parts = tuple(
        Stretch(
            start=at(a), end=at(b), activity=kind, queue="calls" if kind == WORK else "",
            paid=kind != MEAL,
        )
        for a, b, kind in zip(cuts[:-1], cuts[1:], kinds, strict=True)
    )  # fmt: skip
    return Shift(
        agent=agent, team=team.team, date=day, shift="-night", start=at(1320), end=at(1800),
        activities=parts,
    )  # fmt: skip


def rota(plan: Plan, day: date) -> Rota:
    """Everybody but Bob on one night, Bob on the night before."""
    shifts = [night(plan, "ada", day), night(plan, "zoë", day)]
    before = date.fromordinal(day.toordinal() - 1)
    return published(plan, schedule(*shifts, night(plan, "bob", before)), written=WRITTEN)


def schedule(*shifts: Shift) -> Schedule:
    return schedule_of(shifts)
