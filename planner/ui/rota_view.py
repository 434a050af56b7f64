"""The rota as it is shown and handed out: people by day, a day's timeline, a file to download."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import pandas as pd

from planner.domain import Agent, Plan
from planner.export.texts import neutral
from planner.schedules import Schedule, schedule_table
from planner.ui.coverage_view import day_name
from planner.ui.rota_draft import RotaDraft
from planner.ui.texts import mark, t

LEAVE, OFF, PINNED_OFF = mark("leave"), "", mark("off (pinned)")
PRIVATE = ("cost",)
"""Columns that a published rota does not show."""


def people_of(
    plan: Plan, teams: Collection[str] = (), search: str = "", *,
    contracts: Collection[str] = (), queues: Collection[str] = (),
) -> list[Agent]:  # fmt: skip
    """People of some teams and contracts who serve any of some queues (no names: all of them).

    Their id or name holds the text.
    """
    text = search.strip().casefold()
    return [
        agent
        for agent in plan.agents
        if (not teams or agent.team in teams)
        and (not contracts or agent.contract in contracts)
        and (not queues or not set(queues).isdisjoint(agent.queues))
        and (text in agent.agent.casefold() or text in agent.name.casefold())
    ]


def matrix(
    plan: Plan, schedule: pd.DataFrame, people: Sequence[Agent], days: Sequence[date]
) -> pd.DataFrame:
    """One row a person, one column a day: ``08:00–16:30`` on the clock of the person's team.

    Index ``agent``; columns ``name``, the dates as text, ``hours`` paid in these days. A shift
    stands under the day it starts. Leave is marked, its kind is not.
    """
    names = {day.isoformat(): day_name(day) for day in days}
    wanted = schedule[schedule["date"].isin(list(names))]
    cells = dict(
        zip(
            zip(wanted["agent"], wanted["date"], strict=True),
            shift_words(wanted["local_start"], wanted["local_end"]),
            strict=True,
        )
    )
    off = {(pin.agent, pin.date) for pin in plan.pins if not pin.shift}
    hours = wanted.groupby("agent")["paid_hours"].sum()
    rows = [
        [
            agent.name,
            *(
                cells.get((agent.agent, day.isoformat())) or _free(plan, agent.agent, day, off)
                for day in days
            ),
            float(hours.get(agent.agent, 0.0)),
        ]
        for agent in people
    ]  # fmt: skip
    columns = ["name", *names.values(), "hours"]
    return pd.DataFrame(
        rows, columns=columns, index=pd.Index([a.agent for a in people], name="agent")
    )


def shift_words(starts: Iterable[str], ends: Iterable[str]) -> list[str]:
    """``22:00–06:30`` of local ISO times."""
    return [f"{str(a)[11:16]}–{str(b)[11:16]}" for a, b in zip(starts, ends, strict=True)]


def is_night(cell: str) -> bool:
    """Whether a cell of the matrix is a shift that ends on the next day."""
    first, dash, last = cell.partition("–")
    return bool(dash) and last <= first


def _free(plan: Plan, agent: str, day: date, off: Collection[tuple[str, date]]) -> str:
    if plan.on_leave(agent, day):
        return t(LEAVE)
    return t(PINNED_OFF) if (agent, day) in off else OFF


def table_of(draft: RotaDraft, days: Collection[date] | None = None) -> pd.DataFrame:
    """The shifts of a draft on some days (all without any): ``schedule.csv`` without cost."""
    shifts = tuple(s for s in draft.schedule.shifts if days is None or s.date in days)
    free = {(shift.agent, shift.start): 0.0 for shift in shifts}
    return schedule_table(draft.plan, Schedule(shifts), free).drop(columns=list(PRIVATE))


def published(schedule: pd.DataFrame, people: Sequence[Agent]) -> bytes:
    """The rota of these people as CSV for handing out: names added, money left out.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    names = {agent.agent: agent.name for agent in people}
    rows = schedule[schedule["agent"].isin(list(names))].drop(
        columns=list(PRIVATE), errors="ignore"
    )
    rows.insert(1, "name", rows["agent"].map(names))
    for instant in ("start", "end"):
        rows[instant] = rows[instant].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    text = [name for name in rows.columns if not pd.api.types.is_numeric_dtype(rows[name])]
    for name in text:
        rows[name] = [neutral(str(value)) for value in rows[name]]
    return b"\xef\xbb\xbf" + rows.to_csv(index=False, lineterminator="\r\n").encode()
