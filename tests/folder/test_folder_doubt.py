"""What is not known is not judged; examples are called examples; nothing odd reaches a terminal."""

from pathlib import Path

import pytest

from planner import terminal
from planner.errors import Problem
from planner.folder import check_folder
from planner.folder.unpacking import fault_of
from tests.support.folders import EVERYTHING, SMALL, write_folder
from tests.support.workbooks import far_corner, text_rows, workbook, zip_bomb


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in check_folder(folder).problems]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("start = 2027-03-01", "strat = 2027-03-01", [", start: is missing", "row 2, strat"]),
        ("weeks = 1", "weeks = 900", ["row 3, weeks: '900' is too large"]),
        ('"Europe/Berlin"', '"Berlin"', ["row 4, timezone: 'Berlin' is not an IANA"]),
    ],
)
def test_no_date_is_outside_a_horizon_that_is_not_known(
    tmp_path: Path, old: str, new: str, fault: list[str]
) -> None:
    text = EVERYTHING["plan.toml"].replace(old, new)
    folder = write_folder(tmp_path, {"plan.toml": text}, base=EVERYTHING)
    found = said(folder)
    for line, words in zip(found, fault, strict=False):
        assert line.startswith("plan.toml")
        assert words in line
    assert not [line for line in found if "horizon" in line]


def test_dates_are_judged_where_another_setting_is_wrong(tmp_path: Path) -> None:
    text = EVERYTHING["plan.toml"] + "[prices]\nrequest = -1\n"
    pins = "agent,date,shift\nbob,2028-03-02,day\n"
    found = said(write_folder(tmp_path, {"plan.toml": text, "pins.csv": pins}, base=EVERYTHING))
    assert "pins.csv row 2, date: pins outside the horizon: 1 left out" in found


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("soon", "'soon' is not a date, for example 2026-03-29"),
        ("29.3.2027", "'29.3.2027' is not a date (2027-03-29?)"),
    ],
)
def test_an_example_does_not_look_like_a_guess(tmp_path: Path, value: str, meant: str) -> None:
    pins = f"agent,date,shift\nbob,{value},day\n"
    found = said(write_folder(tmp_path, {"pins.csv": pins}, base=EVERYTHING))
    assert f"pins.csv row 2, date: {meant}" in found


def test_names_that_look_like_markup_are_shown_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.show_problems([Problem(file="x.csv", value="[/]:smile:[red]", message="is odd")])
    assert "'[/]:smile:[red]' is odd" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "\u202ecba", "a\x07"])
def test_names_hold_no_invisible_characters(tmp_path: Path, name: str) -> None:
    text = SMALL["teams.csv"].replace("berlin", name)
    (line,) = said(write_folder(tmp_path, {"teams.csv": text}))
    assert line.isprintable()
    assert "cannot be a name: it holds a character that is not to be seen" in line


def test_a_ragged_row_with_an_endless_cell_is_a_problem(tmp_path: Path) -> None:
    text = SMALL["teams.csv"] + "x" * 200_000 + ",,,,,,,,,\n"
    found = said(write_folder(tmp_path, {"teams.csv": text}))
    assert any(line.startswith("teams.csv") for line in found)


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (far_corner(), "row 1,048,576 and one in column 16,384: at most 6,000,000 cells"),
        (zip_bomb(200), "holds more than 150 MB once unpacked"),
        (b"PK\x03\x04 no zip", "cannot be read as an Excel workbook"),
    ],
)
def test_workbooks_that_unpack_too_large_are_refused(
    tmp_path: Path, book: bytes, words: str
) -> None:
    found = said(write_folder(tmp_path, {"plan.xlsx": book}))
    assert found[0].startswith("plan.xlsx: ")
    assert words in found[0]


def test_links_to_files_outside_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(SMALL["teams.csv"])
    folder = write_folder(tmp_path / "plan")
    for name, target in (("teams.csv", "../secret.csv"), ("shifts.csv", "queues.csv")):
        (folder / name).unlink()
        (folder / name).symlink_to(target)
    found = said(folder)
    assert (
        "teams.csv: is a link to a file outside the plan folder: put the file itself there" in found
    )
    assert not [line for line in found if line.startswith("shifts.csv: is a link")]


def test_a_liar_about_its_size_is_unpacked_no_further() -> None:
    bomb = bytearray(zip_bomb(200))
    central = bomb.rindex(b"PK\x01\x02")
    bomb[central + 24 : central + 28] = (9).to_bytes(4, "little")
    assert "holds more than" in fault_of(bytes(bomb))


def test_an_ordinary_workbook_is_not_too_large() -> None:
    assert fault_of(workbook({"shifts": text_rows([["shift"], ["day"]] * 3_000)})) == ""
