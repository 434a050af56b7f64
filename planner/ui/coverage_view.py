"""Coverage as it is shown: weeks of intervals on a wall clock, and the worst gaps."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.clock import monday_of
from planner.ui.texts import mark, t
from planner.ui.wording import day_words, span_of_days

EVEN = 0.05
"""Agents short or spare that are still called met."""
ALL = "All queues"
"""The name that stands for every queue at once; shown by :func:`queue_words`."""
mark("All queues")


def wall_clock(starts: pd.Series, place: ZoneInfo) -> pd.DataFrame:
    """Local date and time of day of aware instants, one row each.

    ``date``; ``time`` as ``HH:MM``, with ``again`` in the hour that a clock change repeats;
    ``order`` sorts the times of a day.
    """
    local = starts.dt.tz_convert(place)
    naive = local.dt.tz_localize(None)
    offset = naive - starts.dt.tz_convert("UTC").dt.tz_localize(None)
    again = (offset < offset.groupby(naive).transform("max")).to_numpy()
    time = naive.dt.strftime("%H:%M") + np.where(again, " again", "")
    order = naive.dt.hour * 120 + np.where(again, 60, 0) + naive.dt.minute
    return pd.DataFrame({"date": naive.dt.date, "time": time, "order": order}, index=starts.index)


def weeks(starts: pd.Series, place: ZoneInfo) -> list[date]:
    """Mondays of the weeks that a table of intervals touches."""
    days = wall_clock(starts.drop_duplicates(), place)["date"].unique()
    return sorted({monday_of(day) for day in days})


def week_name(monday: date) -> str:
    """``1 – 7 Mar 2027``, for a picker."""
    return span_of_days(monday, monday + timedelta(days=6))


def queue_words(queue: str) -> str:
    """A queue as it is shown; the share of a queue that one team gets is told as such."""
    if queue == ALL:
        return t("All queues")
    name, mark_, team = queue.partition("@")
    return t("{0}, share of {1}", name, team) if mark_ else name


def day_name(day: date) -> str:
    """``Mon 1 Mar``."""
    return day_words(day)


def of_queue(coverage: pd.DataFrame, queue: str) -> pd.DataFrame:
    """Coverage of one queue, or of all together, one row an interval.

    Columns ``interval_start, required, covered, short, spare, value`` in agents; ``value`` is minus
    what is short, and only where nothing is short what is spare: one queue's spare people do not
    hide another's gap.
    """
    rows = coverage if queue == ALL else coverage[coverage["queue"] == queue]
    parts = pd.DataFrame(
        {
            "interval_start": rows["interval_start"],
            "required": rows["required"],
            "covered": rows["covered"],
            "short": (-rows["gap"]).clip(lower=0.0),
            "spare": rows["gap"].clip(lower=0.0),
        }
    )
    summed = parts.groupby("interval_start", as_index=False).sum()
    summed["value"] = np.where(summed["short"] > EVEN, -summed["short"], summed["spare"])
    return summed


def week_cells(
    intervals: pd.DataFrame, monday: date, place: ZoneInfo, hours: float, *, planned: bool = True
) -> pd.DataFrame:
    """The cells of a week's map: :func:`of_queue` rows with ``day``, ``time`` and ``state``.

    ``day`` carries the day's short hours as text (``Mon 1 Mar  ▼ 3.2 h``), or, when nothing is
    ``planned``, its required hours. Intervals in which nothing is needed and nobody is there are
    left out. ``hours`` is the length of an interval.
    """
    wall = wall_clock(intervals["interval_start"], place)
    in_week = (wall["date"] >= monday) & (wall["date"] < monday + timedelta(days=7))
    cells = pd.concat([wall, intervals], axis=1)[in_week]
    total = cells.groupby("date")["short" if planned else "required"].sum() * hours
    names = {
        day: f"{day_name(day)}  {short_words(amount) if planned else f'{amount:,.0f} h'}"
        for day, amount in zip(total.index.tolist(), total.tolist(), strict=True)
    }
    busy = (cells["required"] > 0) | (cells["covered"] > 0) | (cells["short"] > 0)
    return cells.assign(day=cells["date"].map(names), state=words_of(cells["value"].tolist()))[busy]


def words(value: float) -> str:
    """``▼ 3.2 short``, ``▲ 1.0 spare`` or ``met``."""
    return words_of([value])[0]


def words_of(values: Iterable[float]) -> list[str]:
    """The same of many; each text is looked up once."""
    short, spare, met = t("▼ {0:.1f} short"), t("▲ {0:.1f} spare"), t("met")
    return [
        short.format(-value) if value < -EVEN else spare.format(value) if value > EVEN else met
        for value in values
    ]


def short_words(hours: float) -> str:
    """A day's short hours in a few characters."""
    return f"▼ {hours:.1f} h" if hours >= EVEN else t("met")


