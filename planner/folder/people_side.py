"""Teams, contracts, templates and people of a folder as objects."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from planner.clock import DAY_MINUTES, Horizon, local_date, zone
from planner.domain import Agent, Break, Contract, Cover, ShiftTemplate, Team, TimeOff
from planner.errors import Problem
from planner.folder.cells import CellError, window
from planner.folder.checking import CheckedTable, Row
from planner.folder.stamps import one_instant
from planner.laws import looser_than_law, with_law
from planner.schedules import Shift

MOST_PEOPLE = 50_000


def build_teams(checked: CheckedTable, queues: Iterable[str]) -> tuple[Team, ...]:
    """Rows of ``teams.csv``; ``*`` stands for every queue."""
    every = tuple(queues)
    return tuple(
        Team(**{**row.values, "queues": every if row["queues"] == ("*",) else row["queues"]})
        for row in checked.rows
    )


def build_contracts(checked: CheckedTable) -> tuple[tuple[Contract, ...], list[Problem]]:
    """Rows of ``contracts.csv``, blanks filled by their law, lower limits not above upper ones."""
    rows = [Row(row.number, with_law(row.values)) for row in checked.rows]
    problems = [
        checked.problem(
            row.number,
            low,
            value=checked.shown(row.number, low),
            message=f"is above {high}, which is {row[high]:g}{_by_law(checked, row, high)}",
        )
        for row in rows
        for low, high in (
            ("min_hours_per_week", "max_hours_per_week"),
            ("min_hours_per_horizon", "max_hours_per_horizon"),
        )
        if row[low] is not None and row[high] is not None and row[low] > row[high]
    ]
    problems += [problem for row in rows for problem in _idle_terms(checked, row)]
    problems += [problem for row in checked.rows for problem in _beyond_law(checked, row)]
    return tuple(Contract(**row.values) for row in rows), problems


def _beyond_law(checked: CheckedTable, row: Row) -> Iterator[Problem]:
    """Cells that allow more than the contract's law does; they win all the same."""
    for limit, allowed in looser_than_law(row.values):
        sum_of = f"makes {allowed:g} with overtime and " if limit.with_overtime else ""
        message = (
            f"{sum_of}goes beyond the law {row['law'].upper()}, which says {limit.value:g} "
            f"({limit.source}): the cell is taken"
        )
        value = checked.shown(row.number, limit.column)
        yield checked.problem(row.number, limit.column, message, value=value, warning=True)


def _idle_terms(checked: CheckedTable, row: Row) -> Iterator[Problem]:
    """Terms that change nothing, for want of another column."""
    limit, daily = row["max_hours_per_week"], row["overtime_after_hours_per_day"]
    cap, factor = row["max_overtime_hours_per_week"], row["overtime_factor"]
    minima = (row["min_hours_per_week"], row["min_hours_per_horizon"])
    for column, idle, reason in (
        ("max_overtime_hours_per_week", cap and limit is None, "max_hours_per_week is blank"),
        ("overtime_after_hours_per_day", daily is not None and factor is None,
         "overtime_factor is blank: an hour of overtime costs no more"),
        ("guaranteed_pay", row["guaranteed_pay"] and minima == (None, None),
         "min_hours_per_week is blank: there is nothing to guarantee"),
    ):  # fmt: skip
        if idle:
            value, message = checked.shown(row.number, column), f"changes nothing: {reason}"
            yield checked.problem(row.number, column, message, value=value, warning=True)


def _by_law(checked: CheckedTable, row: Row, column: str) -> str:
    return "" if checked.shown(row.number, column) else f" by the law {row['law'].upper()}"


def build_shifts(
    checked: CheckedTable, interval_minutes: int
) -> tuple[tuple[ShiftTemplate, ...], list[Problem]]:
    """Rows of ``shifts.csv``, windows of breaks clipped to the shift."""
    problems: list[Problem] = []
    shifts: list[ShiftTemplate] = []
    for row in checked.rows:
        fault = break_fault(row["breaks"], row["length_minutes"])
        if fault:
            value = checked.shown(row.number, "breaks")
            problems.append(checked.problem(row.number, "breaks", fault, value=value))
        shifts.append(_shift(row.values, interval_minutes))
    return tuple(shifts), problems


def _shift(values: Mapping[str, Any], interval_minutes: int) -> ShiftTemplate:
    start, last = values["start_from"], values["start_to"]
    last = start if last is None else last + (DAY_MINUTES if last < start else 0)
    length = values["length_minutes"]
    shift = {
        **values,
        "teams": () if values["teams"] == ("*",) else values["teams"],
        "start_to": last,
        "start_step_minutes": values["start_step_minutes"] or interval_minutes,
        "breaks": tuple(
            replace(part, latest=min(part.latest, length - part.minutes))
            for part in values["breaks"]
        ),
    }
    return ShiftTemplate(**shift)


def break_fault(breaks: Sequence[Break], length: int) -> str:
    """Why breaks cannot all be placed in a shift of ``length`` minutes; blank when they can."""
    if sum(part.minutes for part in breaks) >= length:
        return f"has breaks that leave nothing of a shift of {length} minutes"
    cursor = 0
    for part in sorted(breaks, key=lambda part: (part.latest, part.earliest)):
        if part.earliest + part.minutes > length:
            return (
                f"has a break of {part.minutes} minutes from minute {part.earliest} on: "
                f"the shift ends at {length}"
            )
        start = max(cursor, part.earliest)
        if start > min(part.latest, length - part.minutes):
            return "has breaks that cannot all lie in their windows without overlapping"
        cursor = start + part.minutes
    return ""


