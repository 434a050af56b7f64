"""The what-if sliders as changes of the plan folder, so that a plan can be made of them."""

from collections.abc import Iterator
from datetime import timedelta

from planner.domain import Plan, Team
from planner.folder import Change, Scenario
from planner.folder.scenario_file import Value
from planner.ui.levers import LAUNCH, Levers, changed_teams, surge_event

NEWCOMER = "what-if"


def scenario_of(plan: Plan, levers: Levers, *, name: str, title: str) -> Scenario:
    """The sliders as a scenario of ``scenarios.toml``.

    Volumes and handle times become events, so that they hold whatever the forecast is made of;
    people who go are the last of their team, people who come are able to do all that it does.
    """
    changes = (*_demand(plan, levers), *_shares(plan, levers), *_heads(plan, levers))
    return Scenario(name=name, title=title, changes=changes)


def _demand(plan: Plan, levers: Levers) -> Iterator[Change]:
    if levers.contacts != 1 or levers.handle_time != 1:
        first = plan.horizon.start - timedelta(days=2)
        last = plan.horizon.start + timedelta(days=plan.horizon.days + 1)
        always: dict[str, Value] = {
            "event": "what if: volume", "kind": "outage", "start": first.isoformat(),
            "end": last.isoformat(), "multiplier": float(round(levers.contacts, 6)),
        }  # fmt: skip
        if levers.handle_time != 1:
            always["aht_factor"] = float(round(levers.handle_time, 6))
        yield Change(table="events", add=always | _of_queue(levers))
    event = surge_event(levers)
    if event is None:
        return
    row: dict[str, Value] = {
        "event": f"what if: {event.kind}", "kind": event.kind,
        "start": f"{event.start:%Y-%m-%dT%H:%M}", "multiplier": float(levers.surge),
    }  # fmt: skip
    if event.kind == LAUNCH:
        row["half_life_days"] = float(levers.half_life_days)
    elif event.end is not None:
        row["end"] = f"{event.end:%Y-%m-%dT%H:%M}"
    yield Change(table="events", add=row | _of_queue(levers))


def _of_queue(levers: Levers) -> dict[str, Value]:
    return {"queues": levers.queue} if levers.queue else {}


def _shares(plan: Plan, levers: Levers) -> Iterator[Change]:
    for before, now in zip(plan.teams, changed_teams(plan, levers).teams, strict=True):
        for column in ("shrinkage", "absence"):
            share = float(round(getattr(now, column), 6))
            if share != getattr(before, column):
                yield Change(table="teams", where={"team": now.team}, column=column, set=share)


def _heads(plan: Plan, levers: Levers) -> Iterator[Change]:
    for name, change in levers.heads:
        team = plan.team.get(name)
        if team is None or not change:
            continue
        members = [agent for agent in plan.agents if agent.team == name]
        if not any(agent.named for agent in members):
            heads = max(0, len(members) + change)
            yield Change(table="teams", where={"team": name}, column="heads", set=heads)
        elif change > 0:
            yield from _newcomers(plan, team, change)
        else:
            for agent in members[change:]:
                yield from _gone(plan, agent.agent)


def _newcomers(plan: Plan, team: Team, count: int) -> Iterator[Change]:
    taken, number = set(plan.agent), 0
    while count:
        number += 1
        name = f"{NEWCOMER}-{team.team}-{number}"
        if name not in taken:
            count -= 1
            yield Change(table="agents", add={"agent": name, "team": team.team})


def _gone(plan: Plan, agent: str) -> Iterator[Change]:
    """Somebody leaves, and everything that names them."""
    naming = {
        "pins": {pin.agent for pin in plan.pins}, "time_off": set(plan.leave),
        "requests": {wish.agent for wish in plan.requests},
        "availability": {row.agent for row in plan.availability},
        "previous": {shift.agent for shift in plan.previous},
    }  # fmt: skip
    for table, names in naming.items():
        if agent in names:
            yield Change(table=table, where={"agent": agent}, remove=True)
    yield Change(table="agents", where={"agent": agent}, remove=True)
