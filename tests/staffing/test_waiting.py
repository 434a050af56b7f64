"""Work that can wait on uneven days: what is done in time, and what the target takes."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon
from planner.domain import Backlog, Market, Plan, Queue, Staffing
from planner.staffing import require
from planner.staffing.need import Demand
from planner.staffing.waiting import ALMOST_ALL, COURSES, Flow, average_rate, day_rates, done_by

MAIL = Queue(queue="mail", channel="email", timezone="UTC", aht_s=360.0, complete_within_hours=8.0)
WEEK = Horizon(date(2027, 3, 1), 7, "UTC", 60)


def plan_of(queue: Queue = MAIL, horizon: Horizon = WEEK, **more: Any) -> Plan:
    plan = Plan(
        name="t", horizon=horizon, queues=(queue,), teams=(), contracts=(), shifts=(), agents=(),
        staffing=Staffing(spread="average"),
    )  # fmt: skip
    return replace(plan, **more)


def demand_of(
    cv: float, *, hours: int = 168, backlog: tuple[tuple[float, float], ...] = ()
) -> Demand:
    even = np.full(hours, 10.0)
    return Demand(
        own=even, passed_on={}, aht_s=np.full(hours, 360.0), cv=np.full(hours, cv),
        rate=np.ones(hours), backlog=backlog,
    )  # fmt: skip


def everywhere(demand: Demand) -> dict[str, np.ndarray]:
    return {"UTC": demand.own}


def rate_of(queue: Queue, cv: float) -> float:
    demand = demand_of(cv)
    return average_rate(plan_of(queue), queue, demand, volumes=everywhere(demand))


def test_what_can_be_done_is_done_and_no_more_than_has_come() -> None:
    """Two hours come at once, one can be done in each interval; a third comes last."""
    came = np.cumsum([[2.0, 0.0, 0.0, 0.0, 1.0]], axis=1)
    assert done_by(came, np.ones(5)).tolist() == [[1.0, 2.0, 2.0, 2.0, 3.0]]


def test_done_is_what_stepping_through_the_intervals_does() -> None:
    rng = np.random.default_rng(3)
    came, capacity = np.cumsum(rng.random((4, 50)), axis=1), rng.random(50)
    done, by = np.zeros_like(came), np.zeros(4)
    for k in range(50):
        by = np.minimum(came[:, k], by + capacity[k])
        done[:, k] = by
    assert done_by(came, capacity) == pytest.approx(done)


def test_days_have_mean_one_and_the_spread_asked_for() -> None:
    rate = day_rates(WEEK, {"UTC": np.ones(168)}, np.full(168, 0.3))
    assert rate.shape == (COURSES, 168)
    assert rate.mean(axis=0) == pytest.approx(np.ones(168), abs=0.01)
    assert rate.std(axis=0) == pytest.approx(np.full(168, np.sqrt(0.8) * 0.3), rel=0.05)
    assert (np.ptp(rate[:, :24], axis=1) == 0).all()
    assert (rate[:, 23] != rate[:, 24]).any()


def test_customers_of_far_zones_are_busy_from_their_own_midnight_on() -> None:
    half = {"UTC": np.ones(168), "Asia/Singapore": np.ones(168)}
    rate = day_rates(WEEK, half, np.full(168, 0.3))
    changes = np.flatnonzero((np.diff(rate, axis=1) != 0).any(axis=0)) + 1
    assert changes[:4].tolist() == [16, 24, 40, 48]
    one = day_rates(WEEK, {"UTC": np.ones(168)}, np.full(168, 0.3))
    assert rate[:, 20].std() < one[:, 20].std()


def test_a_busy_date_is_busy_in_every_zone() -> None:
    """What comes from Auckland strays on Tuesday as much as what comes from London on Tuesday."""
    cv = np.full(168, 0.3)
    near, far = (day_rates(WEEK, {place: np.ones(168)}, cv) for place in ("UTC", "Etc/GMT-12"))
    assert (near[:, 12:] == far[:, :-12]).all()


def test_certain_volumes_are_staffed_to_their_mean() -> None:
    assert rate_of(MAIL, 0.0) == 1.0


def test_wider_spread_longer_patience_and_harder_targets() -> None:
    usual = rate_of(MAIL, 0.2)
    assert usual > 1.05
    assert rate_of(MAIL, 0.1) < usual < rate_of(MAIL, 0.3)
    assert rate_of(replace(MAIL, complete_within_hours=72.0), 0.2) < usual
    assert rate_of(replace(MAIL, complete_share=0.9), 0.2) < usual
    assert rate_of(replace(MAIL, complete_share=ALMOST_ALL), 0.2) == pytest.approx(usual, abs=2e-3)


def test_the_rate_is_just_enough() -> None:
    queue, demand = replace(MAIL, complete_share=0.95), demand_of(0.3)
    plan = plan_of(queue)
    found = average_rate(plan, queue, demand, volumes=everywhere(demand))
    flow, rate = Flow.of(plan, queue, demand), day_rates(WEEK, everywhere(demand), demand.cv)
    level = [
        flow.in_time(rate, done_by(flow.came(rate), factor * flow.pace))
        for factor in (found - 2e-3, found)
    ]
    assert level[0] < 0.95 <= level[1]


def test_a_backlog_is_worked_first_and_judged_by_its_age() -> None:
    """Thirty contacts, three hours of work, of which those that waited for seven hours are late."""
    plan = plan_of(backlog=(Backlog(queue="mail", contacts=30),))
    flow = Flow.of(plan, MAIL, demand_of(0.0, backlog=((7.0, 20.0), (0.0, 10.0))))
    rate = np.ones((1, 168))
    done = done_by(flow.came(rate), np.full(168, 1.25))
    late = 0.75 / (3.0 + 161.0)  # what comes after hour 161 is due in the next week
    assert flow.in_time(rate, done) == pytest.approx(1 - late)


def test_average_plans_ask_for_more_of_what_varies_and_say_so() -> None:
    markets = tuple(
        Market(market=name, queue="mail", timezone=place, weekly_volume=1.0)
        for name, place in (("east", "Asia/Singapore"), ("west", "America/Los_Angeles"))
    )
    plan = plan_of(markets=markets)
    starts = pd.DatetimeIndex(WEEK.starts).tz_localize("UTC")
    table = pd.concat(
        pd.DataFrame({"interval_start": starts, "queue": "mail"}).assign(
            market=market.market, mean=5.0, aht_s=360.0, cv=0.3
        )
        for market in markets
    )
    spread = require(plan, table)
    mean = require(replace(plan, staffing=Staffing()), table)
    factor = spread["volume"] / mean["volume"]
    assert factor.nunique() == 1
    assert 1.1 < factor.iloc[0] < rate_of(MAIL, 0.3)
    assert spread["due_hours"].sum() == pytest.approx(
        factor.iloc[0] * mean["due_hours"].sum(), rel=0.01
    )
