# ruff: noqa: E501
"""Past contacts: zones, clock changes, grains, other systems' headers."""

from pathlib import Path

import numpy as np
import pytest

from planner.domain import History
from planner.errors import DataError
from planner.folder import build_plan, check_folder, read_folder, read_plan
from tests.support.folders import SMALL, write_folder

HEADER = "interval_start,queue,offered\n"
QUEUES = "queue,channel,aht_s,timezone\ncalls,voice,240,{zone}\nsenior,voice,600,\n"


def _half_hours(*rows: str, queue: str = "calls") -> str:
    """A table whose rows are ``time,offered`` pairs, with a day of steady rows before them."""
    steady = [f"2026-03-01T{i // 2:02d}:{i % 2 * 30:02d},{queue},1" for i in range(48)]
    pairs = [row.split(",") for row in rows]
    return HEADER + "\n".join([*steady, *(f"{at},{queue},{n}" for at, n in pairs)]) + "\n"


def _folder(path: Path, history: str, zone: str = "Europe/Berlin", **files: str) -> Path:
    queues = QUEUES.format(zone=zone).replace("senior,voice,600,", "senior,voice,600,UTC")
    more = "2026-03-01T00:00Z,senior,1\n" if history.startswith(HEADER) else ""
    return write_folder(path, {"queues.csv": queues, "history.csv": history + more, **files})


def _of(history: History, queue: str) -> dict[str, float]:
    chosen = history.queue == queue
    starts = history.start[chosen].astype("datetime64[s]").astype(str)
    return dict(zip(starts.tolist(), history.offered[chosen].tolist(), strict=True))


def test_rows_without_offset_are_read_in_the_zone_of_their_queue(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _half_hours("2026-03-02T00:00,7"), "Asia/Kolkata")
    history = read_plan(folder).history
    assert history.minutes == 30
    assert _of(history, "calls")["2026-03-01T18:30:00"] == 7


def test_rows_are_read_in_the_zone_of_their_market(tmp_path: Path) -> None:
    history = "interval_start,queue,market,offered\n2026-03-02T00:00,calls,tokyo,7\n"
    markets = "market,queue,timezone\ntokyo,calls,Asia/Tokyo\n"
    folder = write_folder(tmp_path, {"history.csv": history, "markets.csv": markets})
    assert _of(read_plan(folder).history, "calls") == {"2026-03-01T15:00:00": 7}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("first", {"2026-10-25T00:30:00": 8.0}),
        ("second", {"2026-10-25T01:30:00": 8.0}),
        ("split", {"2026-10-25T00:30:00": 4.0, "2026-10-25T01:30:00": 4.0}),
    ],
)
def test_the_doubled_hour_is_settled(
    tmp_path: Path, choice: str, expected: dict[str, float]
) -> None:
    folder = _folder(tmp_path, _half_hours("2026-10-25T02:30,8"))
    calls = _of(read_plan(folder, ambiguous=choice).history, "calls")
    assert {at: n for at, n in calls.items() if at > "2026-10"} == expected


def test_the_doubled_hour_written_twice_keeps_its_order(tmp_path: Path) -> None:
    rows = ("2026-10-25T02:00,1", "2026-10-25T02:30,2", "2026-10-25T02:00,3", "2026-10-25T02:30,4")
    calls = _of(
        read_plan(_folder(tmp_path, _half_hours(*rows)), ambiguous="first").history, "calls"
    )
    assert [n for at, n in sorted(calls.items()) if at > "2026-10"] == [1, 2, 3, 4]


HISTORY_ERRORS = [
    ("2026-10-25T02:30,8", "'2026-10-25T02:30' exists twice in the zone of its row: write offsets, "
     "or settle the doubled hour with --ambiguous first, second or split"),
    ("2026-03-29T02:30,8", "'2026-03-29T02:30' does not exist in the zone of its row: the clocks skip it"),
    ("29.03.2026 08:00,8", "'29.03.2026 08:00' is not an instant, for example 2026-03-29T22:30:00+02:00"),
    ("2026-03-01T23:30,8", "'2026-03-01T23:30' of calls is in row 49 already"),
    ("2026-03-02T00:15,8", "'2026-03-02T00:15' comes 45 minutes after the row before of calls, where most rows "
     "are 30 apart: expected one interval length in the whole table"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "problem"), HISTORY_ERRORS)
def test_history_errors_name_the_row(tmp_path: Path, row: str, problem: str) -> None:
    checked = check_folder(_folder(tmp_path, _half_hours(row)))
    expected = f"history.csv row 50, interval_start: {problem}"
    assert [str(error) for error in checked.errors] == [expected]


