from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from planner.clock import zone
from planner.demand import forecast
from planner.demand.events import (
    concerning,
    day_number,
    effect,
    excluded_days,
    with_holidays,
)
from planner.demand.series import Floats
from planner.domain import Event, History, Plan, Queue

UTC = zone("UTC")
NO_DAYS = np.array([], dtype=np.int64)


def event(kind: str = "launch", start: str = "2027-03-01", **more: Any) -> Event:
    end = more.pop("end", None)
    return Event(
        event="x", kind=kind, start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end) if end else None, **more,
    )  # fmt: skip


def at(moments: list[str], *events: Event, place: str = "UTC") -> Floats:
    seconds = np.array(moments, dtype="datetime64[s]").astype(np.int64)
    return effect(events, seconds, zone(place)).volume


def test_launch_curve_by_default() -> None:
    """Ramp of 4 h, days 0 and 1 at the peak (and 2: 2^0), then halved every 3 days, 5 % stays."""
    noons = [f"2027-03-{day:02d}T12:00" for day in (1, 2, 3, 4, 6, 9)]
    strength = np.array([1, 1, 1, 2 ** (-1 / 3), 0.5, 0.25])
    expected = 1 + 5 * (0.05 + 0.95 * strength)
    assert at(noons, event(multiplier=6.0)) == pytest.approx(expected)


def test_launch_ramps_up_in_a_straight_line() -> None:
    times = ["2027-03-01T08:59", "2027-03-01T09:00", "2027-03-01T10:00", "2027-03-01T11:00"]
    launch = event(start="2027-03-01T09:00", multiplier=3.0, ramp_hours=2.0)
    assert at(times, launch).tolist() == pytest.approx([1.0, 1.0, 2.0, 3.0])
    assert at(times[1:2], event(start="2027-03-01T09:00", multiplier=3.0, ramp_hours=0.0)) == 3.0


def test_launch_with_numbers_of_its_own_and_an_end() -> None:
    launch = event(
        kind="campaign", multiplier=2.0, plateau_days=0.0, half_life_days=1.0, floor_share=0.0,
        end="2027-03-04",
    )  # fmt: skip
    times = [f"2027-03-{day:02d}T12:00" for day in (1, 2, 3, 4)]
    assert at(times, launch).tolist() == pytest.approx([2.0, 1.5, 1.25, 1.0])


def test_events_happen_at_local_time() -> None:
    launch = event(multiplier=4.0, ramp_hours=0.0)
    before, after = "2027-02-28T18:29", "2027-02-28T18:30"
    assert at([before, after], launch, place="Asia/Kolkata").tolist() == [1.0, 4.0]
    assert at([before, after], launch, place="UTC").tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("kind", "multiplier", "factor"),
    [("outage", 2.5, 2.5), ("outage", None, 1.0), ("closure", None, 0.0), ("closure", 0.1, 0.1)],
)
def test_other_kinds_hold_from_start_to_end(
    kind: str, multiplier: float | None, factor: float
) -> None:
    shock = event(kind, start="2027-03-01T10:00", end="2027-03-01T12:00", multiplier=multiplier)
    times = ["2027-03-01T09:59", "2027-03-01T10:00", "2027-03-01T11:59", "2027-03-01T12:00"]
    assert at(times, shock).tolist() == pytest.approx([1.0, factor, factor, 1.0])


def test_event_without_end_is_its_first_day() -> None:
    times = ["2027-03-01T23:59", "2027-03-02T00:00"]
    assert at(times, event("closure", "2027-03-01T10:00")).tolist() == [0.0, 1.0]


def test_events_multiply() -> None:
    noon = ["2027-03-01T12:00"]
    assert at(noon, event(multiplier=3.0), event("outage", multiplier=2.0)).tolist() == [6.0]


def test_handle_time_follows_the_curve() -> None:
    seconds = np.array(["2027-03-02T12:00", "2027-03-07T12:00"], dtype="datetime64[s]")
    done = effect([event(aht_factor=1.3, floor_share=0.0)], seconds.astype(np.int64), UTC)
    assert done.aht.tolist() == pytest.approx([1.3, 1 + 0.3 * 2 ** (-4 / 3)])
    assert done.volume.tolist() == [1.0, 1.0]


def test_events_concern_the_queues_and_markets_they_name() -> None:
    every, mine, north = event(), event(queues=("help",)), event(markets=("north",))
    assert concerning([every, mine, north], "help", "north") == (every, mine, north)
    assert concerning([every, mine, north], "mail", "south") == (every,)
    assert concerning([every, mine, north], "help", "") == (every, mine)


def test_excluded_days_are_those_touched() -> None:
    outage = event("outage", "2027-03-01T22:00", end="2027-03-03T00:00", exclude=True)
    first = day_number(outage.start.date())
    assert excluded_days([outage, event("closure")]).tolist() == [first, first + 1]
    launch = event(exclude=True, plateau_days=1.0, half_life_days=2.0)
    assert len(excluded_days([launch])) == 7


def test_holiday_events_add_days_or_price_them() -> None:
    easter = event("holiday", "2027-03-28", end="2027-03-30")
    days = with_holidays(NO_DAYS, [easter])
    assert days.tolist() == [day_number(easter.start.date()) + i for i in (0, 1)]
    priced = event("holiday", "2027-03-28", multiplier=0.5)
    assert with_holidays(days, [priced]).tolist() == days[1:].tolist()
    assert at(["2027-03-28T12:00", "2027-03-29T12:00"], priced).tolist() == [0.5, 1.0]


def test_history_is_learnt_without_what_events_did(
    plan_of: Callable[..., Plan],
    queue_of: Callable[..., Queue],
    history_of: Callable[..., History],
) -> None:
    """Twice the contacts in the last three days; known as an event, excluded, or unexplained."""
    start = datetime(2027, 2, 26)
    doubled = day_number(start.date())
    history = history_of(
        first=datetime(2027, 1, 4).date(), days=56,
        rate=lambda t: np.where(t.day >= doubled, 20.0, 10.0),
    )  # fmt: skip

    def weekly(*events: Event) -> float:
        plan = plan_of(queues=(queue_of(),), history=history, events=events)
        return float(forecast(plan)["mean"].sum())

    end = "2027-03-01"
    known = weekly(event("outage", "2027-02-26", end=end, multiplier=2.0))
    excluded = weekly(event("outage", "2027-02-26", end=end, exclude=True))
    assert known == pytest.approx(1680.0)
    assert excluded == pytest.approx(1680.0)
    assert weekly() > 1800
