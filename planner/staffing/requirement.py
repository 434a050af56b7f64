"""The requirement: people at work that every queue needs in every interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd

from planner.clock import inside, local_times, zone
from planner.domain import Plan, Queue
from planner.staffing import erlang
from planner.staffing.deferred import spread_over_open_time
from planner.staffing.offered import offered_by_queue
from planner.staffing.poisson_tail import Array
from planner.staffing.rounding import gross_agents, whole_agents
from planner.staffing.steady_state import DEFINITIONS, steady_state

COLUMNS = (
    "interval_start", "local_start", "queue", "volume", "aht_s", "erlangs", "required",
    "required_real", "gross", "service_level", "abandon", "occupancy", "asa_s",
    "arrived_hours", "due_hours",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one queue needs: arrays with one entry an interval, units as in ``requirements.csv``.

    ``handled`` contacts leave the queue answered, ``lost`` ones met a closed live queue.
    """

    volume: Array
    aht_s: Array
    erlangs: Array
    required: Array
    required_real: Array
    service_level: Array
    abandon: Array
    occupancy: Array
    asa_s: Array
    arrived_hours: Array
    due_hours: Array
    handled: Array
    lost: Array


def require(plan: Plan, forecast: pd.DataFrame) -> pd.DataFrame:
    """How many people each queue needs at work, interval by interval.

    Live queues (voice, chat) get the fewest agents that keep service level, abandonment and
    occupancy in balance within the interval (Erlang A with ``patience_s``, Erlang C without; A. K.
    Erlang 1917, C. Palm 1957). Chat counts as contacts whose handle time is ``aht_s`` divided by
    ``concurrency``. Deferred queues (email, tickets, back office) get each local day's work, spread
    evenly over that day's open time.

    Parameters
    ----------
    plan
        The plan; of it queues, teams, people and horizon.
    forecast
        One row an interval, queue and market with ``interval_start``, ``queue``, ``mean``
        (contacts), ``aht_s`` (seconds); summed over markets.

    Returns
    -------
    DataFrame
        Queue by queue in the plan's order, intervals ascending, the columns of
        ``requirements.csv``. ``volume`` includes contacts passed on by other queues (handled
        contacts x ``escalation_share``, in the same interval; handled are those not lost to
        impatience with ``required`` agents) and excludes what meets a closed live queue.
        ``erlangs`` is offered work over the interval, not divided by ``concurrency``.
        ``required_real`` is agents, time-weighted over the interval: in a partly open one, the
        agents needed while open times the open share. ``required`` is whole people, at least
        ``min_agents`` times the open share, 0 when closed; for deferred queues it is real-valued.
        ``gross`` adds shrinkage. ``service_level``, ``abandon``, ``occupancy``, ``asa_s``
        (seconds, of all contacts) are those of ``required`` agents; NaN for deferred queues,
        whose ``arrived_hours`` and ``due_hours`` (hours of work that come in, and that the spread
        puts into the interval) are NaN for live ones.

    Raises
    ------
    DataError
        If the forecast lacks columns, or names queues or instants that the plan does not have.
    """
    needs = dict(_needs(plan, forecast))
    return pd.concat(
        [_table(plan, queue, needs[queue.queue]) for queue in plan.queues], ignore_index=True
    )


def volume_outside_opening(plan: Plan, forecast: pd.DataFrame) -> dict[str, float]:
    """Contacts that meet a closed live queue in the horizon and are lost, by queue.

    Queues that lose nothing are absent. Same parameters and errors as :func:`require`.
    """
    lost = {queue: float(need.lost.sum()) for queue, need in _needs(plan, forecast)}
    return {queue.queue: lost[queue.queue] for queue in plan.queues if lost[queue.queue] > 0}


def _needs(plan: Plan, forecast: pd.DataFrame) -> Iterator[tuple[str, Need]]:
    """Queues that pass contacts on come before those that take them."""
    offered = offered_by_queue(plan, forecast)
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    volume = offered.volume.copy()
    for name in _feeders_first(plan):
        queue, i = plan.queue[name], position[name]
        need = (_deferred if queue.deferred else _live)(plan, queue, volume[i], offered.aht_s[i])
        if queue.escalates_to:
            volume[position[queue.escalates_to]] += queue.escalation_share * need.handled
        yield name, need


