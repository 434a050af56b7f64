"""``history.csv``: past contacts, a million rows at a time."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import History
from planner.errors import Problem
from planner.folder.checking import CheckedTable, check_table
from planner.folder.columns import Table
from planner.folder.grain import gap_warnings, grain_of
from planner.folder.raw import RawTable
from planner.folder.spelling import hint, listed
from planner.folder.stamps import Stamps, read_stamps
from planner.folder.text import shortened
from planner.folder.vendors import canonical

AMBIGUOUS = ("first", "second", "split")
_SWITCH = "write offsets, or settle the doubled hour with --ambiguous first, second or split"


@dataclass(frozen=True, kw_only=True)
class HistoryContext:
    """What a table of volumes is read against.

    ``channels`` and ``zones`` by queue; ``market_zones`` by queue and market; ``first`` and
    ``last`` UTC seconds of the horizon; ``ambiguous`` settles the doubled hour; ``inside``: the
    rows belong inside the horizon (actuals), not before it.
    """

    channels: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]
    market_zones: tuple[tuple[tuple[str, str], str], ...]
    first: int
    last: int
    interval_minutes: int
    ambiguous: str | None = None
    inside: bool = False


@dataclass(frozen=True)
class HistoryRead:
    """A history and what was found while reading it."""

    history: History
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Rows still in play: their line numbers, instants, names and numbers, of one length."""

    number: NDArray[np.int64]
    start: NDArray[np.int64]
    queue: NDArray[np.object_]
    market: NDArray[np.object_]
    offered: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    on_duty: NDArray[np.float64]

    def only(self, keep: NDArray[np.bool_]) -> "_Rows":
        return _Rows(**{name: values[keep] for name, values in vars(self).items()})


def read_history(raw: RawTable, table: Table, context: HistoryContext) -> HistoryRead:
    """Read volumes.

    Blank volumes are dropped with a warning that counts them, as are rows from the horizon's
    start on; instants without an offset are read in the zone of their market or queue.
    """
    plain, vendor_problems = canonical(raw, dict(context.channels))
    checked = check_table(plain, table)
    problems = [*vendor_problems, *checked.problems]
    if any(p.row == 1 and not p.warning for p in checked.problems) or checked.text.empty:
        return HistoryRead(History.empty(), tuple(problems))
    sound = replace(checked, text=checked.text[~checked.text.index.isin(checked.faulty)])
    known, unknown = _known_names(sound, context)
    rows, blank, found = _dated(known, context)
    problems += unknown + found
    problems += _duplicates(checked, rows)
    minutes, uneven = grain_of(rows.number, rows.start, rows.queue, rows.market, checked)
    problems += uneven
    there = _joined(rows, blank)
    problems += gap_warnings(there.start, there.queue, there.market, minutes, checked)
    history = _history(rows, minutes or context.interval_minutes)
    return HistoryRead(history, tuple(problems))


def _history(rows: _Rows, minutes: int) -> History:
    queue, market = (pd.factorize(names, sort=True)[0] for names in (rows.queue, rows.market))
    order = np.lexsort((rows.start, market, queue))
    return History(
        minutes=minutes, start=rows.start[order], queue=rows.queue[order],
        market=rows.market[order], offered=rows.offered[order], aht_s=rows.aht_s[order],
        on_duty=rows.on_duty[order] if np.isfinite(rows.on_duty).any() else None,
    )  # fmt: skip


def _known_names(
    checked: CheckedTable, context: HistoryContext
) -> tuple[CheckedTable, list[Problem]]:
    """Rows of known queues and markets; one problem for each unknown name."""
    text, zones = checked.text, dict(context.zones)
    known = text["queue"].isin(list(zones))
    problems = [
        checked.problem(row, "queue", f"is no queue of queues.csv{hint(name, zones)}", value=name)
        for name, row in _first_rows(text.loc[~known, "queue"])
    ]
    text = text[known]
    pairs = text["queue"] + "|" + text["market"]
    allowed = {"|".join(pair) for pair, _ in context.market_zones}
    allowed |= {f"{queue}|" for queue in zones if not _markets(context, queue)}
    odd = ~pairs.isin(list(allowed))
    for name, row in _first_rows(pairs[odd]):
        queue, _, market = name.partition("|")
        problems.append(_unknown_market(checked, row, queue, market, _markets(context, queue)))
    return replace(checked, text=text[~odd]), problems


def _markets(context: HistoryContext, queue: str) -> list[str]:
    return [market for (of, market), _ in context.market_zones if of == queue]


def _unknown_market(
    checked: CheckedTable, row: int, queue: str, market: str, options: list[str]
) -> Problem:
    if not market:
        message = f"is blank, but {queue} has the markets {listed(options)}"
        return checked.problem(row, "market", message)
    where = f"is no market of {queue} in markets.csv"
    return checked.problem(row, "market", f"{where}{hint(market, options)}", value=market)


def _first_rows(text: "pd.Series[str]") -> list[tuple[str, int]]:
    first = text[~text.duplicated()]
    return [(str(name), int(row)) for row, name in zip(first.index, first, strict=True)]


def _places(text: pd.DataFrame, context: HistoryContext) -> NDArray[np.object_]:
    zones = {f"{queue}|": name for queue, name in context.zones}
    zones |= {"|".join(pair): name for pair, name in context.market_zones}
    return (text["queue"] + "|" + text["market"]).map(zones).to_numpy(dtype=object)


