"""What the first days teach: level, launches, the rest of today, handle times."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.demand import learn
from planner.demand.series import Floats
from planner.demand.surge import believed, curves_around, day_noise, learnt
from planner.demand.updating import UNANNOUNCED
from planner.domain import Event, History, Market, Plan, Queue
from planner.errors import DataError

Make = Callable[..., Plan]
MakeQueue = Callable[..., Queue]
MakeHistory = Callable[..., History]
START = date(2027, 3, 1)


@pytest.fixture
def desk(plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory) -> Callable[..., Plan]:
    """Half a year of 100 contacts an hour, then actual contacts by the hour."""

    def make(rates: Floats, *, events: tuple[Event, ...] = (), seed: int = 5, **more: Any) -> Plan:
        history = history_of(first=START - timedelta(days=182), days=182, rate=100.0, seed=seed)
        plan = plan_of(days=28, minutes=60, queues=(queue_of(),), events=events, history=history)
        return replace(plan, actuals=came(rates, seed=seed, **more))

    return make


def came(rates: Floats, *, seed: int = 5, aht_s: float = np.nan) -> History:
    size = len(rates)
    first = int(datetime(2027, 3, 1, tzinfo=UTC).timestamp())
    return History(
        minutes=60,
        start=first + 3600 * np.arange(size),
        queue=np.full(size, "help", dtype=object),
        market=np.full(size, "", dtype=object),
        offered=np.random.default_rng(seed).poisson(rates).astype(float),
        aht_s=np.full(size, aht_s),
    )


def means(table: pd.DataFrame) -> Floats:
    return table["mean"].to_numpy(dtype=float)


def test_without_actual_contacts_there_is_nothing_to_learn(desk: Callable[..., Plan]) -> None:
    with pytest.raises(DataError, match=r"actuals.csv: has no contacts inside the horizon"):
        learn(desk(np.array([])))


def test_an_established_level_moves_slowly_and_the_past_stays(desk: Callable[..., Plan]) -> None:
    told = learn(desk(np.full(24, 120.0)))
    level = float(told.lessons["level"].iloc[0])
    assert 1.01 < level < 1.06
    first, now = means(told.first), means(told.forecast)
    assert now[:24].tolist() == first[:24].tolist()
    assert now[24:] == pytest.approx(first[24:] * level)
    assert told.now.isoformat() == "2027-03-02T00:00:00+00:00"


def test_a_step_that_lasts_is_believed_within_the_week(desk: Callable[..., Plan]) -> None:
    levels = [
        float(learn(desk(np.full(24 * days, 140.0))).lessons["level"].iloc[0]) for days in (1, 3, 6)
    ]
    assert levels[0] < 1.1
    assert levels[2] == pytest.approx(1.4, abs=0.05)
    assert levels == sorted(levels)


def test_a_new_desk_knows_its_level_after_one_day(plan_of: Make, queue_of: MakeQueue) -> None:
    """Without history the stated weekly volume is a guess, and a day is worth more than it."""
    plan = plan_of(days=14, minutes=60, queues=(queue_of(weekly_volume=100.0 * 168),))
    told = learn(replace(plan, actuals=came(np.full(24, 250.0))))
    assert means(told.forecast)[24:].mean() == pytest.approx(250, rel=0.1)


def test_the_rest_of_a_busy_day_is_busy_and_tomorrow_hardly(desk: Callable[..., Plan]) -> None:
    told = learn(desk(np.full(12, 130.0)))
    ratio = means(told.forecast) / means(told.first)
    assert 1.1 < ratio[12] < 1.3
    assert ratio[12] > ratio[23] > ratio[30]
    assert ratio[30] == pytest.approx(ratio[300])
    assert ratio[30] < 1.05


def test_contacts_that_take_longer(desk: Callable[..., Plan]) -> None:
    told = learn(desk(np.full(48, 100.0), aht_s=360.0))
    assert float(told.lessons["aht_factor"].iloc[0]) == pytest.approx(1.2, abs=0.01)
    assert told.forecast["aht_s"].iloc[-1] == pytest.approx(360, rel=0.01)


def surge(peak: float, half_life: float, days: int, plateau: int = 2) -> Floats:
    day = np.arange(days * 24) // 24
    fading = 0.5 ** (np.maximum(day - plateau, 0) / half_life)
    return 100 * (1 + (peak - 1) * (0.05 + 0.95 * fading))


def launch(**more: Any) -> Event:
    usual: dict[str, Any] = {
        "event": "go", "kind": "launch", "start": datetime(2027, 3, 1), "multiplier": 4.0,
        "ramp_hours": 0.0,
    }  # fmt: skip
    return Event(**(usual | more))


def test_one_day_tells_the_height_of_a_launch(desk: Callable[..., Plan]) -> None:
    told = learn(desk(surge(9.0, 3.0, 1), events=(launch(),)))
    assert float(told.lessons["peak"].iloc[0]) == pytest.approx(9, rel=0.1)
    assert means(told.forecast)[24:48].mean() == pytest.approx(900, rel=0.1)


def test_a_launch_at_noon_is_not_taken_for_a_higher_one(desk: Callable[..., Plan]) -> None:
    """Its first hours are the busiest: half a day brings seven tenths of a day's contacts."""
    first = np.repeat([100.0, 100 + 1.4 * 800], 12)
    told = learn(desk(first, events=(launch(start=datetime(2027, 3, 1, 12)),)))
    assert means(told.forecast)[24:48].mean() == pytest.approx(900, rel=0.1)


