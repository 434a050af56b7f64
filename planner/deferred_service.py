"""Work that can wait, with the people really present: what is in time on uneven days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.domain import Plan
from planner.rules.coverage import rows_covered
from planner.rules.deferred import IdleTime
from planner.rules.hands import Hands, all_hands
from planner.rules.idle import idle_time
from planner.rules.needs import Needs, needs_of
from planner.rules.presence import Floats
from planner.schedules import Schedule
from planner.staffing.flows import needs_by_queue
from planner.staffing.need import Demand
from planner.staffing.offered import SPREAD_COLUMN, volumes_by_zone
from planner.staffing.waiting import Flow, day_rates, done_by


def deferred_service_levels(
    plan: Plan, schedule: Schedule, needs: pd.DataFrame, *, forecast: pd.DataFrame
) -> dict[str, float]:
    """Share of contacts finished in time, expected over days as uneven as the forecast says.

    For every queue whose work can wait and gets any: its people, as many effective agents as are
    given to it, work off what has come in, first come first done; idle time of live agents, less
    of it on busier days, goes by priority and then to the queue that is furthest behind. Unlike
    the cost of a shortage, which counts every late hour once and then drops it, late work stays to
    be done and keeps newer work waiting.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``.
    forecast
        Columns of ``forecast.csv``; without its ``cv`` every day is like the mean one.
    """
    waiting = [i for i, queue in enumerate(plan.queues) if queue.deferred]
    if not waiting:
        return {}
    known = forecast.get(SPREAD_COLUMN, pd.Series(0.0, forecast.index)).fillna(0.0)
    # Any quantile makes the demand carry its spread; the mean of it is the same for all.
    median = replace(plan, staffing=replace(plan.staffing, spread="p50"))
    volumes = forecast.assign(**{SPREAD_COLUMN: known})
    demands = {name: demand for name, demand, _ in needs_by_queue(median, volumes)}
    flows = [Flow.of(plan, plan.queues[i], demands[plan.queues[i].queue]) for i in waiting]
    rates = [
        day_rates(
            plan.horizon,
            volumes_by_zone(plan, volumes, plan.queues[i]),
            demands[plan.queues[i].queue].cv,
        )
        for i in waiting
    ]
    floor = _Floor.of(plan, schedule, needs, flows, waiting=waiting)
    came = [flow.came(rate) for flow, rate in zip(flows, rates, strict=True)]
    done = floor.done(came, _live_rates(plan, demands))
    return {
        plan.queues[i].queue: flow.in_time(rate, by)
        for i, flow, rate, by in zip(waiting, flows, rates, done, strict=True)
        if flow.came(np.ones((1, 1))).max() > 0
    }


def _live_rates(plan: Plan, demands: Mapping[str, Demand]) -> Floats:
    """Rates over their mean of all live contacts, ``[course, interval]``."""
    live = [queue for queue in plan.queues if not queue.deferred]
    if not live:
        return np.ones((1, 1))
    work = np.array([demands[q.queue].mean * demands[q.queue].aht_s for q in live])
    cv = np.array([demands[q.queue].cv for q in live])
    total = work.sum(axis=0)
    mean = np.divide((work * cv).sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    return day_rates(plan.horizon, {plan.horizon.timezone: total}, mean)


@dataclass(frozen=True, kw_only=True)
class _Floor:
    """Hours of those who do work that can wait.

    ``given[queue, interval]`` of people given to it; ``idle`` of live agents at the mean rate and,
    in ``spare``, if no contact came. ``priority`` of each queue, and the hours of its work that
    usually come in the time allowed, ``usual``.
    """

    given: Floats
    idle: Sequence[IdleTime]
    spare: Sequence[IdleTime]
    priority: Sequence[int]
    usual: Sequence[float]

    @classmethod
    def of(
        cls, plan: Plan, schedule: Schedule, needs: pd.DataFrame, flows: Sequence[Flow],
        *, waiting: Sequence[int],
    ) -> "_Floor":  # fmt: skip
        wanted, _ = needs_of(plan, needs)
        hands = all_hands(plan, schedule, wanted)
        covered, _ = rows_covered(plan, wanted, hands)
        hours = np.where(wanted.work.workable, covered[: len(plan.queues)], 0.0)[list(waiting)]
        idle, spare = _idle(plan, wanted, hands, waiting)
        queues = [plan.queues[i] for i in waiting]
        length = plan.horizon.minutes / 60
        return cls(
            given=hours * plan.horizon.interval_minutes / 60, idle=idle, spare=spare,
            priority=[queue.priority for queue in queues],
            usual=[
                max(float(flow.arrived.sum()), 1e-9) * queue.due_within_hours / length
                for flow, queue in zip(flows, queues, strict=True)
            ],
        )  # fmt: skip

    def done(self, came: Sequence[Floats], live_rate: Floats) -> list[Floats]:
        """Work of each queue done by the end of each interval, ``[course, interval]``."""
        if not self.idle:
            return [done_by(each, own) for each, own in zip(came, self.given, strict=True)]
        ready = [np.zeros(each.shape[0]) for each in came]
        done = [np.zeros_like(each) for each in came]
        left = [_left(*pair, live_rate) for pair in zip(self.idle, self.spare, strict=True)]
        for k in range(self.given.shape[1]):
            for q, each in enumerate(came):
                ready[q] = np.minimum(each[:, k], ready[q] + self.given[q, k])
            for q in self._order([each[:, k] for each in came], ready):
                for source, hours in zip(self.idle, left, strict=True):
                    if q in source.queues:
                        part = np.minimum(hours[:, k], came[q][:, k] - ready[q])
                        hours[:, k] -= part
                        ready[q] = ready[q] + part
                done[q][:, k] = ready[q]
        return done

    def _order(self, came: Sequence[Floats], ready: Sequence[Floats]) -> list[int]:
        """Queues by priority; of equal ones the one that is furthest behind comes first."""
        behind = [
            float((all_ - own).mean()) / usual
            for all_, own, usual in zip(came, ready, self.usual, strict=True)
        ]
        return sorted(range(len(behind)), key=lambda q: (self.priority[q], -behind[q]))


def _idle(
    plan: Plan, needs: Needs, hands: Hands, waiting: Sequence[int]
) -> tuple[list[IdleTime], list[IdleTime]]:
    free = replace(needs, carried=np.zeros_like(needs.carried))
    found = [idle_time(plan, each, hands, waiting=waiting) for each in (needs, free)]
    return found[0], found[1]


def _left(idle: IdleTime, spare: IdleTime, live_rate: Floats) -> Floats:
    """Idle hours at other rates: contacts take as much more or less of people's time."""
    left: Floats = np.maximum(spare.hours - live_rate * (spare.hours - idle.hours), 0.0)
    return left