def test_blank_rows_at_a_clock_change_are_left_out_with_a_warning(tmp_path: Path) -> None:
    rows = ("2026-03-29T02:30,", "2026-10-25T02:30,", "2026-03-30T02:30,", "2026-03-30T03:00,0")
    checked = check_folder(_folder(tmp_path, _half_hours(*rows)))
    assert checked.plan is not None
    assert _of(checked.plan.history, "calls")["2026-03-30T01:00:00"] == 0
    assert [str(problem) for problem in checked.problems] == [
        "history.csv, offered: is blank in 1 of 53 rows: left out as unknown, not taken as zero",
        "history.csv, offered: is blank in 2 of 53 rows: left out, at times that a clock change skips or repeats",
        "history.csv, interval_start: of calls has no row for 11,377 intervals between its first and last: "
        "unknown, not taken as zero; the longest gap, 5,015 h, begins 2026-03-30T01:30Z",
    ]


def test_gaps_are_listed_for_each_series_and_unknown(tmp_path: Path) -> None:
    rows = ("2026-03-02T00:00,8", "2026-03-02T02:00,8", "2026-03-02T03:00,8")
    checked = check_folder(_folder(tmp_path, _half_hours(*rows)))
    assert checked.plan is not None
    assert len(_of(checked.plan.history, "calls")) == 51
    assert [str(problem) for problem in checked.problems] == [
        "history.csv, interval_start: of calls has no row for 4 intervals between its first and last: "
        "unknown, not taken as zero; the longest gap, 1.5 h, begins 2026-03-01T23:30Z"
    ]


def test_actual_contacts_and_people_on_duty_are_read(tmp_path: Path) -> None:
    actuals = (
        "interval_start,queue,offered,aht_s,on_duty\n2027-03-01T08:00,calls,20,250,4\n"
        "2027-03-01T08:30,calls,22,,\n2027-02-28T08:00,calls,22,,\n"
    )
    checked = check_folder(_folder(tmp_path, _half_hours(), **{"actuals.csv": actuals}))
    assert checked.plan is not None
    told = checked.plan.actuals
    assert told.start.astype("datetime64[s]").astype(str).tolist() == [
        "2027-03-01T07:00:00", "2027-03-01T07:30:00",
    ]  # fmt: skip
    assert told.on_duty is not None
    assert told.on_duty.tolist() == pytest.approx([4.0, np.nan], nan_ok=True)
    assert [str(warning) for warning in checked.warnings] == [
        "actuals.csv row 4: rows outside the horizon: 1 left out"
    ]


@pytest.mark.parametrize(
    ("header", "row", "aht_s"),
    [
        ("TimeStamp,QueueName,ChannelType,IncomingContactVolume,AverageHandleTime",
         "2027-03-01T{hour}:00:00Z,calls,VOICE,20,250", 250),
        ("Interval Start UTC Date,Queue,Media Type,Offered,Total Handle Time (Seconds)",
         "2027-03-01T{hour}:00:00,calls,voice,20,6000", 300),
    ],
)  # fmt: skip
def test_actual_contacts_are_read_as_other_systems_write_them(
    tmp_path: Path, header: str, row: str, aht_s: float
) -> None:
    rows = [row.format(hour=hour) for hour in ("08", "09")]
    actuals = "\n".join([header, *rows]) + "\n"
    told = read_plan(_folder(tmp_path, _half_hours(), **{"actuals.csv": actuals})).actuals
    assert told.minutes == 60
    assert told.start.astype("datetime64[s]").astype(str)[0] == "2027-03-01T08:00:00"
    assert told.offered.tolist() == [20, 20]
    assert told.aht_s.tolist() == [aht_s, aht_s]


@pytest.mark.parametrize("choice", ["first", "second", "split"])
def test_the_doubled_hour_of_actual_contacts_is_settled(tmp_path: Path, choice: str) -> None:
    toml = SMALL["plan.toml"].replace("2027-03-01", "2027-10-25")
    actuals = "interval_start,queue,offered\n2027-10-31T02:00,calls,8\n2027-10-31T02:30,calls,6\n"
    folder = _folder(tmp_path, _half_hours(), **{"actuals.csv": actuals, "plan.toml": toml})
    assert "exists twice" in str(check_folder(folder).errors[0])
    told = read_plan(folder, ambiguous=choice).actuals
    assert told.offered.sum() == 14
    assert len(told.start) == (4 if choice == "split" else 2)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("calls,-3", "offered: '-3' is out of range: expected a number of contacts, at least 0"),
        ("calls,many", "offered: 'many' is not a number of contacts"),
    ],
)
def test_counts_are_numbers_from_zero_on(tmp_path: Path, row: str, problem: str) -> None:
    history = _half_hours() + f"2026-03-02T00:00,{row}\n"
    checked = check_folder(_folder(tmp_path, history))
    assert [str(error) for error in checked.errors] == [f"history.csv row 50, {problem}"]


