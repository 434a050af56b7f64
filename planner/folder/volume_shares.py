"""Shares of a queue's contacts that are routed to one team alone: ``volume_share`` of teams.csv.

Each becomes a queue of its own, named ``queue@team``, behind the one whose contacts it shares. The
team's people serve it in place of that one, which keeps the rest for all others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.domain import Agent, Cover, Queue, Team
from planner.errors import Problem
from planner.folder.checking import CheckedTable

MARK = "@"
ROUNDING = 1e-9
"""Residue of sums of shares that is not a contact."""


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Queues with their parts, and those who serve them."""

    queues: tuple[Queue, ...]
    teams: tuple[Team, ...]
    agents: tuple[Agent, ...]
    cover: tuple[Cover, ...]


def share_out(
    queues: Sequence[Queue], *, teams: Sequence[Team], agents: Sequence[Agent],
    cover: Sequence[Cover],
) -> Shared:  # fmt: skip
    """Add the parts of queues, and let teams, people and minimum presence name them.

    Shares that add to more than 1 are taken as they are: see :func:`share_problems`.
    """
    parts = {queue.queue: list(_parts(queue, teams)) for queue in queues}
    own = {
        team.team: {name: f"{name}{MARK}{team.team}" for name in team.queues if name in parts}
        for team in teams
        if team.volume_share is not None
    }
    return Shared(
        queues=tuple(each for queue in queues for each in (queue, *parts[queue.queue])),
        teams=tuple(
            replace(team, queues=_renamed(team.queues, own.get(team.team, {}))) for team in teams
        ),
        agents=tuple(
            replace(agent, queues=_renamed(agent.queues, own.get(agent.team, {})))
            if agent.team in own
            else agent
            for agent in agents
        ),
        cover=tuple(replace(row, queues=tuple(_with_parts(row.queues, parts))) for row in cover),
    )


def name_problems(queues: CheckedTable) -> list[Problem]:
    """Queues whose name is that of a part."""
    message = f"holds {MARK}, which names the share of a queue that one team gets"
    return [
        queues.problem(row.number, "queue", message, value=row["queue"])
        for row in queues.rows
        if MARK in row["queue"]
    ]


def share_problems(
    shared: Shared, *, queues: CheckedTable, teams: CheckedTable
) -> Iterator[Problem]:
    """Shares that route nothing or too much, and parts and rests that nobody serves."""
    served = {name for agent in shared.agents for name in agent.queues}
    parts = {queue.queue: queue for queue in shared.queues if queue.part_of}
    rows = {row["team"]: row.number for row in teams.rows}
    routed: dict[str, float] = {}
    for team in shared.teams:
        if team.volume_share is None:
            continue
        for message, warning in _of_team(team, parts, routed, served):
            value = teams.shown(rows[team.team], "volume_share")
            yield teams.problem(
                rows[team.team], "volume_share", message, value=value, warning=warning
            )
    yield from _rests(shared.queues, queues, routed, served)


def _of_team(
    team: Team, parts: Mapping[str, Queue], routed: dict[str, float], served: set[str]
) -> Iterator[tuple[str, bool]]:
    """What is wrong with a team's share, and whether it is only odd; adds up what is routed."""
    if not team.queues:
        yield f"routes nothing: {team.team} has no queues", False
    if team.volume_share == 0:
        yield f"gives {team.team} no contacts: blank would let it share those of all", True
    for part in (parts[name] for name in team.queues if name in parts):
        before = routed.get(part.part_of, 0.0)
        routed[part.part_of] = before + part.part_share
        if before <= 1 + ROUNDING < routed[part.part_of]:
            all_of_it = routed[part.part_of]
            yield f"makes {all_of_it:g} of {part.part_of} routed to single teams, at most 1", False
        if part.queue not in served and part.part_share > 0:
            yield f"routes {part.part_of} to {team.team}, where nobody serves it", False


def _rests(
    queues: Iterable[Queue], checked: CheckedTable, routed: Mapping[str, float], served: set[str]
) -> Iterator[Problem]:
    """Queues that share contacts out and whose own rest nobody serves."""
    rows = {row["queue"]: row.number for row in checked.rows}
    for queue in queues:
        rest = 1 - routed.get(queue.queue, 0.0)
        if queue.part_of or queue.queue not in routed or queue.queue in served:
            continue
        if rest > ROUNDING:
            message = (
                f"is served by nobody for the {rest:.4g} of its contacts that no volume_share "
                "routes: expected it under queues of a team without one"
            )
            yield checked.problem(rows[queue.queue], "queue", message, value=queue.queue)
        elif queue.min_agents:
            message = "cannot be kept: volume_share routes all contacts to single teams"
            shown = checked.shown(rows[queue.queue], "min_agents")
            yield checked.problem(rows[queue.queue], "min_agents", message, value=shown)


def _parts(queue: Queue, teams: Iterable[Team]) -> Iterator[Queue]:
    for team in teams:
        if team.volume_share is not None and queue.queue in team.queues:
            yield replace(
                queue, queue=f"{queue.queue}{MARK}{team.team}", part_of=queue.queue,
                part_share=team.volume_share, min_agents=0, weekly_volume=None,
            )  # fmt: skip


def _renamed(names: Iterable[str], own: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(own.get(name, name) for name in names)


def _with_parts(names: Iterable[str], parts: Mapping[str, Sequence[Queue]]) -> Iterator[str]:
    for name in names:
        yield name
        yield from (part.queue for part in parts.get(name, ()))
