"""The hiring plan of a folder: need ahead, people ahead, what is told and what is assumed."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import planner
from planner.hiring import HiringPlan, hiring_plan
from tests.support.folders import SMALL, write_folder

HIRING = """\
team,attrition_per_year,leave,lead_weeks,ramp,hire_cost,max_overtime
berlin,0.3,0.1,4,0|0.5,1000,0.05
leads,0.1,0.1,4,0|0.5,2000,0.05
"""


def told(path: Path, *, months: int = 6, **files: str) -> HiringPlan:
    tables = {f"{name}.csv": text for name, text in files.items()}
    return hiring_plan(planner.read_plan(write_folder(path, tables)), months=months)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> HiringPlan:
    growth = "from,queues,growth_per_year,factor\n2027-03-01,,0.5,\n2027-06-07,calls,,1.3\n"
    return told(tmp_path_factory.mktemp("grown"), hiring=HIRING, growth=growth)


def test_growth_moves_the_contacts_of_its_queues(grown: HiringPlan) -> None:
    own = grown.queues[grown.queues["queue"] == "calls"].set_index("week")["contacts"]
    years = (date(2027, 5, 31) - date(2027, 3, 1)).days / 365.25
    assert own[date(2027, 5, 31)] / own[date(2027, 3, 1)] == pytest.approx(1.5**years, rel=0.01)
    assert own[date(2027, 6, 7)] / own[date(2027, 5, 31)] == pytest.approx(1.31, rel=0.01)
    senior = grown.queues[grown.queues["queue"] == "senior"].set_index("week")["contacts"]
    assert senior[date(2027, 6, 7)] / senior[date(2027, 5, 31)] < 1.02


def test_hours_needed_are_covered_or_short(grown: HiringPlan) -> None:
    queues = grown.queues
    assert (
        queues["covered_hours"] + queues["short_hours"] >= queues["required_hours"] - 1e-5
    ).all()


def test_who_is_hired_is_decided_in_time_and_counts_later(grown: HiringPlan) -> None:
    hires = grown.hires
    assert len(hires)
    assert (hires["first_day"] - hires["decide_by"] == timedelta(weeks=4)).all()
    assert (hires["productive_from"] - hires["first_day"] == timedelta(weeks=2)).all()
    assert hires["decide_by"].min() >= date(2027, 3, 1)
    assert hires["hires"].sum() == grown.teams["hires"].sum()


def test_people_are_those_before_and_who_came_less_who_left(grown: HiringPlan) -> None:
    own = grown.teams[grown.teams["team"] == "berlin"]
    heads, hires, left = (own[c].to_numpy(dtype=float) for c in ("fte", "hires", "leavers"))
    assert heads[0] == 6
    assert np.allclose(heads[1:], heads[:-1] + hires[1:] - left[1:], atol=1e-5)
    assert left[1] == pytest.approx(6 * (1 - 0.7 ** (7 / 365.25)), rel=1e-3)


def test_a_forecast_that_is_off_costs_shortage_or_idle_hours(grown: HiringPlan) -> None:
    low, mid, high = grown.risk.to_dict("records")
    assert high["short_hours"] > mid["short_hours"] >= low["short_hours"]
    assert low["idle_hours"] > mid["idle_hours"] > high["idle_hours"]
    assert high["hires_if_known"] >= mid["hires_if_known"] >= low["hires_if_known"]
    assert high["cost_if_known"] <= high["cost"] + 1e-6
    assert any("If 10% more comes than forecast" in line for line in grown.lines)


def test_leave_by_month_is_felt_in_that_month(tmp_path: Path) -> None:
    months = "|".join("0.5" if month == 4 else "0" for month in range(1, 13))
    hiring = HIRING.replace("0.3,0.1,", f"0,{months},")
    own = told(tmp_path, months=3, hiring=hiring).teams
    hours = own[own["team"] == "berlin"].set_index("week")["available_hours"]
    assert hours[date(2027, 4, 12)] == pytest.approx(hours[date(2027, 3, 8)] / 2)


def test_what_is_assumed_is_said(tmp_path: Path) -> None:
    text = "\n".join(told(tmp_path, months=2).lines)
    assert "contacts do not grow beyond the forecast (no growth.csv)" in text
    assert "Assumed for berlin, leads (not in hiring.csv): nobody leaves, no leave" in text


def test_people_who_start_and_leave_on_known_days_count_from_and_until_then(tmp_path: Path) -> None:
    agents = "agent,team,start_date,end_date\na,leads,,\nb,leads,2027-03-15,\nc,leads,,2027-03-11\n"
    own = told(tmp_path, months=1, agents=agents).teams
    heads = own[own["team"] == "leads"]["fte"].tolist()
    assert heads == pytest.approx([2, 1 + 4 / 7, 2, 2])


def test_weeks_are_those_of_the_clock(tmp_path: Path) -> None:
    """On 31 October 2027 Berlin's clocks go back: the weeks hold the same open hours."""
    toml = SMALL["plan.toml"].replace("2027-03-01", "2027-10-18")
    plan = planner.read_plan(write_folder(tmp_path, {"plan.toml": toml}))
    queues = hiring_plan(plan, months=1).queues
    hours = queues[queues["queue"] == "calls"]["required_hours"]
    assert len(hours) == 4
    assert hours.to_numpy() == pytest.approx(hours.iloc[0], rel=1e-6)
