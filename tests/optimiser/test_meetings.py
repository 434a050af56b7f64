"""Meetings of several people: everybody on shift attends, breaks and other activities make way."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.auditing import Audit, audit
from planner.domain import Break, Contract, OffQueue, Plan
from planner.optimiser import optimise
from planner.optimiser.assembly import Assembled, Assembler
from planner.optimiser.kernels.cover import option_rewards
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.moves import set_day
from planner.optimiser.packing import empty_state, pack
from planner.optimiser.problem import compile_problem
from tests.support.random_plans import random_meeting_operation, random_operation

LUNCH = (
    Break(minutes=15, paid=True, earliest=120, latest=180),
    Break(minutes=30, paid=False, earliest=240, latest=300),
)
FIXED_LUNCH = (LUNCH[0], replace(LUNCH[1], latest=240))
HUDDLE = OffQueue(activity="huddle", minutes=45, together=True)


def operation(
    seed: int, interval: int, breaks: tuple[Break, ...], *meetings: OffQueue
) -> tuple[Plan, pd.DataFrame]:
    """Six people of day shifts, whose contracts ask for nothing."""
    drawn = random_operation(seed, days=8, interval=interval)
    shifts = tuple(
        replace(row, start_from=360, start_to=900, start_step_minutes=60, breaks=breaks)
        for row in drawn.plan.shifts
    )
    contracts = tuple(Contract(contract=row.contract) for row in drawn.plan.contracts)
    plan = replace(
        drawn.plan, shifts=shifts, contracts=contracts, off_queue=meetings, time_off=(),
        previous=(), cover=(),
    )  # fmt: skip
    return plan, drawn.needs


def held(plan: Plan, needs: pd.DataFrame, seed: int) -> tuple[Assembled, Audit]:
    """Any rota, its meetings held, and what the audit says of it."""
    rng = np.random.default_rng(seed)
    problem = compile_problem(plan, needs)
    facts = pack(problem)
    kernel, state = bind(facts), empty_state(problem, facts)
    nothing = np.zeros(len(problem.lack) * facts.ticks + 1)
    reward = np.zeros(len(facts.begin))
    places = np.full((len(facts.begin), facts.breaks.shape[1]), -1, dtype=np.int64)
    for who, g in enumerate(facts.group.tolist()):
        first = facts.first[g]
        option_rewards(
            kernel, who, int(first[0]), int(first[facts.days[g]]), nothing, reward, places, 1
        )
        for day in range(int(facts.days[g])):
            if first[day] < first[day + 1] and rng.random() < 0.6:
                option = int(rng.integers(first[day], first[day + 1]))
                set_day(kernel, state, who, day, option, places[option])
    done = Assembler(problem, facts, needs).assemble(state)
    return done, audit(plan, done.schedule, needs)


def faults(found: Audit) -> list[str]:
    """Hard breaches that a meeting could have caused."""
    own = found.violations["rule"].isin(["off_queue", "breaks", "activities", "template"])
    messages: list[str] = found.violations.loc[own, "message"].tolist()
    return messages


@pytest.mark.parametrize("interval", [15, 30, 60])
@pytest.mark.parametrize("breaks", [LUNCH, FIXED_LUNCH], ids=["lunch", "fixed lunch"])
def test_everybody_on_shift_attends(interval: int, breaks: tuple[Break, ...]) -> None:
    plan, needs = operation(interval, interval, breaks, HUDDLE)
    done, found = held(plan, needs, interval)
    assert done.excess == 0
    assert faults(found) == []
    attended = [
        part.start
        for shift in done.schedule.shifts
        for part in shift.activities
        if part.activity == "huddle"
    ]
    assert len(attended) >= 4
    assert len(set(attended)) <= 3


@pytest.mark.parametrize("seed", [11, 15])
def test_two_meetings_do_not_fall_on_one_time(seed: int) -> None:
    everybody = OffQueue(activity="all hands", minutes=60, together=True, per="horizon")
    plan, needs = operation(seed, 60, LUNCH, HUDDLE, everybody)
    done, found = held(plan, needs, seed)
    assert done.excess == 0
    assert faults(found) == []


def test_the_cost_told_is_the_audits() -> None:
    plan, needs = operation(3, 30, LUNCH, HUDDLE)
    done, found = held(plan, needs, 3)
    assert done.cost == pytest.approx(found.cost, rel=1e-9)


@pytest.mark.parametrize("seed", [111_265])
def test_a_meeting_that_finds_no_time_goes_where_no_limit_is_broken(seed: int) -> None:
    """Two meetings whose best time is the same last hour of the plan, and at most two at work."""
    drawn = random_meeting_operation(seed, interval=30)
    result = optimise(drawn.plan, drawn.needs, seconds=0.4, workers=1)
    found = audit(drawn.plan, result.schedule, drawn.needs)
    assert (found.violations["severity"] == "hard").sum() == 0
    held = {part.activity for shift in result.schedule.shifts for part in shift.activities}
    assert {"huddle", "all hands"} <= held
