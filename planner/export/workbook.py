"""An Excel workbook: the rota person by day, the shifts, what is done in them, and coverage."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from planner.export.rota import LEAVE, Person, Rota
from planner.export.texts import neutral

DAY, CLOCK = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
Cell = str | float | datetime


def files(rota: Rota) -> dict[str, bytes]:
    """``rota.xlsx``."""
    return {"rota.xlsx": workbook(rota)}


def workbook(rota: Rota) -> bytes:
    """The workbook; local times stand as dates that Excel can add up, with their zone beside."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E4E7EB"}),
            "clock": book.add_format({"num_format": CLOCK}),
            "leave": book.add_format({"bg_color": "#E4E7EB"}),
        }
        _matrix(book.add_worksheet("Rota"), rota, looks)
        _sheet(book.add_worksheet("Shifts"), SHIFT_COLUMNS, _shift_rows(rota), looks)
        _sheet(book.add_worksheet("Activities"), PART_COLUMNS, _part_rows(rota), looks)
        if len(rota.coverage):
            names = [str(name) for name in rota.coverage.columns]
            _sheet(book.add_worksheet("Coverage"), names, _coverage_rows(rota.coverage), looks)
    return memory.getvalue()


SHIFT_COLUMNS = (
    "agent", "name", "team", "date", "shift", "local start", "local end", "time zone",
    "start (UTC)", "end (UTC)", "paid hours",
)  # fmt: skip
PART_COLUMNS = (
    "agent", "name", "team", "date", "local start", "local end", "time zone", "activity", "queue",
    "paid",
)  # fmt: skip


def _matrix(sheet: Any, rota: Rota, looks: dict[str, Any]) -> None:
    """A row a person, a column a day, times on the clock of the person's team."""
    days = rota.days
    heads = ["agent", "name", "team", "time zone", *(f"{day:%a} {day.isoformat()}" for day in days)]
    sheet.write_row(0, 0, [*heads, "paid hours"], looks["head"])
    for row, person in enumerate(rota.people, start=1):
        of = rota.by_agent.get(person.agent, ())
        cells = _days_of(rota, person)
        for column, cell in enumerate([*_who(person), rota.places[person.team].key, *cells]):
            look = looks["leave"] if cell == LEAVE else None
            sheet.write_string(row, column, neutral(cell), look)
        sheet.write_number(row, len(heads), sum(shift.paid_hours for shift in of))
    _comfort(sheet, rows=len(rota.people), columns=len(heads) + 1, frozen=2)


def _days_of(rota: Rota, person: Person) -> list[str]:
    words: dict[Any, list[str]] = {}
    for shift in rota.by_agent.get(person.agent, ()):
        words.setdefault(shift.date, []).append(rota.span(shift))
    away = rota.leave.get(person.agent, frozenset())
    return [", ".join(words.get(day, [LEAVE] if day in away else [])) for day in rota.days]


def _who(person: Person) -> tuple[str, str, str]:
    return person.agent, person.name, person.team


def _shift_rows(rota: Rota) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for person in rota.people:
        for shift in rota.by_agent.get(person.agent, ()):
            local = [_wall(rota.local(shift.team, m)) for m in (shift.start, shift.end)]
            rows.append(
                [person.agent, person.name, shift.team, shift.date.isoformat(), shift.shift,
                 *local, rota.places[shift.team].key, _wall(shift.start.astimezone(UTC)),
                 _wall(shift.end.astimezone(UTC)), shift.paid_hours]
            )  # fmt: skip
    return rows


def _part_rows(rota: Rota) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for person in rota.people:
        for shift in rota.by_agent.get(person.agent, ()):
            for part in shift.activities:
                local = [_wall(rota.local(shift.team, m)) for m in (part.start, part.end)]
                rows.append(
                    [person.agent, person.name, shift.team, shift.date.isoformat(), *local,
                     rota.places[shift.team].key, part.activity, part.queue,
                     "yes" if part.paid else "no"]
                )  # fmt: skip
    return rows


def _coverage_rows(coverage: pd.DataFrame) -> list[list[Cell]]:
    """Cells of the table, numbers as numbers, instants as text."""
    columns: list[list[Cell]] = []
    for name in coverage.columns:
        text = [str(value) for value in coverage[name].tolist()]
        numbers = pd.to_numeric(coverage[name], errors="coerce")
        columns.append([*text] if numbers.isna().any() else [*map(float, numbers.tolist())])
    return [list(row) for row in zip(*columns, strict=True)]


def _wall(moment: datetime) -> datetime:
    """A clock reading without its zone, which Excel does not know."""
    return moment.replace(tzinfo=None)


def _sheet(
    sheet: Any, names: Sequence[str], rows: Sequence[Sequence[Cell]], looks: dict[str, Any]
) -> None:
    sheet.write_row(0, 0, [neutral(name) for name in names], looks["head"])
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, neutral(cell))
            elif isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell, looks["clock"])
            else:
                sheet.write_number(number, column, cell)
    _comfort(sheet, rows=len(rows), columns=len(names), frozen=1)


def _comfort(sheet: Any, *, rows: int, columns: int, frozen: int) -> None:
    """What makes a sheet usable: headings stay, columns are wide enough, filters are there."""
    sheet.freeze_panes(1, frozen)
    sheet.set_column(0, columns - 1, 16)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
