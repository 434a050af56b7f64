"""``plan.xlsx``: tables as sheets, brought to the text that a CSV file would hold."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from planner.errors import Problem
from planner.folder import unpacking
from planner.folder.spelling import hint
from planner.folder.tables import ALL_TABLES
from planner.folder.text import MOST_COLUMNS, too_wide, with_header

FILE = "plan.xlsx"
MOST_HELD = 600_000_000
"""Bytes of all its tables in memory: several sheets of a workbook may be one and the same."""
_Cell = int | float | str | bool | time | date | datetime | timedelta
_EXCEL_EPOCH = datetime(1899, 12, 31)


def read_sheets(
    content: bytes,
) -> Iterator[tuple[str, str, pd.DataFrame | None, list[Problem]]]:
    """Table name, file as messages name it, table (``None``: unreadable) and problems."""
    if fault := unpacking.fault_of(content):
        yield "", FILE, None, [Problem(file=FILE, message=fault)]
        return
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
    except (CalamineError, PasswordError, OSError) as error:
        problem = Problem(file=FILE, message=f"cannot be read as an Excel workbook ({error})")
        yield "", FILE, None, [problem]
        return
    cells = size = 0
    for name in names:
        found = _sheet(book, name)
        if (frame := found[2]) is not None:
            cells, size = cells + frame.size, size + int(frame.memory_usage(deep=True).sum())
        if cells > unpacking.MOST_CELLS or size > MOST_HELD:
            message = "holds too much in all its sheets together: write large tables as CSV"
            yield "", FILE, None, [Problem(file=FILE, message=message)]
            return
        yield found


def read_one(content: bytes, file: str, name: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    """The sheet of a table's name in any workbook, or else its first sheet."""
    if fault := unpacking.fault_of(content):
        return None, [Problem(file=file, message=fault)]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = name if name in book.sheet_names else book.sheet_names[0]
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, PasswordError, OSError, IndexError) as error:
        return None, [Problem(file=file, message=f"cannot be read as an Excel workbook ({error})")]
    return _table(rows, f"{file} sheet {sheet}")


def _sheet(
    book: CalamineWorkbook, name: str
) -> tuple[str, str, pd.DataFrame | None, list[Problem]]:
    file = f"{FILE} sheet {name}"
    if name not in ALL_TABLES:
        message = f"is no table of a plan and is not read{hint(name, ALL_TABLES)}"
        return "", file, None, [Problem(file=file, message=message, warning=True)]
    try:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        return name, file, None, [Problem(file=file, message=f"cannot be read ({error})")]
    frame, problems = _table(rows, file)
    return name, file, frame, problems


def _table(rows: list[list[_Cell]], file: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    if not rows:
        return None, [Problem(file=file, message="is empty: expected a header row")]
    if len(rows[0]) > MOST_COLUMNS:
        return None, [too_wide(file, len(rows[0]))]
    cells = pd.DataFrame([[_text(value) for value in row] for row in rows], dtype="str")
    return with_header(cells, file)


def _text(value: _Cell) -> str:
    """A cell as a planner would have typed it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, timedelta):
        return _clock_text(value)
    if isinstance(value, time):
        return value.isoformat("minutes" if value.second == 0 else "auto")
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment_text(value: datetime) -> str:
    if value.year < 1901:
        return _clock_text(value - _EXCEL_EPOCH)
    value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat()


def _clock_text(value: timedelta) -> str:
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
