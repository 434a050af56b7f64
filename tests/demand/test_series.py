from datetime import date

import numpy as np
import pytest

from planner.clock import instant, zone
from planner.demand.events import day_number
from planner.demand.series import SLOTS, in_blocks, local_series

BERLIN = zone("Europe/Berlin")


def hours_from(day: date, place: str, count: int, step: int = 3600) -> np.ndarray:
    first = int(instant(day, 0, zone(place)).timestamp())
    return first + step * np.arange(count, dtype=np.int64)


def test_the_doubled_hour_is_the_mean_of_its_two_passes() -> None:
    start = hours_from(date(2027, 10, 31), "Europe/Berlin", 25)
    offered = np.full(25, 40.0)
    offered[3] = 80.0
    series = local_series(start, offered, minutes=60, place=BERLIN)
    assert series.rate.shape == (1, SLOTS)
    assert series.rate[0, 8:12].tolist() == [15.0] * 4
    assert np.delete(series.rate[0], range(8, 12)).tolist() == [10.0] * 92


def test_the_missing_hour_is_unknown() -> None:
    start = hours_from(date(2027, 3, 28), "Europe/Berlin", 23)
    series = local_series(start, np.ones(23), minutes=60, place=BERLIN)
    assert np.flatnonzero(np.isnan(series.rate[0])).tolist() == [8, 9, 10, 11]


@pytest.mark.parametrize("minutes", [5, 10, 15, 30, 60, 120])
def test_any_grain_keeps_the_contacts(minutes: int) -> None:
    count = 2 * 1440 // minutes
    start = hours_from(date(2027, 3, 1), "UTC", count, step=60 * minutes)
    offered = np.arange(count, dtype=float)
    series = local_series(start, offered, minutes=minutes, place=zone("UTC"))
    assert series.rate.sum() == pytest.approx(offered.sum())
    assert series.first_day == day_number(date(2027, 3, 1))
    assert series.weekday.tolist() == [0, 1]


def test_rows_of_the_same_start_add_up() -> None:
    start = np.repeat(hours_from(date(2027, 3, 1), "UTC", 24), 2)
    series = local_series(start, np.ones(48), minutes=60, place=zone("UTC"))
    assert series.rate.sum() == 48


def test_blocks_of_a_half_hour_zone_are_the_rows_again() -> None:
    start = hours_from(date(2027, 3, 1), "UTC", 24)
    offered = np.arange(24, dtype=float)
    series = local_series(start, offered, minutes=60, place=zone("Asia/Kolkata"))
    assert (series.grain, series.phase) == (4, 2)
    blocks = in_blocks(series.rate, series).ravel()
    assert blocks[np.isfinite(blocks)].tolist() == offered.tolist()


def test_very_old_history_is_not_read() -> None:
    start = hours_from(date(2020, 1, 1), "UTC", 24 * 2500)
    series = local_series(start, np.ones(len(start)), minutes=60, place=zone("UTC"))
    assert 780 <= len(series.rate) <= 786


def test_parts_of_a_series() -> None:
    start = hours_from(date(2027, 3, 1), "UTC", 24 * 10)
    series = local_series(start, np.ones(240), minutes=60, place=zone("UTC"))
    middle = series.first_day + 4
    assert len(series.before(middle).rate) == 4
    assert series.after(middle, 3).day.tolist() == [middle, middle + 1, middle + 2]
    assert np.isnan(series.without(np.array([middle])).rate[4]).all()
    assert np.isfinite(series.rate).all()