def _feeders_first(plan: Plan) -> Iterator[str]:
    order = TopologicalSorter[str]({queue.queue: () for queue in plan.queues})
    for queue in plan.queues:
        if queue.escalates_to:
            order.add(queue.escalates_to, queue.queue)
    return iter(order.static_order())


def _live(plan: Plan, queue: Queue, offered: Array, aht_s: Array) -> Need:
    """A queue that must answer at once."""
    open_share = inside(plan.horizon, queue.open, zone(queue.timezone))
    seconds = plan.horizon.interval_minutes * 60
    rate = np.where(open_share > 0, offered / seconds, 0.0)
    handle = aht_s / queue.concurrency
    real = open_share * _agents(queue, rate * handle, handle)
    floor = queue.min_agents * open_share
    required = np.maximum(whole_agents(real), whole_agents(floor)).astype(float)
    figures = _figures(queue, rate * handle, handle, required, open_share)
    volume = offered * open_share
    none = np.full_like(volume, np.nan)
    return Need(
        volume=volume, aht_s=aht_s, erlangs=volume * aht_s / seconds, required=required,
        required_real=real, **figures, arrived_hours=none, due_hours=none,
        handled=volume * (1 - figures["abandon"]), lost=offered - volume,
    )  # fmt: skip


def _deferred(plan: Plan, queue: Queue, offered: Array, aht_s: Array) -> Need:
    """A queue whose work can wait within the day."""
    place = zone(queue.timezone)
    open_share = inside(plan.horizon, queue.open, place)
    arrived = offered * aht_s / 3600
    day = local_times(plan.horizon.starts, place).day
    due = spread_over_open_time(arrived, open_share=open_share, day=day)
    hours = plan.horizon.interval_minutes / 60
    none = np.full_like(offered, np.nan)
    return Need(
        volume=offered, aht_s=aht_s, erlangs=arrived / hours, required_real=due / hours,
        required=np.maximum(due / hours, queue.min_agents * open_share),
        service_level=none, abandon=none, occupancy=none, asa_s=none,
        arrived_hours=arrived, due_hours=due,
        handled=spread_over_open_time(offered, open_share=open_share, day=day),
        lost=np.zeros_like(offered),
    )  # fmt: skip


def _agents(queue: Queue, load: Array, aht_s: Array) -> Array:
    """Real-valued agents while open."""
    agents: Array = erlang.required_agents_real(
        load, aht=aht_s, within=queue.answer_within_s, service_level=queue.service_level,
        patience=queue.patience_s, definition=queue.service_level_definition,
        max_occupancy=queue.max_occupancy, max_abandon=queue.max_abandon,
    )  # fmt: skip
    return agents


def _figures(
    queue: Queue, load: Array, aht_s: Array, required: Array, open_share: Array
) -> dict[str, Array]:
    """What ``required`` agents, all present while the queue is open, achieve."""
    agents = np.divide(required, open_share, out=np.zeros_like(required), where=open_share > 0)
    patience_s = np.inf if queue.patience_s is None else queue.patience_s
    state = steady_state(load, agents, patience_s / aht_s, queue.answer_within_s / aht_s)
    return {
        "service_level": DEFINITIONS[queue.service_level_definition](state),
        "abandon": state.abandon,
        "occupancy": state.occupancy,
        "asa_s": state.mean_wait * aht_s,
    }


def _table(plan: Plan, queue: Queue, need: Need) -> pd.DataFrame:
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    own = {
        "interval_start": starts,
        "local_start": starts.tz_convert(zone(plan.horizon.timezone)),
        "queue": queue.queue,
        "gross": gross_agents(need.required, _shrinkage(plan, queue)),
    }
    table = pd.DataFrame(own | {c: getattr(need, c) for c in COLUMNS if c not in own})
    return table[list(COLUMNS)]


def _shrinkage(plan: Plan, queue: Queue) -> float:
    """Mean shrinkage of the teams that serve a queue, weighted by heads; 0 when none does."""
    teams = [team for team in plan.teams if queue.queue in team.queues]
    if not teams:
        return 0.0
    people = [
        sum(agent.team == team.team for agent in plan.agents) or team.heads or 0 for team in teams
    ]
    heads = people if any(people) else [1] * len(teams)
    return float(np.average([team.shrinkage for team in teams], weights=heads))
