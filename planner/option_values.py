"""Dates, times and lists of numbers as they are typed behind an option of the command line."""

import math
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from planner.errors import DataError, Problem

T = TypeVar("T")
MOST_VALUES = 1000


def instant(text: str) -> datetime:
    """The point in time of ``--explain``.

    Raises
    ------
    DataError
        When it is none.
    """
    from planner.folder.cells import moment

    return _read("--explain", text, moment)


def first_day(text: str | None, keep: Path | None) -> date | None:
    """The day of ``--from``, from which the rota of ``--keep`` may change; ``None`` without one.

    Raises
    ------
    DataError
        When it is no date, or nothing is kept.
    """
    from planner.folder.cells import day

    if text is not None and keep is None:
        message = "goes with --keep SCHEDULE.csv, the rota that may change from that day on"
        raise DataError([Problem(file="--from", value=text, message=message)])
    return None if text is None else _read("--from", text, day)


def day(option: str, text: str | None) -> date | None:
    """A date behind an option; ``None`` without one."""
    from planner.folder.cells import day as read

    return None if text is None else _read(option, text, read)


def dated_file(option: str, text: str) -> tuple[date, Path]:
    """A file and the day it is of: ``2027-02-15=rota.csv``.

    Raises
    ------
    DataError
        When it is not.
    """
    from planner.folder.cells import day as read

    on, equals, path = text.partition("=")
    if not (equals and path):
        message = "is no dated file: expected 2027-02-15=SCHEDULE.csv"
        raise DataError([Problem(file=option, value=text, message=message)])
    return _read(option, on.strip(), read), Path(path.strip())


def numbers(option: str, text: str | None) -> tuple[float, ...]:
    """The values of a lever: ``0.9,1,1.1``, or ``0.8:1.2:0.1`` from, to (included) and step.

    Raises
    ------
    DataError
        When it is neither.
    """
    if text is None:
        return ()
    try:
        found = tuple(value for part in text.split(",") for value in _stretch(part))
    except ValueError:
        message = "is no list of numbers: expected 0.9,1,1.1 or 0.8:1.2:0.1 (from, to, step)"
        raise DataError([Problem(file=option, value=text, message=message)]) from None
    return found


def _stretch(part: str) -> list[float]:
    ends = [float(number) for number in part.split(":")]
    if len(ends) == 1 and math.isfinite(ends[0]):
        return ends
    first, last, step = ends
    count = (last - first) / step if step > 0 else -1.0
    if not (math.isfinite(count) and 0 <= count < MOST_VALUES):
        raise ValueError(part)
    return [round(first + number * step, 9) for number in range(int(count + 1e-6) + 1)]


def _read(option: str, text: str, parse: Callable[[str], T]) -> T:
    from planner.folder.cells import CellError

    try:
        return parse(text)
    except CellError as error:
        raise DataError([Problem(file=option, value=text, message=str(error))]) from None
