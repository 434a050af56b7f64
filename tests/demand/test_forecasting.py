from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from planner.clock import WeeklyWindow
from planner.demand import forecast
from planner.demand.forecasting import FORECAST_COLUMNS
from planner.demand.spread import UNKNOWN
from planner.domain import Event, History, Market, Plan, Profile, Queue
from planner.errors import DataError

Make = Callable[..., Plan]
MakeQueue = Callable[..., Queue]
MakeHistory = Callable[..., History]
MakeProfile = Callable[..., Profile]


def one_slot_profile(weekday: int | None, minute: int) -> Profile:
    """All volume in one quarter hour of the day."""
    share = np.zeros((7, 1440))
    share[slice(None) if weekday is None else weekday, minute : minute + 15] = 1.0
    return Profile(profile="day", share=share / share.sum())


def test_table_has_one_row_a_queue_market_and_interval(plan_of: Make, queue_of: MakeQueue) -> None:
    markets = tuple(
        Market(market=name, queue="help", timezone=place, weekly_volume=100.0)
        for name, place in [("north", "Europe/Berlin"), ("india", "Asia/Kolkata")]
    )
    plan = plan_of(queues=(queue_of(), queue_of(queue="mail", weekly_volume=10.0)), markets=markets)
    table = forecast(plan)
    assert tuple(table.columns) == FORECAST_COLUMNS
    assert len(table) == 3 * plan.horizon.intervals
    assert table["interval_start"].dt.tz is not None
    keys = table.drop_duplicates(["queue", "market"])[["queue", "market"]].to_numpy().tolist()
    assert keys == [["help", "north"], ["help", "india"], ["mail", ""]]
    first = table.drop_duplicates(["queue", "market"])["local_start"].tolist()
    assert first[0] == "2027-03-01T01:00:00+01:00"
    assert first[1] == "2027-03-01T05:30:00+05:30"
    assert (table["p10"] <= table["p50"]).all()
    assert (table["p50"] <= table["p90"]).all()


def test_spread_of_the_rate_goes_with_the_quantiles(plan_of: Make, queue_of: MakeQueue) -> None:
    """Counts are gamma-Poisson with the rate's coefficient of variation beside the mean."""
    table = forecast(plan_of(queues=(queue_of(weekly_volume=50_000.0),)))
    row = table.iloc[100]
    assert row["cv"] ** 2 == pytest.approx(UNKNOWN)
    r = row["cv"] ** -2
    assert row["p90"] == nbinom.ppf(0.9, r, r / (r + row["mean"]))


def test_parts_of_queues_have_no_rows(plan_of: Make, queue_of: MakeQueue) -> None:
    part = queue_of(queue="help@manila", part_of="help", part_share=0.4)
    table = forecast(plan_of(queues=(queue_of(weekly_volume=100.0), part)))
    assert table["queue"].unique().tolist() == ["help"]
    assert table["mean"].sum() == pytest.approx(100)


@settings(max_examples=20, deadline=None)
@given(
    volume=st.floats(0, 1e5),
    weeks=st.integers(1, 3),
    minutes=st.sampled_from([5, 10, 15, 30, 60]),
    place=st.sampled_from(["UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/Sao_Paulo"]),
    seed=st.integers(0, 99),
)
def test_total_is_the_weekly_volume(
    plan_of: Make,
    queue_of: MakeQueue,
    profile_of: MakeProfile,
    volume: float,
    weeks: int,
    minutes: int,
    place: str,
    seed: int,
) -> None:
    plan = plan_of(
        days=7 * weeks,
        minutes=minutes,
        queues=(queue_of(timezone=place, weekly_volume=volume, profile="day"),),
        profiles=(profile_of(seed=seed),),
    )
    assert forecast(plan)["mean"].sum() == pytest.approx(volume * weeks)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 10, 31), 25), (date(2027, 10, 30), 24), (date(2027, 3, 28), 23)]
)
def test_clock_change_doubles_or_drops_the_hour(
    plan_of: Make, queue_of: MakeQueue, profile_of: MakeProfile, day: date, hours: int
) -> None:
    profile = profile_of()
    queue = queue_of(timezone="Europe/Berlin", weekly_volume=7000.0, profile="day")
    plan = plan_of(
        start=day, days=1, timezone="Europe/Berlin", queues=(queue,), profiles=(profile,)
    )
    usual = 7000 * profile.share[day.weekday()]
    third_hour = usual[120:180].sum()
    table = forecast(plan)
    assert len(table) == 4 * hours
    assert table["mean"].sum() == pytest.approx(usual.sum() + (hours - 24) * third_hour)
    twice = table["local_start"].str[11:13] == "02"
    assert table["mean"][twice].sum() == pytest.approx((hours - 23) * third_hour)


