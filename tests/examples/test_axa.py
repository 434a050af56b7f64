"""Four weeks of 28 real queues across a clock change, planned and audited."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest

import planner
from tests.support.scripts import AXA, load

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not AXA.exists(), reason="../shared is missing: no real volumes here"),
]

ZONE = "Europe/Paris"
SPRING_FORWARD = date(2012, 3, 25)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A plan, what it needs, and what the optimiser made of it."""

    plan: planner.Plan
    needs: pd.DataFrame
    result: planner.Result
    audit: planner.Audit


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    folder = tmp_path_factory.mktemp("axa")
    load("benchmarks/axa.py").build(folder, AXA)
    plan = planner.read_plan(folder)
    needs = planner.require(plan, planner.forecast(plan))
    result = planner.optimise(plan, needs, seconds=20)
    audit = planner.audit(plan, result.schedule, needs)
    return Planned(plan=plan, needs=needs, result=result, audit=audit)


def test_the_day_of_the_clock_change_has_23_hours(planned: Planned) -> None:
    local = planned.needs["interval_start"].dt.tz_convert(ZONE)
    counts = local.dt.date.groupby([planned.needs["queue"], local.dt.date]).size().unstack()
    assert counts.shape == (28, 28)
    assert (counts[SPRING_FORWARD] == 23 * 2).all()
    assert (counts.drop(columns=[SPRING_FORWARD]) == 24 * 2).all(axis=None)


def test_people_work_through_the_clock_change(planned: Planned) -> None:
    change = pd.Timestamp("2012-03-25T01:00:00Z")
    across = [s for s in planned.result.schedule.shifts if s.start < change < s.end]
    assert across


def test_the_rota_keeps_every_hard_rule(planned: Planned) -> None:
    assert planned.audit.hard == 0


def test_the_cost_is_the_audits_and_above_the_bound(planned: Planned) -> None:
    assert planned.result.cost == pytest.approx(planned.audit.cost, abs=0.01)
    assert 0 < planned.result.bound <= planned.result.cost


def test_the_rota_covers_nearly_all_that_is_needed(planned: Planned) -> None:
    assert planned.audit.short_hours < 0.05 * planned.audit.required_hours
