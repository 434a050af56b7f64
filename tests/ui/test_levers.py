"""The what-if sliders, and the band of a queue's volume."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from planner.demand import forecast
from planner.domain import Event, Market
from planner.ui.demand import band
from planner.ui.levers import Levers, changed_forecast
from tests.support.tiny import tiny_plan

MARKETS = (
    Market(market="berlin", queue="help", timezone="Europe/Berlin", weekly_volume=700),
    Market(market="tokyo", queue="help", timezone="Asia/Tokyo", weekly_volume=700),
)
PLAN = tiny_plan(markets=MARKETS)
FORECAST = forecast(PLAN)


def test_volume_and_handle_time_are_factors() -> None:
    changed = changed_forecast(PLAN, FORECAST, Levers(volume=1.2, handle_time=0.9))
    assert changed["mean"].sum() == pytest.approx(1.2 * FORECAST["mean"].sum())
    assert changed["aht_s"].to_numpy() == pytest.approx(0.9 * FORECAST["aht_s"].to_numpy())
    assert FORECAST["aht_s"].iloc[0] == 300


def test_a_surge_is_a_launch_on_each_market_s_clock() -> None:
    levers = Levers(surge=3.0, start=date(2027, 3, 3), half_life_days=2.0)
    launch = Event(
        event="launch", kind="launch", start=datetime(2027, 3, 3, 9), multiplier=3.0,
        half_life_days=2.0,
    )  # fmt: skip
    expected = forecast(replace(PLAN, events=(launch,)))
    changed = changed_forecast(PLAN, FORECAST, levers)
    assert changed["mean"].to_numpy() == pytest.approx(expected["mean"].to_numpy(), rel=0.02)
    assert changed["mean"].sum() == pytest.approx(expected["mean"].sum(), rel=1e-3)


def test_sliders_at_rest_change_nothing() -> None:
    assert Levers().still
    assert Levers(start=date(2027, 3, 3)).still
    assert not Levers(handle_time=1.1).still


def test_the_band_of_several_markets_adds_up_by_squares() -> None:
    start = pd.Timestamp("2027-03-01", tz="UTC")
    rows = [(start, 10.0, 7.0, 13.0), (start, 20.0, 16.0, 24.0)]
    low, high = band(pd.DataFrame(rows, columns=["interval_start", "mean", "p10", "p90"]))
    assert (low.iloc[0], high.iloc[0]) == (25.0, 35.0)
    assert np.isfinite(low).all()


def test_one_queue_alone_can_be_moved() -> None:
    sales = replace(PLAN.queues[0], queue="sales", weekly_volume=500)
    plan = replace(PLAN, queues=(*PLAN.queues, sales))
    before = forecast(plan)
    levers = Levers(volume=1.2, handle_time=0.9, surge=2.0, start=date(2027, 3, 3), queue="sales")
    changed = changed_forecast(plan, before, levers)
    rest, own = before["queue"] == "help", before["queue"] == "sales"
    pd.testing.assert_frame_equal(changed[rest], before[rest])
    everywhere = changed_forecast(plan, before, replace(levers, queue=""))
    pd.testing.assert_frame_equal(changed[own], everywhere[own])


def test_a_queue_without_a_change_changes_nothing() -> None:
    assert Levers(queue="help").still
