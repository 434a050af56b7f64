"""Whether the parts of a plan make sense together: volumes, people, templates, rules."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from planner.calendars import is_subdivision, subdivisions
from planner.clock import WEEK_DAYS, Horizon
from planner.domain import (
    USUAL_DUE_HOURS,
    Agent,
    Backlog,
    Contract,
    Cover,
    History,
    Market,
    Queue,
    ShiftTemplate,
    Team,
)
from planner.errors import Problem
from planner.folder.checking import CheckedTable, Row
from planner.folder.links import loops
from planner.folder.people_side import MOST_PEOPLE
from planner.folder.spelling import listed

Tables = Mapping[str, CheckedTable]


def _row_of(checked: CheckedTable, column: str, name: str) -> int | None:
    return next((row.number for row in checked.rows if row[column] == name), None)


def place_problems(checked: CheckedTable) -> list[Problem]:
    """Subdivisions that their country does not have."""
    problems = []
    for row in checked.rows:
        country, part = row["country"], row["subdivision"]
        if not part or (country and is_subdivision(country, part)):
            continue
        where = f"is no subdivision of {country} with holidays of its own"
        if country and subdivisions(country):
            where += f": expected one of {listed(subdivisions(country), most=20)}"
        message = where if country else "has no country beside it"
        value = checked.shown(row.number, "subdivision")
        problems.append(checked.problem(row.number, "subdivision", message, value=value))
    return problems


def escalation_problems(checked: CheckedTable) -> list[Problem]:
    """Escalations that run in a circle, or that have only half of what they need."""
    edges = {row["queue"]: row["escalates_to"] for row in checked.rows if row["escalates_to"]}
    problems = []
    for loop in loops(edges):
        chain = " → ".join((*loop, loop[0]))
        message = f"escalates in a circle: {chain}"
        row = _row_of(checked, "queue", loop[0])
        problems.append(checked.problem(row, "escalates_to", message, value=edges[loop[0]]))
    for line in checked.rows:
        if line["escalation_share"] > 0 and not line["escalates_to"]:
            message = "is blank, but escalation_share is not: expected the queue they go to"
            problems.append(checked.problem(line.number, "escalates_to", message))
    return problems


def volume_problems(
    tables: Tables, queues: Sequence[Queue], markets: Sequence[Market], history: History,
    driven: Collection[str] = (),
) -> list[Problem]:  # fmt: skip
    """Queues and markets whose contacts come from nowhere; ``driven`` queues have contact rates."""
    past = _series_of(history)
    fed = {market.queue for market in markets} | set(driven)
    seen = {queue for queue, _ in past}
    targets = {queue.escalates_to for queue in queues if queue.escalation_share > 0}
    checked = tables["queues"]
    problems = [
        checked.problem(
            _row_of(checked, "queue", queue.queue),
            "weekly_volume",
            f"is blank and {queue.queue} has no other source of contacts: expected history, "
            "a weekly_volume, a market, contact_rates, or a queue that escalates to it",
        )
        for queue in queues
        if queue.weekly_volume is None and queue.queue not in fed | seen | targets
    ]
    silent = [market for market in markets if market.queue not in driven]
    return problems + _silent_markets(tables["markets"], silent, past)


def _series_of(history: History) -> set[tuple[str, str]]:
    """Queues and markets with past contacts; rows of one series lie together."""
    queue, market = history.queue, history.market
    new = np.ones(len(queue), dtype=bool)
    new[1:] = (queue[1:] != queue[:-1]) | (market[1:] != market[:-1])
    return set(zip(queue[new].tolist(), market[new].tolist(), strict=True))


def _silent_markets(
    checked: CheckedTable, markets: Sequence[Market], past: set[tuple[str, str]]
) -> list[Problem]:
    rows = {(row["market"], row["queue"]): row.number for row in checked.rows}
    return [
        checked.problem(
            rows[market.market, market.queue],
            "weekly_volume",
            f"is blank and history has no rows of {market.queue} from {market.market}",
        )
        for market in markets
        if market.weekly_volume is None and (market.queue, market.market) not in past
    ]


def service_problems(
    checked: CheckedTable, queues: Sequence[Queue], agents: Sequence[Agent]
) -> list[Problem]:
    """Queues that nobody can serve."""
    served = {name for agent in agents for name in agent.queues}
    return [
        checked.problem(
            _row_of(checked, "queue", queue.queue),
            "queue",
            "is served by nobody: expected it under queues of a team with people",
            value=queue.queue,
        )
        for queue in queues
        if queue.queue not in served
    ]


def team_problems(
    checked: CheckedTable, teams: Sequence[Team], agents: Sequence[Agent],
    shifts: Sequence[ShiftTemplate], contracts: Mapping[str, Contract],
) -> list[Problem]:  # fmt: skip
    """Teams without people, or whose people have no shift that their contract allows."""
    problems: list[Problem] = []
    sizes: dict[str, int] = {}
    with_names = {agent.team for agent in agents if agent.named}
    for agent in agents:
        sizes[agent.team] = sizes.get(agent.team, 0) + 1
    for team in teams:
        row = _row_of(checked, "team", team.team)
        least, most = team.min_paid_hours_per_week, team.max_paid_hours_per_week
        if least is not None and most is not None and least > most:
            message = f"is above max_paid_hours_per_week, which is {most:g}"
            value = f"{least:g}"
            problems.append(checked.problem(row, "min_paid_hours_per_week", message, value=value))
        if team.heads is None and team.team not in sizes:
            message = f"is blank and agents.csv names nobody of {team.team}"
            problems.append(checked.problem(row, "heads", message))
        named = sizes.get(team.team, 0) if team.team in with_names else None
        if named is not None and team.heads not in (None, named):
            message = f"is not used: agents.csv names {named} people of {team.team}"
            problems.append(
                checked.problem(row, "heads", message, value=str(team.heads), warning=True)
            )
        usable = [shift for shift in shifts if shift.serves(team.team)]
        if not usable:
            message = "has no template in shifts.csv"
            problems.append(checked.problem(row, "team", message, value=team.team))
            continue
        used = {agent.contract for agent in agents if agent.team == team.team} or {team.contract}
        for name in sorted(used & set(contracts)):
            problems += _unusable(checked, row, team, contracts[name], usable)
    if len(agents) > MOST_PEOPLE:
        message = f"makes {len(agents):,} people: at most {MOST_PEOPLE:,} are planned"
        problems.append(checked.problem(None, "heads", message))
    return problems


def _unusable(
    checked: CheckedTable, row: int | None, team: Team, contract: Contract,
    usable: Iterable[ShiftTemplate],
) -> list[Problem]:  # fmt: skip
    """A contract under which no template of the team is short enough."""
    limits = [] if contract.max_hours_per_day is None else [contract.max_hours_per_day]
    if contract.max_hours_per_week is not None:
        overtime = contract.max_overtime_hours_per_week or 0.0
        limits.append(contract.max_hours_per_week + overtime)
    shortest = min(_paid_hours(shift) for shift in usable)
    if not limits or shortest <= min(limits) + 1e-9:
        return []
    message = (
        f"allows {min(limits):g} paid hours, but the shortest shift of {team.team} has {shortest:g}"
    )
    return [checked.problem(row, "contract", message, value=contract.contract)]


def _paid_hours(shift: ShiftTemplate) -> float:
    unpaid = sum(part.minutes for part in shift.breaks if not part.paid)
    return (shift.length_minutes - unpaid) / 60


def cover_warnings(
    checked: CheckedTable, cover: Sequence[Cover], agents: Sequence[Agent]
) -> list[Problem]:
    """Rows of minimum presence that nobody counts for."""
    rows: dict[str, Row] = {row["cover"]: row for row in checked.rows}
    return [
        checked.problem(
            rows[item.cover].number,
            "cover",
            "counts nobody: no person has its team, tier and queue",
            value=item.cover,
            warning=True,
        )
        for item in cover
        if item.min and not any(item.counts(agent) for agent in agents)
    ]


def channel_warnings(checked: CheckedTable, queues: Sequence[Queue]) -> list[Problem]:
    """What is assumed of a queue for its channel, and what hardly fits it."""
    problems = [
        checked.problem(
            _row_of(checked, "queue", queue.queue), "concurrency",
            f"lets people have so many contacts of a {queue.channel} queue at once: expected 1 "
            "(more is for chat)",
            value=str(queue.concurrency), warning=True,
        )
        for queue in queues
        if queue.channel == "voice" and queue.concurrency > 1
    ]  # fmt: skip
    open_ended = [q.queue for q in queues if q.deferred and q.complete_within_hours is None]
    if open_ended:
        due = f"taken to be due within {USUAL_DUE_HOURS:g} hours"
        message = f"is blank for {listed(open_ended)}: {due}"
        problems.append(checked.problem(None, "complete_within_hours", message, warning=True))
    return problems


def backlog_warnings(
    checked: CheckedTable, backlog: Sequence[Backlog], queues: Sequence[Queue],
    agents: Sequence[Agent], contracts: Mapping[str, Contract], horizon: Horizon,
) -> list[Problem]:  # fmt: skip
    """Queues with more work waiting at the start than their people could do in the whole horizon.

    Everybody counts with the weekly maximum of their contract and nothing else to do.
    """
    problems = []
    rows = {row["queue"]: row.number for row in reversed(checked.rows)}
    for queue in queues:
        waiting = sum(row.contacts for row in backlog if row.queue == queue.queue)
        hours = waiting * queue.aht_s / 3600
        names = {queue.queue, *(part.queue for part in queues if part.part_of == queue.queue)}
        people = [agent for agent in agents if names.intersection(agent.queues)]
        able = sum(agent.productivity * _most_hours(agent, contracts, horizon) for agent in people)
        if hours > able and people:
            message = (
                f"make {hours:,.0f} hours of work, more than the {len(people):,} people of "
                f"{queue.queue} can do from start to end ({able:,.0f} h): the rest stays undone"
            )
            value = f"{waiting:g}"
            problems.append(
                checked.problem(rows[queue.queue], "contacts", message, value=value, warning=True)
            )
    return problems


def _most_hours(agent: Agent, contracts: Mapping[str, Contract], horizon: Horizon) -> float:
    """Most paid hours of a person within the horizon."""
    contract = contracts[agent.contract]
    week = contract.max_hours_per_week or WEEK_DAYS * (contract.max_hours_per_day or 24.0)
    hours = week * horizon.days / WEEK_DAYS
    return min(hours, contract.max_hours_per_horizon or hours)
