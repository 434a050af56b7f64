"""Availability, requests, premiums and off-queue work of a folder as objects."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from planner.clock import DAY_MINUTES, Horizon, zone
from planner.domain import (
    Agent,
    Availability,
    Contract,
    OffQueue,
    Premium,
    Request,
    ShiftTemplate,
    Team,
)
from planner.errors import Problem
from planner.folder.cells import CellError, window
from planner.folder.checking import CheckedTable, Row
from planner.folder.spelling import hint, listed
from planner.laws import LAWS
from planner.schedules import BREAK, MEAL, WORK
from planner.terms import NOT, OFF, WORKING

EVERY_DAY = tuple(range(7))
ACTIVITIES = (WORK, BREAK, MEAL)
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
    return tuple(requests), [*problems, *_contradictions(checked, requests, seen)]


def _contradictions(
    checked: CheckedTable, requests: Sequence[Request], rows: Mapping[tuple[str, date, str], int]
) -> Iterator[Problem]:
    """Wishes of a person and day of which only one can come true; each with the first before it."""
    earlier: dict[tuple[str, date], list[str]] = {}
    for request in requests:
        others = earlier.setdefault((request.agent, request.date), [])
        against = next((want for want in others if _contradict(want, request.want)), None)
        if against is not None:
            first = rows[request.agent, request.date, against]
            message = (
                f"contradicts the wish of {request.agent} for {request.date} in row {first}, "
                f"'{against}': one of the two is not met, whatever the rota"
            )
            row = rows[request.agent, request.date, request.want]
            yield checked.problem(row, "want", message, value=request.want, warning=True)
        others.append(request.want)


def _contradict(one: str, other: str) -> bool:
    """Whether no day meets both: off and any work, two shifts, a shift and not that one."""
    if one.startswith(NOT) or other.startswith(NOT):
        return one in (NOT + other, other.removeprefix(NOT)) and one != other
    return one != other and (OFF in (one, other) or WORKING not in (one, other))


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


def legal_premiums(
    premiums: Sequence[Premium], teams: Sequence[Team], contracts: Mapping[str, Contract]
) -> Iterator[Premium]:
    """What the law of a team's contract pays, of the kinds that no row of premiums.csv gives it."""
    for team in teams:
        contract = contracts.get(team.contract)
        law = LAWS.get(contract.law) if contract else None
        given = {premium.kind for premium in premiums if premium.pays(team.team)}
        for legal in law.premiums if law else ():
            if legal.premium.kind not in given:
                yield replace(legal.premium, teams=(team.team,))


def build_off_queue(
    checked: CheckedTable, agents: Iterable[Agent]
) -> tuple[tuple[OffQueue, ...], list[Problem]]:  # fmt: skip
    """Rows of ``off_queue.csv``; a person has each activity from one row."""
    rows: list[OffQueue] = []
    problems: list[Problem] = []
    taken: dict[tuple[str, str], int] = {}
    people = list(agents)
    for row in checked.rows:
        try:
            span = window(row["weekdays"], row["from"], row["to"])
        except CellError as error:
            problems.append(_wrong(checked, row, "to", str(error)))
            continue
        teams, names = (() if row[name] == ("*",) else row[name] for name in ("teams", "agents"))
        item = OffQueue(
            activity=row["activity"], teams=teams, agents=names, minutes=row["minutes"],
            per=row["per"], together=row["together"], window=span,
        )  # fmt: skip
        rows.append(item)
        concerned = [agent.agent for agent in people if item.concerns(agent.agent, agent.team)]
        problems += _off_queue_faults(checked, row, item, concerned)
        problems += _twice(checked, row, concerned, taken)
    return tuple(rows), problems


def _off_queue_faults(
    checked: CheckedTable, row: Row, item: OffQueue, concerned: Sequence[str]
) -> Iterator[Problem]:
    if item.activity.lower() in ACTIVITIES:
        message = f"is what shifts are made of ({listed(ACTIVITIES)}): give it another name"
        yield _wrong(checked, row, "activity", message)
    if item.window.end - item.window.start < item.minutes:
        length = item.window.end - item.window.start
        yield _wrong(checked, row, "minutes", f"do not fit between from and to: {length} minutes")
    if not concerned:
        message = "concerns nobody: no person is of its teams and agents"
        yield replace(_wrong(checked, row, "activity", message), warning=True)
    elif item.together and len(concerned) == 1:
        message = f"is a meeting of {concerned[0]} alone and is not asked for"
        yield replace(_wrong(checked, row, "together", message), warning=True)


def _twice(
    checked: CheckedTable, row: Row, concerned: Iterable[str], taken: dict[tuple[str, str], int]
) -> Iterator[Problem]:
    """An activity that a person has from an earlier row already."""
    earlier = [
        (agent, first)
        for agent in concerned
        if (first := taken.setdefault((agent, row["activity"]), row.number)) != row.number
    ]
    if earlier:
        agent, first = earlier[0]
        message = f"is asked of {agent} in row {first} already: give one of them another name"
        yield _wrong(checked, row, "activity", message)


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
