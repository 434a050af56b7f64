# ruff: noqa: E501
"""Whatever is done to a folder, it is read or refused with a reason, never with a traceback."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain import Plan
from planner.folder import RawFolder, check_folder, read_folder
from tests.support.folders import EVERYTHING, write_folder

ODD = st.sampled_from(
    ["", " ", "*", "|", "a|b", "-1", "0", "1e308", "1e-308", "nan", "inf", "9" * 40, "24:00", "00:00",
     "2027-03-28T02:30", "2027-10-31T02:30:00", "2027-02-30", "0001-01-01", "9999-12-31T23:59",
     "2027-03-02T08:00:00+25:00", "Mon-Sun", "yes", "ada", "calls", "senior", "day", "leads",
     "Europe/Berlin", "Asia/Kolkata", "p\u00e4th \u2603", '"', "'", "\t", "\\", "=1+1", "ſ", "１２", "٣"]
) | st.text(max_size=12)  # fmt: skip
FILE = st.sampled_from(sorted(EVERYTHING))
CHOICE = st.integers(min_value=0, max_value=10_000)


def _cell(text: str, row: int, column: int, value: str) -> str:
    lines = text.splitlines()
    row %= len(lines)
    cells = lines[row].split(",")
    cells[column % len(cells)] = value
    lines[row] = ",".join(cells)
    return "\n".join(lines) + "\n"


def _line(text: str, row: int, column: int, value: str) -> str:
    """Drop, double or replace a line, by ``column``."""
    lines = text.splitlines()
    row %= len(lines)
    lines[row : row + 1] = [[], [lines[row]] * 2, [value]][column % 3]
    return "\n".join(lines)


def _splice(text: str, row: int, column: int, value: str) -> str:
    at = (row * 7919 + column) % (len(text) + 1)
    return text[:at] + value + text[at + column % 3 :]


CHANGE = st.tuples(FILE, st.sampled_from([_cell, _cell, _line, _splice]), CHOICE, CHOICE, ODD)


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> RawFolder:
    """Held while the module runs, so that only changed tables are read again."""
    return read_folder(write_folder(tmp_path_factory.mktemp("unchanged"), EVERYTHING))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(CHANGE, min_size=1, max_size=3))
def test_never_another_exception(
    unchanged: RawFolder, changes: list[tuple[str, object, int, int, str]]
) -> None:
    files = dict(EVERYTHING)
    for file, mutate, row, column, value in changes:
        assert callable(mutate)
        files[file] = str(mutate(files[file], row, column, value)) or "\n"
    with tempfile.TemporaryDirectory() as folder:
        data = {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}
        checked = check_folder(write_folder(Path(folder), data))
    assert isinstance(checked.plan, Plan) or checked.errors
    assert all(problem.message for problem in checked.problems)


def test_the_unchanged_folder_is_a_plan(tmp_path: Path) -> None:
    checked = check_folder(write_folder(tmp_path, EVERYTHING))
    assert checked.plan is not None
    assert [str(problem) for problem in checked.problems] == [
        "history.csv, offered: is blank in 1 of 3 rows: left out as unknown, not taken as zero"
    ]
