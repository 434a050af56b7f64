"""Live queues that people link, with their rows of ``requirements.csv`` as arrays."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.clock import inside, zone
from planner.domain import Plan
from planner.staffing.poisson_tail import Array
from planner.staffing.pooling_cuts import DEAR, FREE, Work, cuts
from planner.staffing.skill_sets import Names, connected_groups, live_skills, useful_sets


@dataclass(frozen=True, kw_only=True)
class Group:
    """Two or more live queues that people link; arrays are ``[queue, interval]``.

    ``open`` is the share of each interval that any of the queues is open; ``work`` their load in
    that share; ``required_real`` what each needs by itself, ``floor`` its minimum of people;
    ``unsure`` agents, while open, that stand for the forecast's spread and not for load.
    ``interval_start`` and ``local_start`` are those of the rows.
    """

    work: Work
    open: Array
    volume: Array
    required_real: Array
    floor: Array
    unsure: Array
    interval_start: "pd.Series"
    local_start: "pd.Series"

    @property
    def names(self) -> Names:
        return self.work.names

    def at(self, names: Names) -> list[int]:
        """Positions of some queues."""
        return [self.names.index(name) for name in names]

    def needs(self) -> dict[Names, Array]:
        """``required_real`` of every set, smaller sets first."""
        added = cuts(self.work)
        needs: dict[Names, Array] = {
            (name,): self.required_real[i] for i, name in enumerate(self.names)
        }
        for names in self.work.sets:
            need = self.alone(names) + self.open * added[names]
            parts = [of for part, of in needs.items() if {*part} < {*names}]
            needs[names] = np.max([need, *parts], axis=0)
        return {names: needs[names] for names in self.work.sets}

    def alone(self, names: Names) -> Array:
        """What a set needs by the pooled rule, at most what its queues need one by one."""
        at = self.at(names)
        pooled = self.work.pool(names).agents() + self.unsure[at].sum(axis=0)
        need: Array = np.minimum(self.open * pooled, self.required_real[at].sum(axis=0))
        return need


def groups_of(plan: Plan, rows: pd.DataFrame) -> list[Group]:
    """The groups of a plan, in its order.

    Parameters
    ----------
    rows
        Columns of ``requirements.csv``, a row for each interval of each live queue; others are
        left alone.
    """
    sets = useful_sets(plan)
    return [
        _group(plan, rows, names, tuple(each for each in sets if {*each} <= {*names}))
        for names in connected_groups(plan)
        if len(names) > 1
    ]


def column_of(rows: pd.DataFrame, queue: str, column: str) -> "pd.Series":
    """A column of the rows of a queue or set, intervals ascending."""
    return rows[rows["queue"] == queue].sort_values("interval_start")[column]


def _group(plan: Plan, rows: pd.DataFrame, names: Names, sets: tuple[Names, ...]) -> Group:
    queues = tuple(plan.queue[name] for name in names)

    def column(of: str) -> Array:
        return np.array([column_of(rows, name, of).to_numpy(dtype=float) for name in names])

    each = np.array([inside(plan.horizon, q.open, zone(q.timezone)) for q in queues])
    some = np.asarray(each.max(axis=0), dtype=float)
    erlangs, aht_s, real = column("erlangs"), column("aht_s"), column("required_real")
    skills = tuple(skill for skill in live_skills(plan) if {*skill} <= {*names})
    work = Work(
        queues=queues, erlangs=np.where(each > 0, erlangs, 0.0) / np.where(some > 0, some, 1.0),
        aht_s=np.where(aht_s > 0, aht_s, 1.0), skills=skills, sets=sets,
        prices=np.array([_price(plan, skill) for skill in skills]),
    )  # fmt: skip
    return Group(
        work=work, open=some, volume=column("volume"), required_real=real,
        floor=np.array([[queue.min_agents] for queue in queues]) * each,
        unsure=_unsure(plan, work, real / np.where(some > 0, some, 1.0)),
        interval_start=column_of(rows, names[0], "interval_start"),
        local_start=column_of(rows, names[0], "local_start"),
    )  # fmt: skip


def _price(plan: Plan, skill: Names) -> float:
    """What an effective hour of somebody with this skill costs at least."""
    live = {queue.queue for queue in plan.queues if not queue.deferred}
    prices = (
        agent.hourly_cost / plan.effectiveness(agent)
        for agent in plan.agents
        if live & {*agent.queues} == {*skill}
    )
    return min(max(min(prices), FREE), DEAR)


def _unsure(plan: Plan, work: Work, agents: Array) -> Array:
    if plan.staffing.spread != "average":
        return np.zeros_like(agents)
    certain = np.array([work.pool((name,)).agents() for name in work.names])
    unsure: Array = np.maximum(agents - certain, 0.0)
    return unsure
