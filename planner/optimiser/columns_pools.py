"""Whole choices from what is at hand: person by person, and by CP-SAT among rotas of a pool."""

import time
from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from planner.deadlines import ended_after
from planner.optimiser.columns_work import Floats, Ints, Part, Rotas, Work

WORKERS = 8
"""Search strategies of CP-SAT; with as many as there are cores its bounds barely move."""


def answers(
    work: Work,
    rotas: Sequence[Ints | None],
    order: Sequence[int],
    *,
    until: float,
    passes: int = 10,
) -> list[Ints | None]:
    """Everybody's best answer to the others in turn, until nobody can do better.

    ``None`` stands for people who have no rota yet; whoever has no legal one stays so.
    """
    found = list(rotas)
    part = Part.whole(work)
    missing = work.need - work.cover([rota for rota in found if rota is not None])
    for _ in range(passes):
        better = 0.0
        for who in order:
            mine = found[who]
            if mine is not None and time.perf_counter() > until:
                return found
            if mine is not None:
                np.add.at(missing, work.filled(mine), 1.0)
            best = part.best(who, work.worth(_marginal(work, missing)), mine)
            if best.rota is not None:
                saved = np.inf if mine is None else _saved(work, who, mine, best.rota, missing)
                if saved > 1e-6:
                    better += saved
                    found[who] = mine = best.rota
            if mine is not None:
                np.add.at(missing, work.filled(mine), -1.0)
        if better <= 1e-6:
            break
    return found


def _marginal(work: Work, missing: Floats) -> Floats:
    """What one more person is worth in each row."""
    part = np.clip(missing, 0.0, 1.0)
    return part * work.under - (1 - part) * work.over


def _saved(work: Work, who: int, old: Ints, new: Ints, missing: Floats) -> float:
    """What a person's change of rota saves."""
    cost = []
    for rota in (old, new):
        left = missing.copy()
        np.add.at(left, work.filled(rota), -1.0)
        cost.append(work.own(who, rota) + work.cover_cost(left))
    return cost[0] - cost[1]


def pick(
    part: Part, pools: dict[int, list[Ints]], start: Rotas, *, until: float, seed: int
) -> tuple[Rotas | None, bool]:
    """The best choice of one rota each from pools, and whether it is proven the best of them.

    ``start`` is a choice to begin with, whose rotas belong to the pools. None: nothing as good as
    ``start`` was found in time.
    """
    left = until - time.perf_counter()
    if left <= 0:
        return None, False
    model = cp_model.CpModel()
    terms: list[cp_model.LinearExprT] = []
    prices: list[float] = []
    rows: list[list[cp_model.IntVar]] = [[] for _ in part.need]
    chosen: dict[int, list[cp_model.IntVar]] = {}
    for who, pool in pools.items():
        chosen[who] = [model.new_bool_var("") for _ in pool]
        model.add_exactly_one(chosen[who])
        for take, rota in zip(chosen[who], pool, strict=True):
            terms.append(take)
            prices.append(part.own(who, rota))
            model.add_hint(take, int((rota == start[who]).all()))
            for row in part.filled(rota).tolist():
                rows[row].append(take)
    _cover(model, part, rows, terms, prices)
    model.minimize(cp_model.LinearExpr.weighted_sum(terms, prices))
    solver = _solver(left, seed)
    with ended_after(left, solver.stop_search):
        status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, status == cp_model.INFEASIBLE
    taken = {who: [solver.value(take) for take in takes].index(1) for who, takes in chosen.items()}
    return {who: pools[who][n] for who, n in taken.items()}, status == cp_model.OPTIMAL


def _solver(seconds: float, seed: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    return solver


def _cover(
    model: cp_model.CpModel, part: Part, rows: list[list[cp_model.IntVar]],
    terms: list[cp_model.LinearExprT], prices: list[float],
) -> None:  # fmt: skip
    """Shortage and surplus of every row that the pools can change."""
    for row, takes in enumerate(rows):
        if not takes:
            continue
        need = round(float(part.need[row]))
        room = len(takes) + abs(need)
        under, over = model.new_int_var(0, room, ""), model.new_int_var(0, room, "")
        model.add(cp_model.LinearExpr.sum(takes) + under - over == need)
        terms += [under, over]
        prices += [float(part.work.under[row]), float(part.work.over[row])]
