"""What all tables of a generated folder share: the first day, and how a table is written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

START = date(2027, 3, 1)
"""A Monday; clocks change twice in the four weeks after it."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A table of mixed cells; ``None`` is blank and whole numbers stay whole."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def named(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """A table of rows that name their cells; what a row does not name is blank."""
    return table(columns, ([row.get(column) for column in columns] for row in rows))
