"""Rules between shifts that have a price: kept as though hard wherever that leaves a rota.

A rota that keeps them costs nothing for them. Whoever has none is eased of as few of them as it
takes, and pays the price (:mod:`planner.optimiser.pair_costs`). The bound is of a problem in which
nobody is asked to keep them: no schedule, whatever it breaks at a price, can cost less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from planner.domain import Contract, Plan
from planner.optimiser.bounding import Bounder
from planner.optimiser.keeping import Kept
from planner.optimiser.packing import deferred_work, pack
from planner.optimiser.problem import Eased, Problem, compile_problem

BETWEEN_SHIFTS = (
    "min_rest_hours", "weekly_rest_hours", "rest_after_nights_hours", "forward_rotation",
    "max_start_spread_minutes",
)  # fmt: skip

BOUND_ASKS_NOT = frozenset({"max_start_spread_minutes"})
"""Those that the bound asks of nobody in any case."""


def priced_between(plan: Plan) -> tuple[str, ...]:
    """The rules between shifts that have a price and that some contract states."""
    return tuple(
        rule
        for rule in BETWEEN_SHIFTS
        if rule in plan.rules and any(states(contract, rule) for contract in plan.contracts)
    )


def states(contract: Contract, rule: str) -> bool:
    """Whether a contract has a rule."""
    return getattr(contract, rule) not in (None, False)


def compile_both(
    plan: Plan, needs: pd.DataFrame, kept: Kept | None, *, threads: int = 1
) -> tuple[Problem, Problem, list[int]]:
    """The problem to search and the one that is bounded; one and the same without such rules.

    Third the numbers of the people of whom it is not known whether the hard rules leave them a
    rota; of the others it is known that they do.
    """
    priced = frozenset(priced_between(plan))
    problem = compile_problem(plan, needs, kept=kept)
    if not priced:
        return problem, problem, list(range(len(problem.people)))
    bound = _bound_by(plan, priced)
    stuck = _without_rota(problem, bound, threads)
    if stuck:
        eased = _fewest(plan, problem, stuck, priced, kept)
        problem = compile_problem(plan, needs, kept=kept, eased=eased)
    unsure = sorted({*range(len(problem.people))} - {*bound} | {*stuck})
    if priced <= BOUND_ASKS_NOT:
        return problem, problem, unsure
    everybody = {agent.agent: priced for agent in plan.agents}
    return problem, compile_problem(plan, needs, kept=kept, eased=everybody), unsure


def _bound_by(plan: Plan, rules: frozenset[str]) -> list[int]:
    """Numbers of the people whose contract states any of these rules."""
    names = {
        contract.contract
        for contract in plan.contracts
        if any(states(contract, rule) for rule in rules)
    }
    return [at for at, agent in enumerate(plan.agents) if agent.contract in names]


def _without_rota(problem: Problem, among: Sequence[int], threads: int = 1) -> list[int]:
    """Numbers of everybody, if of a kind ``among`` these people, whom the rules leave no rota."""
    bounder = Bounder(problem, pack(problem), problem.lack, deferred_work(problem))
    nobody = bounder.without_rota(among, threads=threads)
    kinds = {problem.people[number].kind for number in nobody}
    return [person.number for person in problem.people if person.kind in kinds]


def _fewest(
    plan: Plan, problem: Problem, stuck: list[int], priced: frozenset[str], kept: Kept | None
) -> Eased:
    """As few rules as each of these people must be eased of; those alike are tried once."""
    known: dict[tuple[object, ...], frozenset[str]] = {}
    eased: dict[str, frozenset[str]] = {}
    for number in stuck:
        person = problem.people[number]
        if person.kind not in known:
            known[person.kind] = _fewest_of(plan, person.agent, priced, kept)
        eased[person.agent] = known[person.kind]
    return eased


def _fewest_of(plan: Plan, name: str, priced: frozenset[str], kept: Kept | None) -> frozenset[str]:
    alone = replace(plan, agents=(plan.agent[name],))
    nothing = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})
    dropped = priced
    for rule in BETWEEN_SHIFTS:
        fewer: Mapping[str, frozenset[str]] = {name: dropped - {rule}}
        if rule in dropped and not _without_rota(
            compile_problem(alone, nothing, kept=kept, eased=fewer), [0]
        ):
            dropped -= {rule}
    return dropped