def _dated(checked: CheckedTable, context: HistoryContext) -> tuple[_Rows, _Rows, list[Problem]]:
    """Rows with a volume and an instant, those without a volume, and what is wrong with others."""
    text = checked.text
    stamps = read_stamps(text["interval_start"], _places(text, context))
    number = text.index.to_numpy(dtype=np.int64)
    offered = numbers(text["offered"])
    blank = np.isnan(offered)
    problems = _stamp_problems(checked, number, stamps, blank, context)
    problems += _blank_warnings(checked, blank & ~stamps.unreadable, stamps)
    keep = ~(blank | stamps.unreadable | stamps.skipped)
    rows = _Rows(
        number=number, start=stamps.seconds, queue=text["queue"].to_numpy(dtype=object),
        market=text["market"].to_numpy(dtype=object), offered=offered,
        aht_s=np.where((aht := numbers(text["aht_s"])) > 0, aht, np.nan),
        on_duty=numbers(text["on_duty"]) if "on_duty" in text else np.full(len(text), np.nan),
    )  # fmt: skip
    silent = rows.only(blank & ~(stamps.unreadable | stamps.skipped))
    rows = _settled(rows, stamps, keep, context.ambiguous)
    outside = rows.start < context.first if context.inside else rows.start >= context.first
    outside |= rows.start >= context.last
    if outside.any():
        where = "outside the horizon" if context.inside else "at or after the start of the horizon"
        message = f"rows {where}: {outside.sum():,} left out"
        problems.append(checked.problem(int(rows.number[outside][0]), None, message, warning=True))
    return rows.only(~outside), silent, problems


def numbers(text: "pd.Series[str]") -> NDArray[np.float64]:
    """Checked numbers of a column, NaN where blank."""
    codes, distinct = pd.factorize(text)
    values = np.array([float(word) if word else np.nan for word in distinct], dtype=np.float64)
    return values[codes] if len(values) else np.empty(0)


def _stamp_problems(
    checked: CheckedTable, number: NDArray[np.int64], stamps: Stamps, blank: NDArray[np.bool_],
    context: HistoryContext,
) -> list[Problem]:  # fmt: skip
    unsettled = stamps.doubled & ~blank & (context.ambiguous is None)
    faults = [
        (stamps.unreadable, "is not an instant, for example 2026-03-29T22:30:00+02:00"),
        (stamps.skipped & ~blank, "does not exist in the zone of its row: the clocks skip it"),
        (unsettled, f"exists twice in the zone of its row: {_SWITCH}"),
    ]
    return [
        problem
        for mask, message in faults
        for problem in shortened(
            [
                checked.problem(
                    row, "interval_start", message, value=checked.shown(row, "interval_start")
                )
                for row in number[mask].tolist()
            ]
        )
    ]


def _blank_warnings(
    checked: CheckedTable, blank: NDArray[np.bool_], stamps: Stamps
) -> list[Problem]:
    odd = blank & (stamps.skipped | stamps.doubled)
    kinds = [
        (blank & ~odd, "left out as unknown, not taken as zero"),
        (odd, "left out, at times that a clock change skips or repeats"),
    ]
    return [
        checked.problem(
            None,
            "offered",
            f"is blank in {mask.sum():,} of {len(mask):,} rows: {message}",
            warning=True,
        )
        for mask, message in kinds
        if mask.any()
    ]


def _settled(rows: _Rows, stamps: Stamps, keep: NDArray[np.bool_], ambiguous: str | None) -> _Rows:
    """Doubled wall-clock times by the user's choice.

    Where a series holds such a time twice, its rows are the first and the second in their order.
    """
    doubled = stamps.doubled & keep
    if ambiguous is None or not doubled.any():
        return rows.only(keep)
    at = np.flatnonzero(doubled)
    seen = pd.DataFrame(
        {"start": rows.start[at], "queue": rows.queue[at], "market": rows.market[at]}
    ).groupby(["start", "queue", "market"], sort=False)["start"]
    place, times = seen.cumcount().to_numpy(), seen.transform("size").to_numpy()
    alone = times == 1
    second = at[np.where(alone, ambiguous == "second", place == 1)]
    start = rows.start.copy()
    start[second] = stamps.later[second]
    halves = at[alone] if ambiguous == "split" else at[:0]
    offered = rows.offered.copy()
    offered[halves] /= 2
    settled = replace(rows, start=start, offered=offered)
    again = replace(settled, start=stamps.later)
    return _joined(settled.only(keep), again.only(np.isin(np.arange(len(keep)), halves)))


def _joined(rows: _Rows, more: _Rows) -> _Rows:
    return _Rows(
        **{name: np.concatenate([values, vars(more)[name]]) for name, values in vars(rows).items()}
    )


def _duplicates(checked: CheckedTable, rows: _Rows) -> list[Problem]:
    """Rows whose interval, queue and market another row has already."""
    frame = pd.DataFrame({"start": rows.start, "queue": rows.queue, "market": rows.market})
    again = frame.duplicated().to_numpy()
    if not again.any():
        return []
    all_of = frame.duplicated(keep=False).to_numpy()
    pairs = list(zip(rows.start[all_of], rows.queue[all_of], rows.market[all_of], strict=True))
    first: dict[tuple[object, ...], int] = {}
    problems = []
    for key, row in zip(pairs, rows.number[all_of].tolist(), strict=True):
        if first.setdefault(key, row) != row:
            value = checked.shown(row, "interval_start")
            message = f"of {key[1]} is in row {first[key]} already"
            problems.append(checked.problem(row, "interval_start", message, value=value))
    return shortened(problems)
