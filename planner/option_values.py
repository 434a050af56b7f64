"""Dates and times as they are typed behind an option of the command line."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from planner.errors import DataError, Problem

T = TypeVar("T")


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


def _read(option: str, text: str, parse: Callable[[str], T]) -> T:
    from planner.folder.cells import CellError

    try:
        return parse(text)
    except CellError as error:
        raise DataError([Problem(file=option, value=text, message=str(error))]) from None
