"""Every format opens in a reader that did not write it, and says when people work, and no more."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from planner.export import FORMATS, Rota, exported
from planner.export.texts import file_names, neutral
from tests.export.desk import NIGHTS, desk, rota

STARTS = {NIGHTS[0]: "2027-03-22", NIGHTS[1]: "2027-10-25"}
HOURS = {NIGHTS[0]: 7.0, NIGHTS[1]: 9.0}
"""22:00 to 06:00 on the nights when clocks go forward and back."""


@pytest.fixture(params=NIGHTS, ids=str)
def night(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture
def published(night: date, tmp_path: Path) -> Rota:
    return rota(desk(tmp_path / "desk", start=STARTS[night]), night)


@pytest.mark.parametrize("to", FORMATS)
def test_neither_cost_nor_the_reason_of_leave_is_published(published: Rota, to: Any) -> None:
    for name, content in exported(published, to).items():
        text = _all_text(name, content)
        assert text
        for private in ("flu", "sick", "cost", "24.0", "32.0"):
            assert private not in text.lower(), (name, private)


def _all_text(name: str, content: bytes) -> str:
    if not name.endswith(".xlsx"):
        return content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names]
    return "\n".join(str(cell) for sheet in sheets for row in sheet for cell in row)


def test_the_workbook_opens_without_a_formula_and_with_times_to_reckon_with(
    published: Rota, night: date
) -> None:
    content = exported(published, "xlsx")["rota.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Rota", "Shifts", "Activities"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not [c.value for c in cells if str(c.value).startswith(("=", "+", "-", "@"))]
    rows = _records(book["Shifts"])
    ada = next(row for row in rows if row["agent"] == "ada")
    assert ada["local start"] == datetime.combine(night, datetime.min.time()).replace(hour=22)
    assert ada["local end"] - ada["local start"] == timedelta(hours=8)
    assert ada["end (UTC)"] - ada["start (UTC)"] == timedelta(hours=HOURS[night])
    assert ada["paid hours"] == HOURS[night] - 0.5
    assert ada["time zone"] == "Europe/Berlin"
    away = {cell.value for row in book["Rota"].iter_rows() for cell in row}
    assert "22:00–06:00" in away
    assert ("leave" in away) == (night == NIGHTS[0] and _bob_is_away_in(published))


def _bob_is_away_in(published: Rota) -> bool:
    return bool(published.leave.get("bob", frozenset()) & set(published.days))


def _records(sheet: Any) -> list[dict[str, Any]]:
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_calendars_hold_the_true_instants(published: Rota, night: date) -> None:
    made = exported(published, "ics")
    assert {"person-ada.ics", "person-zoë.ics", "team-leads.ics", "team-berlin.ics"} <= set(made)
    for name, people in (("person-ada.ics", {"ada"}), ("team-leads.ics", {"ada", "bob"})):
        shifts = [e for e in _events(made[name]) if "leave" not in str(e["UID"])]
        assert {str(event["UID"]).partition(".")[0] for event in shifts} == people
        ada = next(event for event in shifts if str(event["UID"]).startswith("ada."))
        start, end = ada["DTSTART"].dt, ada["DTEND"].dt
        assert end - start == timedelta(hours=HOURS[night])
        assert start == datetime(
            night.year, night.month, night.day, 22 - _summer(night), tzinfo=UTC
        )
        assert "00:00–00:15 break" in str(ada["DESCRIPTION"])
    assert str(ada["SUMMARY"]) == "=1+1: -night"


def _events(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def _summer(night: date) -> int:
    """Hours that Berlin is ahead of UTC at ten in the evening."""
    return 1 if night.month == 3 else 2


def test_an_event_keeps_its_identity_when_the_shift_moves(tmp_path: Path) -> None:
    first = rota(desk(tmp_path / "desk"), NIGHTS[0])
    ada = first.by_agent["ada"][0]
    moved = replace(first, shifts=(replace(ada, start=ada.start - timedelta(hours=1)),))
    events = [_events(exported(of, "ics")["person-ada.ics"]) for of in (first, moved)]
    assert [str(event["UID"]) for (event,) in events] == ["ada.2027-03-27.1@planner"] * 2
    assert events[0][0]["DTSTART"].dt - events[1][0]["DTSTART"].dt == timedelta(hours=1)


def test_leave_is_a_whole_day_without_a_reason(tmp_path: Path) -> None:
    made = exported(rota(desk(tmp_path / "desk"), NIGHTS[0]), "ics")["person-bob.ics"]
    leave = [event for event in _events(made) if str(event["SUMMARY"]) == "Leave"]
    assert [event["DTSTART"].dt for event in leave] == [date(2027, 3, 29), date(2027, 3, 30)]
    assert not any("DESCRIPTION" in event for event in leave)


def test_teams_shifts_have_a_workbook_a_team_in_the_columns_of_teams(
    published: Rota, night: date
) -> None:
    made = exported(published, "teams-shifts")
    assert set(made) == {"teams-shifts-leads.xlsx", "teams-shifts-berlin.xlsx"}
    book = openpyxl.load_workbook(io.BytesIO(made["teams-shifts-leads.xlsx"]))
    assert book.sheetnames == ["Shifts"]
    ada = next(row for row in _records(book["Shifts"]) if row["Work Email"] == "ada@example.org")
    after = night + timedelta(days=1)
    assert ada["Start Date"] == f"{night.month}/{night.day}/{night.year}"
    assert ada["End Date"] == f"{after.month}/{after.day}/{after.year}"
    assert (ada["Start Time"], ada["End Time"]) == ("22:00", "06:00")
    assert ada["Unpaid Break (minutes)"] == 30
    assert ada["Member"] == "'=1+1"
    assert ada["Shared"] == "2. Not Shared"


def test_google_calendar_reads_local_times(published: Rota, night: date) -> None:
    made = exported(published, "google-calendar")
    rows = list(csv.DictReader(io.StringIO(made["team-leads.csv"].decode())))
    ada = next(row for row in rows if "1+1" in row["Subject"])
    assert ada["Subject"] == "'=1+1: -night"
    assert ada["Start Date"] == f"{night:%m/%d/%Y}"
    assert (ada["Start Time"], ada["End Time"]) == ("10:00 PM", "06:00 AM")
    assert not [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@"))]
    assert f"T22:00:00+0{_summer(night)}:00" in ada["Description"]


class Tables(HTMLParser):
    """Cells of the tables of a page, and every tag that was met."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def test_the_page_shows_everybody_and_runs_nothing(tmp_path: Path) -> None:
    made = exported(rota(desk(tmp_path / "desk"), NIGHTS[0]), "html")["rota.html"].decode()
    read = Tables()
    read.feed(made)
    assert "script" not in read.tags
    assert "b" not in read.tags
    ada = next(row for row in read.rows if row[0] == "=1+1 (ada)")
    assert "22:00–06:00 -night" in ada
    assert ada[-1] == "6.5"
    assert any(row[0] == 'Bob, <b>the</b> "Boss" (bob)' for row in read.rows)
    assert "times in Europe/Berlin" in made


def test_file_names_are_plain_and_differ() -> None:
    names = file_names("person", ["a/b", "a b", "A-B", "../x", "zoë", "==="])
    assert len({name.casefold() for name in names.values()}) == 6
    assert not any(set(name) & set("/\\.: ") for name in names.values())
    assert names["zoë"] == "person-zoë"


@pytest.mark.parametrize("text", ["=1+1", "+49", "-3", "@cmd", "\tx", "\rx"])
def test_formulas_are_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


def test_plain_text_stays() -> None:
    assert neutral("Zoë 3-4") == "Zoë 3-4"
