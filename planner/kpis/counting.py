"""The rows of a plan summed by day, for one key figure of one queue, team or person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.kpi_rows import KpiRow
from planner.kpis.definitions import Definition
from planner.kpis.intervals import NAN, Estimate, net_promoters, ratio, wilson

Floats = NDArray[np.float64]
LEVELS = ("all", "queue", "team", "agent")


@dataclass(frozen=True, kw_only=True)
class Days:
    """Sums of one key figure by day: ``top``, ``minus`` and ``bottom`` of its definition."""

    dates: tuple[date, ...]
    top: Floats
    minus: Floats
    bottom: Floats

    def between(self, first: date, last: date) -> "Days":
        """The days from ``first`` to ``last``, both included."""
        kept = np.array([first <= day <= last for day in self.dates], dtype=bool)
        return Days(
            dates=tuple(day for day in self.dates if first <= day <= last), top=self.top[kept],
            minus=self.minus[kept], bottom=self.bottom[kept],
        )  # fmt: skip

    def estimate(self, of: Definition, *, confidence: float = 0.95) -> Estimate:
        """The figure over these days, with its interval."""
        top, minus, n = (float(part.sum()) for part in (self.top, self.minus, self.bottom))
        if of.kind == "share":
            return wilson(max(top - minus, 0.0), n, confidence=confidence)
        if of.kind == "points":
            return net_promoters(top, minus, n, confidence=confidence)
        if of.kind == "ratio":
            return ratio(self.top, self.bottom, confidence=confidence)
        days = len(self.dates)
        return Estimate(value=top / days if days else NAN, low=NAN, high=NAN, n=top)


def table_of(rows: Sequence[KpiRow]) -> pd.DataFrame:
    """The rows as a table: labels, then a column for each count, NaN where it is blank."""
    labels = [{"date": r.date, "queue": r.queue, "team": r.team, "agent": r.agent} for r in rows]
    counts = pd.DataFrame([dict(row.counts) for row in rows], dtype=float)
    return pd.concat([pd.DataFrame(labels), counts], axis=1)


def groups(table: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Level, name and rows of everything that is shown, by name: never by how well it did."""
    yield "all", "", table
    for level in LEVELS[1:]:
        for name, rows in table[table[level] != ""].groupby(level, sort=True):
            yield level, str(name), rows


def days_of(rows: pd.DataFrame, of: Definition) -> Days:
    """The sums by day of the rows in which everything the figure needs is known."""
    if any(name not in rows for name in of.columns):
        rows = rows.iloc[:0]
        known = rows
    else:
        known = rows.dropna(subset=list(of.columns))
    sums = known.groupby("date")[[c for c in of.columns if c in known]].sum()
    return Days(
        dates=tuple(sums.index), top=_sum(sums, of.top), minus=_sum(sums, of.minus),
        bottom=_sum(sums, of.bottom),
    )  # fmt: skip


def _sum(sums: pd.DataFrame, names: Sequence[str]) -> Floats:
    if len(sums) == 0 or not names:
        return np.zeros(len(sums))
    found: Floats = sums[list(names)].sum(axis=1).to_numpy(dtype=float)
    return found
