"""What pooling saves, or costs, against queues with people of their own."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, kron

from planner.clock import WEEK_DAYS
from planner.domain import Plan
from planner.staffing.poisson_tail import Array
from planner.staffing.pooled_group import Group, column_of, groups_of
from planner.staffing.pooling import SEPARATOR

FULL_TIME_HOURS = 40.0
"""Hours a week of a full-timer where a contract states no maximum."""
GAIN_COLUMNS = (
    "group", "separate_hours", "rule_hours", "pooled_hours", "saved_hours", "saved_share",
    "heads_saved", "separate_peak", "pooled_peak",
)  # fmt: skip


def pooling_gain(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """What pooling saves or costs, group by group.

    Parameters
    ----------
    rows
        The requirement of a pooled plan: rows of queues and of sets.

    Returns
    -------
    DataFrame
        One row for each group of live queues that people link. ``separate_hours`` effective
        agent-hours a week if every queue had people of its own, ``pooled_hours`` the fewest that
        meet all rows, whatever skills they have, ``rule_hours`` the same before simulation added
        to the sets. ``saved_hours`` are the separate hours less the pooled ones, negative where
        pooling costs, ``saved_share`` of the separate hours, ``heads_saved`` people at the weekly
        maximum of their contracts, without breaks and leave. ``separate_peak``, ``pooled_peak``:
        agents in the interval of most.
    """
    gains = [_gain(plan, group, rows) for group in groups_of(plan, rows)]
    return pd.DataFrame(gains, columns=list(GAIN_COLUMNS))


def pooling_line(gain: pd.DataFrame) -> str:
    """A sentence on what pooling saves or costs, of a table of :func:`pooling_gain`."""
    if gain.empty:
        return "Pooling changes nothing: no two live queues have people in common."
    before, saved = float(gain["separate_hours"].sum()), float(gain["saved_hours"].sum())
    verb = "saves" if saved >= 0 else "costs"
    share = abs(saved) / before if before else 0.0
    return (
        f"Pooling {verb} {abs(saved):,.0f} agent-hours a week, {share:.1%} of the {before:,.0f} "
        f"of queues with people of their own: about {abs(gain['heads_saved'].sum()):,.0f} people."
    )


def _gain(plan: Plan, group: Group, rows: pd.DataFrame) -> dict[str, object]:
    sets = {names: column_of(rows, SEPARATOR.join(names), "required_real").to_numpy(dtype=float)
            for names in group.work.sets}  # fmt: skip
    separate = np.asarray(group.required_real.sum(axis=0), dtype=float)
    rule = _fewest(group, [group.alone(names) for names in group.work.sets])
    pooled = _fewest(group, list(sets.values()))
    hours = plan.horizon.interval_minutes / 60
    weeks = plan.horizon.intervals * hours / (24 * WEEK_DAYS)
    before, on_paper, after = (
        float(agents.sum()) * hours / weeks for agents in (separate, rule, pooled)
    )
    return {
        "group": SEPARATOR.join(group.names), "separate_hours": before, "rule_hours": on_paper,
        "pooled_hours": after, "saved_hours": before - after,
        "saved_share": (before - after) / before if before else 0.0,
        "heads_saved": (before - after) / _hours_of_one(plan, group.names),
        "separate_peak": float(separate.max()), "pooled_peak": float(pooled.max()),
    }  # fmt: skip


def _fewest(group: Group, sets: Sequence[Array]) -> Array:
    """Fewest effective agents of any skills that meet every row, interval by interval."""
    needs = np.array([*sets, *group.required_real])
    intervals, skills = needs.shape[1], len(group.work.skills)
    hits = csr_array(group.work.hits.astype(float))
    rows = kron(eye_array(intervals), hits, format="csr")
    found = milp(
        np.ones(skills * intervals), constraints=LinearConstraint(rows, lb=needs.T.ravel())
    )
    agents: Array = np.asarray(found.x, dtype=np.float64).reshape(intervals, skills).sum(axis=1)
    return agents


def _hours_of_one(plan: Plan, names: Sequence[str]) -> float:
    """Effective hours a week of one person who serves any of these queues, on average."""
    each = [
        (plan.contract[agent.contract].max_hours_per_week or FULL_TIME_HOURS)
        * plan.effectiveness(agent)
        for agent in plan.agents
        if {*names} & {*agent.queues}
    ]
    return float(np.mean(each))
