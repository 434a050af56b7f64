"""The interval length of a table of volumes, inferred from its instants."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.errors import Problem
from planner.folder.checking import CheckedTable
from planner.folder.text import shortened

GRAINS = (5, 10, 15, 30, 60)
_RUN = 24
"""So many equal longer steps in a row are another grain, not missing rows."""


def grain_of(
    number: NDArray[np.int64],
    start: NDArray[np.int64],
    queue: NDArray[np.object_],
    market: NDArray[np.object_],
    checked: CheckedTable,
) -> tuple[int, list[Problem]]:
    """Minutes between rows of one queue and market (0: too few rows to tell), and what disagrees.

    Missing rows make longer steps; a shorter step, one that is no multiple, or a whole stretch of
    equal longer steps means that intervals of different length are mixed.
    """
    frame = pd.DataFrame({"number": number, "start": start, "queue": queue, "market": market})
    frame["series"] = frame.groupby(["queue", "market"], sort=False).ngroup()
    frame = frame.sort_values(["series", "start"], kind="stable")
    step = frame["start"].diff().to_numpy()
    inside = np.r_[False, np.diff(frame["series"].to_numpy()) == 0] & (step > 0)
    steps = step[inside] / 60
    if not len(steps):
        return 0, []
    lengths, counts = np.unique(steps, return_counts=True)
    minutes = float(lengths[counts.argmax()])
    if minutes not in GRAINS:
        message = (
            f"rows of a queue lie {minutes:g} minutes apart: expected one of "
            f"{', '.join(map(str, GRAINS))}"
        )
        return 0, [checked.problem(None, "interval_start", message)]
    odd = inside & (np.nan_to_num(step, nan=60 * minutes) % (60 * minutes) != 0)
    odd |= inside & _runs(step, frame["series"].to_numpy(), minutes)
    return int(minutes), shortened(
        [
            checked.problem(
                row,
                "interval_start",
                value=checked.shown(row, "interval_start"),
                message=f"comes {gap / 60:g} minutes after the row before of {name}, where most "
                f"rows are {minutes:g} apart: expected one interval length in the whole table",
            )
            for row, gap, name in zip(
                frame["number"].to_numpy()[odd].tolist(),
                step[odd].tolist(),
                frame["queue"].to_numpy()[odd].tolist(),
                strict=True,
            )
        ]
    )


def gap_warnings(
    start: NDArray[np.int64], queue: NDArray[np.object_], market: NDArray[np.object_],
    minutes: int, checked: CheckedTable,
) -> list[Problem]:  # fmt: skip
    """One warning for each series with missing rows: how many, and where the longest gap is."""
    if not minutes:
        return []
    frame = pd.DataFrame({"queue": queue, "market": market, "start": start})
    frame = frame.sort_values(["queue", "market", "start"], kind="stable", ignore_index=True)
    same = (frame["queue"].shift() == frame["queue"]) & (frame["market"].shift() == frame["market"])
    missing = np.where(same, frame["start"].diff().fillna(0) // (60 * minutes) - 1, 0)
    frame["missing"] = np.maximum(missing, 0)
    problems = []
    for (name, where), rows in frame[frame["missing"] > 0].groupby(["queue", "market"]):
        longest = rows.iloc[int(rows["missing"].to_numpy().argmax())]
        begins = int(longest["start"] - longest["missing"] * 60 * minutes)
        after = pd.Timestamp(begins, unit="s", tz="UTC")
        whose = f"{name}, market {where}," if where else str(name)
        message = (
            f"of {whose} has no row for {int(rows['missing'].sum()):,} intervals between its first "
            f"and last: unknown, not taken as zero; the longest gap, "
            f"{rows['missing'].max() * minutes / 60:,.4g} h, begins {after:%Y-%m-%dT%H:%MZ}"
        )
        problems.append(checked.problem(None, "interval_start", message, warning=True))
    return shortened(problems)


def _runs(
    step: NDArray[np.float64], series: NDArray[np.int64], minutes: float
) -> NDArray[np.bool_]:
    """First row of every long run of equal steps that are longer than the grain."""
    longer = (step > 60 * minutes) & (step <= 3600)
    change = np.r_[True, (step[1:] != step[:-1]) | (series[1:] != series[:-1])]
    run = np.cumsum(change) - 1
    length = np.bincount(run)[run]
    result: NDArray[np.bool_] = longer & change & (length >= _RUN)
    return result
