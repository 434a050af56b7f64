"""Builders of tiny plans and schedules for tests: one team, one queue, wall-clock shifts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from planner.clock import Horizon, WeeklyWindow, instant, local_date, zone
from planner.domain import Agent, Break, Contract, Plan, Queue, ShiftTemplate, Team, TimeOff
from planner.schedules import WORK, Schedule, Shift, Stretch, schedule_of


def minutes_of(clock: str) -> int:
    """``22:30`` as minutes after midnight."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def dates_of(text: str) -> tuple[date, date]:
    """``2027-03-03`` or ``2027-03-03..2027-03-05`` as first and last date."""
    first, _, last = text.partition("..")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def template_name(start: int, length: int) -> str:
    """The name of the template that offers a start and a length, both in minutes."""
    return f"{start // 60:02d}:{start % 60:02d} {length / 60:g} h"


def shift_of(text: str, *, agent: str = "ana", team: str = "team", timezone: str) -> Shift:
    """``2027-03-01 22:00 8``: a shift at work throughout, its length in wall-clock hours."""
    day, clock, hours = text.split()
    start, length = minutes_of(clock), round(float(hours) * 60)
    place = zone(timezone)
    begin = instant(date.fromisoformat(day), start, place)
    end = instant(date.fromisoformat(day), start + length, place)
    work = Stretch(start=begin, end=end, activity=WORK, queue="help")
    return Shift(
        agent=agent, team=team, date=local_date(begin, place), shift=template_name(start, length),
        start=begin, end=end, activities=(work,),
    )  # fmt: skip


def previous_of(text: str, *, agent: str = "ana", timezone: str) -> Shift:
    """A shift as ``previous.csv`` gives it: without activities."""
    return replace(shift_of(text, agent=agent, timezone=timezone), activities=())


def templates_of(
    shifts: Sequence[str], breaks: tuple[Break, ...] = ()
) -> tuple[ShiftTemplate, ...]:
    """Templates of every day that offer exactly the starts and lengths of these shifts."""
    kinds = {(minutes_of(s.split()[1]), round(float(s.split()[2]) * 60)) for s in shifts}
    return tuple(
        ShiftTemplate(
            shift=template_name(start, length), start_from=start, start_to=start,
            start_step_minutes=30, length_minutes=length, breaks=breaks,
        )
        for start, length in sorted(kinds)
    )  # fmt: skip


def leave_of(rows: Sequence[str], agent: str = "ana") -> tuple[TimeOff, ...]:
    """Leave rows of one person."""
    spans = (dates_of(row) for row in rows)
    return tuple(TimeOff(agent=agent, first=first, last=last) for first, last in spans)


def tiny_plan(
    *,
    shifts: Sequence[str] = (),
    start: str = "2027-03-01",
    days: int = 7,
    interval_minutes: int = 30,
    plan_timezone: str = "Europe/Berlin",
    timezone: str = "Europe/Berlin",
    contract: Mapping[str, Any] | None = None,
    people: Sequence[str] = ("ana",),
    employed: tuple[date | None, date | None] = (None, None),
    queue: Mapping[str, Any] | None = None,
    team: Mapping[str, Any] | None = None,
    **more: Any,
) -> Plan:
    """A plan of one team, one queue ``help`` and a few people who cost 20 an hour.

    ``shifts`` are descriptions as of :func:`shift_of`; the templates offer exactly these.
    ``contract``, ``queue`` and ``team`` replace columns, ``more`` replaces fields of the plan.
    """
    crew = Team(
        team="team", timezone=timezone, contract="rules", hourly_cost=20.0, queues=("help",)
    )
    crew = replace(crew, **(team or {}))
    agents = tuple(
        Agent(
            agent=name, team="team", contract="rules", queues=crew.queues,
            productivity=crew.productivity, hourly_cost=crew.hourly_cost, tier=crew.tier,
            start_date=employed[0], end_date=employed[1],
        )
        for name in people
    )  # fmt: skip
    help_desk = Queue(queue="help", channel="voice", timezone=plan_timezone, aht_s=300.0)
    horizon = Horizon(date.fromisoformat(start), days, plan_timezone, interval_minutes)
    plan = Plan(
        name="tiny", horizon=horizon, queues=(replace(help_desk, **(queue or {})),), teams=(crew,),
        contracts=(Contract(contract="rules", **(contract or {})),), shifts=templates_of(shifts),
        agents=agents,
    )  # fmt: skip
    return replace(plan, **more)


def tiny_schedule(shifts: Sequence[str], *, timezone: str = "Europe/Berlin") -> Schedule:
    """The schedule of one person ``ana`` with these shifts."""
    return schedule_of(shift_of(text, timezone=timezone) for text in shifts)


def flat_needs(plan: Plan, required: float | Mapping[str, float] = 0.0) -> pd.DataFrame:
    """Requirements that are the same in every interval: agents, perhaps by queue."""
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    each = required if isinstance(required, Mapping) else {q.queue: required for q in plan.queues}
    tables = [
        pd.DataFrame(
            {"interval_start": starts, "queue": name, "required_real": float(agents)},
        ).assign(required=float(agents))
        for name, agents in each.items()
    ]
    return pd.concat(tables, ignore_index=True)


def at(text: str, timezone: str = "Europe/Berlin") -> datetime:
    """``2027-03-01 22:30`` on a wall clock, as an instant in UTC."""
    day, clock = text.split()
    return instant(date.fromisoformat(day), minutes_of(clock), zone(timezone))


def hours(number: float) -> timedelta:
    """A length of time."""
    return timedelta(hours=number)


def daily(start: str, end: str) -> tuple[WeeklyWindow, ...]:
    """Opening hours of every day."""
    return (WeeklyWindow(start=minutes_of(start), end=minutes_of(end)),)
