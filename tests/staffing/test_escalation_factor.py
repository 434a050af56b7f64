"""Events that make contacts escalate more reach the next queue, planned and simulated."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import planner
from planner.domain import Plan
from planner.simulation.arrivals import draw
from planner.simulation.queues import queues_of
from planner.simulation.rates import rates_of
from tests.support.folders import SMALL, write_folder

EVENTS = (
    "event,kind,queues,start,end,escalation_factor\n"
    "new terms,campaign,calls,2027-03-03,2027-03-04,{factor}\n"
)


def plan_with(path: Path, factor: str) -> Plan:
    queues = SMALL["queues.csv"].replace(
        "weekly_volume", "escalates_to,escalation_share,weekly_volume"
    )
    queues = queues.replace("20:00,900", "20:00,senior,0.1,900").replace("18:00,60", "20:00,,,0")
    files = {"queues.csv": queues}
    if factor:
        files["events.csv"] = EVENTS.format(factor=factor)
    return planner.read_plan(write_folder(path, files))


def passed_on(plan: Plan) -> "pd.Series[float]":
    needs = planner.require(plan, planner.forecast(plan))
    senior = needs[needs["queue"] == "senior"]
    return senior.groupby(senior["local_start"].dt.date)["volume"].sum()


def test_more_contacts_escalate_while_the_event_lasts(tmp_path: Path) -> None:
    plain = passed_on(plan_with(tmp_path / "plain", ""))
    more = passed_on(plan_with(tmp_path / "more", "3"))
    ratio = more / plain
    assert ratio[date(2027, 3, 3)] == pytest.approx(3, rel=0.05)
    assert ratio[date(2027, 3, 2)] == pytest.approx(1)
    assert ratio[date(2027, 3, 5)] == pytest.approx(1, rel=0.05)


def test_nobody_escalates_twice(tmp_path: Path) -> None:
    plain = passed_on(plan_with(tmp_path / "plain", ""))[date(2027, 3, 3)]
    most = passed_on(plan_with(tmp_path / "most", "50"))[date(2027, 3, 3)]
    assert most == pytest.approx(10 * plain, rel=0.05)


def test_simulated_contacts_escalate_more_too(tmp_path: Path) -> None:
    def escalated(plan: Plan) -> float:
        rates, queues = rates_of(plan, planner.forecast(plan)), queues_of(plan)
        total = 0
        for seed in range(10):
            drawn = draw(rates, queues, np.random.SeedSequence(seed))
            day = drawn.contacts["arrival"][: drawn.own] // 86_400
            here = (drawn.contacts["queue"][: drawn.own] == 0) & (day == 2)
            total += int((drawn.contacts["child"][: drawn.own][here] >= 0).sum())
        return total

    plain = escalated(plan_with(tmp_path / "plain", ""))
    more = escalated(plan_with(tmp_path / "more", "3"))
    assert more == pytest.approx(3 * plain, rel=0.2)
