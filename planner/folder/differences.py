"""What differs between two states of a plan folder, row by row and cell by cell."""

from collections.abc import Iterable, Sequence
from difflib import unified_diff

import pandas as pd

from planner.folder.raw import RawFolder
from planner.folder.tables import ALL_TABLES

COLUMNS = ("table", "row", "column", "before", "after")
ADDED, GONE, CHANGED = "row added", "row removed", "changed"


def differences(before: RawFolder, after: RawFolder) -> pd.DataFrame:
    """One row for each cell, row or line of settings that differs.

    Columns ``table, row, column, before, after``. ``row`` is the row's key (``ana``), or its
    content where the table has none; for a row that is there on one side only ``column`` is blank
    and ``before`` or ``after`` holds its content.
    """
    found: list[tuple[str, str, str, str, str]] = []
    for name in changed_tables(before, after):
        found += _table_differences(name, _frame(before, name), _frame(after, name))
    for name, old, new in _texts(before, after):
        found += _line_differences(name, old, new)
    return pd.DataFrame(found, columns=list(COLUMNS))


def changed_tables(before: RawFolder, after: RawFolder) -> tuple[str, ...]:
    """Tables whose content differs, in the order of the declarations."""
    return tuple(
        name
        for name in ALL_TABLES
        if before.tables.get(name) is not after.tables.get(name)
        and not _same(_frame(before, name), _frame(after, name))
    )


def changed_texts(before: RawFolder, after: RawFolder) -> tuple[str, ...]:
    """Which of ``plan.toml`` and ``scenarios.toml`` differ."""
    return tuple(name for name, old, new in _texts(before, after) if old != new)


def sentences(found: pd.DataFrame, most: int = 20) -> tuple[str, ...]:
    """Differences in words, a screenful of them."""
    columns = [found[name] for name in COLUMNS]
    told = [_sentence(*cells) for cells in zip(*columns, strict=True)][:most]
    left = len(found) - len(told)
    return (*told, *([f"… and {left} more"] if left else []))


def _sentence(table: str, row: str, column: str, before: str, after: str) -> str:
    if column:
        return f"{table}, {row}, {column}: '{before}' became '{after}'"
    return f"{table}: {GONE}: {before}" if before else f"{table}: {ADDED}: {after}"


def _texts(before: RawFolder, after: RawFolder) -> Iterable[tuple[str, str, str]]:
    yield "plan.toml", before.settings_text, after.settings_text
    yield "scenarios.toml", before.scenarios_text, after.scenarios_text


def _frame(raw: RawFolder, name: str) -> pd.DataFrame:
    return raw.tables[name].frame if name in raw.tables else pd.DataFrame()


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return list(one.columns) == list(other.columns) and bool(
        one.shape == other.shape and (one.to_numpy() == other.to_numpy()).all()
    )


def _table_differences(
    name: str, before: pd.DataFrame, after: pd.DataFrame
) -> list[tuple[str, str, str, str, str]]:
    columns = list(dict.fromkeys([*map(str, before.columns), *map(str, after.columns)]))
    key = [column for column in ALL_TABLES[name].key if column in columns]
    old, new = (_keyed(frame, key, columns) for frame in (before, after))
    found = []
    for row in dict.fromkeys([*old, *new]):
        was, now = old.get(row), new.get(row)
        if was is not None and now is not None:
            cells = zip(columns, was, now, strict=True)
            found += [(name, row[0], column, a, b) for column, a, b in cells if a != b]
        else:
            found.append((name, row[0], "", _content(columns, was), _content(columns, now)))
    return found


def _keyed(
    frame: pd.DataFrame, key: Sequence[str], columns: Sequence[str]
) -> dict[tuple[str, int], list[str]]:
    """Cells of each row by its key and how often that key came before; all cells without a key."""
    filled = frame.reindex(columns=list(columns), fill_value="")
    rows: dict[tuple[str, int], list[str]] = {}
    for cells in filled.to_numpy(dtype=object).tolist():
        parts = [cells[columns.index(column)] for column in key] or [c for c in cells if c]
        name, count = " ".join(str(part) for part in parts), 0
        while (name, count) in rows:
            count += 1
        rows[name, count] = [str(cell) for cell in cells]
    return rows


def _content(columns: Sequence[str], cells: Sequence[str] | None) -> str:
    if cells is None:
        return ""
    return ", ".join(f"{c} {v}" for c, v in zip(columns, cells, strict=True) if v) or "(blank)"


def _line_differences(name: str, old: str, new: str) -> list[tuple[str, str, str, str, str]]:
    lines = [
        line
        for line in unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    return [
        (name, "", "", line[1:] if line[0] == "-" else "", line[1:] if line[0] == "+" else "")
        for line in lines
    ]
