"""Why the rules leave a person no rota with a day as it is asked: the fewest that forbid it."""

from dataclasses import replace

import pandas as pd

from planner.domain import Agent, Plan
from planner.optimiser.asking import Asked, imposed
from planner.optimiser.kernels.choosing import has_rota
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.packed import new_room
from planner.optimiser.one_person import alone, concerning, fewest
from planner.optimiser.packing import empty_state, pack
from planner.optimiser.problem import compile_problem


def forbidden_by(plan: Plan, agent: str, asked: Asked) -> tuple[str, ...]:
    """The smallest set found of rules (columns of contracts.csv) and tables that forbid a day.

    Without any one of them the person could have it. Blank where nothing of these forbids it.
    Found by leaving one after the other out.
    """
    person = plan.agent[agent]
    names = concerning(plan, person)
    if _possible(plan, person, names, asked):
        return ()
    return tuple(fewest(names, lambda kept: _possible(plan, person, kept, asked)))


def _possible(plan: Plan, person: Agent, kept: list[str], asked: Asked) -> bool:
    """Whether the person has such a rota under these rules and tables alone."""
    nothing = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})
    problem = compile_problem(replace(alone(plan, person, kept), off_queue=()), nothing)
    facts = pack(problem)
    blank, room = empty_state(problem, facts), new_room(facts, len(problem.lack))
    return any(has_rota(bind(each), blank, room, 0) for each in imposed(problem, facts, 0, asked))
