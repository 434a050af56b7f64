"""Changing a plan folder by hand: cells, pasted and uploaded tables, settings; saved whole or not.

A draft is a :class:`~planner.folder.raw.RawFolder`: every change gives another one, so that undoing
is going back to the one before.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd

from planner.errors import DataError, Problem, StaleSave
from planner.folder import scenario_file, sheets
from planner.folder.differences import changed_tables, changed_texts, differences, sentences
from planner.folder.plans import Checked, build_plan
from planner.folder.raw import RawFolder
from planner.folder.reading import SETTINGS, read_folder
from planner.folder.scenario_file import parse_scenarios
from planner.folder.tables import ALL_TABLES
from planner.folder.text import read_csv
from planner.folder.writing import Content, table_text, write_whole

TEXTS = (SETTINGS, scenario_file.FILE)
MOST_UPLOADED = 100_000_000
"""Bytes of one uploaded file."""
_saving = Lock()


def check_draft(raw: RawFolder) -> Checked:
    """The plan that a draft makes, or everything that is wrong with it.

    Tables that were not touched are not read again.
    """
    try:
        plan, warnings = build_plan(raw)
    except DataError as error:
        return Checked(plan=None, problems=error.problems, raw=raw)
    return Checked(plan=plan, problems=warnings, raw=raw)


def editable(raw: RawFolder, name: str) -> pd.DataFrame:
    """A table as it is edited: all declared columns, blank where the file has none; rows from 2."""
    there = raw.tables[name].frame if name in raw.tables else pd.DataFrame()
    columns = [*map(str, there.columns)]
    columns += [column for column in ALL_TABLES[name].column if column not in columns]
    frame = there.reindex(columns=columns, fill_value="").fillna("").astype(str)
    return frame.set_axis(pd.RangeIndex(2, 2 + len(frame), name="row"))


def with_rows(raw: RawFolder, name: str, rows: pd.DataFrame) -> RawFolder:
    """The draft with one table exchanged.

    Blank rows go; so do blank columns that the file did not have. Rows count from 2, as the file
    will. What was wrong with the file itself is forgotten: it will be written anew.
    """
    known = list(raw.tables[name].frame.columns) if name in raw.tables else []
    text = rows.fillna("").astype(str).apply(lambda column: column.str.strip())
    text = text[(text != "").any(axis=1)]
    kept = [c for c in text.columns if c in known or (text[c] != "").any() or c in _must(name)]
    text = text[kept].set_axis(pd.RangeIndex(2, 2 + len(text), name="row"))
    file = raw.file_of(name)
    cleared = replace(
        raw,
        problems=tuple(problem for problem in raw.problems if problem.file != file),
        unread=tuple(other for other in raw.unread if other != name),
    )
    if name not in raw.tables and text.empty:
        return cleared
    return cleared.with_table(name, text)


def _must(name: str) -> set[str]:
    return {column.name for column in ALL_TABLES[name].columns if column.required}


def with_text(raw: RawFolder, file: str, text: str) -> RawFolder:
    """The draft with another ``plan.toml`` or ``scenarios.toml``.

    Raises
    ------
    DataError
        When the text is not TOML; what it says is judged by :func:`check_draft`.
    """
    try:
        values: Mapping[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError([Problem(file=file, message=f"is not TOML: {error}")]) from None
    raw = replace(raw, problems=tuple(p for p in raw.problems if p.file != file))
    if file == SETTINGS:
        return replace(raw, settings=values, settings_text=text)
    scenarios, problems = parse_scenarios(values)
    return replace(
        raw, scenarios=scenarios, scenarios_text=text, problems=(*raw.problems, *problems)
    )


def pasted(text: str, name: str, columns: Iterable[str]) -> pd.DataFrame:
    """Rows copied from a spreadsheet, with or without their headings.

    Without a heading that the table knows, cells are taken in the order of ``columns``.

    Raises
    ------
    DataError
        When there is nothing to take or a row has more cells than there are columns.
    """
    columns = list(columns)
    rows = [row for row in csv.reader(io.StringIO(text), _separated(text)) if any(row)]
    file = f"pasted into {name}"
    if not rows:
        raise DataError([Problem(file=file, message="is empty: copy cells in Excel first")])
    known = {cell.strip() for cell in rows[0]} & set(ALL_TABLES[name].column)
    heads = [cell.strip() for cell in rows[0]] if known else columns
    body = rows[1:] if known else rows
    long = [
        number for number, row in enumerate(body, start=1 + bool(known)) if len(row) > len(heads)
    ]
    if long:
        message = f"has more cells than the {len(heads)} columns of {name}"
        raise DataError([Problem(file=file, row=row, message=message) for row in long[:20]])
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(
        [heads, *([*row, *[""] * (len(heads) - len(row))] for row in body)]
    )
    frame, problems = read_csv(buffer.getvalue().encode(), file, ALL_TABLES[name])
    return _sound(frame, problems)


def _separated(text: str) -> type[csv.Dialect]:
    class Copied(csv.excel):
        delimiter = "\t" if "\t" in text else ";" if ";" in text else ","

    return Copied


def uploaded(file: str, content: bytes, name: str) -> pd.DataFrame:
    """The rows of an uploaded CSV file, or of a workbook's sheet of that name (else its first).

    Raises
    ------
    DataError
        When the file cannot be read as a table.
    """
    if len(content) > MOST_UPLOADED:
        message = f"is larger than {MOST_UPLOADED / 1e6:.0f} MB: put it into the plan folder itself"
        raise DataError([Problem(file=file, message=message)])
    if file.lower().endswith((".xlsx", ".xlsm")):
        frame, problems = sheets.read_one(content, file, name)
    else:
        frame, problems = read_csv(content, file, ALL_TABLES[name])
    return _sound(frame, problems)


def _sound(frame: pd.DataFrame | None, problems: Iterable[Problem]) -> pd.DataFrame:
    wrong = [problem for problem in problems if not problem.warning]
    if frame is None or wrong:
        raise DataError(wrong)
    return frame


def files_of(raw: RawFolder) -> dict[str, Content]:
    """Every file of a plan folder as it would be written: tables as CSV, settings as they stand."""
    files: dict[str, Content] = {SETTINGS: raw.settings_text}
    if raw.scenarios_text:
        files[scenario_file.FILE] = raw.scenarios_text
    files |= {f"{name}.csv": table_text(raw.tables[name].frame) for name in raw.tables}
    return files


def save_as(raw: RawFolder, folder: Path) -> None:
    """Write a draft into a new or empty folder, every table as CSV.

    Raises
    ------
    DataError
        When the folder holds anything or cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        message = "is not empty: choose a new folder"
        raise DataError([Problem(file=str(folder), message=message)])
    write_whole(folder, files_of(raw))


