"""A schedule run contact by contact, many times over: :func:`simulate`."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from planner.demand import forecast as forecast_of
from planner.domain import Plan
from planner.rules.needs import needs_of
from planner.schedules import Schedule
from planner.simulation.arrivals import draw
from planner.simulation.confidence import Sums
from planner.simulation.kernel import run
from planner.simulation.people import Duties, Events, RunningIn, Staff, duties_of, running_in
from planner.simulation.queues import queues_of
from planner.simulation.rates import Rates, rates_of
from planner.simulation.setting import Stage, calendar_of, doors_of
from planner.simulation.tally import Tally, tally, targets_of
from planner.simulation.trace import Trace, over_horizon, trace_of
from planner.staffing import require

THREADS = 2


def simulate(
    plan: Plan, schedule: Schedule, *, replications: int = 20, seed: int = 1,
    forecast: pd.DataFrame | None = None, needs: pd.DataFrame | None = None,
    even_days: bool = False, reliable_people: bool = False,
) -> Trace:  # fmt: skip
    """Run a schedule contact by contact and tell the service that contacts would meet.

    Contacts arrive by the forecast and its spread, wait, give up, are answered by people who are
    there by the schedule's activities, are passed on to other queues. People are absent for whole
    shifts and away now and then as their team's figures say, and finish what they have in hand;
    the time that this takes from the next queue is given back (:mod:`planner.simulation.turns`).
    The same seed gives the same contacts whatever the schedule.

    Parameters
    ----------
    replications
        How often the whole horizon is run.
    forecast, needs
        Columns of ``forecast.csv`` and ``requirements.csv``; made from the plan without them. The
        needs only say which queue the shifts of ``previous.csv`` that run in are given to.
    even_days
        Leave out the spread of the forecast: every day has its mean rates.
    reliable_people
        Leave out absences and moments away.

    Raises
    ------
    DataError
        When nothing is known of a queue's volume, or the tables do not fit the plan.
    ValueError
        For less than one replication.
    """
    if replications < 1:
        raise ValueError(f"replications: {replications} is not a number of 1 or more")
    volumes = forecast_of(plan) if forecast is None else forecast
    rates = rates_of(plan, volumes)
    duties = duties_of(plan, schedule, before=_running_in(plan, schedule, volumes, needs))
    once = Replication(
        plan, duties, rates.certain() if even_days else rates, seed=seed, reliable=reliable_people
    )
    by_interval, whole = Sums(), Sums()
    for measures in _in_threads(once, replications):
        by_interval.add(measures)
        whole.add(over_horizon(measures))
    return trace_of(plan, by_interval, whole, seed=seed)


def _running_in(
    plan: Plan, schedule: Schedule, forecast: pd.DataFrame, needs: pd.DataFrame | None
) -> RunningIn | None:
    """Previous shifts that run in, on the queues that the audit gives them; ``None`` without."""
    if all(shift.end <= plan.horizon.first for shift in plan.previous):
        return None
    wanted, _ = needs_of(plan, require(plan, forecast) if needs is None else needs)
    return running_in(plan, schedule, wanted)


class Replication:
    """All that is the same in every replication, ready to run one of them."""

    def __init__(
        self, plan: Plan, duties: Duties, rates: Rates, *, seed: int, reliable: bool = False
    ) -> None:
        self._rates, self._seed, self._reliable = rates, seed, reliable
        self._queues = queues_of(plan)
        self._targets = targets_of(plan, self._queues)
        self._stage = Stage(plan, self._queues, sets=duties.sets, aht_s=rates.aht_s)
        self._staff, self._doors = Staff(plan, duties), doors_of(plan, self._queues)

    def __call__(self, number: int) -> Tally:
        """What the replication of this number adds up to."""
        of_contacts, of_people = np.random.SeedSequence([self._seed, number]).spawn(2)
        drawn = draw(self._rates, self._queues, of_contacts)
        people = self._staff.events(of_people, reliable=self._reliable)
        calendar = calendar_of(Events.joined([self._doors, people]))
        floor = self._stage.floor(drawn.contacts, calendar)
        run(floor, drawn.own)
        return tally(drawn, floor, self._targets, served=self._stage.served)


def _in_threads(once: Replication, replications: int) -> Iterator[Tally]:
    """Replications in their order, some at a time."""
    with ThreadPoolExecutor(THREADS) as pool:
        yield from pool.map(once, range(replications))
