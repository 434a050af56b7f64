"""Coverage: effective agents at work on each queue against the need, interval by interval.

``gap = min(covered − required, people − min_agents)``, the second only while the queue is open and
by the open share of the interval; the shortage of an interval is ``max(0, −gap)`` agents, its
surplus ``max(0, gap)``. Of work that can wait, ``required`` is what the people given to it do in
the interval and what is late then (:mod:`planner.rules.deferred`), so that its gap is what is late,
or hands that are idle. In pooled plans everybody on live work covers every set of queues of which
they serve any; of a connected group the largest shortage and the least surplus count.

What of ``previous.csv`` runs into the horizon goes where the schedule leaves most short
(:mod:`planner.rules.filling_up`); in pooled plans, by the bare need, to live work or to work that
can wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.clock import zone
from planner.domain import Plan, Prices
from planner.rules.deferred import IdleTime, work_off
from planner.rules.groups import is_pooled
from planner.rules.hands import Hands, all_hands, live_skill, on_deferred, totals
from planner.rules.idle import idle_time
from planner.rules.needs import Needs, Places, needs_of
from planner.rules.presence import Floats
from planner.schedules import Schedule

COVERAGE_COLUMNS = (
    "interval_start", "local_start", "queue", "required", "covered", "people", "gap",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Coverage as arrays ``[row, interval]``, rows as those of ``needs``, in agents.

    ``at`` says where the rows of the table of needs stand.
    """

    needs: Needs
    at: Places
    required: Floats
    covered: Floats
    people: Floats
    gap: Floats

    @property
    def shortage(self) -> Floats:
        """Agents short, ``[unit, interval]``: the largest of each unit's rows."""
        units = [np.maximum(0.0, -self.gap[list(rows)]).max(axis=0) for rows in self.needs.units]
        return np.array(units).reshape(-1, self.gap.shape[1])

    def shortage_cost(self, prices: Prices) -> Floats:
        """Money for an hour of what is short, ``[unit, interval]``; dearer the deeper it is."""
        return shortage_cost(prices, self.shortage)

    @property
    def surplus(self) -> Floats:
        """Agents over, ``[unit, interval]``: the least of each unit's rows."""
        units = [np.maximum(0.0, self.gap[list(rows)]).min(axis=0) for rows in self.needs.units]
        return np.array(units).reshape(-1, self.gap.shape[1])

    def whole(self, values: Floats) -> Floats:
        """The rows of all queues of each unit: everybody and every need once."""
        return values[[rows[-1] for rows in self.needs.units]]


def coverage_of(plan: Plan, schedule: Schedule, needs: pd.DataFrame) -> Coverage:
    """The coverage of a schedule; parameters and errors as of :func:`coverage_table`."""
    wanted, at = needs_of(plan, needs)
    hands = all_hands(plan, schedule, wanted)
    covered, people = rows_covered(plan, wanted, hands)
    idle = idle_time(plan, wanted, hands, waiting=_waiting(plan))
    return judged(plan, wanted, at, covered=covered, people=people, idle=idle)


def judged(
    plan: Plan, needs: Needs, at: Places, *, covered: Floats, people: Floats,
    idle: Sequence[IdleTime] = (),
) -> Coverage:  # fmt: skip
    """Presence against the needs; what can wait is worked off, with idle time if any is given."""
    required = _required(plan, needs, covered, idle)
    gap = replace(needs, required=required).gap(covered, people)
    return Coverage(
        needs=needs, at=at, required=required, covered=covered, people=people, gap=gap
    )  # fmt: skip


def coverage_table(plan: Plan, schedule: Schedule, needs: pd.DataFrame) -> pd.DataFrame:
    """One row per row of ``needs``, with the columns of ``coverage.csv``.

    ``required`` is ``required_real`` in effective agents (of work that can wait: what is done by
    the people given to it, and what is late), ``covered`` effective agents at work on the queue,
    ``people`` heads; both are weighted by the part of the interval they are present.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``, see :func:`planner.rules.needs.needs_of`;
        ``local_start`` is passed on.

    Raises
    ------
    DataError
        When rows of ``needs`` are missing, doubled, or of no queue or interval of the plan.
    """
    return table_of(plan, coverage_of(plan, schedule, needs), needs)


def table_of(plan: Plan, found: Coverage, needs: pd.DataFrame) -> pd.DataFrame:
    """Coverage with the columns of ``coverage.csv``, row by row as the needs it was found with."""
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(needs["interval_start"]),
            "local_start": _local_starts(plan, needs),
            "queue": needs["queue"].to_numpy(),
            "required": found.required[found.at],
            "covered": found.covered[found.at],
            "people": found.people[found.at],
            "gap": found.gap[found.at],
        },
        columns=list(COVERAGE_COLUMNS),
    )


def rows_covered(plan: Plan, needs: Needs, hands: Hands) -> tuple[Floats, Floats]:
    """Effective agents and people, ``[row, interval]``, of the rows of ``needs``."""
    count = len(needs.rows)
    if not is_pooled(plan):
        effect, people = (
            totals(plan, hands, amount, by=hands.queue, count=count)
            for amount in (hands.effect, hands.share)
        )
        return effect, people
    skills, skill = live_skill(plan, hands)
    own = np.where(on_deferred(plan, hands), hands.queue, -1)
    serves = [[not set(skill).isdisjoint(queues) for skill in skills] for queues in needs.rows]
    by_row = np.array(serves, dtype=np.float64).reshape(count, len(skills))
    effect, people = (
        by_row @ totals(plan, hands, amount, by=skill, count=len(skills))
        + totals(plan, hands, amount, by=own, count=count)
        for amount in (hands.effect, hands.share)
    )
    return effect, people


def _required(plan: Plan, needs: Needs, covered: Floats, idle: Sequence[IdleTime]) -> Floats:
    """What is required of each row; of work that can wait, what is done and what is late."""
    waiting = _waiting(plan)
    if not waiting:
        return needs.required
    hours = plan.horizon.interval_minutes / 60
    first = sorted(range(len(waiting)), key=lambda n: (plan.queues[waiting[n]].priority, n))
    done, late = work_off(needs.work.of(waiting), covered[waiting] * hours, order=first, idle=idle)
    required = needs.required.copy()
    required[waiting] = (done + late) / hours
    return required


def _waiting(plan: Plan) -> list[int]:
    """Positions of the queues that can wait."""
    return [i for i, queue in enumerate(plan.queues) if queue.deferred]


def _local_starts(plan: Plan, needs: pd.DataFrame) -> pd.Series:
    """``local_start`` of the needs, or the ISO text of the wall clock in each queue's zone."""
    if "local_start" in needs:
        return needs["local_start"].reset_index(drop=True)
    starts = pd.DatetimeIndex(needs["interval_start"])
    text = np.full(len(needs), "", dtype=object)
    for name in pd.unique(needs["queue"]):
        rows = np.flatnonzero(needs["queue"] == name)
        place = plan.queue[name].timezone if name in plan.queue else plan.horizon.timezone
        text[rows] = [moment.isoformat() for moment in starts[rows].tz_convert(zone(place))]
    return pd.Series(text)


def shortage_cost(prices: Prices, short: Floats) -> Floats:
    """Money for an hour of so many agents short; dearer the deeper it is."""
    money: Floats = prices.shortage_per_hour * short + prices.shortage_squared_per_hour * short**2
    return money
