"""A scenario's changes done to the raw tables of a plan folder; the given tables stay as is."""

from collections.abc import Callable

import pandas as pd

from planner.errors import DataError, Problem
from planner.folder import Change, RawFolder, Scenario, cell_text
from planner.folder.columns import Column
from planner.folder.scenario_file import FILE, Value
from planner.folder.tables import ALL_TABLES

FIRST_ROW = 2
"""The header is row 1."""


def changed(raw: RawFolder, scenario: Scenario) -> RawFolder:
    """The folder with a scenario's changes, done in their order.

    Raises
    ------
    DataError
        With every change that hits no row or no number.
    """
    problems = []
    for number, change in enumerate(scenario.changes):
        try:
            raw = raw.with_table(change.table, _changed(raw, change))
        except _HitsNothingError as error:
            place = f"{scenario.name}.changes.{number}"
            problems.append(Problem(file=FILE, column=place, message=str(error)))
    if problems:
        raise DataError(problems)
    return raw


class _HitsNothingError(Exception):
    """A change that would do nothing; the message is the rest of a sentence."""


def _changed(raw: RawFolder, change: Change) -> pd.DataFrame:
    frame = raw.tables[change.table].frame if change.table in raw.tables else _empty()
    if change.add is not None:
        return _with_row(frame, {name: cell_text(value) for name, value in change.add.items()})
    hit = _rows(frame, change)
    if not hit.any():
        what = ", ".join(f"{name} = {cell_text(value)}" for name, value in change.where.items())
        raise _HitsNothingError(f"hits no row of {raw.file_of(change.table)} ({what or 'no rows'})")
    if change.remove is not None:
        return frame[~hit] if change.remove else frame
    assert change.column is not None, "a change without add and remove names a column"
    column = ALL_TABLES[change.table].column[change.column]
    before = frame[column.name] if column.name in frame else pd.Series("", index=frame.index)
    after = before.where(~hit, before.map(_recipe(change, column)))
    if change.set is None and not (hit & (before != "")).any():
        raise _HitsNothingError(f"finds no number in {change.column}: every cell is blank")
    return frame.assign(**{column.name: after})


def _empty() -> pd.DataFrame:
    return pd.DataFrame(index=pd.Index([], dtype="int64", name="row"))


def _with_row(frame: pd.DataFrame, cells: dict[str, str]) -> pd.DataFrame:
    number = int(frame.index.max()) + 1 if len(frame) else FIRST_ROW
    row = pd.DataFrame([cells], index=pd.Index([number], name=frame.index.name))
    return pd.concat([frame, row]).fillna("")


def _rows(frame: pd.DataFrame, change: Change) -> "pd.Series[bool]":
    """Rows whose cells all read as asked for."""
    hit = pd.Series(True, index=frame.index)
    for name, value in change.where.items():
        cells = frame[name] if name in frame else pd.Series("", index=frame.index)
        hit &= cells.map(_reads(value))
    return hit


def _reads(value: Value) -> Callable[[str], bool]:
    """Whether a cell's text is this value; numbers are compared as numbers."""
    wanted = cell_text(value)

    def same(cell: str) -> bool:
        return cell == wanted or (_number(cell) is not None and _number(cell) == _number(wanted))

    return same


def _recipe(change: Change, column: Column) -> Callable[[str], str]:
    """What becomes of a cell; blanks stay blank under ``times`` and ``plus``."""
    if change.set is not None:
        text = cell_text(change.set)
        return lambda _: text
    times = 1.0 if change.times is None else change.times
    plus = 0.0 if change.plus is None else change.plus

    def recipe(cell: str) -> str:
        number = _number(cell)
        return cell if number is None else _fitting(number * times + plus, column)

    return recipe


def _fitting(number: float, column: Column) -> str:
    """A number as text, made whole where the column takes nothing else (20 % more heads)."""
    exact, rounded = cell_text(number), cell_text(float(int(number + 0.5)))
    return rounded if _refused(column, exact) and not _refused(column, rounded) else exact


def _refused(column: Column, text: str) -> bool:
    try:
        column.read(text)
    except ValueError:
        return True
    return False


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
