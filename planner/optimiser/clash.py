"""When the hard rules leave somebody no rota: the smallest set of rules that clash."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from planner.domain import Agent, Contract, Plan
from planner.errors import InfeasibleError
from planner.optimiser.bounding import Bounder
from planner.optimiser.packing import deferred_work, pack
from planner.optimiser.problem import Problem, compile_problem

MOST_NAMED = 20
RULES = {
    "min_hours_per_week": "at least {0:g} paid hours a week",
    "max_hours_per_week": "at most {0:g} paid hours a week",
    "max_hours_per_day": "at most {0:g} paid hours a day",
    "max_days_per_week": "at most {0:g} working days a week",
    "max_consecutive_days": "at most {0:g} working days in a row",
    "min_consecutive_days_off": "at least {0:g} days off in a row",
    "min_rest_hours": "at least {0:g} hours of rest between shifts",
    "max_consecutive_nights": "at most {0:g} nights in a row",
    "max_weekends": "at most {0:g} weekends in the horizon",
    "complete_weekends": "weekends worked on both days or not at all",
    "min_hours_per_horizon": "at least {0:g} paid hours in the horizon",
    "max_hours_per_horizon": "at most {0:g} paid hours in the horizon",
    "weekly_rest_hours": "at least {0:g} hours of rest at a stretch a week",
    "rest_after_nights_hours": "at least {0:g} hours of rest after nights",
    "forward_rotation": "starts that move later only",
    "max_start_spread_minutes": "starts of a week within {0:g} minutes of the clock",
    "rotation": "the days and shifts of rotation '{0}'",
}
FLAGS = ("complete_weekends", "forward_rotation")


def explain_clash(plan: Plan, problem: Problem, numbers: Iterable[int]) -> InfeasibleError:
    """The error that names who has no rota and the fewest rules that together forbid it."""
    names = [problem.people[number].agent for number in numbers]
    agent = plan.agent[names[0]]
    contract = plan.contract[agent.contract]
    rules = [name for name in RULES if getattr(contract, name) not in (None, False, "")]
    rules = [name for name in rules if name not in plan.rules]
    facts = {
        "pins": any(pin.agent == agent.agent for pin in plan.pins),
        "time_off": agent.agent in plan.leave,
        "availability": agent.agent in plan.available,
        "previous": any(shift.agent == agent.agent for shift in plan.previous),
    }
    kept = rules + [name for name, there in facts.items() if there]
    for name in list(kept):
        fewer = [other for other in kept if other != name]
        if not _possible(plan, agent, fewer):
            kept = fewer
    clash = [f"{agent.agent} (team {agent.team}, contract {agent.contract}) has no rota."]
    clash += [_sentence(agent, contract, name) for name in kept]
    others = names[1:MOST_NAMED]
    if others:
        more = len(names) - 1 - len(others)
        clash.append(
            f"No rota either: {', '.join(others)}" + (f" and {more} more." if more > 0 else ".")
        )
    remedy = (
        "Relax any one of these: " + ", ".join(kept)
        if kept
        else f"shifts.csv offers team {agent.team} no shift that fits; add a template."
    )
    return InfeasibleError(clash, remedy + ("." if kept else ""))


def _sentence(agent: Agent, contract: Contract, name: str) -> str:
    if name in RULES:
        text = RULES[name].format(getattr(contract, name))
        return f"contracts.csv, {contract.contract}, {name}: {text}."
    return {
        "pins": f"pins.csv pins days of {agent.agent}.",
        "time_off": f"time_off.csv gives {agent.agent} leave.",
        "availability": f"availability.csv says when {agent.agent} can work.",
        "previous": f"previous.csv holds what {agent.agent} worked in the weeks before.",
    }[name]


def _blank(rule: str) -> bool | str | None:
    """What stands in the contract where a rule is left out."""
    if rule in FLAGS:
        return False
    return "" if rule == "rotation" else None


def _possible(plan: Plan, agent: Agent, kept: list[str]) -> bool:
    """Whether the person has a rota under these rules and facts alone."""
    contract = plan.contract[agent.contract]
    free = {name: _blank(name) for name in RULES if name not in kept}
    only = (agent,)
    small = replace(
        plan,
        agents=only,
        contracts=(replace(contract, **free),),  # type: ignore[arg-type]
        pins=plan.pins if "pins" in kept else (),
        time_off=plan.time_off if "time_off" in kept else (),
        availability=plan.availability if "availability" in kept else (),
        previous=plan.previous if "previous" in kept else (),
    )
    empty = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})
    problem = compile_problem(small, empty)
    facts = pack(problem)
    return not Bounder(problem, facts, problem.lack, deferred_work(problem)).without_rota()
