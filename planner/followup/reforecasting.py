"""From the actual contacts of the first days to a new forecast and to what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from planner.assumptions import with_queues
from planner.auditing import audit
from planner.clock import local_date, zone
from planner.demand import learn
from planner.demand.series import Floats
from planner.domain import Plan
from planner.followup.actions import actions
from planner.followup.gaps import gaps_of, required_by_queue
from planner.followup.levers import Levers
from planner.followup.variance import variance
from planner.schedules import Schedule
from planner.staffing import require

NO_ROTA = (
    "No rota: gaps are those of a rota that has the people whom the first forecast required, whole."
)
POOLED = "Queues are pooled: gaps are those of each queue by itself."


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What the first days say.

    ``forecast`` has the columns of ``forecast.csv``: from ``now`` on as learnt from the actual
    contacts, before as it was. ``variance`` and ``actions`` as in :mod:`planner.followup.variance`
    and :mod:`planner.followup.actions`; ``lessons`` as in :class:`planner.demand.Learning`.
    """

    forecast: pd.DataFrame
    variance: pd.DataFrame
    actions: pd.DataFrame
    lessons: pd.DataFrame
    now: datetime
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The tables by file name."""
        return {
            "forecast.csv": self.forecast, "variance.csv": self.variance,
            "actions.csv": self.actions,
        }  # fmt: skip


def reforecast(plan: Plan, schedule: Schedule | None = None) -> FollowUp:
    """Learn from the plan's ``actuals.csv`` what the rest of the horizon will bring.

    Parameters
    ----------
    schedule
        The rota that people work by. Without it they are taken to be as many as the first forecast
        required.

    Raises
    ------
    DataError
        When there are no actual contacts inside the horizon, or nothing is known of a queue.
    """
    told = learn(plan)
    before, after = require(plan, told.first), require(plan, told.forecast)
    there_then, there = _there(plan, schedule, before), _there(plan, schedule, after, first=before)
    gaps = gaps_of(plan, there, there_then, before, after, int(told.now.timestamp()))
    today = local_date(told.now, zone(plan.horizon.timezone))
    levers = Levers(plan=plan, gaps=gaps, schedule=schedule, needs=before, now=today)
    notes = [NO_ROTA] if schedule is None else []
    notes += [POOLED] if plan.staffing.pooling == "pooled" else []
    return FollowUp(
        forecast=told.forecast, variance=variance(plan, told.first, there_then),
        actions=actions(plan, gaps, levers), lessons=told.lessons, now=told.now,
        notes=tuple(notes),
    )  # fmt: skip


def _there(
    plan: Plan, schedule: Schedule | None, needs: pd.DataFrame, *, first: pd.DataFrame | None = None
) -> Mapping[str, Floats]:
    """Effective agents by queue and interval; people of several queues go where they are needed."""
    if schedule is None:
        return required_by_queue(plan, needs if first is None else first, "required")
    given = schedule if first is None else with_queues(plan, schedule, needs)
    coverage = audit(plan, given, needs).coverage
    return required_by_queue(plan, coverage, "covered")
