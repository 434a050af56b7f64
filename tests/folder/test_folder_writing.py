"""Results on disk: the text of tables, and all files or none."""

import json
import math
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from planner.errors import DataError
from planner.folder import table_text, write_whole
from planner.folder.tables_days import PREVIOUS
from planner.folder.text import read_csv


def test_instants_and_numbers_of_a_table() -> None:
    starts = pd.to_datetime(["2027-03-28T00:30Z", "2027-03-28T01:00Z"]).as_unit("s")
    berlin = ZoneInfo("Europe/Berlin")
    mixed = [
        datetime(2027, 3, 1, 5, 30, tzinfo=ZoneInfo("Asia/Kolkata")),
        datetime(2027, 3, 1, 1, tzinfo=berlin),
    ]
    frame = pd.DataFrame(
        {
            "interval_start": starts, "local_start": starts.tz_convert(berlin), "mixed": mixed,
            "wall": starts.tz_localize(None), "date": [date(2027, 3, 1), None],
            "share": [1 / 3, 1e-7], "hours": [8.0, math.nan], "n": [1, 2], "name": ["a,b", "ü"],
            "paid": [True, False],
        }
    )  # fmt: skip
    assert table_text(frame) == (
        "interval_start,local_start,mixed,wall,date,share,hours,n,name,paid\n"
        "2027-03-28T00:30:00Z,2027-03-28T01:30:00+01:00,2027-03-01T05:30:00+05:30,"
        '2027-03-28T00:30:00,2027-03-01,0.3333333333,8.0,1,"a,b",yes\n'
        "2027-03-28T01:00:00Z,2027-03-28T03:00:00+02:00,2027-03-01T01:00:00+01:00,"
        "2027-03-28T01:00:00,,0.0000001,,2,ü,no\n"
    )


def test_objects_in_utc_end_in_z() -> None:
    frame = pd.DataFrame({"start": [datetime(2027, 3, 1, tzinfo=UTC)], "end": [None]}, dtype=object)
    assert table_text(frame) == "start,end\n2027-03-01T00:00:00Z,\n"


def test_a_table_without_rows_keeps_its_header() -> None:
    frame = pd.DataFrame({"start": pd.to_datetime([], utc=True), "cost": np.array([], dtype=float)})
    assert table_text(frame) == "start,cost\n"


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    text = table_text(pd.DataFrame({"agent": ["ä", "b"], "cost": [1.5, 2.25]}))
    frame, problems = read_csv(text.encode(), "previous.csv", PREVIOUS)
    assert frame is not None
    assert (frame.to_numpy().tolist(), problems) == ([["ä", "1.5"], ["b", "2.25"]], [])


def test_all_kinds_of_content(tmp_path: Path) -> None:
    summary = {
        "cost": np.float64(1.25), "bound": math.nan, "seed": np.int64(7), "day": date(2027, 3, 1),
        "queues": [{"name": "ü", "levels": np.array([0.5, 1.0])}],
    }  # fmt: skip
    out = tmp_path / "deep" / "out"
    write_whole(
        out, {"a.csv": pd.DataFrame({"x": [1]}), "s.json": summary, "t.txt": "ü", "b": b"\0"}
    )
    assert sorted(path.name for path in out.iterdir()) == ["a.csv", "b", "s.json", "t.txt"]
    assert json.loads((out / "s.json").read_text(encoding="utf-8")) == {
        "cost": 1.25, "bound": None, "seed": 7, "day": "2027-03-01",
        "queues": [{"name": "ü", "levels": [0.5, 1.0]}],
    }  # fmt: skip
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_other_files_of_the_folder_survive(tmp_path: Path) -> None:
    write_whole(tmp_path, {"old.txt": "old", "both.txt": "old"})
    write_whole(tmp_path, {"new.txt": "new", "both.txt": "new"})
    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert texts == {"old.txt": "old", "both.txt": "new", "new.txt": "new"}


def test_nothing_changes_when_something_is_in_the_way(tmp_path: Path) -> None:
    write_whole(tmp_path / "out", {"a.txt": "old"})
    (tmp_path / "out" / "b.txt").mkdir()
    with pytest.raises(DataError, match=r"b\.txt: cannot be written: a folder is in the way"):
        write_whole(tmp_path / "out", {"a.txt": "new", "b.txt": "new"})
    assert (tmp_path / "out" / "a.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failed_move_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "out", {"a.txt": "old"})
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target == tmp_path / "out" / "b.txt":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DataError, match="cannot be written: no space left on device"):
        write_whole(tmp_path / "out", {"a.txt": "new", "b.txt": "new"})
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == {
        "a.txt": "old"
    }


@pytest.mark.parametrize("out", ["file", "file/out"])
def test_a_file_where_the_folder_should_be(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DataError, match="cannot be written"):
        write_whole(tmp_path / out, {"a.txt": "new"})
    assert (tmp_path / "file").read_text() == "mine"
