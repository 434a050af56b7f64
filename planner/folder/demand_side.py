"""Queues, markets, profiles, events and backlog of a folder as objects."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import gcd

import numpy as np

from planner.clock import DAY_MINUTES, WEEK_DAYS, WeeklyWindow, zone
from planner.domain import Backlog, Event, Market, Profile, Queue
from planner.errors import Problem
from planner.folder.cells import end_of, start_of
from planner.folder.checking import CheckedTable, Row


def build_queues(checked: CheckedTable, plan_zone: str) -> tuple[Queue, ...]:
    """Rows of ``queues.csv``; the plan's zone where a row names none."""
    return tuple(
        Queue(
            **{
                **row.values,
                "timezone": row["timezone"] or plan_zone,
                "open": row["open"] or (WeeklyWindow(),),
            }
        )
        for row in checked.rows
    )


def build_markets(checked: CheckedTable, queues: Mapping[str, Queue]) -> tuple[Market, ...]:
    """Rows of ``markets.csv`` whose queue is there; the queue's zone where a row names none."""
    return tuple(
        Market(**{**row.values, "timezone": row["timezone"] or queues[row["queue"]].timezone})
        for row in checked.rows
        if row["queue"] in queues
    )


def build_profiles(checked: CheckedTable) -> tuple[dict[str, Profile], list[Problem]]:
    """Shapes of a week, minute by minute.

    A row holds from its time until the step of the profile's times is over; shares that do not
    add to 1 over the week, nor over each day, are scaled with a warning.
    """
    by_name: dict[str, list[Row]] = {}
    for row in checked.rows:
        by_name.setdefault(row["profile"], []).append(row)
    profiles: dict[str, Profile] = {}
    problems: list[Problem] = []
    for name, rows in by_name.items():
        share, found = _week(checked, name, rows)
        problems += found
        if share is not None:
            profiles[name] = Profile(profile=name, share=share / share.sum())
    return profiles, problems


def _week(
    checked: CheckedTable, name: str, rows: Sequence[Row]
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None, list[Problem]]:
    step = gcd(DAY_MINUTES, *(row["time"] for row in rows))
    share = np.zeros((WEEK_DAYS, DAY_MINUTES))
    filled = np.zeros((WEEK_DAYS, DAY_MINUTES), dtype=bool)
    for row in rows:
        if row["time"] == DAY_MINUTES:
            message = "is the end of the day: expected the start of a stretch"
            return None, [checked.problem(row.number, "time", message, value="24:00")]
        for weekday in row["weekday"]:
            stretch = (weekday, slice(row["time"], row["time"] + step))
            if filled[stretch].any():
                message = f"is a second share of {name} for a weekday that has one"
                value = checked.shown(row.number, "time")
                return None, [checked.problem(row.number, "time", message, value=value)]
            filled[stretch] = True
            share[stretch] = row["share"] / step
    total = float(share.sum())
    if total <= 0:
        message = f"shares of {name} are all 0"
        return None, [checked.problem(rows[0].number, "share", message)]
    days = share.sum(axis=1)[filled.any(axis=1)]
    if abs(total - 1) > 0.005 and not np.allclose(days, 1, atol=0.005):
        message = f"shares of {name} add to {total:.4g}: they are scaled to 1"
        return share, [checked.problem(rows[0].number, "share", message, warning=True)]
    return share, []


def build_backlog(
    checked: CheckedTable, queues: Mapping[str, Queue]
) -> tuple[tuple[Backlog, ...], list[Problem]]:
    """Rows of ``backlog.csv``; contacts of a live queue do not wait for days."""
    problems = [
        checked.problem(
            row.number, "queue", "is answered at once: only work that can wait has a backlog",
            value=row["queue"],
        )
        for row in checked.rows
        if row["queue"] in queues and not queues[row["queue"]].deferred
    ]  # fmt: skip
    return tuple(Backlog(**row.values) for row in checked.rows), problems


def build_events(
    checked: CheckedTable, queues: Sequence[Queue], markets: Sequence[Market]
) -> tuple[tuple[Event, ...], list[Problem]]:
    """Rows of ``events.csv``; one that is given as an instant becomes an event for each zone."""
    events: list[Event] = []
    problems: list[Problem] = []
    for row in checked.rows:
        values = {**row.values, "start": start_of(row["start"])}
        values["end"] = None if row["end"] is None else end_of(row["end"])
        values["queues"] = tuple(name for name in row["queues"] if name != "*")
        values["markets"] = tuple(name for name in row["markets"] if name != "*")
        event = Event(**values)
        local = _in_zones(event, queues, markets)
        if any(part.end is not None and part.end <= part.start for part in local):
            shown = checked.shown(row.number, "end")
            problems.append(checked.problem(row.number, "end", "is not after start", value=shown))
        elif event.start.tzinfo is None and event.end is not None and event.end.tzinfo is not None:
            message = "has an offset but start has none: write both the same way"
            problems.append(checked.problem(row.number, "end", message))
        problems += _half_stated(checked, row)
        events += local
    return tuple(events), problems


def _half_stated(checked: CheckedTable, row: Row) -> list[Problem]:
    """Customers without their contacts, or the other way round."""
    pair = ("new_customers", "contacts_per_customer")
    blank = [name for name in pair if row[name] is None]
    if len(blank) != 1:
        return []
    other = next(name for name in pair if name not in blank)
    message = f"is blank, but {other} is not: contacts are the one times the other"
    return [checked.problem(row.number, blank[0], message)]


def _in_zones(event: Event, queues: Sequence[Queue], markets: Sequence[Market]) -> list[Event]:
    """The event on the wall clocks of those whom it concerns."""
    if event.start.tzinfo is None and (event.end is None or event.end.tzinfo is None):
        return [event]
    places: dict[tuple[str, str], list[str]] = {}
    for queue in queues:
        if event.queues and queue.queue not in event.queues:
            continue
        of = [market for market in markets if market.queue == queue.queue]
        for market in of:
            if not event.markets or market.market in event.markets:
                places.setdefault((queue.queue, market.timezone), []).append(market.market)
        if not of and not event.markets:
            places.setdefault((queue.queue, queue.timezone), [])
    return [_on_clock(event, *place, tuple(names)) for place, names in places.items()]


def _on_clock(event: Event, queue: str, place: str, markets: tuple[str, ...]) -> Event:
    def wall(moment: datetime) -> datetime:
        if moment.tzinfo is None:
            return moment
        return moment.astimezone(zone(place)).replace(tzinfo=None)

    return Event(
        **{
            **vars(event), "queues": (queue,), "markets": markets, "start": wall(event.start),
            "end": None if event.end is None else wall(event.end),
        }
    )  # fmt: skip
