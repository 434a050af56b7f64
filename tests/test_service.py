"""The modelled service: what absence, the forecast's spread and pooling make of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from planner.domain import Plan, Staffing
from planner.reports import queue_figures
from planner.rules import coverage_table
from planner.schedules import Schedule
from planner.service import modelled_service_levels
from planner.staffing import erlang
from tests.support.tiny import flat_needs, shift_of, tiny_plan

CREW = ("ana", "bob", "cas", "dan")


def needs_and_coverage(plan: Plan, *, people: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One erlang at 09:00 UTC of the first Monday, and the first of the crew at work."""
    shifts = [
        shift_of("2027-03-01 08:00 8", agent=name, timezone="Europe/Berlin")
        for name in CREW[:people]
    ]
    needs = flat_needs(plan, 1.0)
    here = needs["interval_start"] == pd.Timestamp("2027-03-01T09:00:00Z")
    needs = needs.assign(volume=6.0 * here, aht_s=300.0, erlangs=1.0 * here)
    return needs, coverage_table(plan, Schedule(tuple(shifts)), needs)


def uncertain(needs: pd.DataFrame, cv: float) -> pd.DataFrame:
    """A forecast of those needs with this coefficient of variation."""
    columns = needs[["interval_start", "queue", "aht_s"]]
    return columns.assign(mean=needs["volume"], market="", cv=cv)


def test_people_are_absent_by_chance_not_in_parts() -> None:
    plan = tiny_plan(people=CREW, team={"shrinkage": 0.2, "absence": 0.1})
    needs, coverage = needs_and_coverage(plan, people=4)
    there = np.arange(5.0)
    each = erlang.service_level(1.0, there, aht=300, within=20)
    expected = (binom.pmf(there, 4, 0.72) * each).sum()
    found = modelled_service_levels(plan, needs, coverage)["help"]
    assert found == pytest.approx(expected, abs=1e-6)
    assert found < erlang.service_level(1.0, 4 * 0.72, aht=300, within=20)


def test_productivity_is_no_absence() -> None:
    plan = tiny_plan(people=CREW, team={"productivity": 0.75})
    needs, coverage = needs_and_coverage(plan, people=4)
    found = modelled_service_levels(plan, needs, coverage)["help"]
    assert found == pytest.approx(erlang.service_level(1.0, 3.0, aht=300, within=20), abs=1e-6)


def test_an_uncertain_forecast_costs_service() -> None:
    plan = tiny_plan(people=CREW)
    needs, coverage = needs_and_coverage(plan, people=3)
    levels = [
        modelled_service_levels(plan, needs, coverage, forecast=uncertain(needs, cv))["help"]
        for cv in (0.0, 0.2, 0.4)
    ]
    assert levels[0] == modelled_service_levels(plan, needs, coverage)["help"]
    assert levels[0] > levels[1] > levels[2]


def test_a_forecast_without_spread_is_a_certain_one() -> None:
    plan = tiny_plan(people=CREW)
    needs, coverage = needs_and_coverage(plan, people=3)
    volumes = uncertain(needs, 0.3)
    certain = modelled_service_levels(plan, needs, coverage)
    for known in (volumes.drop(columns="cv"), volumes.assign(cv=np.nan)):
        assert modelled_service_levels(plan, needs, coverage, forecast=known) == certain


def test_parts_of_a_queue_stray_with_it() -> None:
    base = tiny_plan(people=CREW, queue={"patience_s": 120.0})
    part = replace(base.queues[0], queue="help@team", part_of="help", part_share=0.5)
    plan = replace(base, queues=(*base.queues, part))
    needs = flat_needs(plan, {"help": 1.0, "help@team": 1.0})
    needs = needs.assign(volume=3.0, aht_s=300.0, erlangs=0.5)
    coverage = needs.assign(people=1.0, covered=1.0)
    volumes = uncertain(needs[needs["queue"] == "help"], 0.3)
    certain = modelled_service_levels(plan, needs, coverage)
    levels = modelled_service_levels(plan, needs, coverage, forecast=volumes)
    assert levels["help"] == pytest.approx(levels["help@team"])
    assert levels["help"] < certain["help"] - 0.005


def test_pooled_queues_stray_and_miss_people_together() -> None:
    base = tiny_plan(people=CREW, queue={"patience_s": 120.0}, team={"shrinkage": 0.2})
    slow = replace(base.queues[0], queue="slow", answer_within_s=60.0)
    agents = tuple(replace(agent, queues=("help", "slow")) for agent in base.agents)
    plan = replace(
        base, queues=(*base.queues, slow), agents=agents, staffing=Staffing(pooling="pooled")
    )
    needs = flat_needs(plan, {"help": 1.0, "slow": 1.0, "help|slow": 1.5})
    single = needs["queue"] != "help|slow"
    needs = needs.assign(volume=3.0 * single, aht_s=300.0, erlangs=0.5 * single)
    coverage = needs.assign(people=4.0, covered=3.2)
    there = np.arange(5.0)
    each = erlang.service_level(1.0, there, aht=300, within=20, patience=120)
    expected = (binom.pmf(there, 4, 0.8) * each).sum()
    certain = modelled_service_levels(plan, needs, coverage)
    assert certain["help"] == pytest.approx(expected, abs=1e-6)
    volumes = uncertain(needs[single], 0.3)
    levels = modelled_service_levels(plan, needs, coverage, forecast=volumes)
    assert levels["help"] < certain["help"] - 0.005


def test_the_figures_of_a_report_know_how_far_the_forecast_may_stray() -> None:
    plan = tiny_plan(people=CREW)
    needs, coverage = needs_and_coverage(plan, people=3)
    volumes = uncertain(needs, 0.3)
    told = queue_figures(plan, needs, coverage, forecast=volumes)["help"]["modelled"]
    assert told == modelled_service_levels(plan, needs, coverage, forecast=volumes)["help"]
    assert told < queue_figures(plan, needs, coverage)["help"]["modelled"]
