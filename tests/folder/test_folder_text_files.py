"""Encodings, separators, line ends, workbooks, odd files."""

import time as clock
from datetime import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from planner.folder import check_folder, read_folder, read_plan
from tests.support.folders import SMALL, write_folder


def _german(text: str) -> str:
    """The same table as a German Excel would save it."""
    return text.replace(",", ";").replace(".", ",")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark(tmp_path: Path, end: str, mark: str) -> None:
    text = mark + SMALL["teams.csv"].replace("\n", end)
    plan = read_plan(write_folder(tmp_path, {"teams.csv": text}))
    assert [team.team for team in plan.teams] == ["berlin", "leads"]
    assert plan.teams[1].queues == ("senior", "calls")


def test_semicolons_come_with_decimal_commas(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, {"teams.csv": _german(SMALL["teams.csv"])}))
    assert [team.shrinkage for team in plan.teams] == [0.1, 0.1]


def test_a_point_in_a_semicolon_table_may_be_thousands(tmp_path: Path) -> None:
    text = SMALL["queues.csv"].replace(",", ";").replace("900", "1.200")
    problems = check_folder(write_folder(tmp_path, {"queues.csv": text})).errors
    assert [str(problem) for problem in problems] == [
        "queues.csv row 2, weekly_volume: '1.200' may be a decimal point or thousands: "
        "with ; as separator write 1234 or 1,234"
    ]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("東京コール", "cp932"), ("İstanbul Şişli", "cp1254"), ("Köln Café", "cp1252")],
)
def test_other_encodings_are_read_with_a_warning(tmp_path: Path, name: str, encoding: str) -> None:
    text = SMALL["teams.csv"].replace("berlin", name)
    checked = check_folder(write_folder(tmp_path, {"teams.csv": text.encode(encoding)}))
    assert checked.plan is not None
    assert checked.plan.teams[0].team == name
    warning = f"teams.csv: is not UTF-8; it was read as {encoding}"
    assert [str(problem) for problem in checked.problems] == [warning]


def test_rows_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    text = "\n" + SMALL["teams.csv"].replace("leads,", "\n\nleads,").replace("32", "x")
    problems = check_folder(write_folder(tmp_path, {"teams.csv": text})).errors
    assert [(problem.row, problem.column) for problem in problems] == [(6, "hourly_cost")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "teams.csv: is empty: expected a header row"),
        ("\n\n", "teams.csv: is empty: expected a header row"),
        ("team,team\na,b\n", "teams.csv row 1, team: is a column twice"),
        ("team,queues\na,b,c,d\n", "teams.csv row 2: has 4 cells, the header has 2"),
        ('team,queues\n"a,b\n', "teams.csv: cannot be read: a quote is never closed"),
        ("team\x00,queues\n", "teams.csv: is not a text file: it holds zero bytes"),
        (SMALL["teams.csv"].split("\n")[0], "teams.csv: has no rows: expected at least one"),
        ("\ufeffteam".encode("utf-16"), "teams.csv: is UTF-16: save it as CSV UTF-8"),
        (b"team\n\x81\x8d\x8f\n", "teams.csv: is in no known encoding: save it as CSV UTF-8"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: str | bytes, message: str) -> None:
    problems = check_folder(write_folder(tmp_path, {"teams.csv": content})).errors
    assert str(problems[0]) == message


def test_unknown_files_and_columns_are_warnings_with_the_nearest_name(tmp_path: Path) -> None:
    files = {
        "agnts.csv": "agent\n", "README.md": "", "schedule.csv": "", ".hidden.csv": "",
        "teams.csv": SMALL["teams.csv"].replace("shrinkage", "shrinkages"),
    }  # fmt: skip
    checked = check_folder(write_folder(tmp_path, files))
    assert checked.plan is not None
    assert {str(problem) for problem in checked.problems} == {
        "agnts.csv: is no file of a plan folder and is not read (agents.csv?)",
        "teams.csv row 1, shrinkages: is no column of teams and is not read (shrinkage?)",
    }


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere", "does not exist: expected a plan folder"),
        ("file", "is a file, not a plan folder"),
    ],
)
def test_no_folder(tmp_path: Path, path: str, message: str) -> None:
    (tmp_path / "file").write_text("")
    problems = check_folder(tmp_path / path).problems
    assert [message in str(problem) for problem in problems] == [True]


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _workbook(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    """A minimal workbook: inline text, numbers, and times as fractions of a day."""
    numbered = list(enumerate(sheets.items(), start=1))
    names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, (n, _) in numbered)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": _links(["officeDocument"], "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": _links(["worksheet"] * len(sheets), "worksheets/sheet{}.xml"),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="20" applyNumberFormat="1"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{i}.xml": _sheet(rows) for i, (_, rows) in numbered},
    }
    with ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, HEAD + text)


