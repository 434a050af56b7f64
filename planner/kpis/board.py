"""The board: every key figure of all, each queue, team and person, against target and plan.

Small numbers are told honestly: every share has its interval, a target is met or missed only when
the whole interval says so, and nothing is sorted by how well it did. Whoever looks at a hundred
changes sees five by chance: a figure has become better or worse only where chance alone would move
any figure of its level so far once in twenty times, and a person stands apart from their team only
where it would set anybody of the team apart so rarely (Bonferroni).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.kpi_rows import KpiTarget
from planner.kpis.counting import Days, days_of, groups, table_of
from planner.kpis.definitions import DEFINITIONS, Definition
from planner.kpis.intervals import NAN, Estimate, difference

FEWEST = 10
"""Shares and NPS of fewer cases are not judged, and of persons not shown."""
RECENT_DAYS = 28
COLUMNS = (
    "level", "name", "team", "kpi", "unit", "value", "low", "high", "n", "plan", "against_plan",
    "verdict", "earlier", "recent", "change", "change_low", "change_high", "trend", "apart",
)  # fmt: skip
WEEK_COLUMNS = ("level", "name", "kpi", "week", "value", "low", "high", "n")
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class KpiBoard:
    """How support did from ``first`` to ``last``.

    ``board`` has a row for each ``level`` (``all``, ``queue``, ``team``, ``agent``), ``name`` and
    ``kpi``: ``value`` with its 95 % interval ``low`` to ``high`` and the cases ``n`` it rests on;
    ``plan`` the target (of tickets the forecast, on the days that both know) and ``against_plan``
    the difference; ``verdict`` ``met``, ``missed``, ``unclear`` or ``too few``; ``earlier`` and
    ``recent`` days with the ``change`` between them, its interval widened for the number of figures
    of the level, and the ``trend`` in a word; ``apart`` whether
    a person stands apart from their team. ``weeks`` has the same by week (its Monday). Shares are
    0 to 1.
    """

    board: pd.DataFrame
    weeks: pd.DataFrame
    first: date
    last: date

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The tables by file name."""
        return {"kpi_board.csv": self.board, "kpi_weeks.csv": self.weeks}


