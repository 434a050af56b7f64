from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from planner.clock import LocalTimes, WeeklyWindow, zone
from planner.demand.events import day_number
from planner.demand.learning import fit
from planner.demand.model import Model
from planner.demand.series import Floats, Ints, Series, local_series
from planner.demand.shape import Shape, shape_of_open_hours, shape_of_profile
from planner.domain import History, Profile

MakeHistory = Callable[..., History]
NO_DAYS = np.array([], dtype=np.int64)
MONDAY = date(2026, 3, 2)
WEEKDAY = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.3])


def even() -> Shape:
    return shape_of_open_hours([WeeklyWindow()], ahead_minutes=0)


def daily(t: LocalTimes) -> Floats:
    """Contacts an hour: busier by day, by weekday."""
    return np.asarray(
        WEEKDAY[t.weekday] * (20 + 80 * np.exp(-(((t.minute - 780) / 200) ** 2))), dtype=float
    )


def series_of(history: History, place: str = "UTC") -> Series:
    return local_series(history.start, history.offered, minutes=history.minutes, place=zone(place))


def learnt(history: History, *, holidays: Ints = NO_DAYS, shape: Shape | None = None) -> Model:
    model = fit(series_of(history), shape=shape or even(), holidays=holidays)
    assert model is not None
    return model


def test_weekdays_level_and_shares_are_found_again(history_of: MakeHistory) -> None:
    model = learnt(history_of(first=MONDAY, days=84, rate=daily))
    assert model.weekday == pytest.approx(7 * WEEKDAY / WEEKDAY.sum(), rel=0.01)
    noon, night = model.share[2, 48:56].sum(), model.share[2, :8].sum()
    assert noon / night == pytest.approx(100 / 20, rel=0.1)
    assert model.share.sum(1) == pytest.approx(1.0)


def test_level_follows_the_last_days(history_of: MakeHistory) -> None:
    step = day_number(MONDAY) + 70
    model = learnt(
        history_of(first=MONDAY, days=84, rate=lambda t: np.where(t.day < step, 10.0, 14.0))
    )
    assert 240 * 1.2 < model.level < 240 * 1.41


def test_one_wild_day_hardly_moves_the_level(history_of: MakeHistory) -> None:
    wild = day_number(MONDAY) + 83
    model = learnt(
        history_of(first=MONDAY, days=84, rate=lambda t: np.where(t.day == wild, 100.0, 10.0))
    )
    assert model.level < 240 * 1.1


@pytest.mark.parametrize(("factor", "low", "high"), [(0.3, 0.3, 0.6), (1.5, 1.2, 1.5)])
def test_holiday_factor_lowers_or_raises_as_learnt(
    history_of: MakeHistory, factor: float, low: float, high: float
) -> None:
    """Ten Wednesdays off; the prior of a Sunday (here: like any day) is worth two days."""
    off = day_number(MONDAY) + 2 + 14 * np.arange(10)
    history = history_of(
        first=MONDAY, days=140, rate=lambda t: np.where(np.isin(t.day, off), factor * 10, 10.0)
    )
    model = learnt(history, holidays=off)
    assert low < model.holiday < high
    coming = np.array([day_number(MONDAY) + 142])
    total = model.rates(coming, holidays=coming).sum()
    assert total == pytest.approx(model.holiday * model.level)


def test_day_after_a_holiday_is_learnt(history_of: MakeHistory) -> None:
    off = day_number(MONDAY) + 2 + 14 * np.arange(10)
    history = history_of(
        first=MONDAY, days=140, rate=lambda t: np.where(np.isin(t.day - 1, off), 13.0, 10.0)
    )
    model = learnt(history, holidays=off)
    assert 1.15 < model.after < 1.3
    friday, thursday = day_number(MONDAY) + 144, day_number(MONDAY) + 143
    rates = model.rates(np.array([thursday, friday]), holidays=np.array([thursday - 1]))
    assert rates[0].sum() == pytest.approx(model.after * rates[1].sum(), rel=0.02)


def test_clock_changes_leave_no_mark(history_of: MakeHistory) -> None:
    """March in Berlin: six weeks of winter time, six of summer time, the same local rates."""
    history = history_of(first=date(2026, 2, 16), days=84, rate=daily, timezone="Europe/Berlin")
    local = fit(series_of(history, "Europe/Berlin"), shape=even(), holidays=NO_DAYS)
    plain = learnt(history_of(first=date(2026, 2, 16), days=84, rate=daily))
    assert local is not None
    assert local.share == pytest.approx(plain.share, rel=0.02)
    assert local.level == pytest.approx(plain.level, rel=0.02)


def test_missing_rows_are_unknown_not_zero(history_of: MakeHistory) -> None:
    history = history_of(first=MONDAY, days=56, rate=daily)
    seen = np.random.default_rng(4).uniform(size=len(history.start)) > 0.15
    thin = local_series(history.start[seen], history.offered[seen], minutes=60, place=zone("UTC"))
    model = fit(thin, shape=even(), holidays=NO_DAYS)
    assert model is not None
    assert model.level == pytest.approx(learnt(history).level, rel=0.02)


