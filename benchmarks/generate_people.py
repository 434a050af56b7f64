"""The tables of named people: who they are, leave, wishes, availability, pins, the week before."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from benchmarks.generate_cells import START, named, table
from benchmarks.generate_staff import AGENTS, VENDOR, Person, Staff

WISHING = 0.30
PINNED = 0.1
WANTS = {"off": 0.60, "not: ten": 0.15, "work": 0.10, "not: eight": 0.05, "five": 0.10}
SHIFT_TIMES = {"eight": (510, 8.0), "ten": (630, 10.0), "five": (300, 5.0), "night": (510, 8.0)}
"""Minutes from start to end, and paid hours."""
LIMITS = (
    {"weekdays": "Mon-Fri", "from": "07:00", "to": "19:00"},
    {"weekdays": "Sat|Sun", "available": "no"},
    {"weekdays": "Wed", "from": "12:00", "to": "18:00", "available": "no"},
)


def agent_table(staff: Staff, *, everything: bool) -> pd.DataFrame:
    """The people in house; a vendor's have no names."""
    columns = ["agent", "team", "contract", "start_date"] + ["rotation_week"] * everything
    return named(columns, (
        {"agent": person.agent, "team": person.team.name, "contract": person.contract,
         "start_date": person.since, "rotation_week": person.rotation_week}
        for person in staff.people if person.team.kind != VENDOR
    ))  # fmt: skip


def leave_table(staff: Staff) -> pd.DataFrame:
    """Leave for about 12 % of all person-days."""
    return table(("agent", "from", "to", "kind", "paid"), (
        (person.agent, first, last, "annual", "yes")
        for person in staff.people for first, last in person.leave
    ))  # fmt: skip


def request_table(staff: Staff, days: int, rng: random.Random) -> pd.DataFrame:
    """One to three wishes of three people in ten, most of them for a day off."""
    rows = []
    for person in rng.sample(staff.people, round(WISHING * len(staff.people))):
        dates = [
            START + timedelta(days=day) for day in rng.sample(range(days), rng.randrange(1, 4))
        ]
        for day in sorted(dates):
            want = rng.choices(list(WANTS), weights=list(WANTS.values()))[0]
            if not person.away(day):
                rows.append((person.agent, day, want, rng.choice((1, 1, 2, 3))))
    return table(("agent", "date", "want", "weight"), rows)


def availability_table(staff: Staff) -> pd.DataFrame:
    """Some people with few or free hours cannot work at any time."""
    limited = [person for person in staff.people if person.limited]
    return named(("agent", "weekdays", "from", "to", "available"), (
        {"agent": person.agent, "available": "yes", **LIMITS[number % len(LIMITS)]}
        for number, person in enumerate(limited)
    ))  # fmt: skip


def pin_table(staff: Staff, days: int, rng: random.Random) -> pd.DataFrame:
    """A day of training for a few: a shift at nine on the second Wednesday."""
    day, week = START + timedelta(days=9), range(7, 14)
    rows = [
        (person.agent, day, "eight", "09:00")
        for person in staff.people
        if person.contract == "full" and person.team.kind == AGENTS and days >= 14
        and not any(person.away(START + timedelta(days=offset)) for offset in week)
        and rng.random() < PINNED
    ]  # fmt: skip
    return table(("agent", "date", "shift", "start"), rows)


# ----------------------------------------------------------------------------- the week before


def previous_table(staff: Staff) -> pd.DataFrame:
    """The last week of everybody who was there: days, late days into the weekend, or nights."""
    columns = ("agent", "team", "date", "shift", "start", "end", "timezone", "paid_hours")
    rows = (
        row
        for number, person in enumerate(staff.people)
        if person.since is None
        for row in _week(person, number)
    )
    return table(columns, rows)


def _week(person: Person, number: int) -> Iterator[tuple[object, ...]]:
    """The shifts of a person's week before the horizon, less what starts inside it."""
    shift, start, first, last = _pattern(person, number)
    for offset in range(first, last + 1):
        day = START + timedelta(days=offset - 7)
        begin = datetime.combine(day, start)
        if _inside(begin, person.team.zone):
            continue
        minutes, paid = SHIFT_TIMES[shift]
        end = begin + timedelta(minutes=minutes)
        yield (
            person.agent, person.team.name, day, shift, f"{begin:%Y-%m-%dT%H:%M}",
            f"{end:%Y-%m-%dT%H:%M}", person.team.zone, paid,
        )  # fmt: skip


def _pattern(person: Person, number: int) -> tuple[str, time, int, int]:
    """Template, start, first and last weekday; only who is free of leave comes from a weekend."""
    busy = any(person.away(START + timedelta(days=day)) for day in range(7))
    if person.contract == "part":
        return "five", time(9 + number % 4), 0, 4
    if person.contract == "long_days":
        return "ten", time(7 + number % 4), 0, 3
    if not busy and person.contract in ("full", VENDOR) and number % 5 == 0:
        return "night", time(22, 15), 3, 6
    if not busy and person.contract in ("full", VENDOR) and number % 5 < 3:
        return "eight", time(12 + number % 4), 2, 6
    return "eight", time(7 + number % 4), 0, 4


def _inside(begin: datetime, zone: str) -> bool:
    """Whether a local start lies in the horizon already, whose zone is UTC."""
    first = datetime.combine(START, time(), UTC)
    return begin.replace(tzinfo=ZoneInfo(zone)) >= first
