"""Rows of a schedule's tables while they are read: cells, instants, and what is wrong with them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.errors import DataError, Problem
from planner.folder import cells, text

_OFFSET = r"[T ]\d.*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$"
_UNREAD = datetime(1970, 1, 1, tzinfo=UTC)


class Rows:
    """A table's rows and all their problems.

    Parameters
    ----------
    file
        The file that messages name.
    frame
        Text as read from a file (its index, named ``row``, counts rows as the file does), or a
        table in memory, whose first row is row 2.
    needed
        Columns that must be there.

    Raises
    ------
    DataError
        At once when a needed column is missing; the problems of cells are kept for :meth:`stop`.
    """

    def __init__(self, file: str, frame: pd.DataFrame, needed: Sequence[str]) -> None:
        self.file, self.frame = file, frame
        self.problems: list[Problem] = []
        self._texts: dict[str, list[str]] = {}
        absent = [name for name in needed if name not in frame]
        if absent:
            raise DataError(
                Problem(file=file, row=1, column=name, message="is a column that must be there")
                for name in absent
            )

    @cached_property
    def _numbers(self) -> list[int]:
        if self.frame.index.name == "row":
            return [int(row) for row in self.frame.index]
        return list(range(2, len(self.frame) + 2))

    def text(self, column: str) -> list[str]:
        """Cells as stripped text; blank where the table has no such column."""
        if column not in self._texts:
            self._texts[column] = self._text(column)
        return self._texts[column]

    def _text(self, column: str) -> list[str]:
        if column not in self.frame:
            return [""] * len(self.frame)
        values = self.frame[column]
        filled = values.where(values.notna(), "").astype(str).str.strip()
        listed: list[str] = filled.to_numpy(dtype=object).tolist()
        return listed

    def instants(self, column: str, places: Sequence[ZoneInfo]) -> list[datetime]:
        """Instants in UTC; one without an offset is read in its row's zone."""
        values = self.frame[column]
        if isinstance(values.dtype, pd.DatetimeTZDtype):
            read = pd.DatetimeIndex(values).tz_convert("UTC")
        else:
            written = pd.Series(self.text(column), dtype=str)
            aware = written.where(written.str.contains(_OFFSET))
            read = pd.DatetimeIndex(
                pd.to_datetime(aware, utc=True, format="ISO8601", errors="coerce")
            )
        sane = (read.year >= cells.FIRST_YEAR) & (read.year <= cells.LAST_YEAR)
        read = pd.DatetimeIndex(read.where(sane))
        moments: list[datetime] = read.to_pydatetime().tolist()
        for i in np.flatnonzero(read.isna()).tolist():
            moments[i] = self._wall_clock(i, column, places[i])
        return moments

    def _wall_clock(self, i: int, column: str, place: ZoneInfo) -> datetime:
        """An instant without an offset, which must exist in its zone and exist once."""
        value = self.text(column)[i]
        try:
            naive = cells.moment(value)
        except cells.CellError as error:
            self.add(i, column, value, str(error))
            return _UNREAD
        if naive.tzinfo is not None:
            return naive.astimezone(UTC)
        first, second = naive.replace(tzinfo=place), naive.replace(tzinfo=place, fold=1)
        moment = first.astimezone(UTC)
        if first.utcoffset() != second.utcoffset():
            gone = moment.astimezone(place).replace(tzinfo=None) != naive
            what = "does not exist" if gone else "exists twice"
            self.add(i, column, value, f"{what} in {place.key}: write it with an offset")
        return moment

    def add(self, i: int, column: str, value: str, message: str) -> None:
        """One problem of the i-th row."""
        row = self._numbers[i]
        self.problems.append(
            Problem(file=self.file, row=row, column=column, value=value, message=message)
        )

    def complain(self, column: str, wrong: Sequence[bool], message: str) -> None:
        """A problem for every row that is wrong."""
        if any(wrong):
            values = self.text(column)
            for i in np.flatnonzero(wrong):
                self.add(int(i), column, values[i], message)

    def stop(self) -> None:
        """Raise all problems, if there are any, a screenful for each column."""
        if self.problems:
            columns = dict.fromkeys((problem.file, problem.column) for problem in self.problems)
            groups = ([p for p in self.problems if (p.file, p.column) == key] for key in columns)
            raise DataError(problem for group in groups for problem in text.shortened(group))
