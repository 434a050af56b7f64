"""Work that can wait, with the people really present: what is in time on uneven days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan, Queue
from planner.rules.coverage import rows_covered
from planner.rules.deferred import IdleTime
from planner.rules.hands import all_hands
from planner.rules.idle import idle_time
from planner.rules.needs import Needs, needs_of
from planner.rules.presence import Floats
from planner.schedules import Schedule
from planner.staffing.flows import needs_by_queue
from planner.staffing.need import Demand
from planner.staffing.offered import SPREAD_COLUMN, volumes_by_zone
from planner.staffing.pooled_need import Pool
from planner.staffing.steady_state import steady_state
from planner.staffing.waiting import Flow, day_rates, done_by

RATES = np.array([0.0, 0.4, 0.7, 1.0, 1.3, 1.6, 2.0, 3.0, 5.0])
"""Rates over their mean at which idle time is worked out."""


def deferred_service_levels(
    plan: Plan, schedule: Schedule, needs: pd.DataFrame, *, forecast: pd.DataFrame
) -> dict[str, float]:
    """Share of contacts finished in time, expected over days as uneven as the forecast says.

    For every queue whose work can wait and gets any: its people, as many effective agents as are
    given to it, work off what has come in, first come first done; idle time of live agents goes by
    priority and then to the queue that is furthest behind. How much of it there is at the rate of a
    day, Erlang's model says with the agents really present: on busier days more contacts give up
    and keep nobody busy. Unlike
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
    floor = _Floor.of(plan, schedule, needs, flows, demands)
    came = [flow.came(rate) for flow, rate in zip(flows, rates, strict=True)]
    done = floor.done(came, _live_rates(plan, demands, volumes))
    return {
        plan.queues[i].queue: flow.in_time(rate, by)
        for i, flow, rate, by in zip(waiting, flows, rates, done, strict=True)
        if flow.came(np.ones((1, 1))).max() > 0
    }


def _live_rates(plan: Plan, demands: Mapping[str, Demand], volumes: pd.DataFrame) -> Floats:
    """Rates over their mean of all live contacts, ``[course, interval]``."""
    live = [queue for queue in plan.queues if not queue.deferred]
    if not live:
        return np.ones((1, 1))
    work = np.array([demands[q.queue].mean * demands[q.queue].aht_s for q in live])
    cv = np.array([demands[q.queue].cv for q in live])
    total = work.sum(axis=0)
    mean = np.divide((work * cv).sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    by_zone: dict[str, Floats] = {}
    for queue in live:
        for place, contacts in volumes_by_zone(plan, volumes, queue).items():
            hours = contacts * demands[queue.queue].aht_s
            by_zone[place] = by_zone.get(place, np.zeros_like(hours)) + hours
    return day_rates(plan.horizon, by_zone, mean)


@dataclass(frozen=True, kw_only=True)
class _Floor:
    """Hours of those who do work that can wait.

    ``given[queue, interval]`` of people given to it; ``idle`` of live agents. ``open`` says when
    each queue may be worked on, ``[queue, interval]``. ``priority`` of each queue, and the hours of
    its work that usually come in the time allowed, ``usual``.
    """

    given: Floats
    open: NDArray[np.bool_]
    idle: Sequence["_Idle"]
    priority: Sequence[int]
    usual: Sequence[float]

    @classmethod
    def of(
        cls, plan: Plan, schedule: Schedule, needs: pd.DataFrame, flows: Sequence[Flow],
        demands: Mapping[str, Demand],
    ) -> "_Floor":  # fmt: skip
        waiting = [i for i, queue in enumerate(plan.queues) if queue.deferred]
        wanted, _ = needs_of(plan, needs)
        hands = all_hands(plan, schedule, wanted)
        covered, _ = rows_covered(plan, wanted, hands)
        workable = wanted.work.workable[waiting]
        hours = np.where(workable, covered[waiting], 0.0)
        queues = [plan.queues[i] for i in waiting]
        length = plan.horizon.minutes / 60
        found = [
            idle_time(plan, replace(wanted, carried=busy), hands, waiting=waiting)
            for busy in _busy_at_rates(plan, wanted, covered, demands)
        ]
        return cls(
            given=hours * plan.horizon.interval_minutes / 60, open=workable,
            idle=[_Idle.of(each) for each in zip(*found, strict=True)],
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
        left = [source.at(live_rate) for source in self.idle]
        for k in range(self.given.shape[1]):
            for q, each in enumerate(came):
                ready[q] = np.minimum(each[:, k], ready[q] + self.given[q, k])
            for q in self._order([each[:, k] for each in came], ready):
                for source, hours in zip(self.idle, left, strict=True):
                    if q in source.queues and self.open[q, k]:
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


@dataclass(frozen=True, kw_only=True)
class _Idle:
    """Idle hours of some live agents for the queues that they serve, ``[rate, interval]``."""

    queues: tuple[int, ...]
    hours: Floats

    @classmethod
    def of(cls, by_rate: Sequence[IdleTime]) -> "_Idle":
        """The same people's idle time at each of :data:`RATES`."""
        return cls(queues=by_rate[0].queues, hours=np.array([each.hours for each in by_rate]))

    def at(self, rate: Floats) -> Floats:
        """Hours at the rates of days, ``[course, interval]``, in between by interpolation."""
        upper = np.clip(np.searchsorted(RATES, rate), 1, len(RATES) - 1)
        low, high = RATES[upper - 1], RATES[upper]
        part = np.clip((rate - low) / (high - low), 0.0, 1.0)
        interval = np.arange(self.hours.shape[1])
        below, above = self.hours[upper - 1, interval], self.hours[upper, interval]
        between: Floats = below + part * (above - below)
        return between


def _busy_at_rates(
    plan: Plan, wanted: Needs, covered: Floats, demands: Mapping[str, Demand]
) -> Iterator[Floats]:
    """Agents busy with live contacts at each of :data:`RATES`, ``[queue, interval]``.

    Queues that are answered together are one queue; its first row has the busy agents of all.
    """
    groups = [(unit[-1], wanted.rows[unit[-1]]) for unit in wanted.units]
    live = [each for each in groups if not plan.queues[each[1][0]].deferred]
    pools = [_pool(plan, [plan.queues[i] for i in queues], demands) for _, queues in live]
    for rate in RATES:
        busy = np.zeros_like(wanted.carried)
        for (row, queues), pool in zip(live, pools, strict=True):
            busy[queues[0]] = covered[row] * _occupancy(pool, float(rate), covered[row])
        yield busy


def _pool(plan: Plan, queues: Sequence[Queue], demands: Mapping[str, Demand]) -> Pool:
    seconds = plan.horizon.interval_minutes * 60
    aht_s = np.array([demands[queue.queue].aht_s for queue in queues])
    contacts = np.array([demands[queue.queue].mean for queue in queues])
    return Pool(queues, contacts * aht_s / seconds, np.where(aht_s > 0, aht_s, 1.0))


def _occupancy(pool: Pool, rate: float, agents: Floats) -> Floats:
    """Share of their time that agents are busy at a rate over the mean; 0 without contacts."""
    works = (pool.load > 0) & (agents > 0)
    found = np.zeros_like(agents)
    slots = agents * pool.slots
    state = steady_state(
        rate * pool.load[works], slots[works], (pool.patience_s / pool.handle_s)[works],
        np.zeros(int(works.sum())),
    )  # fmt: skip
    found[works] = np.clip(state.occupancy, 0.0, 1.0)
    return found
