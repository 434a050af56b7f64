"""Contacts from orders and users, contact-rate changes, self-service, contacts of events."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.demand import forecast
from planner.demand.series import Floats
from planner.domain import ContactRate, Driver, Event, History, Market, Plan, Profile, Queue

Make = Callable[..., Plan]
MakeQueue = Callable[..., Queue]
START = date(2027, 3, 1)
ORDERS = (200.0, 300.0, 250.0, 250.0, 900.0, 100.0, 0.0)


def with_drivers(plan: Plan, drivers: list[Driver], *rates: ContactRate) -> Plan:
    return Plan(**{**vars_of(plan), "drivers": tuple(drivers), "contact_rates": rates})


def vars_of(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def daily(table: pd.DataFrame, market: str | None = None) -> list[float]:
    rows = table if market is None else table[table["market"] == market]
    day = rows["local_start"].str.slice(0, 10)
    return rows.groupby(day)["mean"].sum().tolist()


def orders(values: tuple[float, ...] = ORDERS, *, market: str = "") -> list[Driver]:
    return [
        Driver(date=START + timedelta(days=i), market=market, metric="orders", value=value)
        for i, value in enumerate(values)
    ]


def rate(each: float, metric: str = "orders", first: date | None = None) -> ContactRate:
    return ContactRate(queue="help", metric=metric, contacts_per_unit=each, first=first)


def test_orders_day_by_day_tell_the_volume_of_each_day(
    plan_of: Make, queue_of: MakeQueue, profile_of: Callable[..., Profile]
) -> None:
    plan = plan_of(queues=(queue_of(profile="day"),), profiles=(profile_of(),))
    table = forecast(with_drivers(plan, orders(), rate(0.1)))
    assert daily(table) == pytest.approx([n / 10 for n in ORDERS])
    by_hour = table["mean"].to_numpy()[:96].reshape(24, 4).sum(1)
    assert by_hour[13] > 2 * by_hour[3]


def test_a_release_changes_the_contact_rate(plan_of: Make, queue_of: MakeQueue) -> None:
    plan = plan_of(queues=(queue_of(),))
    drivers = orders((100.0,) * 7)
    table = forecast(with_drivers(plan, drivers, rate(0.5), rate(0.8, first=date(2027, 3, 4))))
    assert daily(table) == pytest.approx([50] * 3 + [80] * 4)


def test_monthly_users_keep_the_pattern_of_the_week(
    plan_of: Make, queue_of: MakeQueue, profile_of: Callable[..., Profile]
) -> None:
    """A number of users holds until the next row; the week is that of the profile."""
    profile = profile_of()
    drivers = [
        Driver(date=date(2027, 2, 1), metric="users", value=7000),
        Driver(date=date(2027, 3, 4), metric="users", value=14000),
    ]
    plan = plan_of(queues=(queue_of(profile="day"),), profiles=(profile,))
    found = np.array(daily(forecast(with_drivers(plan, drivers, rate(0.01, "users")))))
    weekday = profile.share.sum(1) * 7
    assert found == pytest.approx(weekday * np.array([70, 70, 70, 140, 140, 140, 140]))


def test_markets_take_their_own_drivers_and_share_the_common_ones(
    plan_of: Make, queue_of: MakeQueue
) -> None:
    markets = tuple(
        Market(market=name, queue="help", timezone=place, weekly_volume=volume)
        for name, place, volume in [("de", "Europe/Berlin", 300), ("jp", "Asia/Tokyo", 100)]
    )
    plan = plan_of(queues=(queue_of(),), markets=markets, days=9, start=date(2027, 2, 28))
    drivers = [
        Driver(date=date(2027, 2, 1), market="de", metric="orders", value=100),
        Driver(date=date(2027, 2, 1), market="jp", metric="orders", value=40),
        Driver(date=date(2027, 2, 1), metric="visits", value=1000),
    ]
    table = forecast(with_drivers(plan, drivers, rate(1.0), rate(0.08, "visits")))
    assert daily(table, "de")[1:-1] == pytest.approx([100 + 60] * 8)
    assert daily(table, "jp")[1:-1] == pytest.approx([40 + 20] * 8)


def test_history_speaks_until_the_first_row(
    plan_of: Make, queue_of: MakeQueue, history_of: Callable[..., History]
) -> None:
    history = history_of(first=date(2027, 1, 4), days=56, rate=4.0)
    plan = plan_of(queues=(queue_of(),), history=history)
    late = [Driver(date=date(2027, 3, 3), metric="orders", value=500)]
    assert daily(forecast(with_drivers(plan, late, rate(0.1)))) == pytest.approx(
        [96, 96, 50, 50, 50, 50, 50], rel=1e-6
    )


def test_self_service_takes_contacts_and_some_come_back(
    plan_of: Make, queue_of: MakeQueue, profile_of: Callable[..., Profile]
) -> None:
    def volume(**changes: float) -> Floats:
        queue = queue_of(weekly_volume=1000.0, profile="day", **changes)
        return forecast(plan_of(queues=(queue,), profiles=(profile_of(),)))["mean"].to_numpy()

    plain = volume()
    assert volume(deflection=0.3) == pytest.approx(0.7 * plain)
    assert volume(deflection=0.3, deflection_return=0.5) == pytest.approx(0.85 * plain, rel=1e-6)


def test_contacts_come_back_the_day_after_a_busy_one(plan_of: Make, queue_of: MakeQueue) -> None:
    queue = queue_of(weekly_volume=700.0, deflection=0.5, deflection_return=0.4)
    outage = Event(
        event="x", kind="outage", start=datetime(2027, 3, 2), end=datetime(2027, 3, 3),
        multiplier=3.0,
    )  # fmt: skip
    found = daily(forecast(plan_of(queues=(queue,), events=(outage,))))
    assert found[0] == pytest.approx(70)
    assert found[1] > 150
    assert found[2] == pytest.approx(50 + 0.2 * 200, rel=0.01)
    assert found[4] == pytest.approx(70)


@pytest.mark.parametrize(
    "size", [{"extra_contacts": 600.0}, {"new_customers": 2000.0, "contacts_per_customer": 0.3}]
)
def test_an_event_brings_its_contacts(
    plan_of: Make, queue_of: MakeQueue, size: dict[str, Any]
) -> None:
    """All of them over its course, most on the plateau, shared among queues by usual volume."""
    queues = (
        queue_of(weekly_volume=700.0), queue_of(queue="chat", weekly_volume=1400.0),
    )  # fmt: skip
    launch = Event(event="x", kind="launch", start=datetime(2027, 3, 3), half_life_days=1.0, **size)
    plan = plan_of(queues=queues, days=28)
    with_event = forecast(Plan(**{**vars_of(plan), "events": (launch,)}))
    more = with_event["mean"] - forecast(plan)["mean"]
    by_queue = more.groupby(with_event["queue"]).sum()
    assert by_queue.sum() == pytest.approx(600, rel=2e-3)
    assert by_queue["chat"] == pytest.approx(2 * by_queue["help"])
    by_day = more.groupby(with_event["local_start"].str.slice(0, 10)).sum().to_numpy()
    assert by_day[:2].tolist() == pytest.approx([0, 0])
    assert by_day[3] == pytest.approx(by_day[4])
    assert by_day[6] == pytest.approx(by_day[5] / 2)


def test_an_event_with_an_end_brings_all_by_then(plan_of: Make, queue_of: MakeQueue) -> None:
    mail = Event(
        event="x", kind="campaign", start=datetime(2027, 3, 2, 9), end=datetime(2027, 3, 4),
        extra_contacts=90.0,
    )  # fmt: skip
    found = daily(forecast(plan_of(queues=(queue_of(weekly_volume=700.0),), events=(mail,))))
    assert sum(found) == pytest.approx(790)
    assert found[3] == pytest.approx(100)


def test_events_escalate_more(plan_of: Make) -> None:
    launch = Event(
        event="x", kind="launch", start=datetime(2027, 3, 3), multiplier=2.0, ramp_hours=0.0,
        escalation_factor=3.0,
    )  # fmt: skip
    factor = forecast(plan_of(events=(launch,)))["escalation_factor"].to_numpy()
    assert factor[0] == 1.0
    assert factor[2 * 96 + 40] == pytest.approx(3.0)


def test_a_launch_is_uncertain(plan_of: Make, queue_of: MakeQueue) -> None:
    """P10 to P90 opens with the launch: nobody knows its height and how long it lasts."""
    launch = Event(event="x", kind="launch", start=datetime(2027, 3, 3), multiplier=8.0)
    queue = queue_of(weekly_volume=20_000.0)
    table = forecast(plan_of(queues=(queue,), events=(launch,), minutes=60))
    width = ((table["p90"] - table["p10"]) / table["p50"]).to_numpy()
    assert width[60] > 1.5 * width[10]
    assert (table["p10"] <= table["p50"]).all()
