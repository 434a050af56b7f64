"""The words in which tables of a plan folder are declared: kinds of cell, columns, tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.folder import cells
from planner.folder.cells import CellError
from planner.folder.spelling import hint

MOST = 1e9
"""Numbers above this are typing errors in every column that states no limit of its own."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a cell holds.

    ``expects`` names it in a message ("a number of minutes"); ``parse`` turns non-blank text into
    a value or raises :class:`~planner.folder.cells.CellError`; ``limits`` lets long tables be
    checked without looking at every cell on its own.
    """

    expects: str
    parse: Callable[[str], Any]
    limits: tuple[float, float] | None = None

    def good(self, text: "pd.Series[str]") -> NDArray[np.bool_]:
        """Which cells of a column can be read; blank cells can."""
        if self.parse is str:
            return np.ones(len(text), dtype=bool)
        codes, distinct = pd.factorize(text)
        fine = np.array([self._reads(str(value)) for value in distinct], dtype=bool)
        return fine[codes] if len(fine) else np.ones(len(text), dtype=bool)

    def _reads(self, text: str) -> bool:
        try:
            return text == "" or self.parse(text) is not None
        except CellError:
            return False


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    ``default`` is the value of a blank cell, ``refers`` the table whose key the cell names.
    ``stage`` is set where nothing acts on the column yet: the first command that would have to.
    """

    name: str
    kind: Kind
    about: str
    required: bool = False
    default: Any = None
    refers: str = ""
    stage: str = ""

    def read(self, text: str) -> Any:
        """The value of a cell."""
        return self.kind.parse(text) if text else self.default

    def complaint(self, text: str) -> str:
        """What is wrong with a cell, as the rest of a sentence after its value."""
        if not text:
            return f"is blank: expected {self.kind.expects}"
        try:
            self.kind.parse(text)
        except CellError as error:
            return str(error)
        return f"is not {self.kind.expects}"


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of the folder: its columns, its key, and how long it may be.

    ``stage`` is set where nothing acts on the table yet. ``bulk`` tables are read column by column.
    """

    name: str
    about: str
    columns: Sequence[Column]
    key: tuple[str, ...] = ()
    required: bool = False
    stage: str = ""
    bulk: bool = False
    most_rows: int = 100_000
    column: dict[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column", {column.name: column for column in self.columns})


def _limited(
    low: float,
    high: float,
    *,
    expects: str,
    unit: str,
    whole: bool,
    above: bool,
    below: bool = False,
) -> Callable[[str], float | int]:
    edge = f"above {low:.15g}" if above else f"at least {low:.15g}"
    most = "below" if below else "at most"
    span = edge if high >= MOST else f"{edge} and {most} {high:.15g}"

    def parse(text: str) -> float | int:
        value = cells.number(text, expects=expects, unit=unit)
        if whole and value != int(value):
            raise CellError(f"is not {expects}")
        if value < low or value > high or (above and value == low) or (below and value == high):
            raise CellError(f"is out of range: expected {expects}, {span}")
        return int(value) if whole else value

    return parse


def number(
    unit: str = "", *, low: float = 0, high: float = MOST, above: bool = False, whole: bool = False
) -> Kind:
    """A number in ``unit`` from ``low`` (not itself with ``above``) to ``high``."""
    noun = "a whole number" if whole else "an amount" if unit == "money" else "a number"
    expects = f"{noun} of {unit}" if unit else noun
    parse = _limited(low, high, expects=expects, unit=unit, whole=whole, above=above)
    return Kind(expects=expects, parse=parse, limits=(low, high))


def share(*, high: float = 1, above: bool = False, below: bool = False) -> Kind:
    """A share from 0 (not itself with ``above``) to ``high`` (not itself with ``below``)."""
    expects = "a share from 0 to 1"
    parse = _limited(0, high, expects=expects, unit="", whole=False, above=above, below=below)
    return Kind(expects=expects, parse=parse, limits=(0, high))


def whole(unit: str = "", *, low: int = 0, high: float = 1e6) -> Kind:
    """A whole number."""
    return number(unit, low=low, high=high, whole=True)


def choice(*options: str) -> Kind:
    """One of a few words."""
    expects = f"one of {', '.join(options)}"

    def parse(text: str) -> str:
        if text.lower() not in options:
            raise CellError(f"is not {expects}{hint(text, options)}")
        return text.lower()

    return Kind(expects=expects, parse=parse)


TEXT = Kind(expects="text", parse=str)
KEY = Kind(expects="a name", parse=cells.key)
NAME = Kind(expects="a name", parse=str)
NAMES = Kind(expects="names separated by |", parse=cells.names)
FLAG = Kind(expects="yes or no", parse=cells.flag)
ZONE = Kind(expects="an IANA time zone", parse=cells.zone_name)
COUNTRY = Kind(expects="an ISO 3166 country", parse=cells.country)
SUBDIVISION = Kind(expects="an ISO 3166-2 part", parse=cells.subdivision)
DAY = Kind(expects="a date", parse=cells.day)
TIME = Kind(expects="a time of day", parse=cells.wall_time)
MOMENT = Kind(expects="an instant", parse=cells.moment)
DAY_OR_MOMENT = Kind(expects="a date or a time", parse=cells.day_or_moment)
STAMP = Kind(expects="an instant", parse=str)
"""An instant of a long table: read in one go, see :mod:`planner.folder.stamps`."""
WEEKDAYS = Kind(expects="weekdays", parse=cells.weekdays)
WINDOWS = Kind(expects="opening hours", parse=cells.windows)
BREAKS = Kind(expects="breaks", parse=cells.breaks)