def save(base: RawFolder, draft: RawFolder) -> RawFolder:
    """Write what the draft changed back into its folder, all of it or nothing; gives the folder.

    Raises
    ------
    StaleSave
        When the folder's files are no longer those that the draft began with: nothing is written.
    DataError
        When a changed table stands in a workbook, which only Excel should write, or the folder
        cannot be written.
    """
    tables = changed_tables(base, draft)
    booked = [name for name in tables if name in base.tables and _booked(base, name)]
    if booked:
        message = "stands in a workbook: save as a new folder, or change it in Excel"
        raise DataError([Problem(file=base.file_of(name), message=message) for name in booked])
    files: dict[str, Content] = {
        f"{name}.csv": table_text(draft.tables[name].frame) for name in tables
    }
    texts = {SETTINGS: draft.settings_text, scenario_file.FILE: draft.scenarios_text}
    files |= {name: texts[name] for name in changed_texts(base, draft)}
    with _saving:
        now = read_folder(base.path)
        if now.inputs_sha256 != base.inputs_sha256:
            message = "The folder has been changed by somebody else since you opened it."
            raise StaleSave(message, sentences(differences(base, now)))
        write_whole(base.path, files)
        return read_folder(base.path)


def _booked(raw: RawFolder, name: str) -> bool:
    return raw.file_of(name) != f"{name}.csv"


def on_top_of(base: RawFolder, draft: RawFolder, theirs: RawFolder) -> RawFolder:
    """The draft's changes put on top of what somebody else has saved.

    Raises
    ------
    StaleSave
        When both have changed the same table or file: somebody has to choose.
    """
    mine = {*changed_tables(base, draft), *changed_texts(base, draft)}
    both = mine & {*changed_tables(base, theirs), *changed_texts(base, theirs)}
    if both:
        raise StaleSave(f"Both of you have changed {', '.join(sorted(both))}: one has to give way.")
    joined = theirs
    for name in changed_tables(base, draft):
        joined = joined.with_table(name, draft.tables[name].frame)
    for name in changed_texts(base, draft):
        text = draft.settings_text if name == SETTINGS else draft.scenarios_text
        joined = with_text(joined, name, text)
    return joined
