"""A desk that was open in office hours only goes around the clock."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.clock import LocalTimes, WeeklyWindow
from planner.demand import forecast
from planner.demand.opening import COME_BACK, usual_round_the_clock
from planner.domain import History, Plan, Profile, Queue

Make = Callable[..., Plan]
MakeQueue = Callable[..., Queue]
MakeHistory = Callable[..., History]


def office(local: LocalTimes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return (local.weekday < 5) & (local.minute >= 540) & (local.minute < 1020)


def only(history: History, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> History:
    names = ("start", "queue", "market", "offered", "aht_s")
    return History(minutes=60, **{name: getattr(history, name)[chosen] for name in names})


def day_profile() -> Profile:
    share = np.full((7, 1440), 1.0)
    share[:, 540:1020] = 3.0
    return Profile(profile="around", share=share / share.sum())


def parts(table: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Weekly contacts in and outside office hours, four weeks."""
    moment = pd.DatetimeIndex(table["interval_start"])
    inside = (moment.day_of_week < 5) & (moment.hour >= 9) & (moment.hour < 17)
    mean = table["mean"].to_numpy()
    week = np.arange(len(mean)) // (7 * 24)
    return np.bincount(week, mean * inside), np.bincount(week, mean * ~inside)


def plan_for(plan_of: Make, queue: Queue, history: History, **more: Any) -> Plan:
    return plan_of(days=28, minutes=60, queues=(queue,), history=history, **more)


@pytest.mark.parametrize("missing", [True, False])
def test_new_hours_fill_up_over_four_weeks(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory, missing: bool
) -> None:
    """Rows of closed hours are not there, or zero: with a profile both say nothing."""
    history = history_of(
        first=date(2027, 1, 4), days=56, rate=lambda t: np.where(office(t), 10.0, 0.0)
    )
    if missing:
        history = only(history, history.offered > 0)
    plan = plan_for(
        plan_of, queue_of(profile="around"), history, profiles=(day_profile(),)
    )  # fmt: skip
    inside, outside = parts(forecast(plan))
    share = day_profile().share
    old = share[:5, 540:1020].sum()
    total = 400 / (old + COME_BACK * (1 - old))
    felt = np.arange(22, 29) / 28
    kept = np.array([share[day, 540:1020].sum() * (day < 5) for day in range(7)])
    assert outside[3] == pytest.approx(total * (felt * (share.sum(1) - kept)).sum(), rel=1e-3)
    assert outside.tolist() == sorted(outside.tolist())
    assert outside[0] < outside[3] / 3
    assert inside[0] == pytest.approx(400, rel=0.1)
    assert inside[3] == pytest.approx(400 + (total * old - 400) * felt[:5].mean(), rel=1e-3)


def test_without_a_profile_unknown_hours_follow_a_usual_desk_and_zeros_stay_zeros(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    history = history_of(
        first=date(2027, 1, 4), days=56, rate=lambda t: np.where(office(t), 10.0, 0.0)
    )
    told = plan_for(plan_of, queue_of(), history)
    assert parts(forecast(told))[1].max() < 2
    unknown = plan_for(plan_of, queue_of(), only(history, history.offered > 0))
    assert parts(forecast(unknown))[1][3] > 100
    assert usual_round_the_clock().sum() == pytest.approx(1)


def test_a_desk_that_keeps_its_hours_keeps_its_volume(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    history = history_of(
        first=date(2027, 1, 4), days=56, rate=lambda t: np.where(office(t), 10.0, 0.0)
    )
    hours = (WeeklyWindow(weekdays=(0, 1, 2, 3, 4), start=540, end=1020),)
    queue = queue_of(profile="around", open=hours)
    history = only(history, history.offered > 0)
    inside, _ = parts(forecast(plan_for(plan_of, queue, history, profiles=(day_profile(),))))
    assert inside.tolist() == pytest.approx([400] * 4, rel=0.05)


def test_a_gap_is_no_closed_hour(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    """Three hours of Sunday that history never tells are too few for new opening hours."""
    history = history_of(first=date(2027, 1, 4), days=56, rate=6.0)
    hour = history.start // 3600 % 24
    kept = only(history, ~((history.start // 86_400 % 7 == 3) & (hour < 3)))
    inside, outside = parts(forecast(plan_for(plan_of, queue_of(), kept)))
    assert inside.tolist() == pytest.approx([240] * 4, rel=1e-3)
    assert outside.tolist() == pytest.approx([768] * 4, rel=0.03)
