"""Speed against quality: what a change of handle time costs or frees, and what it does to ratings.

Hours follow from the requirement at the changed handle time. Satisfaction is the user's own curve
(``satisfaction.csv``), straight between its points; outside of them nothing is claimed.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.sentences import Sentence, joined
from planner.staffing import require
from planner.weekly import by_week, hour_worth, hourly, volumes

Floats = NDArray[np.float64]
WEEKS = 4
TOLD = 0.1
LEAST_HOURS = 0.05
"""A week; below it the words say that nothing changes."""
CHANGES = (-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2)
LEAST_CHANGE, MOST_CHANGE = -0.9, 3.0
COLUMNS = (
    "queue", "change", "aht_s", "hours_per_week", "fte", "cost_per_week", "hours_more", "fte_more",
    "cost_more", "satisfaction", "satisfaction_more", "cost_of_a_point",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HandleTime:
    """What other handle times would cost a week, mean of the plan's weeks.

    ``table``: one row a queue and change (−0.1 is 10 % faster): effective ``hours_per_week``,
    ``fte`` and ``cost_per_week`` and their difference to today; ``satisfaction`` by the user's
    curve, blank where there is none or it does not reach; ``cost_of_a_point`` money a week for each
    percentage point of satisfaction between today and there. ``lines`` says it in words.
    """

    table: pd.DataFrame
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The table by its file name."""
        return {"handle_time.csv": self.table}


