"""One person under some rules and tables alone: the fewest that together forbid something."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from planner.domain import Agent, Plan
from planner.optimiser.clash_words import RULES

FLAGS = ("complete_weekends", "forward_rotation")
"""Rules that are stated or not, without a figure."""
TABLES = ("pins", "time_off", "availability", "previous")
"""Tables of the plan folder that may settle a person's days as well."""


def concerning(plan: Plan, agent: Agent) -> list[str]:
    """The hard rules that a person's contract states, and the tables with rows of the person."""
    contract = plan.contract[agent.contract]
    rules = [name for name in RULES if getattr(contract, name) not in (None, False, "")]
    tables = [name for name in TABLES if _has_rows(getattr(plan, name), agent.agent)]
    return [name for name in rules if name not in plan.rules] + tables


def fewest(names: Sequence[str], possible: Callable[[list[str]], bool]) -> list[str]:
    """Less each name in turn without which it still is not ``possible``."""
    kept = list(names)
    for name in names:
        fewer = [other for other in kept if other != name]
        if not possible(fewer):
            kept = fewer
    return kept


def alone(plan: Plan, agent: Agent, needed: Sequence[str]) -> Plan:
    """The plan of one person, under these rules and tables alone."""
    blank: dict[str, Any] = {name: _blank(name) for name in RULES if name not in needed}
    contract = replace(plan.contract[agent.contract], **blank)
    tables: dict[str, Any] = {name: () for name in TABLES if name not in needed}
    return replace(plan, agents=(agent,), contracts=(contract,), **tables)


def _has_rows(rows: Iterable[Any], agent: str) -> bool:
    return any(row.agent == agent for row in rows)


def _blank(rule: str) -> bool | str | None:
    """What stands in the contract where a rule is left out."""
    if rule in FLAGS:
        return False
    return "" if rule == "rotation" else None