def test_half_an_hour_is_doubled_on_lord_howe(
    plan_of: Make, queue_of: MakeQueue, profile_of: MakeProfile
) -> None:
    profile, day = profile_of(), date(2026, 4, 5)
    queue = queue_of(timezone="Australia/Lord_Howe", weekly_volume=7000.0, profile="day")
    plan = plan_of(start=day, days=1, timezone=queue.timezone, queues=(queue,), profiles=(profile,))
    usual = 7000 * profile.share[day.weekday()]
    assert forecast(plan)["mean"].sum() == pytest.approx(usual.sum() + usual[90:120].sum())


def test_markets_keep_their_own_clock_and_add_up(plan_of: Make, queue_of: MakeQueue) -> None:
    """Nine o'clock in Berlin, New York and India, one of which alone changes its clocks."""
    places = {"de": "Europe/Berlin", "us": "America/New_York", "in": "Asia/Kolkata"}
    markets = tuple(
        Market(market=name, queue="help", timezone=place, weekly_volume=70.0, profile="day")
        for name, place in places.items()
    )
    profile = one_slot_profile(None, 9 * 60)
    plan = plan_of(
        start=date(2027, 3, 13), days=2, queues=(queue_of(),), markets=markets, profiles=(profile,)
    )
    total = forecast(plan).groupby("interval_start")["mean"].sum()
    busy = total[total > 0]
    assert busy.tolist() == pytest.approx([10.0] * 6)
    assert pd.DatetimeIndex(busy.index).strftime("%d %H:%M").tolist() == [
        "13 03:30", "13 08:00", "13 14:00", "14 03:30", "14 08:00", "14 13:00",
    ]  # fmt: skip


def test_half_hour_zone_on_an_hourly_grid(plan_of: Make, queue_of: MakeQueue) -> None:
    share = np.zeros((7, 1440))
    share[:, 9 * 60 : 10 * 60] = 1 / (7 * 60)
    queue = queue_of(timezone="Asia/Kolkata", weekly_volume=700.0, profile="day")
    plan = plan_of(
        days=1, minutes=60, queues=(queue,), profiles=(Profile(profile="day", share=share),)
    )
    mean = forecast(plan)["mean"].to_numpy()
    assert mean[[3, 4]].tolist() == pytest.approx([50.0, 50.0])
    assert mean.sum() == pytest.approx(100.0)


def test_without_profile_volume_fills_the_open_hours(plan_of: Make, queue_of: MakeQueue) -> None:
    hours = (WeeklyWindow(weekdays=(0, 1, 2, 3, 4), start=480, end=1200),)
    queue = queue_of(timezone="Europe/Berlin", open=hours, weekly_volume=600.0)
    plan = plan_of(timezone="Europe/Berlin", minutes=60, queues=(queue,))
    table = forecast(plan)
    open_now = (table["local_start"].str[11:13].astype(int).between(8, 19)) & (table.index < 120)
    assert table["mean"][open_now].tolist() == pytest.approx([10.0] * 60)
    assert table["mean"][~open_now].sum() == pytest.approx(0.0)


def test_nothing_known_of_a_market_is_said(plan_of: Make, queue_of: MakeQueue) -> None:
    markets = (
        Market(market="north", queue="help", timezone="UTC"),
        Market(market="south", queue="help", timezone="UTC", weekly_volume=5.0),
    )
    with pytest.raises(DataError) as caught:
        forecast(plan_of(queues=(queue_of(), queue_of(queue="mail")), markets=markets))
    first, second = caught.value.problems
    assert str(first).startswith("markets.csv, weekly_volume: is blank and market 'north' of queue")
    assert str(second).startswith("queues.csv, weekly_volume: is blank and queue 'mail' has no")


