"""Load that carries over: published formula, brute force, and nothing lost or made up."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import fftconvolve
from scipy.stats import expon, lognorm

from planner.clock import Horizon
from planner.staffing.time_varying import carried_load, departures, warm_up, weights

Floats = NDArray[np.float64]
CVS = [None, 0.0, 0.5, 1.2, 3.0]
QUARTER = 900.0


def survival(mean: float, cv: float | None, time_s: Floats) -> Floats:
    """Share of contacts still handled after so many seconds."""
    if cv is None:
        return np.asarray(expon.sf(time_s, scale=mean))
    if cv == 0:
        return (time_s < mean).astype(float)
    s = np.sqrt(np.log1p(cv * cv))
    return np.asarray(lognorm.sf(time_s, s, scale=mean * np.exp(-s * s / 2)))


def brute_force(
    contacts: Floats, aht_s: Floats, cv: float | None, *, period: int, step_s: float
) -> Floats:
    """Contacts in service by summing over arrivals every few seconds, many periods back."""
    pieces = round(QUARTER / step_s)
    back = np.tile(np.arange(period), 60)
    source = np.concatenate([back, np.arange(contacts.size)])
    rate, mean = np.repeat(contacts[source], pieces) / QUARTER, np.repeat(aht_s[source], pieces)
    lag: Floats = (np.arange(rate.size, dtype=float) + 0.5) * step_s
    load: Floats = np.zeros(rate.size)
    for time in np.unique(mean):
        kernel = survival(float(time), cv, lag) * step_s
        load += fftconvolve(np.where(mean == time, rate, 0.0), kernel)[: rate.size]
    mean_load: Floats = load.reshape(-1, pieces).mean(axis=1)
    return mean_load[back.size :]


def test_the_formula_for_a_sinusoid() -> None:
    """Eick, Massey, Whitt (1993): rate b(1 + A sin gt), exponential times of mean 1/mu."""
    step, mean, base, swing, turn = 5.0, 300.0, 0.3, 0.8, 2 * np.pi / 7200
    time = (np.arange(1440) + 0.5) * step
    rate, mu = base * (1 + swing * np.sin(turn * time)), 1 / mean
    load = carried_load(rate * step, np.full(1440, mean), interval_s=step, period=1440)
    wave = (mu * np.sin(turn * time) - turn * np.cos(turn * time)) / (mu**2 + turn**2)
    assert load == pytest.approx(base * mean + base * swing * wave, abs=2e-4)


@pytest.mark.parametrize("cv", CVS)
def test_every_contact_summed_up(cv: float | None) -> None:
    rng = np.random.default_rng(3)
    contacts = rng.gamma(2, 2, 60) * (rng.random(60) < 0.8)
    aht_s = rng.choice([240.0, 900.0, 2400.0], 60)
    load = carried_load(contacts, aht_s, interval_s=QUARTER, aht_cv=cv, period=24)
    slow = brute_force(contacts, aht_s, cv, period=24, step_s=5.0)
    assert load == pytest.approx(slow, abs=0.01 * slow.max())
    assert np.abs(load - slow).mean() < 0.003 * slow.mean()


@pytest.mark.parametrize("cv", CVS)
def test_many_different_handle_times_are_read_off_a_grid(cv: float | None) -> None:
    """The same as each interval's contacts on their own, which have one handle time."""
    rng = np.random.default_rng(4)
    contacts, aht_s = rng.gamma(2, 2, 48), rng.uniform(100, 3000, 48)
    load = carried_load(contacts, aht_s, interval_s=QUARTER, aht_cv=cv, period=48)
    alone = np.diag(contacts)
    exact = sum(
        carried_load(alone[i], np.full(48, aht_s[i]), interval_s=QUARTER, aht_cv=cv, period=48)
        for i in range(48)
    )
    assert load == pytest.approx(exact, rel=2e-3 if cv == 0 else 3e-4)


