"""The result of a simulation as tables."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.clock import zone
from planner.domain import Plan
from planner.simulation.confidence import Sums
from planner.simulation.floor import Floats


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What contacts met, on average over the replications, and how sure that is.

    ``service`` has one row a queue and interval of arrival: contacts ``offered``, ``answered``,
    ``abandoned`` and ``turned_away`` (they met a closed queue and are not in ``offered``); then,
    each with ``_low`` and ``_high`` (95 % interval by replications), ``service_level`` by the
    queue's own definition (work that can wait: share finished in time of what was due inside the
    horizon), ``mean_wait_s`` of all contacts, ``abandonment``, ``occupancy`` (busy time of the time
    that people were there) and ``backlog``, contacts that wait at the interval's end. NaN where
    there was nothing to measure. ``queues`` has the same columns over the horizon, one row a
    queue; there ``backlog`` is the mean over the intervals.
    """

    service: pd.DataFrame
    queues: pd.DataFrame
    replications: int
    seed: int


def trace_of(plan: Plan, by_interval: Sums, whole: Sums, *, seed: int) -> Trace:
    """The tables of a simulation from its sums."""
    names = np.array([queue.queue for queue in plan.queues], dtype=object)
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    local = starts.tz_convert(zone(plan.horizon.timezone))
    keys = {
        "interval_start": starts.append([starts] * (len(names) - 1)),
        "local_start": local.append([local] * (len(names) - 1)),
        "queue": np.repeat(names, len(starts)),
    }
    return Trace(
        service=pd.DataFrame(keys | {n: v.ravel() for n, v in by_interval.figures().items()}),
        queues=pd.DataFrame({"queue": names} | dict(whole.figures())),
        replications=whole.count, seed=seed,
    )  # fmt: skip


def over_horizon(measures: dict[str, Floats]) -> dict[str, Floats]:
    """The measures of a replication by queue alone."""
    sums = {name: values.sum(axis=1) for name, values in measures.items()}
    return sums | {"waiting": measures["waiting"].mean(axis=1)}