def test_queue_fed_by_escalations_needs_no_volume(plan_of: Make, queue_of: MakeQueue) -> None:
    queues = (
        queue_of(weekly_volume=100.0, escalates_to="expert", escalation_share=0.1),
        queue_of(queue="expert"),
    )
    table = forecast(plan_of(queues=queues))
    assert table["mean"][table["queue"] == "expert"].sum() == 0.0


def test_markets_without_volume_share_what_the_queue_has_left(
    plan_of: Make, queue_of: MakeQueue
) -> None:
    volumes = {"a": 400.0, "b": None, "c": None}
    markets = tuple(
        Market(market=name, queue="help", timezone="UTC", weekly_volume=volume)
        for name, volume in volumes.items()
    )
    table = forecast(plan_of(queues=(queue_of(weekly_volume=1000.0),), markets=markets))
    by_market = table.groupby("market")["mean"].sum()
    assert by_market.tolist() == pytest.approx([400.0, 300.0, 300.0])


def test_history_is_preferred_to_weekly_volume(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    history = history_of(first=date(2027, 2, 1), days=28, rate=5.0, aht_s=240.0)
    table = forecast(plan_of(queues=(queue_of(weekly_volume=1.0),), history=history))
    assert table["mean"].sum() == pytest.approx(5 * 168)
    assert table["aht_s"].tolist() == pytest.approx([240.0] * len(table))


def test_history_inside_the_horizon_is_not_used(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    past = date(2027, 3, 1).toordinal() - date(1970, 1, 1).toordinal()
    history = history_of(
        first=date(2027, 2, 1), days=40, rate=lambda t: np.where(t.day < past, 4.0, 400.0)
    )
    table = forecast(plan_of(queues=(queue_of(),), history=history))
    assert table["mean"].sum() == pytest.approx(4 * 168)


def test_hourly_history_keeps_its_sums_on_a_finer_grid(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    history = history_of(
        first=date(2027, 2, 1), days=28, rate=lambda t: 2000.0 + 1500 * np.sin(t.minute / 229.18)
    )
    mean = forecast(plan_of(queues=(queue_of(),), history=history))["mean"].to_numpy()
    quarters = mean.reshape(-1, 4)
    assert quarters.sum(1)[:24] == pytest.approx(history.offered[:24], rel=0.01)
    assert (np.diff(mean[:20]) > 0).all()


def test_half_hour_zone_learns_from_hourly_utc_history(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    history = history_of(
        first=date(2027, 2, 1), days=28, timezone="Asia/Kolkata", minutes=30,
        rate=lambda t: np.where((t.minute >= 540) & (t.minute < 1080), 60.0, 2.0),
    )  # fmt: skip
    queue = queue_of(timezone="Asia/Kolkata")
    table = forecast(plan_of(queues=(queue,), history=history, minutes=30))
    local = table["local_start"].str[11:16]
    day = (local >= "09:00") & (local < "18:00")
    assert table["mean"][day].to_numpy() == pytest.approx(30.0, rel=0.02)
    assert table["mean"][~day].to_numpy() == pytest.approx(1.0, rel=0.5)


def test_loose_history_is_split_by_weekly_volume(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    history = history_of(first=date(2027, 1, 4), days=56, rate=100.0)
    markets = (
        Market(market="a", queue="help", timezone="Asia/Tokyo", weekly_volume=3.0),
        Market(market="b", queue="help", timezone="UTC", weekly_volume=1.0),
    )
    table = forecast(plan_of(queues=(queue_of(),), markets=markets, history=history))
    by_market = table.groupby("market")["mean"].sum()
    assert by_market.tolist() == pytest.approx([75 * 168, 25 * 168])


def test_split_follows_the_hours_of_the_markets(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory, profile_of: MakeProfile
) -> None:
    history = history_of(first=date(2027, 1, 4), days=56, rate=100.0)
    markets = tuple(
        Market(market=name, queue="help", timezone=place, weekly_volume=1.0, profile="day")
        for name, place in [("east", "Asia/Tokyo"), ("west", "America/Lima")]
    )
    plan = plan_of(queues=(queue_of(),), markets=markets, history=history, profiles=(profile_of(),))
    table = forecast(plan)
    noon = table["local_start"].str[11:13].isin(["11", "12", "13", "14"])
    assert table["mean"].sum() == pytest.approx(100 * 168, rel=0.01)
    assert (table["mean"][noon] > 15).all()


def test_rows_with_market_names_feed_that_market(
    plan_of: Make,
    queue_of: MakeQueue,
    history_of: MakeHistory,
    joined: Callable[..., History],
) -> None:
    markets = tuple(
        Market(market=name, queue="help", timezone="UTC", weekly_volume=1000.0)
        for name in ("a", "b", "c")
    )
    parts = [
        history_of(first=date(2027, 2, 1), days=28, market=name, rate=size)
        for name, size in [("a", 5.0), ("b", 1.0), ("", 8.0)]
    ]
    table = forecast(plan_of(queues=(queue_of(),), markets=markets, history=joined(*parts)))
    by_market = table.groupby("market")["mean"].sum() / 168
    assert by_market.tolist() == pytest.approx([5.0, 1.0, 8.0])


def test_market_names_add_up_where_the_queue_has_no_markets(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory, joined: Callable[..., History]
) -> None:
    parts = [
        history_of(first=date(2027, 2, 1), days=28, market=name, rate=3.0) for name in ("a", "b")
    ]
    table = forecast(plan_of(queues=(queue_of(),), history=joined(*parts)))
    assert table["mean"].sum() == pytest.approx(6 * 168)


def test_growth_counts_from_the_middle_of_the_last_eight_weeks(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    def total(growth: float, start: date) -> float:
        markets = (Market(market="a", queue="help", timezone="UTC", growth=growth),)
        history = history_of(first=date(2026, 1, 5), days=84, rate=9.0)
        plan = plan_of(start=start, days=1, queues=(queue_of(),), markets=markets, history=history)
        return float(forecast(plan)["mean"].sum())

    middle = date(2026, 1, 5).toordinal() + 84 - 28
    year_later = date.fromordinal(middle + 365)
    assert total(0.05, year_later) == pytest.approx(1.05 * total(0.0, year_later), rel=1e-3)
    assert total(-0.2, year_later) < total(0.0, year_later) < total(0.05, year_later)


def test_public_holidays_without_history_are_like_a_sunday(
    plan_of: Make, queue_of: MakeQueue, profile_of: MakeProfile
) -> None:
    """Good Friday 2027 in Germany is 26 March, Easter Monday the 29th."""
    queue = queue_of(weekly_volume=700.0, country="DE", profile="day")
    plan = plan_of(start=date(2027, 3, 22), days=8, queues=(queue,), profiles=(profile_of(),))
    table = forecast(plan)
    by_day = table["mean"].groupby(table["local_start"].str[:10]).sum()
    assert by_day["2027-03-26"] == pytest.approx(by_day["2027-03-28"])
    assert by_day["2027-03-29"] == pytest.approx(by_day["2027-03-28"])
    assert by_day["2027-03-25"] > 1.5 * by_day["2027-03-26"]


def test_launch_raises_every_hour_and_lengthens_contacts(
    plan_of: Make, queue_of: MakeQueue, profile_of: MakeProfile
) -> None:
    launch = Event(
        event="launch", kind="launch", multiplier=6.0, aht_factor=1.3,
        start=pd.Timestamp("2027-03-03 00:00").to_pydatetime(),
    )  # fmt: skip
    queue = queue_of(weekly_volume=700.0, profile="day")
    before, after = (
        forecast(plan_of(queues=(queue,), profiles=(profile_of(),), events=events))
        for events in ((), (launch,))
    )
    ratio = (after["mean"] / before["mean"]).to_numpy()
    assert ratio[: 2 * 96] == pytest.approx(1.0)
    assert ratio[2 * 96 + 16 : 4 * 96] == pytest.approx(6.0)
    assert (ratio[2 * 96 :] > 1).all()
    assert after["aht_s"].to_numpy()[3 * 96 : 4 * 96] == pytest.approx(390.0)
    assert (after["p90"] >= before["p90"]).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_more_volume_is_never_less_anywhere(
    plan_of: Make, queue_of: MakeQueue, profile_of: MakeProfile, seed: int
) -> None:
    small, large = (
        forecast(
            plan_of(
                queues=(queue_of(weekly_volume=volume, profile="day"),),
                profiles=(profile_of(seed=seed),),
            )
        )
        for volume in (500.0, 600.0)
    )
    for column in ("mean", "p10", "p50", "p90"):
        assert (large[column] >= small[column]).all()