def test_the_half_life_is_known_when_the_fading_shows(desk: Callable[..., Plan]) -> None:
    """On the plateau what is likely stays as stated; a week later it is narrow and right."""
    widths, likely = [], []
    for days in (1, 2, 9):
        lesson = learn(desk(surge(6.0, 1.5, days), events=(launch(half_life_days=4.0),))).lessons
        low, middle, high = (float(lesson[f"half_life_p{p}"].iloc[0]) for p in (10, 50, 90))
        widths.append(np.log(high / low))
        likely.append(middle)
    assert likely[0] == pytest.approx(4, rel=0.3)
    assert widths[1] > 0.8 * widths[0]
    assert widths[2] < 0.5 * widths[0]
    assert likely[2] == pytest.approx(1.5, rel=0.35)


def test_bands_are_wide_while_the_half_life_is_not_known(desk: Callable[..., Plan]) -> None:
    early = learn(desk(surge(6.0, 3.0, 1), events=(launch(),))).forecast
    late = learn(desk(surge(6.0, 3.0, 8), events=(launch(),))).forecast
    day = slice(8 * 24, 9 * 24)
    width = [
        float(((t["p90"] - t["p10"]) / t["mean"])[day].mean()) for t in (early, late)
    ]  # fmt: skip
    assert width[0] > 2 * width[1]


def test_a_launch_by_number_of_contacts_is_learnt_too(desk: Callable[..., Plan]) -> None:
    stated = launch(multiplier=None, extra_contacts=30_000.0, half_life_days=3.0)
    told = learn(desk(surge(6.0, 3.0, 1), events=(stated,)))
    assert means(told.forecast)[24:48].mean() == pytest.approx(600, rel=0.12)


def test_a_surge_that_nobody_announced(desk: Callable[..., Plan]) -> None:
    quiet = np.full(48, 100.0)
    told = learn(desk(np.concatenate([quiet, surge(7.0, 2.0, 2)])))
    assert told.lessons["event"].iloc[0] == UNANNOUNCED
    assert means(told.forecast)[96:120].mean() == pytest.approx(700, rel=0.25)
    assert told.lessons["level"].iloc[0] == pytest.approx(1.0, abs=0.05)


def test_a_launch_that_comes_early_is_the_launch(desk: Callable[..., Plan]) -> None:
    told = learn(desk(surge(8.0, 3.0, 1), events=(launch(start=datetime(2027, 3, 3)),)))
    assert told.lessons["event"].tolist() == ["go"]
    assert means(told.forecast).max() < 1000


def test_markets_learn_by_themselves(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    markets = tuple(
        Market(market=name, queue="help", timezone=place, weekly_volume=100.0 * 168)
        for name, place in [("de", "Europe/Berlin"), ("in", "Asia/Kolkata")]
    )
    plan = plan_of(days=7, minutes=60, queues=(queue_of(),), markets=markets)
    actual = came(np.full(36, 200.0))
    actual = replace(actual, market=np.full(36, "in", dtype=object))
    told = learn(replace(plan, actuals=actual))
    by_market = told.forecast.groupby("market")["mean"].last()
    assert by_market["de"] == pytest.approx(100)
    assert by_market["in"] == pytest.approx(200, rel=0.1)


def test_no_day_lengthens_a_surge_of_which_it_says_nothing() -> None:
    """A day on the plateau leaves the shares of short and long half-lives as they were."""
    before = believed(5.0, curves_around(3.0, 2.0, 0.05))
    after = learnt(
        before, [0.0], exposure=np.array([1000.0]), excess=np.array([5000.0]),
        noise=day_noise(np.array([6000.0]), np.array([1.0])),
    )  # fmt: skip
    assert after.half_life == pytest.approx(before.half_life, rel=0.25)
    assert after.height == pytest.approx(5, rel=0.05)
