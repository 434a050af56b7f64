"""The table of requirements: where each of its rows stands, and everything wrong with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.rules.groups import SEPARATOR, is_pooled, live_groups
from planner.rules.presence import Floats, Indices

NEEDS_FILE = "requirements.csv"

_MOST_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class NeedsTable:
    """A checked table; its rows in the order of the table.

    ``rows`` has the positions of the queues of each row of an array: the plan's queues in its
    order, then sets of live queues as the table names them. ``row`` and ``interval`` say where
    each row of the table stands in arrays ``[row, interval]``.
    """

    frame: pd.DataFrame
    rows: tuple[tuple[int, ...], ...]
    row: Indices
    interval: Indices
    intervals: int

    def array(self, column: str) -> Floats:
        """A column as an array; NaN where it is blank or missing."""
        filled = np.full((len(self.rows), self.intervals), np.nan)
        if column in self.frame:
            filled[self.row, self.interval] = _numbers(self.frame[column])
        return filled


def placed(plan: Plan, table: pd.DataFrame) -> NeedsTable:
    """The table of requirements with the place of every row.

    Raises
    ------
    DataError
        Missing columns; rows that are missing, doubled, not a number, or of no queue or interval.
    """
    check_columns(table, ("interval_start", "queue", "required_real"))
    sets = _sets(plan, table)
    row, interval = _rows(plan, sets, table), _intervals(plan, table)
    problems = _bad_rows(plan, table, row, interval)
    if not problems:
        problems = [*_incomplete(plan, sets, row, interval), *_without_all(plan, sets)]
    if problems:
        raise DataError(_shortened(problems))
    return NeedsTable(
        frame=table, rows=(*((i,) for i in range(len(plan.queues))), *sets.values()), row=row,
        interval=interval, intervals=plan.horizon.intervals,
    )  # fmt: skip


def check_columns(table: pd.DataFrame, needed: Sequence[str]) -> None:
    """Refuse a table without some columns."""
    missing = [name for name in needed if name not in table]
    if missing:
        raise DataError(
            Problem(file=NEEDS_FILE, row=1, column=name, message="is missing") for name in missing
        )


def _numbers(column: pd.Series) -> Floats:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)


def _sets(plan: Plan, table: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """Sets of live queues that the table of a pooled plan names, with their positions."""
    if not is_pooled(plan):
        return {}
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    groups = [set(group) for group in live_groups(plan)]
    sets = {}
    for name in pd.unique(table["queue"]):
        parts = str(name).split(SEPARATOR)
        places = tuple(position.get(part, -1) for part in parts)
        ascending = list(places) == sorted(set(places)) and len(places) > 1
        if ascending and any(set(places) <= group for group in groups):
            sets[str(name)] = places
    return sets


def _rows(plan: Plan, sets: dict[str, tuple[int, ...]], table: pd.DataFrame) -> Indices:
    """Position of each row's queue or set; -1 where there is none."""
    index = pd.Index([*(queue.queue for queue in plan.queues), *sets])
    return index.get_indexer(pd.Index(table["queue"])).astype(np.int64)


def _intervals(plan: Plan, table: pd.DataFrame) -> Indices:
    """Position of each row's interval; -1 where it is not on the grid of the horizon."""
    starts = pd.DatetimeIndex(table["interval_start"])
    if starts.tz is None:
        raise DataError([_no_offset()])
    moments = starts.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    passed = (moments - plan.horizon.starts[0]).astype(np.int64)
    step = plan.horizon.interval_minutes * 60
    on_grid = (passed % step == 0) & (passed >= 0) & (passed < step * plan.horizon.intervals)
    return np.where(on_grid & ~np.isnat(moments), passed // step, -1)


def _no_offset() -> Problem:
    return Problem(
        file=NEEDS_FILE, column="interval_start",
        message="instants with an offset are expected (2027-03-01T00:00:00Z?)",
    )  # fmt: skip


def _bad_rows(plan: Plan, table: pd.DataFrame, row: Indices, interval: Indices) -> list[Problem]:
    required = _numbers(table["required_real"])
    several = table["queue"].astype(str).str.contains(SEPARATOR, regex=False).to_numpy()
    strange = row < 0
    pooled = is_pooled(plan)
    checks = (
        ("queue", strange & ~several, "is no queue of the plan"),
        ("queue", strange & several, _BAD_SET if pooled else _NO_SETS),
        ("interval_start", interval < 0, "is not the start of an interval of the horizon"),
        ("required_real", ~(np.isfinite(required) & (required >= 0)), "is not a number of agents"),
    )
    return [
        Problem(
            file=NEEDS_FILE, row=int(i) + 2, column=column, value=str(table[column].iloc[i]),
            message=message,
        )
        for column, wrong, message in checks
        for i in np.flatnonzero(wrong)
    ]  # fmt: skip


_NO_SETS = "is a set of queues: only plans with pooling = pooled have such rows"
_BAD_SET = "is no set of live queues, in the plan's order, that people link"


def _incomplete(
    plan: Plan, sets: dict[str, tuple[int, ...]], row: Indices, interval: Indices
) -> list[Problem]:
    """Rows that are doubled, and queues with intervals that have no row."""
    names = [*(queue.queue for queue in plan.queues), *sets]
    seen = np.zeros((len(names), plan.horizon.intervals), dtype=np.int64)
    np.add.at(seen, (row, interval), 1)
    doubled = [
        Problem(
            file=NEEDS_FILE, row=int(i) + 2, column="interval_start",
            message=f"queue '{names[row[i]]}' has this interval more than once",
        )
        for i in np.flatnonzero(seen[row, interval] > 1)
    ]  # fmt: skip
    absent = [
        Problem(
            file=NEEDS_FILE, column="interval_start",
            message=f"queue '{names[q]}' has no row for {int((seen[q] == 0).sum())} of "
            f"{plan.horizon.intervals} intervals, the first "
            f"{plan.horizon.starts[np.argmin(seen[q])]}Z",
        )
        for q in np.flatnonzero((seen == 0).any(axis=1))
    ]  # fmt: skip
    return doubled + absent


def _without_all(plan: Plan, sets: dict[str, tuple[int, ...]]) -> Iterator[Problem]:
    """Groups of a pooled plan that have no row for all their queues together."""
    for group in live_groups(plan):
        if len(group) > 1 and group not in sets.values():
            name = SEPARATOR.join(plan.queues[i].queue for i in group)
            yield Problem(
                file=NEEDS_FILE, column="queue", value=name,
                message="has no rows: a pooled plan needs them, planner require writes them",
            )  # fmt: skip


def _shortened(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= _MOST_LISTED:
        return problems
    rest = len(problems) - _MOST_LISTED
    return [*problems[:_MOST_LISTED], Problem(file=NEEDS_FILE, message=f"and {rest} more problems")]
