"""The cases of whole teams, put to the optimiser's own count of them.

A case's shifts are pinned day by day; what the optimiser counts for the finished rota must be what
the case expects, at a price of one for every unit.
"""

from dataclasses import replace

import pandas as pd
import pytest

from planner.clock import zone
from planner.domain import Pin, Plan
from planner.optimiser.assembly import Assembler
from planner.optimiser.covering import CoverageSolver
from planner.optimiser.packing import pack, round_up
from planner.optimiser.problem import compile_problem
from planner.optimiser.search import RotaSearch
from tests.rules.team_case import TeamCase
from tests.rules.team_cases import TEAM_CASES

COUNTED = {
    "max_seats", "min_paid_hours_per_week", "max_paid_hours_per_week", "max_change_per_day",
    "max_cover", "off_queue",
}  # fmt: skip
ELSEWHERE = {"cover", "lock_days", "keep", "change", "one_shift_per_day", "activities", "breaks"}
"""Rules of the table that the optimiser prices apart from these, or keeps by its kind of rota."""
NO_NEED = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})


def expressible(case: TeamCase) -> bool:
    """Whether the optimiser could have written these shifts and decides nothing itself."""
    days = [(shift.agent, shift.date) for shift in case.schedule().shifts]
    return len(days) == len(set(days)) and not (case.off_queue or case.kept)


def pinned(case: TeamCase) -> Plan:
    """The case's plan with everybody's days pinned, and a price of 1 on every rule of teams."""
    plan = case.plan()
    worked = {(shift.agent, shift.date): shift for shift in case.schedule().shifts}
    place = plan.teams[0].zone
    pins = []
    for agent in plan.agents:
        for day in plan.horizon.team_dates(zone(plan.teams[0].timezone)):
            shift = worked.get((agent.agent, day))
            local = shift.start.astimezone(place) if shift else None
            pins.append(
                Pin(
                    agent=agent.agent, date=day, shift=shift.shift if shift else "",
                    start=local.hour * 60 + local.minute if local else None,
                )
            )  # fmt: skip
    return replace(plan, pins=tuple(pins), rules=dict.fromkeys((*COUNTED, "cover"), 1.0))


CASES = [case for case in TEAM_CASES if expressible(case)]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_optimiser_counts_what_the_audit_counts(case: TeamCase) -> None:
    problem = compile_problem(pinned(case), NO_NEED)
    facts = pack(problem)
    rounded = round_up(problem, facts)
    crowd = CoverageSolver(problem, rounded.facts, rounded.need, rounded.work)
    assembler = Assembler(problem, facts, NO_NEED)
    search = RotaSearch(problem, facts, assembler, seed=1)
    crowd.run(1, of=1)
    search.round(crowd.plan)
    assert search.state.placed.all()
    ratio = any(row.per_agents is not None for row in case.cover)
    counted = COUNTED | ({"cover"} if ratio else set())
    expected = sum(amount for rule, amount in case.expected if rule in counted)
    assert assembler.teams.rules(search.state) == pytest.approx(expected, abs=1e-6)


def test_every_rule_of_the_table_is_counted_or_kept_elsewhere() -> None:
    assert {rule for case in TEAM_CASES for rule, _ in case.expected} == COUNTED | ELSEWHERE
    assert len(CASES) >= 40
