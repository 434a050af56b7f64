"""An interval that is short: how much, who is there, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Agent, Plan
from planner.schedules import WORK, Shift, Stretch
from planner.ui.app_words import sentence
from planner.ui.rota_draft import RotaDraft
from planner.ui.texts import t
from planner.why.interval import floor

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A queue in one interval of the horizon."""

    queue: str
    interval: int


@lru_cache(maxsize=32)
def gaps(draft: RotaDraft, queue: str) -> Floats:
    """Agents spare, short where negative, of a queue in every interval."""
    coverage = draft.judged.coverage
    own = coverage[coverage["queue"] == queue].set_index("interval_start")["gap"]
    starts = pd.DatetimeIndex(draft.plan.horizon.starts).tz_localize("UTC")
    found: Floats = own.reindex(starts).fillna(0.0).to_numpy(dtype=float)
    return found


def shortest_queue(draft: RotaDraft, interval: int) -> str:
    """The queue that is shortest of people in an interval."""
    names = [queue.queue for queue in draft.plan.queues]
    return min(names, key=lambda name: float(gaps(draft, name)[interval]))


def start_of(plan: Plan, interval: int) -> datetime:
    """When an interval begins."""
    return plan.horizon.moment(interval * plan.horizon.interval_minutes)


def present(draft: RotaDraft, at: Moment) -> pd.DataFrame:
    """Everybody on shift who can serve the queue: one row a person, those on it first.

    Columns ``agent, name, team, doing, until``; ``doing`` is the queue or the activity, ``until``
    the instant when that ends.
    """
    rows = []
    for agent, _, part in on_shift(draft, at):
        doing = part.queue or ("work" if part.activity == WORK else part.activity)
        rows.append((agent.agent, agent.name or agent.agent, agent.team, doing, part.end))
    table = pd.DataFrame(rows, columns=["agent", "name", "team", "doing", "until"])
    return table.sort_values("doing", key=lambda doing: doing != at.queue, ignore_index=True)


def why(draft: RotaDraft, at: Moment) -> str:
    """The shortage of an interval in a sentence."""
    coverage = draft.judged.coverage
    start = pd.Timestamp(start_of(draft.plan, at.interval))
    own = coverage[(coverage["queue"] == at.queue) & (coverage["interval_start"] == start)]
    row = own.iloc[0]
    table = present(draft, at)
    able = [a for a in draft.plan.agents if at.queue in a.queues]
    resting = int(table["doing"].isin(["break", "meal"]).sum())
    elsewhere = len(table) - resting - int((table["doing"] == at.queue).sum())
    day = start.to_pydatetime()
    away = sum(draft.plan.on_leave(a.agent, local_day(draft.plan, a, day)) for a in able)
    told = t(
        "{0:.1f} agents are needed, {1:.1f} are there. Of {2} people who serve {3}, {4} are on "
        "shift: {5} of them on a break, {6} on other work; {7} are on leave.",
        row["required"], row["covered"], len(able), at.queue, len(table), resting, elsewhere, away,
    )  # fmt: skip
    few = (sentence(said) for said in floor(draft.plan, row, at.queue))
    return " ".join((*few, told))


def on_shift(draft: RotaDraft, at: Moment) -> Iterator[tuple[Agent, Shift, Stretch]]:
    """People on shift who can serve the queue, with what they do in the interval."""
    moment = start_of(draft.plan, at.interval)
    for shift in draft.schedule.shifts:
        agent = draft.plan.agent.get(shift.agent)
        if agent is None or at.queue not in agent.queues or not shift.start <= moment < shift.end:
            continue
        part = next((p for p in shift.activities if p.start <= moment < p.end), None)
        if part is not None:
            yield agent, shift, part


def local_day(plan: Plan, agent: Agent, moment: datetime) -> date:
    """The date of an instant on the clock of a person's team."""
    return moment.astimezone(plan.team[agent.team].zone).date()
