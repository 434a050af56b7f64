"""The way of contacts through the queues: forecast, shares of teams, escalations."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd

from planner.domain import Plan, Queue
from planner.errors import DataError, Problem
from planner.staffing.deferred import deferred_need
from planner.staffing.live import live_need
from planner.staffing.need import Demand, Need
from planner.staffing.offered import Offered, offered_by_queue, shares_of, volumes_by_zone
from planner.staffing.poisson_tail import Array
from planner.staffing.uncertain import staffed_rate
from planner.staffing.waiting import average_rate

FILE = "queues.csv"


def needs_by_queue(
    plan: Plan, forecast: pd.DataFrame, *, time_varying: bool = True, only: str | None = None
) -> Iterator[tuple[str, Demand, Need]]:
    """What comes to each queue and what it needs; those that pass contacts on come first.

    Escalated contacts arrive at the next queue when they end at this one, answered after their wait
    and handled; of a deferred queue when its default pace gets to them. They are split among a
    queue and its parts like the contacts of its own, and are as uncertain as those they come from.
    With ``only``, that queue and those whose contacts reach it.

    Raises
    ------
    DataError
        If the forecast lacks columns or names queues or instants that the plan does not have, or
        the plan's queues refer to queues that are not there or in a circle.
    """
    order = _feeders_first(plan)
    if only is not None:
        reach = _reaching(plan, only)
        order = tuple(name for name in order if name in reach)
    offered, shares = offered_by_queue(plan, forecast), shares_of(plan)
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    passed_on: dict[str, dict[str, Array]] = {name: {} for name in position}
    passed_share: dict[str, dict[str, Array]] = {name: {} for name in position}
    cv: dict[str, Array] = {}
    for name in order:
        queue = plan.queue[name]
        demand = _demand(plan, queue, offered, position[name], passed_on[name], cv)
        demand = replace(demand, passed_share=dict(passed_share[name]))
        if queue.deferred:
            if plan.staffing.spread == "average":
                volumes = volumes_by_zone(plan, forecast, queue)
                rate = average_rate(plan, queue, demand, volumes=volumes)
                demand = replace(demand, rate=np.full_like(demand.mean, rate))
            need = deferred_need(plan, queue, demand)
        else:
            need = live_need(plan, queue, demand, time_varying=time_varying)
        cv[name] = demand.cv
        passed = np.minimum(queue.escalation_share * offered.escalation[position[name]], 1.0)
        for taker, share in shares[queue.escalates_to] if queue.escalates_to else ():
            passed_on[taker][name] = passed * share * need.handled
            passed_share[taker][name] = passed
        yield name, demand, need


def _demand(
    plan: Plan, queue: Queue, offered: Offered, number: int, passed_on: Mapping[str, Array],
    cv: Mapping[str, Array],
) -> Demand:  # fmt: skip
    own = offered.volume[number]
    total = own + sum(passed_on.values())
    wide = own * offered.cv[number] + sum(cv[name] * some for name, some in passed_on.items())
    spread = np.divide(wide, total, out=np.zeros_like(own), where=total > 0)
    whole = queue.part_of or queue.queue
    share = dict(shares_of(plan)[whole])[queue.queue]
    return Demand(
        own=own, passed_on=dict(passed_on), aht_s=offered.aht_s[number], cv=spread,
        rate=staffed_rate(plan.staffing.spread, spread),
        backlog=tuple(
            (row.age_hours, row.contacts * share) for row in plan.backlog if row.queue == whole
        ),
    )  # fmt: skip


def _feeders_first(plan: Plan) -> tuple[str, ...]:
    """Queues in an order in which nothing is passed back."""
    shares = shares_of(plan)
    order = TopologicalSorter[str]({queue.queue: () for queue in plan.queues})
    problems = []
    for queue in plan.queues:
        if queue.part_of and queue.part_of not in shares:
            problems.append(_problem("queue", queue.part_of, "is no queue that can have parts"))
        elif queue.escalates_to and queue.escalates_to not in shares:
            problems.append(_problem("escalates_to", queue.escalates_to, "is no queue of the plan"))
        for taker, _ in shares.get(queue.escalates_to, ()):
            order.add(taker, queue.queue)
    if problems:
        raise DataError(problems)
    try:
        return tuple(order.static_order())
    except CycleError as error:
        chain = " → ".join(error.args[1])
        message = f"escalates in a circle: {chain}"
        raise DataError([_problem("escalates_to", error.args[1][0], message)]) from None


def _reaching(plan: Plan, name: str) -> set[str]:
    """A queue and all whose contacts reach it by escalation."""
    shares, found = shares_of(plan), {name}
    while True:
        more = {
            queue.queue
            for queue in plan.queues
            if queue.escalates_to
            and found.intersection(taker for taker, _ in shares[queue.escalates_to])
        }
        if more <= found:
            return found
        found |= more


def _problem(column: str, value: str, message: str) -> Problem:
    return Problem(file=FILE, column=column, value=value, message=message)