def _links(kinds: list[str], target: str) -> str:
    links = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target.format(i)}"/>'
        for i, kind in enumerate(kinds, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _sheet(rows: list[list[object]]) -> str:
    body = "".join(
        f'<row r="{r}">' + "".join(_cell(value, r, c) for c, value in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(value: object, row: int, column: int) -> str:
    at = f"{chr(65 + column)}{row}"
    if isinstance(value, time):
        return f'<c r="{at}" s="1"><v>{(value.hour * 60 + value.minute) / 1440}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'


SHEET: list[list[object]] = [
    ["shift", "start_from", "start_to", "length_minutes"],
    ["day", time(8, 0), time(12, 30), 480],
]


def test_sheets_of_a_workbook_are_tables(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"shifts.csv": None})
    _workbook(folder / "plan.xlsx", {"shifts": SHEET, "Notes": [["x"]]})
    checked = check_folder(folder)
    assert checked.plan is not None
    assert (checked.plan.shifts[0].start_from, checked.plan.shifts[0].start_to) == (480, 750)
    assert [problem.file for problem in checked.problems] == ["plan.xlsx sheet Notes"]


def test_a_table_in_two_places_is_an_error(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    _workbook(folder / "plan.xlsx", {"shifts": SHEET})
    problems = check_folder(folder).errors
    assert "holds the table shifts" in problems[0].message
    assert "keep one of them" in problems[0].message


def test_problems_of_a_sheet_name_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"shifts.csv": None})
    _workbook(folder / "plan.xlsx", {"shifts": [SHEET[0], ["day", time(8), "", "8h"]]})
    assert str(check_folder(folder).errors[0]) == (
        "plan.xlsx sheet shifts row 2, length_minutes: '8h' is not a whole number of minutes (480?)"
    )


def test_a_broken_workbook_is_an_error(tmp_path: Path) -> None:
    problems = check_folder(write_folder(tmp_path, {"plan.xlsx": b"no workbook"})).errors
    assert [problem.file for problem in problems] == ["plan.xlsx"]


def test_digest_follows_the_inputs(tmp_path: Path) -> None:
    one = read_folder(write_folder(tmp_path / "a"))
    same = read_folder(write_folder(tmp_path / "b", {"schedule.csv": "agent\n"}))
    other = read_folder(write_folder(tmp_path / "c", {"teams.csv": SMALL["teams.csv"] + "\n"}))
    assert one.inputs_sha256 == same.inputs_sha256 != other.inputs_sha256


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_of_a_megabyte_is_refused_at_once(tmp_path: Path, end: str) -> None:
    rows = ["queue,channel", "calls,voice", "x" * 1_000_000 + ",voice", "mail,email"]

    checked = check_folder(write_folder(tmp_path / "p", {"queues.csv": end.join(rows)}))

    message = "queues.csv row 3: is longer than 200,000 bytes: expected a row of a table"
    assert message in [str(problem) for problem in checked.errors]


def test_a_table_of_thousands_of_columns_is_refused_at_once(tmp_path: Path) -> None:
    wide = ",".join(f"c{number}" for number in range(20_000))
    begun = clock.process_time()
    checked = check_folder(write_folder(tmp_path / "p", {"queues.csv": f"{wide}\n1\n"}))
    assert clock.process_time() - begun < 5
    assert "queues.csv: has 20,000 columns: expected a table" in str(checked.errors[0])
