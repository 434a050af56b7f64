"""A raw table against its declaration: header, cells and keys, every fault at once.

The declaration becomes a pandera schema that is validated lazily; its failure cases become
problems that name row, column, value and expectation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
import pandera.pandas as pa

from planner.errors import Problem
from planner.folder.columns import Column, Table
from planner.folder.raw import RawTable
from planner.folder.spelling import hint
from planner.folder.text import shortened

_CELL, _FILLED = "cell", "filled"


@dataclass(frozen=True)
class Row:
    """One row with its values read; ``number`` is its line in the file."""

    number: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckedTable:
    """A table that has been read.

    ``rows`` are the rows without a fault (none for bulk tables); ``text`` has the declared columns
    that the file has (all of them for bulk tables); ``faulty`` are numbers of rows with a fault.
    """

    table: Table
    file: str
    text: pd.DataFrame
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    faulty: frozenset[int] = frozenset()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with any cell."""
        return all(problem.warning for problem in self.problems)

    def problem(
        self, row: int | None, column: str | None, message: str, *,
        value: str | None = None, warning: bool = False,
    ) -> Problem:  # fmt: skip
        """A problem of this table."""
        return Problem(
            file=self.file, row=row, column=column, value=value, message=message, warning=warning
        )

    def shown(self, row: int, column: str) -> str:
        """The text of a cell."""
        return str(self.text.at[row, column]) if column in self.text else ""

    def names(self, column: str) -> set[str]:
        """Everything but blanks that stands in a column, in faulty rows too."""
        return set(self.text[column]) - {""} if column in self.text else set()


_remembered: "WeakKeyDictionary[RawTable, CheckedTable]" = WeakKeyDictionary()


def check_table(raw: RawTable, table: Table) -> CheckedTable:
    """Read and check a table; the same raw table is read once."""
    found = _remembered.get(raw)
    if found is None or found.table is not table:
        found = _remembered[raw] = _check(raw, table)
    return found


def absent(table: Table) -> CheckedTable:
    """A table that is not in the folder."""
    text = pd.DataFrame(index=pd.Index([], dtype="int64", name="row"))
    return CheckedTable(table=table, file=f"{table.name}.csv", text=text)


def _check(raw: RawTable, table: Table) -> CheckedTable:
    problems = _header_problems(raw, table)
    text = _declared(raw.frame, table)
    if len(text) > table.most_rows:
        message = f"has {len(text):,} rows: at most {table.most_rows:,} are read"
        problems.append(Problem(file=raw.file, message=message))
        text = text.iloc[:0]
    if table.required and text.empty and not problems:
        problems.append(Problem(file=raw.file, message="has no rows: expected at least one"))
    missing = {problem.column for problem in problems if not problem.warning}
    failures = _failures(text, table, missing)
    problems += _cell_problems(raw.file, table, failures)
    faulty = frozenset(int(row) for row, _, _, _ in failures)
    keyed = _key_problems(raw.file, table, text, missing)
    return CheckedTable(
        table=table, file=raw.file, text=text, problems=(*problems, *keyed), faulty=faulty,
        rows=() if table.bulk or missing else _rows(text, table, faulty),
    )  # fmt: skip


def _header_problems(raw: RawTable, table: Table) -> list[Problem]:
    there = [str(name) for name in raw.frame.columns]
    free = [name for name in table.column if name not in there]
    problems = [
        Problem(
            file=raw.file,
            row=1,
            column=name,
            warning=True,
            message=f"is no column of {table.name} and is not read{hint(name, free)}",
        )
        for name in there
        if name not in table.column
    ]
    return problems + [
        Problem(
            file=raw.file,
            row=1,
            column=column.name,
            message=f"is missing: every row needs {column.kind.expects}",
        )
        for column in table.columns
        if column.required and column.name not in there
    ]


def _declared(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The declared columns that the file has; long tables get the others too, blank."""
    if table.bulk:
        return frame.reindex(columns=list(table.column), fill_value="")
    return frame[[name for name in table.column if name in frame.columns]]


def schema_of(table: Table, names: Iterable[str]) -> pa.DataFrameSchema:
    """The declaration of some columns as a pandera schema over text."""
    return pa.DataFrameSchema({name: _schema_column(table.column[name]) for name in names})


def _schema_column(column: Column) -> pa.Column:
    checks = [
        pa.Check(lambda text: pd.Series(column.kind.good(text), index=text.index), name=_CELL)
    ]
    if column.required:
        checks.append(pa.Check(lambda text: text != "", name=_FILLED))
    return pa.Column(None, checks=checks)


def _failures(
    text: pd.DataFrame, table: Table, missing: Iterable[str | None]
) -> list[tuple[int, str, str, str]]:
    """Row, column, value and check of every cell that fails."""
    there = [str(name) for name in text.columns if name not in missing]
    try:
        schema_of(table, there).validate(text, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        columns = (cases["index"], cases["column"], cases["failure_case"], cases["check"])
        return [
            (int(row), str(column), str(value), str(check))
            for row, column, value, check in zip(*columns, strict=True)
        ]
    return []


def _cell_problems(
    file: str, table: Table, failures: list[tuple[int, str, str, str]]
) -> list[Problem]:
    by_column: dict[str, list[Problem]] = {}
    for row, name, value, _ in sorted(failures):
        message = table.column[name].complaint(value)
        problem = Problem(file=file, row=row, column=name, value=value or None, message=message)
        by_column.setdefault(name, []).append(problem)
    found = [problem for problems in by_column.values() for problem in shortened(problems)]
    return sorted(found, key=lambda problem: (problem.row is None, problem.row or 0))


def _key_problems(
    file: str, table: Table, text: pd.DataFrame, missing: Iterable[str | None]
) -> list[Problem]:
    """Rows whose key another row has already."""
    key = [name for name in table.key if name in text]
    if not key or table.bulk or any(name in key for name in missing):
        return []
    first: dict[tuple[str, ...], int] = {}
    problems = []
    for row, *values in zip(text.index, *(text[name] for name in key), strict=True):
        names = tuple(str(value) for value in values)
        if names[0] and first.setdefault(names, int(row)) != row:
            message = f"is in row {first[names]} already"
            value = ", ".join(name for name in names if name)
            problems.append(
                Problem(
                    file=file, row=int(row), column=", ".join(key), value=value, message=message
                )
            )
    return shortened(problems)


def _rows(text: pd.DataFrame, table: Table, faulty: frozenset[int]) -> tuple[Row, ...]:
    sound = text[~text.index.isin(faulty)]
    values = {
        column.name: [column.read(cell) for cell in sound[column.name].tolist()]
        if column.name in sound
        else [column.default] * len(sound)
        for column in table.columns
    }
    return tuple(
        Row(int(row), dict(zip(values, cells, strict=True)))
        for row, *cells in zip(sound.index, *values.values(), strict=True)
    )
