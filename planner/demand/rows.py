"""Rows of history as arrays, cut by queue and market."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.demand.series import LONGEST_DAYS, Bools, Floats, Ints
from planner.domain import History, Market, Plan

DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of history of one stream, ``start`` in UTC seconds, all of ``minutes`` length.

    ``unit`` is the weight of a counted contact: 1, or the mean share of a split.
    """

    minutes: int
    start: Ints
    offered: Floats
    aht_s: Floats
    unit: float = 1.0

    @property
    def middle(self) -> Ints:
        """UTC seconds of the middle of each row."""
        return self.start + self.minutes * 30

    def chosen(self, rows: Bools) -> "Rows":
        """Only some of the rows."""
        return replace(
            self, start=self.start[rows], offered=self.offered[rows], aht_s=self.aht_s[rows]
        )

    def shared(self, share: Floats) -> "Rows":
        """A part of the contacts of every row."""
        total = self.offered.sum()
        unit = float((self.offered * share).sum() / total) if total > 0 else 1.0
        return replace(self, offered=self.offered * share, unit=max(unit, 1e-9))

    def joined(self, other: "Rows") -> "Rows":
        """These rows and others; the counts of both stay whole contacts if these are."""
        return replace(
            self if len(self.start) else other,
            start=np.concatenate([self.start, other.start]),
            offered=np.concatenate([self.offered, other.offered]),
            aht_s=np.concatenate([self.aht_s, other.aht_s]),
        )


def actual_rows(plan: Plan) -> "HistoryRows":
    """The plan's actual contacts inside the horizon, ready to be cut."""
    first, last = (int(at.timestamp()) for at in (plan.horizon.first, plan.horizon.last))
    start = plan.actuals.start
    return HistoryRows(plan.actuals, (start >= first) & (start < last))


def past_rows(plan: Plan) -> "HistoryRows":
    """The plan's history before the horizon, ready to be cut."""
    history, first = plan.history, int(plan.horizon.first.timestamp())
    past = np.isfinite(history.offered) & (history.start < first)
    newest = history.start.max(initial=0, where=past)
    return HistoryRows(history, past & (history.start >= newest - LONGEST_DAYS * DAY_SECONDS))


class HistoryRows:
    """Some rows of a history, cut by queue and market."""

    def __init__(self, history: History, kept: Bools) -> None:
        self._rows = Rows(
            minutes=history.minutes,
            start=history.start,
            offered=history.offered,
            aht_s=history.aht_s,
        ).chosen(kept)
        self._queue = _Names(history.queue[kept])
        self._market = _Names(history.market[kept])

    def of(self, queue: str) -> Rows:
        """All rows of a queue, whatever their market."""
        return self._rows.chosen(self._queue.are(queue))

    def of_market(self, market: Market) -> Rows:
        """Rows that name this market of its queue."""
        named = self._market.are(market.market)
        return self._rows.chosen(self._queue.are(market.queue) & named)

    def of_no_market(self, queue: str, markets: Sequence[Market]) -> Rows:
        """Rows of a queue that name none of these markets."""
        loose = self._queue.are(queue)
        for market in markets:
            loose &= ~self._market.are(market.market)
        return self._rows.chosen(loose)


class _Names:
    """A column of names, compared by number."""

    def __init__(self, column: NDArray[np.object_]) -> None:
        self._code, names = pd.factorize(column)
        self._number = {str(name): number for number, name in enumerate(names)}

    def are(self, name: str) -> Bools:
        return np.asarray(self._code == self._number.get(name, -2), dtype=bool)