def numbers(cells: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    """The map as a table: a row a time of day, a column a date."""
    table = cells.pivot(index=["order", "time"], columns="date", values=column)
    table = table.reset_index("order", drop=True).rename_axis(index=t("start"))
    return table.rename(columns={day: day_name(day) for day in cells["date"].unique()})


def reach(required: pd.Series) -> float:
    """Agents at which the colours of a map end: the same for every result of a plan.

    A tenth of the largest requirement, rounded up to 2, 5, 10, 20, 50 …
    """
    need = max(float(required.max()) / 10 if len(required) else 0.0, 2.0)
    scale = 10.0 ** np.floor(np.log10(need))
    return float(next(step * scale for step in (1, 2, 5, 10) if step * scale >= need))


def worst_gaps(coverage: pd.DataFrame, hours: float, most: int = 10) -> pd.DataFrame:
    """The longest and deepest stretches in which a queue is short, worst first.

    Columns ``queue, start, end, short_hours, deepest, deepest_at, required, covered``: aware
    instants, agent-hours, and agents at the deepest interval (``deepest`` negative).
    """
    rows = coverage.sort_values(["queue", "interval_start"], ignore_index=True)
    short = rows["gap"] < -EVEN
    new = (short != short.shift(fill_value=False)) | (rows["queue"] != rows["queue"].shift())
    rows = rows.assign(stretch=new.cumsum(), short=-rows["gap"])[short]
    if rows.empty:
        return pd.DataFrame(columns=list(GAP_COLUMNS))
    found = rows.groupby("stretch").agg(
        queue=("queue", "first"), start=("interval_start", "min"), end=("interval_start", "max"),
        short_hours=("short", "sum"), deepest=("gap", "min"), at=("gap", "idxmin"),
    )  # fmt: skip
    found["short_hours"] *= hours
    found["end"] += pd.Timedelta(hours=hours)
    deepest = rows.loc[found["at"]]
    found["deepest_at"] = deepest["interval_start"].array
    found["required"] = deepest["required"].to_numpy()
    found["covered"] = deepest["covered"].to_numpy()
    ordered = found.sort_values("short_hours", ascending=False, ignore_index=True)
    return ordered.head(most)[list(GAP_COLUMNS)]


GAP_COLUMNS = (
    "queue", "start", "end", "short_hours", "deepest", "deepest_at", "required", "covered",
)  # fmt: skip


def clock_series(starts: pd.Series, place: ZoneInfo) -> pd.Series:
    """Instants as wall clock that says it is UTC, so that a browser shows it as it is."""
    wall: pd.Series = starts.dt.tz_convert(place).dt.tz_localize(None).dt.tz_localize("UTC")
    return wall


def span_words(start: pd.Timestamp, end: pd.Timestamp, place: ZoneInfo) -> str:
    """``Tue 2 Mar 18:15–19:00``, with the second date only where it is another day."""
    first, last = start.tz_convert(place), end.tz_convert(place)
    begin = f"{day_words(first.date())} {first:%H:%M}"
    same = first.date() == last.date() or last.strftime("%H:%M") == "00:00"
    close = "24:00" if same and last.date() != first.date() else f"{last:%H:%M}"
    return f"{begin}–{close}" if same else f"{begin} – {day_words(last.date())} {last:%H:%M}"


def queue_names(table: pd.DataFrame) -> Sequence[str]:
    """Queues of a table in its order."""
    return [str(name) for name in table["queue"].unique()]
