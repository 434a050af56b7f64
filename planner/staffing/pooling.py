"""Queues that share people: the rows of ``requirements.csv`` for sets of queues.

With ``pooling = "pooled"`` a person at work on live queues takes contacts of any of them. What the
people of an interval must then be able to do is said set by set: those who can serve any queue of
the set are at least so many. A queue by itself keeps the need that it has alone.
"""

import numpy as np
import pandas as pd

from planner.domain import Plan
from planner.staffing.poisson_tail import Array
from planner.staffing.pooled_group import Group, groups_of
from planner.staffing.rounding import gross_agents, whole_agents
from planner.staffing.skill_sets import Names
from planner.staffing.skill_sets import useful_sets as useful_sets

SEPARATOR = "|"


def set_rows(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of sets of queues that a pooled plan needs beside those of its queues.

    ``required_real`` of a set is the agents that Erlang's model needs for the load of all its
    queues together, with the target of its most demanding queue, plus what simulation adds where
    people serve only a part of the set (:mod:`planner.staffing.pooling_cuts`). Before that addition
    it is never more than its queues need one by one, and in any case never less than a part of it
    needs. The addition may exceed what pooling saves:
    :func:`planner.staffing.pooling_gain.pooling_gain` shows it.

    Where the plan staffs to the average over the forecast's spread, the agents that this adds to
    each queue by itself are added up: queues are taken to be wrong together.

    Parameters
    ----------
    rows
        The rows of the plan's queues, one for each queue and interval, with the columns of
        ``requirements.csv``.

    Returns
    -------
    DataFrame
        Set by set (:func:`useful_sets`), intervals ascending, the columns of ``rows``. ``queue`` is
        the names joined by ``|``; ``volume`` and ``erlangs`` are sums, ``aht_s`` is weighted by
        contacts; ``required`` is whole people, at least the largest ``min_agents`` of its queues
        while open; ``service_level`` (of all contacts, each counted by its own queue's target and
        definition), ``abandon``, ``occupancy`` and ``asa_s`` are those of ``required`` agents who
        all serve everything. No rows where nobody links queues.
    """
    tables = [
        _table(plan, group, names, real)
        for group in groups_of(plan, rows)
        for names, real in group.needs().items()
    ]
    if not tables:
        return rows.iloc[:0]
    return pd.concat(tables, ignore_index=True).reindex(columns=rows.columns)


def _table(plan: Plan, group: Group, names: Names, real: Array) -> pd.DataFrame:
    """Rows of one set."""
    from planner.staffing.requirement import mean_shrinkage

    at = group.at(names)
    volume, aht_s = group.volume[at], group.work.aht_s[at]
    weight = np.where(volume.sum(axis=0) > 0, volume, 1.0)
    required = whole_agents(np.maximum(real, group.floor[at].max(axis=0))).astype(float)
    present = np.divide(required, group.open, out=np.zeros_like(real), where=group.open > 0)
    columns = {
        "interval_start": group.interval_start.array,
        "local_start": group.local_start.array,
        "queue": SEPARATOR.join(names),
        "volume": volume.sum(axis=0),
        "aht_s": (aht_s * weight).sum(axis=0) / weight.sum(axis=0),
        "erlangs": group.work.erlangs[at].sum(axis=0) * group.open,
        "required": required,
        "required_real": real,
        "gross": gross_agents(required, mean_shrinkage(plan, names)),
        "arrived_hours": np.nan,
        "due_hours": np.nan,
    }
    return pd.DataFrame(columns | group.work.pool(names).figures(present))