def test_rows_of_the_horizon_are_not_learnt_from(tmp_path: Path) -> None:
    checked = check_folder(_folder(tmp_path, _half_hours("2027-03-01T00:00,8")))
    assert checked.plan is not None
    assert len(_of(checked.plan.history, "calls")) == 48
    assert "at or after the start of the horizon" in str(checked.warnings[0])


def test_mixed_grains_are_refused(tmp_path: Path) -> None:
    hourly = [f"2026-03-{day:02d}T{hour:02d}:00,2" for day in (2, 3) for hour in range(24)]
    (tmp_path / "sub").mkdir()
    text = _half_hours(*(f"2026-02-{day}T{i // 2:02d}:{i % 2 * 30:02d},1" for day in (26, 27)
                         for i in range(48)), *hourly)  # fmt: skip
    problems = check_folder(_folder(tmp_path, text)).errors
    assert problems
    assert all("expected one interval length" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("name", "problem"),
    [("cals", "'cals' is no queue of queues.csv (calls?)")],
)
def test_unknown_queue_is_told_once(tmp_path: Path, name: str, problem: str) -> None:
    folder = _folder(tmp_path, _half_hours("2026-03-02T00:00,1", "2026-03-02T00:30,1", queue=name))
    errors = [str(error) for error in check_folder(folder).errors]
    assert errors[0] == f"history.csv row 2, queue: {problem}"
    assert len(errors) == 1


def test_amazon_connect_is_read_as_it_is(tmp_path: Path) -> None:
    text = (
        "TimeStamp,QueueName,ChannelType,IncomingContactVolume,AverageHandleTime\n"
        "2026-03-02T09:00:00.000Z,calls,VOICE,12,300\n2026-03-02T09:15:00.000Z,senior,VOICE,1,\n"
    )
    history = read_plan(write_folder(tmp_path, {"history.csv": text})).history
    assert _of(history, "calls") == {"2026-03-02T09:00:00": 12}
    np.testing.assert_array_equal(history.aht_s, [300, np.nan])


def test_genesys_total_handle_time_is_made_a_mean(tmp_path: Path) -> None:
    text = (
        "Interval Start UTC Date,Queue,Media Type,Offered,Total Handle Time (Seconds)\n"
        "2026-03-02T09:00:00Z,calls,Voice,12,3600\n2026-03-02 09:15:00,calls,Voice,0,0\n"
    )
    history = read_plan(write_folder(tmp_path, {"history.csv": text})).history
    assert _of(history, "calls") == {"2026-03-02T09:00:00": 12, "2026-03-02T09:15:00": 0}
    np.testing.assert_array_equal(history.aht_s, [300, np.nan])


def test_genesys_rows_split_by_skill_are_added(tmp_path: Path) -> None:
    text = (
        "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,"
        "Total Handle Time (Seconds)\n"
        "2026-03-02T09:00:00Z,calls,Voice,a,Spanish,16,10,2000\n"
        "2026-03-02T09:00:00Z,calls,Voice,b,French,16,10,4000\n"
    )
    history = read_plan(write_folder(tmp_path, {"history.csv": text})).history
    assert _of(history, "calls") == {"2026-03-02T09:00:00": 32}
    assert history.aht_s.tolist() == [300]


def test_rows_of_another_medium_are_refused(tmp_path: Path) -> None:
    text = (
        "TimeStamp,QueueName,ChannelType,IncomingContactVolume,AverageHandleTime\n"
        "2026-03-02T09:00:00Z,calls,CHAT,12,300\n"
    )
    errors = check_folder(write_folder(tmp_path, {"history.csv": text})).errors
    assert [str(error) for error in errors] == [
        "history.csv row 2, ChannelType: 'CHAT' is not the channel of calls, which is voice in queues.csv"
    ]


def test_markets_need_their_own_rows(tmp_path: Path) -> None:
    markets = "market,queue,timezone\nde,calls,\nat,calls,Europe/Vienna\n"
    folder = write_folder(
        tmp_path, {"history.csv": _half_hours("2026-03-02T00:00,1"), "markets.csv": markets}
    )
    errors = [str(error) for error in check_folder(folder).errors]
    assert errors == ["history.csv row 2, market: is blank, but calls has the markets de, at"]


def test_an_unchanged_history_is_read_once(tmp_path: Path) -> None:
    raw = read_folder(_folder(tmp_path, _half_hours("2026-03-02T00:00,1")))
    first, _ = build_plan(raw)
    queues = raw.tables["queues"].frame.assign(aht_s="300")
    second, _ = build_plan(raw.with_table("queues", queues))
    assert second.history is first.history
    assert [queue.aht_s for queue in second.queues] == [300, 300]


def test_unknown_word_for_ambiguous_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--ambiguous: 'third' is not one of first, second, split"):
        read_plan(write_folder(tmp_path), ambiguous="third")