def handle_time(plan: Plan, *, changes: Sequence[float] = CHANGES) -> HandleTime:
    """What shorter or longer contacts would cost, free, and do to satisfaction.

    Parameters
    ----------
    changes
        Shares by which all handle times change; 0 is added.

    Raises
    ------
    DataError
        A change beyond all measure, or nothing known of a queue's volume.
    """
    wanted = sorted({0.0, *changes})
    _refuse(wanted)
    weeks = max(1, min(WEEKS, plan.horizon.days // 7))
    ahead = hourly(plan, weeks)
    expected = volumes(ahead)
    hours = {}
    for change in wanted:
        table = expected.assign(aht_s=expected["aht_s"] * (1 + change))
        hours[change] = by_week(ahead, require(ahead, table))[1].mean(axis=1)
    rows = [
        row
        for number, queue in enumerate(ahead.queues)
        if hours[0.0][number] > 0
        for row in _rows(
            plan, queue.queue, _aht(plan, expected, queue.queue),
            {change: float(found[number]) for change, found in hours.items()},
        )
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return HandleTime(table=frame, lines=tuple(_lines(plan, frame)))


def _refuse(changes: Sequence[float]) -> None:
    wrong = [c for c in changes if not LEAST_CHANGE <= c <= MOST_CHANGE]
    if wrong:
        message = (
            f"is out of range: expected a share from {LEAST_CHANGE:g} to {MOST_CHANGE:g} "
            "(-0.1 is 10 % faster)"
        )
        raise DataError([Problem(file="--change", value=f"{c:g}", message=message) for c in wrong])


def _aht(plan: Plan, expected: pd.DataFrame, queue: str) -> float:
    """Mean handle time of a queue's contacts; of one with none of its own that of its row."""
    own = expected[expected["queue"] == queue]
    total = float(own["mean"].sum())
    if total > 0:
        return float((own["mean"] * own["aht_s"]).sum() / total)
    return plan.queue[queue].aht_s


def curve_of(plan: Plan, queue: str) -> tuple[Floats, Floats]:
    """Handle times and satisfaction of the user's curve, rising; a row of its own goes first."""
    points = [row for row in plan.outlook.satisfaction if row.queue == queue]
    points = points or [row for row in plan.outlook.satisfaction if not row.queue]
    points.sort(key=lambda row: row.aht_s)
    return (
        np.array([row.aht_s for row in points]),
        np.array([row.satisfaction for row in points]),
    )


def satisfaction_at(plan: Plan, queue: str, aht_s: float) -> float:
    """What the user's curve says; NaN outside of it, or with fewer than two points."""
    times, values = curve_of(plan, queue)
    if len(times) < 2 or not times[0] - 1e-9 <= aht_s <= times[-1] + 1e-9:
        return float("nan")
    return float(np.interp(aht_s, times, values))


def _rows(
    plan: Plan, queue: str, aht: float, hours: dict[float, float]
) -> Iterator[tuple[object, ...]]:
    worth, today = hour_worth(plan, queue), hours[0.0]
    happy = satisfaction_at(plan, queue, aht)
    for change, needed in hours.items():
        there = satisfaction_at(plan, queue, aht * (1 + change))
        cost, points = (needed - today) * worth.money, (there - happy) * 100
        yield (
            queue, change, aht * (1 + change), needed, needed / worth.hours_of_fte,
            needed * worth.money, needed - today, (needed - today) / worth.hours_of_fte, cost,
            there, there - happy, cost / points if points == points and points else np.nan,
        )  # fmt: skip


def _lines(plan: Plan, table: pd.DataFrame) -> Iterator[Sentence]:
    for name in dict.fromkeys(table["queue"]):
        own = table[table["queue"] == name]
        today = own[own["change"] == 0].iloc[0]
        yield Sentence(
            "{0}: {1:,.0f} s today, {2:,.1f} full-timers.", name, today["aht_s"], today["fte"]
        )
        for row in _led(own).to_dict("records"):
            yield joined([*_told(plan, row)], by="; ")
        yield _reach(plan, name)
    yield Sentence(
        "Assumed: satisfaction is your curve, straight between its points; nothing is said beyond "
        "them, nor that handle time alone causes it. Hours are worth what their teams cost on "
        "average, without premiums."
    )


def _told(plan: Plan, row: Mapping[Hashable, Any]) -> Iterator[Sentence]:
    """Clauses about one change."""
    off = Sentence(
        "  {0:.0%} faster ({1:,.0f} s)" if row["change"] < 0 else "  {0:.0%} slower ({1:,.0f} s)",
        abs(row["change"]), row["aht_s"],
    )  # fmt: skip
    if abs(row["hours_more"]) < LEAST_HOURS:
        yield Sentence("{0} changes nothing: the minimum of people at work decides", off)
    else:
        yield Sentence(
            "{0} frees {1:,.1f} hours, {2:,.2f} full-timers, {3:,.0f} {4} a week"
            if row["hours_more"] < 0 else
            "{0} takes {1:,.1f} hours, {2:,.2f} full-timers, {3:,.0f} {4} a week",
            off, abs(row["hours_more"]), abs(row["fte_more"]), abs(row["cost_more"]), plan.currency,
        )  # fmt: skip
    if row["satisfaction_more"] == row["satisfaction_more"]:
        now = row["satisfaction"] - row["satisfaction_more"]
        yield Sentence("satisfaction {0:.1%} instead of {1:.1%}", row["satisfaction"], now)


def _led(own: pd.DataFrame) -> pd.DataFrame:
    """The changes nearest to :data:`TOLD` up and down: the table has them all."""
    sides = (own[own["change"] < 0], own[own["change"] > 0])
    nearest = [
        side.iloc[[int((side["change"].abs() - TOLD).abs().to_numpy().argmin())]]
        for side in sides
        if len(side)
    ]
    return pd.concat([own.iloc[:0], *nearest])


def _reach(plan: Plan, queue: str) -> Sentence:
    times, _ = curve_of(plan, queue)
    if len(times) == 0:
        return Sentence("  No curve in satisfaction.csv: only hours and money are told.")
    if len(times) == 1:
        return Sentence("  One point is no curve: a second row in satisfaction.csv is needed.")
    return Sentence("  Your curve reaches from {0:,.0f} to {1:,.0f} s.", times[0], times[-1])