def test_days_left_out_teach_nothing(history_of: MakeHistory) -> None:
    bad = day_number(MONDAY) + np.arange(78, 84)
    history = history_of(
        first=MONDAY, days=84, rate=lambda t: np.where(np.isin(t.day, bad), 40.0, 10.0)
    )
    kept = fit(series_of(history).without(bad), shape=even(), holidays=NO_DAYS)
    assert kept is not None
    assert kept.level == pytest.approx(240.0)
    assert learnt(history).level > 300


@pytest.mark.parametrize("days", [7, 8, 14, 21])
def test_a_week_or_two_are_enough_for_the_week(history_of: MakeHistory, days: int) -> None:
    model = learnt(history_of(first=MONDAY, days=days, rate=daily))
    assert model.weekday == pytest.approx(7 * WEEKDAY / WEEKDAY.sum(), rel=0.12)
    assert model.v == pytest.approx(0.10, rel=0.9)


def test_a_few_days_borrow_the_profile(
    history_of: MakeHistory, profile_of: Callable[..., Profile]
) -> None:
    """Monday and Tuesday seen: the rest of the week is the profile's, at the level seen."""
    profile = profile_of()
    shape = shape_of_profile(profile)
    model = learnt(history_of(first=MONDAY, days=2, rate=daily), shape=shape)
    rest = model.weekday[2:] / model.weekday[2]
    assert rest == pytest.approx(shape.weekday[2:] / shape.weekday[2])
    monday = model.rates(np.array([day_number(MONDAY) + 7]), holidays=NO_DAYS).sum()
    seen = series_of(history_of(first=MONDAY, days=1, rate=daily)).rate.sum()
    assert monday == pytest.approx(seen, rel=0.15)


def test_a_single_hour_still_gives_a_forecast(history_of: MakeHistory) -> None:
    history = history_of(first=MONDAY, days=1, rate=daily)
    model = fit(
        local_series(history.start[:1], history.offered[:1], minutes=60, place=zone("UTC")),
        shape=even(), holidays=NO_DAYS,
    )  # fmt: skip
    assert model is not None
    assert np.isfinite(model.rates(np.arange(20000, 20014), holidays=NO_DAYS)).all()


def test_nothing_known_is_said(history_of: MakeHistory) -> None:
    series = series_of(history_of(first=MONDAY, days=7, rate=daily))
    assert fit(series.without(series.day), shape=even(), holidays=NO_DAYS) is None


def test_weekday_without_contacts_stays_empty(history_of: MakeHistory) -> None:
    history = history_of(
        first=MONDAY, days=56, rate=lambda t: np.where(t.weekday == 6, 0.0, daily(t))
    )
    model = learnt(history)
    sunday = model.rates(np.array([day_number(MONDAY) + 62]), holidays=NO_DAYS)
    assert sunday.sum() < 0.01 * model.level
    assert model.weekday[0] / model.weekday[5] == pytest.approx(1.3 / 0.5, rel=0.02)


def test_history_of_zeros_gives_zeros(history_of: MakeHistory) -> None:
    model = learnt(history_of(first=MONDAY, days=56, rate=0.0))
    assert model.rates(np.arange(20000, 20014), holidays=NO_DAYS).sum() == 0.0


def test_a_queue_that_is_almost_always_silent_gives_zeros(history_of: MakeHistory) -> None:
    """A Monday, a Tuesday and a Wednesday in eight weeks: each weekday is usually silent."""
    busy = day_number(MONDAY) + np.array([7, 22, 37])
    model = learnt(
        history_of(first=MONDAY, days=56, rate=lambda t: np.where(np.isin(t.day, busy), 5.0, 0.0))
    )
    assert model.weekday == pytest.approx(even().weekday)
    assert model.rates(np.arange(20000, 20014), holidays=NO_DAYS).sum() == 0.0


def test_daily_totals_take_the_profiles_shape(
    history_of: MakeHistory, profile_of: Callable[..., Profile]
) -> None:
    shape = shape_of_profile(profile_of())
    history = history_of(
        first=MONDAY, days=56, minutes=1440, rate=lambda t: 10 * WEEKDAY[t.weekday]
    )
    model = learnt(history, shape=shape)
    assert model.share == pytest.approx(shape.intraday)
    assert model.weekday == pytest.approx(7 * WEEKDAY / WEEKDAY.sum(), rel=0.02)


def test_annual_index_moves_towards_last_years_season(history_of: MakeHistory) -> None:
    """A yearly wave; learnt until the end of April, when it rises."""

    def seasonal(t: LocalTimes) -> Floats:
        return np.asarray(10 + 5 * np.sin(2 * np.pi * (t.day - 20454 - 90) / 365), dtype=float)

    end = day_number(date(2026, 4, 30))
    model = learnt(history_of(first=date(2025, 1, 1), days=485, rate=seasonal))
    ahead = end + np.arange(1, 29)
    rise = model.rates(ahead, holidays=NO_DAYS).sum(1) / model.level
    minute = np.zeros(28, dtype=np.int64)
    true_rise = seasonal(LocalTimes(day=ahead, minute=minute)) / seasonal(
        LocalTimes(day=np.array([end]), minute=minute[:1])
    )
    assert (np.diff(rise) > 0).all()
    assert 1 + 0.4 * (true_rise[-1] - 1) < rise[-1] < true_rise[-1]