def kpi_board(
    plan: Plan, *, since: date | None = None, until: date | None = None,
    forecast: pd.DataFrame | None = None,
) -> KpiBoard:  # fmt: skip
    """The board of ``kpis.csv`` over a stretch of days, all of them without any.

    Parameters
    ----------
    forecast
        Columns of ``forecast.csv``: what tickets are held against inside the horizon.

    Raises
    ------
    DataError
        When there is no row in the stretch.
    """
    rows = [
        row
        for row in plan.kpis
        if (since is None or row.date >= since) and (until is None or row.date <= until)
    ]
    if not rows:
        message = "has no row in these days" if plan.kpis else "is missing: see planner kpis --help"
        raise DataError([Problem(file="kpis.csv", message=message)])
    table = table_of(rows)
    first, last = min(row.date for row in rows), max(row.date for row in rows)
    found = [
        (level, name, group, definition, days)
        for level, name, group in groups(table)
        for definition in DEFINITIONS
        if len((days := days_of(group, definition)).dates)
    ]
    told = _Told(
        plan=plan, forecast=_by_day(forecast), first=first, last=last,
        figures=Counter(level for level, *_ in found),
    )  # fmt: skip
    board = pd.DataFrame(
        [told.row(level, name, group, of, days) for level, name, group, of, days in found]
    ).reindex(columns=list(COLUMNS))
    weeks = [row for level, name, _, of, days in found for row in _weeks(level, name, of, days)]
    return KpiBoard(
        board=_with_apart(board, found), first=first, last=last,
        weeks=pd.DataFrame(weeks).reindex(columns=list(WEEK_COLUMNS)),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the rows of one board have in common."""

    plan: Plan
    forecast: Mapping[tuple[str, date], float]
    first: date
    last: date
    figures: Mapping[str, int]

    def row(self, level: str, name: str, group: pd.DataFrame, of: Definition, days: Days) -> Row:
        found = days.estimate(of)
        planned, actual = self._planned(level, name, group, of, found)
        row: Row = {
            "level": level, "name": name, "kpi": of.kpi, "unit": of.unit,
            "team": _only(group, "team") if level == "agent" else "",
            "value": found.value, "low": found.low, "high": found.high, "n": found.n,
            "plan": planned, "against_plan": actual - planned,
            "verdict": _verdict(of, found, planned), **self._trend(level, of, days),
        }  # fmt: skip
        return _hidden(row) if level == "agent" and _few(of, found) else row

    def _planned(
        self, level: str, name: str, group: pd.DataFrame, of: Definition, found: Estimate
    ) -> tuple[float, float]:
        """What was planned, and what is held against it."""
        target = _target(self.plan, of.kpi, queue=_only(group, "queue", level, name),
                         team=_only(group, "team", level, name))  # fmt: skip
        if target is not None or of.kpi != "tickets" or level not in ("all", "queue"):
            return (NAN if target is None else target), found.value
        rows = group.dropna(subset=["tickets_created"])
        labels = zip(rows["queue"], rows["date"], strict=True)
        came = list(zip(labels, rows["tickets_created"], strict=True))
        both = [(key, float(count)) for key, count in came if key in self.forecast]
        keys = {key for key, _ in both}
        days = len({day for _, day in keys})
        if not days:
            return NAN, found.value
        planned = sum(self.forecast[key] for key in keys)
        return planned / days, sum(came for _, came in both) / days

    def _trend(self, level: str, of: Definition, days: Days) -> Row:
        """The last days beside as many before them."""
        length = min(RECENT_DAYS, ((self.last - self.first).days + 1) // 2)
        if length < 1:
            return {"trend": "too few"}
        middle = self.last - timedelta(days=length)
        sure = 1 - 0.05 / self.figures[level]
        after = days.between(middle + timedelta(days=1), self.last)
        before = days.between(middle - timedelta(days=length - 1), middle)
        recent, earlier = (part.estimate(of, confidence=sure) for part in (after, before))
        moved = difference(recent, earlier)
        return {
            "earlier": earlier.value, "recent": recent.value, "change": moved.value,
            "change_low": moved.low, "change_high": moved.high,
            "trend": _trend_word(of, moved, _few(of, recent) or _few(of, earlier)),
        }  # fmt: skip


def _only(group: pd.DataFrame, column: str, level: str = "", name: str = "") -> str:
    """The one queue or team of all rows; blank where there are several."""
    if level == column:
        return name
    if level == "all":
        return ""
    names = set(group[column])
    return str(names.pop()) if len(names) == 1 else ""


def _target(plan: Plan, kpi: str, *, queue: str, team: str) -> float | None:
    """The target that says most of whom it is for; the queue's own where none is written."""
    fit = [
        row
        for row in plan.kpi_targets
        if row.kpi == kpi and row.queue in ("", queue) and row.team in ("", team)
    ]
    if fit:
        return max(fit, key=_closeness).target
    own = plan.queue.get(queue)
    if own is None or own.deferred:
        return None
    return {"service_level": own.service_level, "occupancy": own.max_occupancy}.get(kpi)


def _closeness(row: KpiTarget) -> tuple[bool, bool]:
    return (bool(row.queue), bool(row.team))


def _few(of: Definition, found: Estimate) -> bool:
    return of.kind in ("share", "points") and found.n < FEWEST


def _verdict(of: Definition, found: Estimate, target: float) -> str:
    if target != target or of.better == 0:
        return ""
    if _few(of, found) or found.low != found.low:
        return "too few"
    low, high = (found.low, found.high) if of.better > 0 else (-found.high, -found.low)
    target *= of.better
    if low >= target:
        return "met"
    return "missed" if high < target else "unclear"


def _trend_word(of: Definition, moved: Estimate, few: bool) -> str:
    if of.better == 0:
        return ""
    if few or moved.low != moved.low:
        return "too few"
    if moved.low <= 0 <= moved.high:
        return "unclear"
    return "better" if moved.value * of.better > 0 else "worse"


def _hidden(row: Row) -> Row:
    """A person's figure of hardly any cases: that there are few is all that is said."""
    told = ("level", "name", "team", "kpi", "unit", "n", "plan")
    return {**{name: row[name] for name in told}, "verdict": "too few", "trend": "too few"}


def _by_day(forecast: pd.DataFrame | None) -> dict[tuple[str, date], float]:
    """Contacts that are expected, by queue and local day."""
    if forecast is None:
        return {}
    days = forecast["local_start"].astype(str).str[:10]
    sums = forecast.assign(day=days).groupby(["queue", "day"], as_index=False)["mean"].sum()
    return {
        (str(queue), date.fromisoformat(str(day))): float(contacts)
        for queue, day, contacts in zip(sums["queue"], sums["day"], sums["mean"], strict=True)
    }


def _weeks(level: str, name: str, of: Definition, days: Days) -> Iterator[Row]:
    for monday in sorted({day - timedelta(days=day.weekday()) for day in days.dates}):
        found = days.between(monday, monday + timedelta(days=6)).estimate(of)
        hidden = level == "agent" and _few(of, found)
        yield {
            "level": level, "name": name, "kpi": of.kpi, "week": monday, "n": found.n,
            **({} if hidden else {"value": found.value, "low": found.low, "high": found.high}),
        }  # fmt: skip


Found = tuple[str, str, pd.DataFrame, Definition, Days]


def _with_apart(board: pd.DataFrame, found: Sequence[Found]) -> pd.DataFrame:
    """Who stands apart from the others of their team, chance over all of them allowed for."""
    words = [""] * len(found)
    for places in _peers(board, found):
        for at in places:
            _, _, _, of, days = found[at]
            others = [found[other][4] for other in places if other != at]
            words[at] = _apart(of, days, others, 1 - 0.05 / len(places))
    return board.assign(apart=words)


def _peers(board: pd.DataFrame, found: Sequence[Found]) -> Iterable[list[int]]:
    """Places of the same figure of persons of one team."""
    peers: dict[tuple[str, str], list[int]] = {}
    for at, (level, team) in enumerate(zip(board["level"], board["team"], strict=True)):
        if level == "agent" and team and found[at][3].better:
            peers.setdefault((str(team), found[at][3].kpi), []).append(at)
    return (places for places in peers.values() if len(places) > 1)


def _apart(of: Definition, days: Days, others: Sequence[Days], confidence: float) -> str:
    own = days.estimate(of, confidence=confidence)
    top, minus, bottom = (
        sum(float(getattr(other, part).sum()) for other in others)
        for part in ("top", "minus", "bottom")
    )
    if _few(of, own) or own.low != own.low or bottom <= 0:
        return "too few"
    rest = (top - minus) / bottom * (100 if of.kind == "points" else 1)
    if own.low <= rest <= own.high:
        return "like the others"
    return "above the others" if own.value > rest else "below the others"
