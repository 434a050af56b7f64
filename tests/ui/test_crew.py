"""A kept rota under the sliders for people: team by team, fewer, more, away more often."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.demand import forecast
from planner.domain import Plan
from planner.example_folders import examples
from planner.folder import read_plan
from planner.rules.coverage import coverage_table
from planner.rules.presence import presence
from planner.staffing import require
from planner.ui.crew import Crew, crews_of, presence_in, staffed, with_gross
from planner.ui.levers import Levers, changed_teams
from planner.ui.results import read_table
from planner.ui.rota_service import Cover, cover_of
from tests.rules.test_pooled_coverage import at_work, pooled_plan
from tests.support.tiny import flat_needs

FOLDER = examples()["follow_the_sun"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(FOLDER)


@pytest.fixture(scope="module")
def rota(results: Path) -> Path:
    return results / "follow_the_sun"


@pytest.fixture(scope="module")
def needs(plan: Plan) -> pd.DataFrame:
    return require(plan, forecast(plan))


@pytest.fixture(scope="module")
def crews(plan: Plan, needs: pd.DataFrame, rota: Path) -> tuple[Crew, ...]:
    at_work = presence_in(plan, read_table(rota / "activities.csv"))
    return crews_of(plan, needs, at_work, {"manila": 1000.0})


@pytest.fixture(scope="module")
def begun(plan: Plan, rota: Path) -> Cover:
    return cover_of(plan, read_table(rota / "coverage.csv"))


def test_the_teams_together_are_the_rota(crews: tuple[Crew, ...], begun: Cover) -> None:
    assert sum(crew.heads for crew in crews) == 180
    covered = sum(crew.cover.covered for crew in crews)
    assert np.abs(covered - begun.covered).max() < 1e-4


def test_sliders_at_rest_leave_the_cover_as_it_is(
    plan: Plan, needs: pd.DataFrame, crews: tuple[Crew, ...], begun: Cover
) -> None:
    found = staffed(plan, crews, needs, Levers(volume=1.3), begun)
    assert found.cover is begun
    assert found.labour == 0


def test_a_team_that_is_gone_takes_its_cover_and_its_money(
    plan: Plan, needs: pd.DataFrame, crews: tuple[Crew, ...], begun: Cover
) -> None:
    manila = next(crew for crew in crews if crew.team.team == "manila")
    levers = Levers(heads=(("manila", -manila.heads),))
    found = staffed(plan, crews, needs, levers, begun)
    left = begun.covered - manila.cover.covered
    assert np.abs(found.cover.covered - left).max() < 1e-4
    assert found.labour == -1000


def test_more_absence_takes_its_share_of_effective_agents_and_nobody_from_the_rota(
    plan: Plan, needs: pd.DataFrame, crews: tuple[Crew, ...], begun: Cover
) -> None:
    found = staffed(plan, crews, needs, Levers(absence=0.10), begun)
    expected = sum(
        crew.cover.covered * (1 - crew.team.absence - 0.10) / (1 - crew.team.absence)
        for crew in crews
    )
    assert found.cover.covered == pytest.approx(expected)
    assert np.abs(found.cover.people - begun.people).max() < 1e-4


def test_people_on_top_at_night_work_only_then_and_where_it_is_shortest(
    plan: Plan, needs: pd.DataFrame, crews: tuple[Crew, ...], begun: Cover
) -> None:
    levers = Levers(heads=(("manila", 20),), extra_at="night")
    found = staffed(plan, crews, needs, levers, begun)
    more = found.cover.covered - sum(crew.cover.covered for crew in crews)
    hour = (np.arange(plan.horizon.intervals) // 4 + 8) % 24
    night = (hour >= 22) | (hour < 6)
    assert np.abs(more[:, ~night]).max() < 1e-6
    total = more.sum(axis=0)[night]
    assert total.min() > 0
    assert total == pytest.approx(np.full(total.shape, total[0]))
    served = [queue.queue in plan.team["manila"].queues for queue in plan.queues]
    assert np.abs(more[~np.array(served)]).max() < 1e-6
    weekly = plan.contract["manila"].max_hours_per_week
    assert weekly is not None
    assert found.labour == pytest.approx(20 * weekly * 4 * plan.team["manila"].hourly_cost)


def test_shrinkage_raises_people_on_shift_as_a_new_requirement_does(
    plan: Plan, needs: pd.DataFrame
) -> None:
    now = changed_teams(plan, Levers(shrinkage=0.08))
    told = with_gross(now, needs)["gross"].to_numpy()
    assert told == pytest.approx(require(now, forecast(now))["gross"].to_numpy())


def test_pooled_plans_count_a_crew_in_every_set_that_it_serves() -> None:
    plan = pooled_plan({"ana": ("de",), "ben": ("en", "de", "mail"), "cem": ("en", "mail")})
    plan = replace(plan, teams=tuple(replace(t, queues=("de", "en")) for t in plan.teams))
    needs = flat_needs(plan, {"de": 0.75, "en": 1.0, "de|en": 1.75, "mail": 0.0})
    rota = at_work(plan, {"ana": "de", "ben": "en|de", "cem": "mail"})
    begun = cover_of(plan, coverage_table(plan, rota, needs))
    crews = crews_of(plan, needs, presence(plan, rota), {})
    assert np.abs(crews[0].cover.covered - begun.covered).max() < 1e-9
    more = Levers(heads=((plan.teams[0].team, 2),), extra_at="day")
    found = staffed(plan, crews, needs, more, begun)
    extra = found.cover.covered - begun.covered
    rows = {name: i for i, name in enumerate(("de", "en", "mail", "de|en"))}
    assert extra[rows["de|en"]].max() > 0
    assert extra[rows["de"]] == pytest.approx(extra[rows["de|en"]])
    assert extra[rows["mail"]].max() == 0
