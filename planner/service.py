"""The service that the people really present give: the Erlang model turned around."""

import numpy as np
import pandas as pd

from planner.clock import inside, zone
from planner.domain import Plan, Queue
from planner.rules.needs import needs_of
from planner.staffing import erlang

READ_COLUMNS = ("volume", "aht_s", "erlangs")


def modelled_service_levels(
    plan: Plan, needs: pd.DataFrame, coverage: pd.DataFrame
) -> dict[str, float]:
    """Share of contacts answered in time by queue, weighted by contacts.

    Each interval stands for itself: its effective agents (``covered``) meet its own load. Queues
    whose work can wait, and those without contacts, are absent.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``. Without ``volume``, ``aht_s`` and ``erlangs`` nothing can
        be said of any queue.
    coverage
        Columns of ``coverage.csv``, row by row as ``needs``.
    """
    if any(name not in needs for name in READ_COLUMNS):
        return {}
    _, (position, interval) = needs_of(plan, needs)
    levels = {}
    for number, queue in enumerate(plan.queues):
        rows = np.flatnonzero(position == number)
        if queue.deferred or not needs["volume"].to_numpy()[rows].sum() > 0:
            continue
        levels[queue.queue] = _level(
            plan, queue, interval[rows], needs.iloc[rows], coverage["covered"].to_numpy()[rows]
        )
    return levels


def _level(
    plan: Plan, queue: Queue, interval: np.ndarray, needs: pd.DataFrame, covered: np.ndarray
) -> float:
    """Service level of one live queue; agents and load of the open part of each interval."""
    open_share = inside(plan.horizon, queue.open, zone(queue.timezone))[interval]
    busy = (needs["volume"].to_numpy() > 0) & (open_share > 0)
    table, share = needs[busy], open_share[busy]
    level = erlang.service_level(
        table["erlangs"].to_numpy() / queue.concurrency / share,
        np.maximum(covered[busy], 0.0) / share,
        aht=table["aht_s"].to_numpy() / queue.concurrency,
        within=queue.answer_within_s,
        patience=queue.patience_s,
        definition=queue.service_level_definition,
    )
    return float(np.average(level, weights=table["volume"].to_numpy()))
