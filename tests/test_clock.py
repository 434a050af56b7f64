from datetime import UTC, date, datetime
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import pytz

from planner.clock import (
    Horizon,
    WeeklyWindow,
    common_zones,
    exists,
    inside,
    instant,
    is_zone,
    local_date,
    local_times,
    monday_of,
    zone,
    zone_from,
    zones_of_country,
)


def day_horizon(start: date, place: str, minutes: int = 30, days: int = 1) -> Horizon:
    return Horizon(start=start, days=days, timezone=place, interval_minutes=minutes)


@pytest.mark.parametrize(
    ("day", "place", "hours"),
    [
        (date(2027, 3, 28), "Europe/Berlin", 23.0),
        (date(2027, 10, 31), "Europe/Berlin", 25.0),
        (date(2027, 3, 14), "America/New_York", 23.0),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
        (date(2026, 10, 4), "Australia/Lord_Howe", 23.5),
        (date(2027, 3, 28), "Asia/Kolkata", 24.0),
        (date(2026, 4, 24), "Africa/Cairo", 23.0),
        (date(2026, 9, 6), "America/Santiago", 23.0),
    ],
)
def test_length_of_a_day(day: date, place: str, hours: float) -> None:
    horizon = day_horizon(day, place)
    assert horizon.minutes == hours * 60
    assert horizon.intervals == hours * 2


def test_midnight_that_does_not_exist_takes_the_offset_before() -> None:
    for day, place in [(date(2026, 4, 24), "Africa/Cairo"), (date(2026, 9, 6), "America/Santiago")]:
        there = zone(place)
        assert not exists(day, 0, there)
        assert exists(day, 60, there)
        assert instant(day, 0, there) == instant(day, 60, there)


def test_a_time_past_midnight_is_looked_up_on_its_own_day() -> None:
    berlin = zone("Europe/Berlin")
    assert not exists(date(2027, 3, 27), 1440 + 150, berlin)
    assert exists(date(2027, 3, 28), 1440 + 150, berlin)
    assert exists(date(2027, 3, 29), 150, berlin)


def test_doubled_time_is_its_first() -> None:
    berlin = zone("Europe/Berlin")
    assert instant(date(2027, 10, 31), 150, berlin) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_minutes_past_midnight_fall_on_the_next_day() -> None:
    kolkata = zone("Asia/Kolkata")
    assert instant(date(2027, 3, 1), 1440 + 360, kolkata) == datetime(2027, 3, 2, 0, 30, tzinfo=UTC)


def test_local_reading_of_a_half_hour_zone_and_of_a_date_line() -> None:
    moments = np.array(["2027-03-01T18:30", "2027-03-01T18:29"], dtype="datetime64[s]")
    local = local_times(moments, zone("Asia/Kolkata"))
    assert local.minute.tolist() == [0, 1439]
    assert local.weekday.tolist() == [1, 0]
    assert local_date(datetime(2027, 3, 1, 18, 30, tzinfo=UTC), zone("Asia/Kolkata")).day == 2


def test_a_25_hour_day_reads_one_hour_twice() -> None:
    horizon = day_horizon(date(2027, 10, 31), "Europe/Berlin", minutes=60)
    local = local_times(horizon.starts, zone("Europe/Berlin"))
    assert (local.minute // 60).tolist() == [0, 1, 2, 2, *range(3, 24)]


def test_zones_given_as_names_pytz_and_zoneinfo_are_the_same() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert zone_from("Europe/Berlin") is berlin
    assert zone_from(pytz.timezone("Europe/Berlin")) is berlin
    assert zone_from(berlin) is berlin
    with pytest.raises(TypeError, match="IANA name"):
        zone_from(pytz.FixedOffset(90))


def test_checked_lists_of_zones() -> None:
    assert is_zone("Asia/Kathmandu")
    assert not is_zone("Europe/Munich")
    assert zones_of_country("in") == ("Asia/Kolkata",)
    assert zones_of_country("XX") == ()
    assert "America/St_Johns" in common_zones()


def packaged(name: str) -> ZoneInfo:
    """The zone as the ``tzdata`` package has it: the machine's own list may be years older."""
    with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def test_pytz_and_zoneinfo_agree_on_every_common_zone_until_2037() -> None:
    moments = [
        datetime(year, month, 15, tzinfo=UTC) for year in (2026, 2031, 2037) for month in (1, 4, 7)
    ]
    differing = [
        (name, moment)
        for name in common_zones()
        for place in [packaged(name)]
        for moment in moments
        if moment.astimezone(pytz.timezone(name)).utcoffset()
        != moment.astimezone(place).utcoffset()
    ]
    assert differing == []


def test_minutes_of_the_horizon_run_back_and_forth() -> None:
    horizon = day_horizon(date(2027, 3, 28), "Europe/Berlin", days=2)
    assert horizon.first == datetime(2027, 3, 27, 23, tzinfo=UTC)
    assert horizon.minute_of(horizon.last) == 47 * 60
    assert horizon.moment(horizon.minute_of(horizon.last)) == horizon.last
    assert horizon.dates() == [date(2027, 3, 28), date(2027, 3, 29)]


def test_team_dates_hold_the_edge_days_of_other_zones() -> None:
    horizon = day_horizon(date(2027, 3, 1), "UTC", days=2)
    assert horizon.team_dates(zone("UTC")) == horizon.dates()
    assert horizon.team_dates(zone("Asia/Manila"))[-1] == date(2027, 3, 3)
    assert horizon.team_dates(zone("America/New_York"))[0] == date(2027, 2, 28)


def test_weekly_windows_count_by_the_share_of_each_interval() -> None:
    horizon = day_horizon(date(2027, 3, 1), "UTC", minutes=60, days=7)
    windows = [WeeklyWindow(weekdays=(0,), start=8 * 60 + 30, end=10 * 60)]
    share = inside(horizon, windows, zone("UTC"))
    assert share.sum() == 1.5
    assert share[8:10].tolist() == [0.5, 1.0]
    past_midnight = [WeeklyWindow(weekdays=(6,), start=23 * 60, end=25 * 60)]
    assert np.flatnonzero(inside(horizon, past_midnight, zone("UTC"))).tolist() == [0, 167]


def test_a_window_without_more_is_the_whole_week() -> None:
    horizon = day_horizon(date(2027, 3, 1), "UTC", minutes=60, days=7)
    assert inside(horizon, [WeeklyWindow()], zone("UTC")).tolist() == [1.0] * 168


def test_windows_follow_the_wall_clock_through_a_change() -> None:
    horizon = day_horizon(date(2027, 3, 27), "Europe/Berlin", minutes=60, days=2)
    share = inside(horizon, [WeeklyWindow(start=480, end=540)], zone("Europe/Berlin"))
    assert np.flatnonzero(share).tolist() == [8, 24 + 7]


def test_monday_of_a_week() -> None:
    assert monday_of(date(2027, 3, 28)) == date(2027, 3, 22)
    assert monday_of(date(2027, 3, 22)) == date(2027, 3, 22)