def build_agents(
    checked: CheckedTable, teams: Mapping[str, Team], queues: Iterable[str]
) -> tuple[tuple[Agent, ...], list[Problem]]:
    """People named in ``agents.csv`` and, for teams without any, as many as ``heads`` says."""
    every = tuple(queues)
    named = [_agent(row, teams[row["team"]], every) for row in checked.rows if row["team"] in teams]
    problems = [
        checked.problem(row.number, "end_date", "is before start_date",
                        value=checked.shown(row.number, "end_date"))
        for row in checked.rows
        if row["start_date"] and row["end_date"] and row["end_date"] < row["start_date"]
    ]  # fmt: skip
    with_names = checked.names("team")
    generated = [
        agent for team in teams.values() if team.team not in with_names for agent in _heads(team)
    ]
    taken = {agent.agent for agent in named}
    problems += [
        checked.problem(None, "agent", f"is also the generated id of a person of {agent.team}",
                        value=agent.agent)
        for agent in generated
        if agent.agent in taken
    ]  # fmt: skip
    return (*named, *generated), problems


def _agent(row: Row, team: Team, every: tuple[str, ...]) -> Agent:
    own = every if row["queues"] == ("*",) else row["queues"]
    filled = {
        "contract": row["contract"] or team.contract,
        "queues": team.queues if own is None else own,
        "productivity": team.productivity if row["productivity"] is None else row["productivity"],
        "hourly_cost": team.hourly_cost if row["hourly_cost"] is None else row["hourly_cost"],
        "tier": row["tier"] or team.tier,
    }
    return Agent(**{**row.values, **filled})


def _heads(team: Team) -> list[Agent]:
    return [
        Agent(
            agent=f"{team.team}-{i:03d}",
            team=team.team,
            contract=team.contract,
            queues=team.queues,
            productivity=team.productivity,
            hourly_cost=team.hourly_cost,
            tier=team.tier,
            named=False,
        )
        for i in range(1, (team.heads or 0) + 1)
    ]


def build_time_off(checked: CheckedTable) -> tuple[tuple[TimeOff, ...], list[Problem]]:
    """Rows of ``time_off.csv``."""
    rows = [
        TimeOff(
            agent=row["agent"],
            first=row["from"],
            last=row["to"] or row["from"],
            kind=row["kind"],
            paid=row["paid"],
        )
        for row in checked.rows
    ]
    problems = [
        checked.problem(row.number, "to", "is before from", value=checked.shown(row.number, "to"))
        for row in checked.rows
        if row["to"] is not None and row["to"] < row["from"]
    ]
    return tuple(rows), problems


def build_cover(checked: CheckedTable, plan_zone: str) -> tuple[tuple[Cover, ...], list[Problem]]:
    """Rows of ``cover.csv``; the plan's zone where a row names none."""
    cover: list[Cover] = []
    problems: list[Problem] = []
    for row in checked.rows:
        if row["min"] is None and row["max"] is None:
            problems.append(checked.problem(row.number, "min", "is blank, and so is max"))
        elif row["min"] is not None and row["max"] is not None and row["min"] > row["max"]:
            problems.append(checked.problem(row.number, "min", "is above max"))
        if row["per_agents"] is not None and row["min"] is None:
            message = "has nothing to count: expected min, people for every so many"
            problems.append(checked.problem(row.number, "per_agents", message))
        if row["of_teams"] and row["per_agents"] is None:
            message = "is of no use without per_agents"
            problems.append(checked.problem(row.number, "of_teams", message))
        try:
            stretch = window(row["weekdays"], row["from"], row["to"])
        except CellError as error:
            problems.append(checked.problem(row.number, "to", str(error)))
            continue
        lists = {
            name: () if row[name] == ("*",) else row[name]
            for name in ("teams", "tiers", "queues", "of_teams")
        }
        values = {
            **{name: row[name] for name in ("cover", "min", "max", "per_agents")},
            **lists,
            "window": stretch,
            "timezone": row["timezone"] or plan_zone,
        }
        cover.append(Cover(**values))
    return tuple(cover), problems


def build_previous(
    checked: CheckedTable,
    agents: Mapping[str, Agent],
    teams: Mapping[str, Team],
    horizon: Horizon | None,
) -> tuple[tuple[Shift, ...], list[Problem]]:
    """Shifts of ``previous.csv``; those of people who are gone are left out with a warning."""
    shifts: list[Shift] = []
    problems: list[Problem] = []
    gone: dict[str, int] = {}
    for row in checked.rows:
        agent = agents.get(row["agent"])
        if agent is None or agent.team not in teams:
            gone.setdefault(row["agent"], row.number)
            continue
        try:
            shifts.append(_previous(row, agent, teams[agent.team], horizon))
        except CellError as error:
            shown = checked.shown(row.number, "start")
            problems.append(checked.problem(row.number, "start", str(error), value=shown))
    problems += [
        checked.problem(number, "agent", "is nobody of this plan and is left out", value=name,
                        warning=True)
        for name, number in gone.items()
    ]  # fmt: skip
    return tuple(shifts), problems


def _previous(row: Row, agent: Agent, team: Team, horizon: Horizon | None) -> Shift:
    place = zone(row["timezone"]) if row["timezone"] else team.zone
    start, end = (one_instant(row[name], place) for name in ("start", "end"))
    if end <= start:
        raise CellError("is not before end")
    if end - start > timedelta(hours=25):
        raise CellError("is more than a day before end")
    if horizon is not None and start >= horizon.first:
        raise CellError("lies in the horizon: previous holds the shifts that start before it")
    return Shift(
        agent=agent.agent, team=agent.team, date=row["date"] or local_date(start, team.zone),
        shift=row["shift"], start=start, end=end, stated_paid_hours=row["paid_hours"],
    )  # fmt: skip