@pytest.mark.parametrize("cv", CVS)
def test_weights_add_up_to_the_handle_time(cv: float | None) -> None:
    own = weights(1300.0, interval_s=QUARTER, count=100_000, aht_cv=cv)
    assert own.sum() == pytest.approx(1300, rel=1e-6)
    assert (own >= -1e-6).all()
    assert weights(5.0, interval_s=QUARTER, count=2, aht_cv=cv)[0] == pytest.approx(5, rel=0.03)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_repeating_week_loses_nothing_and_makes_nothing_up(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 40))
    contacts = np.array(data.draw(st.lists(st.floats(0, 500), min_size=size, max_size=size)))
    aht_s = np.array(data.draw(st.lists(st.floats(20, 40_000), min_size=size, max_size=size)))
    cv = data.draw(st.sampled_from(CVS))
    load = carried_load(contacts, aht_s, interval_s=QUARTER, aht_cv=cv, period=size)
    gone = departures(contacts, aht_s, interval_s=QUARTER, cv=cv, period=size)
    assert load.sum() * QUARTER == pytest.approx((contacts * aht_s).sum(), rel=1e-6, abs=1e-4)
    assert gone.sum() == pytest.approx(contacts.sum(), rel=1e-6, abs=1e-6)
    assert (load >= 0).all()
    assert (gone >= 0).all()


@pytest.mark.parametrize("cv", CVS)
@pytest.mark.parametrize("aht_s", [10.0, 700.0, 200_000.0])
def test_steady_arrivals_have_the_plain_load(aht_s: float, cv: float | None) -> None:
    contacts, times = np.full(300, 9.0), np.full(300, aht_s)
    load = carried_load(contacts, times, interval_s=QUARTER, aht_cv=cv, period=96)
    gone = departures(contacts, times, interval_s=QUARTER, cv=cv, period=96)
    assert load == pytest.approx(np.full(300, 9 * aht_s / QUARTER), rel=1e-6)
    assert gone == pytest.approx(contacts, rel=1e-6)


def test_handle_times_all_alike_are_a_shift() -> None:
    contacts = np.array([0, 4.0, 0, 0, 0, 0])
    gone = departures(contacts, np.full(6, 2 * QUARTER), interval_s=QUARTER, cv=0.0, period=6)
    load = carried_load(contacts, np.full(6, 2 * QUARTER), interval_s=QUARTER, aht_cv=0.0, period=6)
    assert gone.tolist() == [0, 0, 0, 4, 0, 0]
    assert load.tolist() == [0, 2, 4, 2, 0, 0]


def test_a_peak_comes_later_and_lower_the_longer_contacts_take() -> None:
    contacts = 10 + 9 * np.cos((np.arange(96) - 48) * 2 * np.pi / 96)
    peaks = []
    for aht_s in (60.0, 1200.0, 7200.0):
        load = carried_load(contacts, np.full(96, aht_s), interval_s=QUARTER, period=96)
        peaks.append((int(load.argmax()), load.max() / (load.mean())))
    assert [place for place, _ in peaks] == [48, 49, 55]
    assert peaks[0][1] > peaks[1][1] > peaks[2][1]


@pytest.mark.parametrize(
    ("start", "days", "timezone", "steps"),
    [
        (date(2027, 3, 1), 28, "UTC", 7 * 96),
        (date(2027, 3, 22), 7, "Europe/Berlin", 7 * 96 - 4),
        (date(2027, 3, 1), 3, "UTC", 96),
        (date(2027, 3, 28), 1, "Europe/Berlin", 92),
    ],
)
def test_the_time_before_is_taken_from_a_week_later(
    start: date, days: int, timezone: str, steps: int
) -> None:
    assert warm_up(Horizon(start, days, timezone, 15), 15) == steps


def test_the_night_before_the_first_day_carries_over() -> None:
    week = np.zeros(2 * 672)
    week[671] = 30.0
    load = carried_load(week, np.full(week.size, 1800.0), interval_s=QUARTER, period=672)
    assert load[0] == pytest.approx(load[672]) != 0
    assert load[673] < load[672]
