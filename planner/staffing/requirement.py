"""The requirement: people at work that every queue needs in every interval."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from planner.clock import Horizon, zone
from planner.domain import Plan
from planner.staffing.flows import needs_by_queue
from planner.staffing.need import Need
from planner.staffing.rounding import gross_agents

COLUMNS = (
    "interval_start", "local_start", "queue", "volume", "aht_s", "erlangs", "required",
    "required_real", "gross", "service_level", "abandon", "occupancy", "asa_s",
    "arrived_hours", "due_hours",
)  # fmt: skip


def require(plan: Plan, forecast: pd.DataFrame, *, time_varying: bool = True) -> pd.DataFrame:
    """How many people each queue needs at work, interval by interval.

    Live queues (voice, chat) get the fewest agents that keep service level, abandonment and
    occupancy in balance (Erlang A with ``patience_s``, Erlang C without; A. K. Erlang 1917, C. Palm
    1957) at the modified offered load, which counts contacts that are still being handled from
    before; see :mod:`planner.staffing.time_varying`. Chat is staffed in slots, ``concurrency`` to
    an agent. Deferred queues (email, tickets, back office) get an even pace between the arrival of
    work and the time it is due.

    ``[staffing]`` of the plan says which volume that is for: ``mean`` the forecast, ``p80`` the
    volume that an interval does not exceed with 80 % probability (all intervals of a queue at once,
    so that sums are those of a busy day, not of an ordinary one), ``average`` the mean volume with
    enough agents that the service level is met on average over the forecast's spread, weighted by
    contacts, with the limits of abandonment and occupancy kept at the mean; of work that can wait
    so much more than the mean that its target is (:mod:`planner.staffing.waiting`).

    Parameters
    ----------
    plan
        The plan; of it staffing, queues, teams, people, backlog and horizon.
    forecast
        One row an interval, queue and market with ``interval_start``, ``queue``, ``mean``
        (contacts), ``aht_s`` (seconds), and unless the plan staffs to the mean ``cv``; summed over
        markets. Parts of queues have no rows: they live on their queue's.
    time_varying
        ``False`` leaves out what carries over: every contact's work, and its escalation, falls into
        the interval in which it arrives. For comparison only.

    Returns
    -------
    DataFrame
        Queue by queue in the plan's order, intervals ascending, the columns of
        ``requirements.csv``; then, with ``pooling = "pooled"``, the sets of queues, see
        :mod:`planner.staffing.pooling`. ``volume`` is what is staffed to; it includes contacts
        passed on by other queues (handled contacts x ``escalation_share``, when they end there;
        handled are those not lost to impatience with ``required`` agents) and excludes what meets a
        closed live queue. ``erlangs`` is offered work in open time averaged over the interval, for
        live queues with what carries over into it and without what carries over into closed time;
        not divided by ``concurrency``. ``required_real`` is agents, time-weighted over the
        interval: in a partly open one, the agents needed while open times the open share.
        ``required`` is whole people, at least ``min_agents`` times the open share, 0 when closed;
        for deferred queues it is real-valued. ``gross`` adds shrinkage. ``service_level``,
        ``abandon``, ``occupancy`` (of slots), ``asa_s`` (seconds, of all contacts) are those of
        ``required`` agents; NaN for deferred queues, whose ``arrived_hours`` (hours of work that
        come in, the first with the opening backlog) and ``due_hours`` (hours to be done by the end
        of the interval) are NaN for live ones.

    Raises
    ------
    DataError
        If the forecast lacks columns, or names queues or instants that the plan does not have, or
        queues escalate in a circle.
    """
    needs = {
        name: need for name, _, need in needs_by_queue(plan, forecast, time_varying=time_varying)
    }
    rows = _table(plan, needs)
    if plan.staffing.pooling != "pooled":
        return rows
    # Only pooled plans pay for loading what is compiled there.
    from planner.staffing.pooling import set_rows

    return pd.concat([rows, set_rows(plan, rows)], ignore_index=True)


def volume_outside_opening(plan: Plan, forecast: pd.DataFrame) -> dict[str, float]:
    """Contacts that meet a closed live queue in the horizon and are lost, by queue.

    Queues that lose nothing are absent. Same parameters and errors as :func:`require`.
    """
    lost = {queue: float(need.lost.sum()) for queue, _, need in needs_by_queue(plan, forecast)}
    return {queue.queue: lost[queue.queue] for queue in plan.queues if lost[queue.queue] > 0}


def _table(plan: Plan, needs: Mapping[str, Need]) -> pd.DataFrame:
    """The needs of all queues with the columns of ``requirements.csv``."""
    names = tuple(queue.queue for queue in plan.queues)
    keys = _keys(plan.horizon, names)
    gross = [gross_agents(needs[name].required, mean_shrinkage(plan, (name,))) for name in names]
    return pd.DataFrame(
        {
            column: keys[column]
            if column in keys
            else np.concatenate(
                gross if column == "gross" else [getattr(needs[name], column) for name in names]
            )
            for column in COLUMNS
        }
    )


@lru_cache(maxsize=8)
def _keys(horizon: Horizon, queues: tuple[str, ...]) -> pd.DataFrame:
    """Intervals of some queues: starts in UTC and on the clock of the horizon, and the queue."""
    starts = pd.DatetimeIndex(np.tile(horizon.starts, len(queues))).tz_localize("UTC")
    return pd.DataFrame(
        {
            "interval_start": starts,
            "local_start": starts.tz_convert(zone(horizon.timezone)),
            "queue": np.repeat(np.array(queues, dtype=object), horizon.intervals),
        }
    )


def mean_shrinkage(plan: Plan, queues: Sequence[str]) -> float:
    """Mean shrinkage of the teams that serve any of these queues, weighted by heads.

    0 when no team does.
    """
    teams = [team for team in plan.teams if set(queues) & set(team.queues)]
    if not teams:
        return 0.0
    named = Counter(agent.team for agent in plan.agents)
    people = [named[team.team] or team.heads or 0 for team in teams]
    heads = people if any(people) else [1] * len(teams)
    return float(np.average([team.shrinkage for team in teams], weights=heads))
