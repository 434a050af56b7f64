"""Two people of a team take each other's shift: whom somebody can swap with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from planner.domain import Agent
from planner.schedules import Shift
from planner.ui.fixes import hard_breaches
from planner.ui.rota_draft import RotaDraft, swapped_shifts


@dataclass(frozen=True, kw_only=True)
class Partner:
    """Somebody to swap a day with: their shift, if any, and whether no more hard rules break."""

    agent: Agent
    shift: Shift | None
    keeps_rules: bool


def partners(draft: RotaDraft, agent: str, day: date) -> list[Partner]:
    """People of the same team, those with whom no more hard rules are broken first.

    Only the rules of the two people are looked at; the audit of the swap looks at all of them.
    """
    return sorted(_partners(draft, agent, day), key=lambda found: not found.keeps_rules)


def _partners(draft: RotaDraft, agent: str, day: date) -> Iterator[Partner]:
    plan, mine = draft.plan, draft.shift_of(agent, day)
    for other in plan.agents:
        theirs = draft.shift_of(other.agent, day)
        if other.agent == agent or other.team != plan.agent[agent].team:
            continue
        if mine is theirs is None or _alike(mine, theirs):
            continue
        two = replace(plan, agents=(plan.agent[agent], other), cover=())
        own = [*_shifts(draft, agent), *_shifts(draft, other.agent)]
        after = [shift for shift in own if shift is not mine and shift is not theirs]
        after += swapped_shifts((agent, mine), (other.agent, theirs))
        keeps = hard_breaches(two, after) <= hard_breaches(two, own)
        yield Partner(agent=other, shift=theirs, keeps_rules=keeps)


def _alike(mine: Shift | None, theirs: Shift | None) -> bool:
    """Whether nothing would change: the same hours, breaks and queues."""
    return bool(mine and theirs and replace(theirs, agent=mine.agent) == mine)


def _shifts(draft: RotaDraft, agent: str) -> tuple[Shift, ...]:
    return draft.schedule.by_agent.get(agent, ())
