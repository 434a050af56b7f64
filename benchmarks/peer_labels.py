"""Rosters of labels by CP-SAT: a model like that of OR-Tools' shift_scheduling_sat example.

Written anew from what that example documents (OR-Tools, examples/python/shift_scheduling_sat.py):
one label a day for each person, cover a label and day, excess paid, fixed days, wishes, forbidden
successions, sums a week and runs with soft and hard limits. What a plan folder cannot say is left
out here as well; ``benchmarks/peers_optimiser.py`` lists it.
"""

from collections.abc import Iterator
from itertools import product
from time import perf_counter

from ortools.sat.python import cp_model

from benchmarks.peer_cases import LABELS, Answer, LabelCase

Variables = dict[tuple[int, int, str], cp_model.IntVar]


def solve(case: LabelCase, seconds: float) -> Answer:
    """The best roster within so many seconds; building the model counts."""
    begun = perf_counter()
    model = cp_model.CpModel()
    works = {
        (person, day, label): model.new_bool_var(f"{person} {day} {label}")
        for person, day, label in product(range(case.people), range(case.days), LABELS)
    }
    _hard(model, works, case)
    shifts = case.shift_price * cp_model.LinearExpr.sum(list(works.values()))
    model.minimize(sum([shifts, *_cover(model, works, case), *_wishes(works, case),
                        *_priced(model, works, case)]))  # fmt: skip
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    roster = {key[:2]: key[2] for key, work in works.items() if found and solver.value(work)}
    return Answer(
        roster=roster if found else None, proven=status == cp_model.OPTIMAL,
        seconds=perf_counter() - begun, status=solver.status_name(status),
    )  # fmt: skip


def _hard(model: cp_model.CpModel, works: Variables, case: LabelCase) -> None:
    """One label a day, fixed days, successions, days a week, nights in a row."""
    for person, day in product(range(case.people), range(case.days)):
        model.add_at_most_one(works[person, day, label] for label in LABELS)
        if day:
            for before, after in case.not_next:
                model.add_at_most_one(works[person, day - 1, before], works[person, day, after])
    for (person, day), label in case.fixed.items():
        for other in LABELS:
            model.add(works[person, day, other] == int(other == label))
    for person in range(case.people):
        own = [works[person, day, label] for day in range(case.days) for label in LABELS]
        model.add(cp_model.LinearExpr.sum(own) >= case.least_days)
    for person, week in product(range(case.people), range(case.days // 7)):
        model.add_linear_constraint(_worked(works, person, week), *case.days_a_week)
    for nights in _windows(works, case, case.most_nights + 1):
        model.add(sum(nights) <= case.most_nights)


def _worked(works: Variables, person: int, week: int) -> cp_model.LinearExpr:
    days = range(7 * week, 7 * week + 7)
    return cp_model.LinearExpr.sum([works[person, day, label] for day in days for label in LABELS])


def _windows(works: Variables, case: LabelCase, length: int) -> Iterator[list[cp_model.IntVar]]:
    """Everybody's nights of so many days in a row."""
    for person, first in product(range(case.people), range(case.days - length + 1)):
        yield [works[person, day, "N"] for day in range(first, first + length)]


def _cover(
    model: cp_model.CpModel, works: Variables, case: LabelCase
) -> Iterator[cp_model.LinearExpr]:
    """At least those required, and the price of everybody more."""
    for day, label in product(range(case.days), LABELS):
        required = case.required(day, label)
        present = cp_model.LinearExpr.sum([works[p, day, label] for p in range(case.people)])
        over = model.new_int_var(0, case.people, "")
        model.add(present == required + over)
        yield case.excess * over


def _wishes(works: Variables, case: LabelCase) -> Iterator[cp_model.LinearExpr]:
    """The weight of every wish that is not met."""
    for wish in case.wishes:
        if wish.label:
            has = works[wish.person, wish.day, wish.label] + 0
        else:
            has = 1 - cp_model.LinearExpr.sum([works[wish.person, wish.day, x] for x in LABELS])
        yield wish.weight * ((1 - has) if wish.wanted else has)


def _priced(
    model: cp_model.CpModel, works: Variables, case: LabelCase
) -> Iterator[cp_model.LinearExpr]:
    """Days a week off the usual number, and nights in a row above the usual most."""
    if case.usual_days is None:
        return
    for person, week in product(range(case.people), range(case.days // 7)):
        more, fewer = (model.new_int_var(0, 7, "") for _ in range(2))
        model.add(_worked(works, person, week) - case.usual_days == more - fewer)
        yield case.day_more * more + case.day_fewer * fewer
    for nights in _windows(works, case, case.usual_nights + 1):
        long = model.new_bool_var("")
        model.add(sum(nights) <= case.usual_nights + long)
        yield case.night_more * long
