"""Availability, requests and premiums of a folder as objects."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from planner.clock import DAY_MINUTES, Horizon, zone
from planner.domain import Agent, Availability, Premium, Request, ShiftTemplate, Team
from planner.errors import Problem
from planner.folder.cells import CellError, window
from planner.folder.checking import CheckedTable, Row
from planner.folder.spelling import hint, listed
from planner.terms import NOT, OFF, WORKING

EVERY_DAY = tuple(range(7))
MOST_PAY = 1_000
"""Premiums that together pay more than so many times the rate are a mistake in their table."""
Shifts = Mapping[str, ShiftTemplate]


def build_availability(checked: CheckedTable) -> tuple[tuple[Availability, ...], list[Problem]]:
    """Rows of ``availability.csv``; a window that ends before it starts ends on the next day."""
    rows: list[Availability] = []
    problems: list[Problem] = []
    for row in checked.rows:
        try:
            span = window(row["weekdays"], row["from"], row["to"])
        except CellError as error:
            problems.append(_wrong(checked, row, "to", str(error)))
            continue
        rows.append(
            Availability(
                agent=row["agent"], weekdays=span.weekdays, start=span.start, end=span.end,
                available=row["available"],
            )
        )  # fmt: skip
    return tuple(rows), problems


def build_requests(
    checked: CheckedTable, agents: Mapping[str, Agent], *, teams: Mapping[str, Team],
    shifts: Shifts, horizon: Horizon | None,
) -> tuple[tuple[Request, ...], list[Problem]]:  # fmt: skip
    """Rows of ``requests.csv`` inside the horizon, each wish of a person and day once.

    A ``horizon`` of ``None`` is not known: no row is told to lie outside.
    """
    requests: list[Request] = []
    problems: list[Problem] = []
    outside: list[Row] = []
    seen: dict[tuple[str, date, str], int] = {}
    for row in checked.rows:
        agent = agents.get(row["agent"])
        if agent is None or agent.team not in teams:
            continue
        want = _want(row["want"])
        fault = _fault(want, agent.team, shifts)
        first = seen.setdefault((agent.agent, row["date"], want), row.number)
        if fault:
            problems.append(_wrong(checked, row, "want", fault))
        elif first != row.number:
            message = f"is wished by {agent.agent} for {row['date']} in row {first} already"
            problems.append(_wrong(checked, row, "want", message))
        elif horizon and row["date"] not in _team_dates(horizon, teams[agent.team].timezone):
            outside.append(row)
        else:
            requests.append(
                Request(agent=agent.agent, date=row["date"], want=want, weight=row["weight"])
            )
    if outside:
        message = f"requests outside the horizon: {len(outside):,} left out"
        problems.append(checked.problem(outside[0].number, "date", message, warning=True))
    return tuple(requests), problems


def build_premiums(
    checked: CheckedTable, teams: Sequence[Team]
) -> tuple[tuple[Premium, ...], list[Problem]]:  # fmt: skip
    """Rows of ``premiums.csv``; what pays less than the rate, or on no day at all, is a doubt."""
    premiums: list[Premium] = []
    problems: list[Problem] = []
    for row in checked.rows:
        start = None if row["from"] is None else row["from"] % DAY_MINUTES
        premium = Premium(
            teams=() if row["teams"] == ("*",) else row["teams"], kind=row["kind"], start=start,
            end=row["to"], factor=row["factor"], stack=row["stack"],
        )  # fmt: skip
        premiums.append(premium)
        try:
            window(EVERY_DAY, *premium.span)
        except CellError as error:
            problems.append(_wrong(checked, row, "to", str(error)))
        problems += _doubts(checked, row, premium, teams)
    return tuple(premiums), [*problems, *_beyond_measure(checked, premiums, teams)]


def _beyond_measure(
    checked: CheckedTable, premiums: Sequence[Premium], teams: Sequence[Team]
) -> Iterator[Problem]:
    """Teams whose premiums, if all applied at once, make more than any pay can be."""
    for team in teams:
        rows = [premium for premium in premiums if premium.pays(team.team)]
        product = math.prod(max(1.0, row.factor) for row in rows if row.stack == "multiply")
        added = sum(max(0.0, row.factor - 1) for row in rows if row.stack == "add")
        if product * (1 + added) > MOST_PAY:
            message = (
                f"premiums of {team.team} together make more than {MOST_PAY:,} times the rate "
                f"({len(rows):,} rows): is one of them there twice?"
            )
            yield checked.problem(None, "factor", message)
            return


def _doubts(
    checked: CheckedTable, row: Row, premium: Premium, teams: Sequence[Team]
) -> Iterator[Problem]:
    if premium.factor < 1:
        message = "pays less than the rate: 1.25 is 25 % more"
        yield replace(_wrong(checked, row, "factor", message), warning=True)
    nowhere = [team.team for team in teams if premium.pays(team.team) and not team.country]
    if premium.kind == "public_holiday" and nowhere:
        message = f"is paid on no day in {listed(nowhere)}: teams.csv names no country"
        yield replace(_wrong(checked, row, "kind", message), warning=True)


def _want(text: str) -> str:
    """``off``, ``work``, a shift, or ``not:`` with the shift right behind it."""
    if text.lower().startswith(NOT):
        return NOT + text[len(NOT) :].strip()
    return text.lower() if text.lower() in (OFF, WORKING) else text


def _fault(want: str, team: str, shifts: Shifts) -> str:
    """What is wrong with a wish; blank when nothing."""
    if want in (OFF, WORKING):
        return "is also the name of a shift: give the shift another" if want in shifts else ""
    avoided = want.startswith(NOT)
    shift = shifts.get(want.removeprefix(NOT))
    if shift is None:
        meant = hint(want.removeprefix(NOT), [*shifts, *([] if avoided else [OFF, WORKING])])
        return f"is neither off, work, a shift of shifts.csv, nor not: and a shift{meant}"
    if not avoided and not shift.serves(team):
        return f"is no template of the team {team}"
    return ""


@lru_cache(maxsize=64)
def _team_dates(horizon: Horizon, zone_name: str) -> frozenset[date]:
    return frozenset(horizon.team_dates(zone(zone_name)))


def _wrong(checked: CheckedTable, row: Row, column: str, message: str) -> Problem:
    """A problem of a cell, with its text."""
    shown = checked.shown(row.number, column)
    return checked.problem(row.number, column, message, value=shown or None)
