"""Hires at least cost: against every choice there is on tiny cases, against the bound on larger."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from planner.domain import Team
from planner.hiring.programme import Task, decide, in_fractions, use_of
from planner.hiring.supply import Supply
from planner.outlook import HiringTerms

WEEKS = 5
OVERTIME = 20 * 1.5 * 40 / 30
"""Money for an effective hour of overtime."""


def team(name: str = "here", *, rate: float = 20, **terms: Any) -> Supply:
    """Two people of 40 hours a week, of which each gives 30; an eighth leaves every week."""
    stated: dict[str, Any] = {
        "team": name, "lead_weeks": 1, "ramp": (0.5,), "hire_cost": 100, **terms,
    }  # fmt: skip
    return Supply(
        team=Team(team=name, timezone="UTC", queues=("calls",), contract="full", hourly_cost=rate),
        terms=HiringTerms(**stated), skill=1.0, hours=40.0, effective=np.full(WEEKS, 30.0),
        heads=np.asarray(2 * 0.875 ** np.arange(WEEKS), dtype=float),
        stays=0.875, overtime_factor=1.5, share_at_work=0.8,
    )  # fmt: skip


def task(*teams: Supply, need: list[float] | None = None, price: float = 60) -> Task:
    hours = np.array([need or [60.0, 70.0, 90.0, 100.0, 80.0]])
    return Task(teams=teams, queues=("calls",), need=hours, weeks=WEEKS, price=price)


def cost_of(supply: Supply, hires: tuple[int, ...], need: np.ndarray, price: float) -> float:
    """Week by week, person by person: what these hires cost with the best overtime."""
    cohorts: list[tuple[int, float]] = []
    total = 0.0
    for week in range(WEEKS):
        cohorts = [(since, heads * supply.stays) for since, heads in cohorts]
        cohorts.append((week, float(hires[week])))
        paid = supply.heads[week] + sum(heads for _, heads in cohorts)
        learning = sum(heads for since, heads in cohorts if week - since < len(supply.ramp))
        given = 30.0 * (paid - 0.5 * learning)
        short = max(need[week] - given, 0.0)
        extra = min(short, supply.terms.max_overtime * given) if price > OVERTIME else 0.0
        total += paid * 40 * supply.team.hourly_cost + hires[week] * supply.terms.hire_cost
        total += extra * OVERTIME + (short - extra) * price
    return total


@pytest.mark.parametrize(
    ("price", "overtime", "most"),
    [(60, 0.0, 2), (60, 0.1, 2), (200, 0.1, 2), (200, 0.0, 1), (20, 0.1, 2)],
)  # fmt: skip
def test_no_choice_among_all_is_cheaper(price: float, overtime: float, most: int) -> None:
    supply = team(max_overtime=overtime, max_hires_per_week=most)
    wanted = task(supply, price=price)
    found = decide(wanted)
    choices = product([0], *[range(most + 1)] * (WEEKS - 1))
    cheapest = min(cost_of(supply, hires, wanted.need[0], price) for hires in choices)
    assert found.cost == pytest.approx(cheapest, abs=0.01 * float(wanted.need.sum()) + 1e-6)
    told = tuple(int(h) for h in found.hires[0].round())
    assert cost_of(supply, told, wanted.need[0], price) == pytest.approx(cheapest, rel=1e-6, abs=3)
    assert found.bound <= found.cost + 1e-6


def test_nobody_starts_before_the_lead_time_and_no_more_than_may() -> None:
    found = decide(task(team(lead_weeks=3, max_hires_per_week=1), price=500))
    assert found.hires[0].round().tolist() == [0, 0, 0, 1, 1]


def test_the_largest_team_is_kept() -> None:
    found = decide(task(team(max_heads=3), price=500))
    assert found.heads.max() <= 3 + 1e-6


def test_the_cheaper_team_grows() -> None:
    found = decide(task(team(), team("there", rate=8), price=200))
    assert found.hires[0].sum() == 0
    assert found.hires[1].sum() > 0


def test_a_vendor_gets_no_more_and_no_less_than_its_share() -> None:
    vendor = team("vendor", rate=5, most_share=0.3)
    used = decide(task(team(), vendor, price=200)).used[1, 0]
    assert (used <= 0.3 * task().need[0] + 1e-6).all()
    least = decide(task(team(), team("vendor", rate=50, least_share=0.2), price=200)).used[1, 0]
    assert (least >= 0.2 * task().need[0] - 1e-6).all()


def test_heads_are_given_back_when_they_are_not_needed() -> None:
    found = decide(task(team(release=True), need=[60.0, 60.0, 5.0, 5.0, 5.0], price=200))
    assert found.released.sum() >= 1
    assert found.heads.min() >= -1e-9


def test_large_tasks_are_rounded_and_their_distance_is_known() -> None:
    """The same teams in many copies, so that the way for large tasks is taken."""
    teams = tuple(replace(team(max_overtime=0.05), team=replace(team().team, team=f"t{i}"))
                  for i in range(60))  # fmt: skip
    wanted = Task(teams=teams, queues=("calls",), need=60 * task().need, weeks=WEEKS, price=200)
    found = decide(wanted)
    assert np.allclose(found.hires, found.hires.round())
    assert in_fractions(wanted).cost == pytest.approx(found.bound)
    assert found.bound - 1e-6 <= found.cost <= 1.02 * found.bound


def test_kept_hires_meet_more_work_with_overtime_and_shortage() -> None:
    wanted = task(team(max_overtime=0.1), price=60)
    found = decide(wanted)
    more = use_of(replace(wanted, need=1.1 * wanted.need), found)
    assert np.allclose(more.hires, found.hires)
    assert more.short.sum() > found.short.sum()
    assert more.cost > found.cost


def test_nobody_is_hired_who_never_gets_productive() -> None:
    """A ramp of nothing that is longer than the plan."""
    found = decide(task(team(ramp=(0.0,) * 9), price=500))
    assert found.hires.sum() == 0
