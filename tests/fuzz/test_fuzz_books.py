"""Workbooks that mean no good are read or refused with reasons, in a folder and as an upload.

Thousands of them: ``python -m benchmarks.fuzz --folders 0 --books 2000``.
"""

from contextlib import suppress
from pathlib import Path

import pytest

from planner.errors import DataError
from planner.folder.drafting import uploaded
from planner.folder.unpacking import fault_of
from tests.fuzz.books import NAMES, PLACES, outcome_of_book
from tests.support.workbooks import far_corner, shared_rows, text_rows, workbook, zip_bomb

SHIFTS = [["shift", "start_from", "length_minutes"], ["day", "08:00", "480"]]
GOOD = shared_rows(SHIFTS)


@pytest.mark.parametrize("seed", range(0, 40, 10))
def test_each_is_read_or_refused_with_reasons(tmp_path: Path, seed: int) -> None:
    for number in range(seed, seed + 10):
        found = outcome_of_book(number, tmp_path / str(number))
        assert found.fault == "", number


def with_cell(place: str) -> bytes:
    return workbook({"shifts": text_rows(SHIFTS) + f'<row><c r="{place}"><v>1</v></c></row>'})


def showing(text: str, times: int) -> bytes:
    """A workbook in which so many cells show one text."""
    return workbook({"shifts": '<row><c t="s"><v>0</v></c></row>' * times}, [text])


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "A4294967296", "ZZZZZZZ1"])
def test_a_cell_outside_of_any_sheet_is_told(place: str) -> None:
    """Readers count on, wrap around, or ask for memory that there is not."""
    assert "has a sheet with a cell" in fault_of(with_cell(place))


def test_the_last_cell_of_a_sheet_is_one() -> None:
    assert fault_of(with_cell("A1048576")) == ""
    assert fault_of(with_cell("XFD1")) == ""


def test_a_sheet_that_is_not_where_sheets_are_is_looked_at_too() -> None:
    moved = far_corner().replace(b"worksheets/sheet1", b"elsewhere_/sheet1")
    assert "row 1,048,576 and one in column 16,384" in fault_of(moved)


def test_texts_count_as_often_as_they_are_shown() -> None:
    assert fault_of(showing("x" * 1_000_000, 299)) == ""
    assert "cells hold more than 300 MB of text" in fault_of(showing("x" * 1_000_000, 301))


def test_one_long_text_among_many_short_ones_is_no_reason() -> None:
    cells = '<row><c t="s"><v>1</v></c></row>' * 1_000 + '<row><c t="s"><v>0</v></c></row>'
    assert fault_of(workbook({"shifts": cells}, ["x" * 1_000_000, "short"])) == ""


def test_a_sheet_wider_than_any_table_is_told() -> None:
    wide = workbook({"shifts": "<row>" + "<c><v>1</v></c>" * 2_000 + "</row>"})
    with pytest.raises(DataError, match="has 2,000 columns"):
        uploaded("wide.xlsx", wide, "shifts")


def test_other_formats_in_the_guise_of_a_workbook_are_not_opened() -> None:
    assert "save it as .xlsx" in fault_of(b"x" + workbook({"shifts": GOOD[0]}, GOOD[1]))


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_an_upload_leads_nowhere(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = uploaded(name + ".xlsx", workbook({"shifts": GOOD[0]}, GOOD[1]), "shifts")
    assert rows["shift"].tolist() == ["day"]
    assert list(tmp_path.iterdir()) == []


def test_an_upload_that_unpacks_too_large_is_not_opened() -> None:
    with pytest.raises(DataError, match="holds more than 150 MB"):
        uploaded("../bomb.xlsx", zip_bomb(200), "shifts")


def test_an_upload_too_large_is_not_opened() -> None:
    with pytest.raises(DataError, match="is larger than 100 MB"):
        uploaded("large.xlsx", b"PK" + bytes(100_000_000), "shifts")


@pytest.mark.parametrize("place", PLACES)
def test_every_odd_place_is_read_or_told(place: str) -> None:
    with suppress(DataError):
        assert len(uploaded("odd.xlsx", with_cell(place), "shifts")) in (1, 2)
