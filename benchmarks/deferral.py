"""What it saves to let email wait: a week of the example staffed four ways.

Run: ``python -m benchmarks.deferral [--seconds 100] [--rota 0]``. The plan is the first week of
``data/follow_the_sun``; contracts keep their maxima and lose their minimum hours, so that paid
hours follow the work. Rows: the live queues alone; with email worked in the interval it arrives
(what arrives while closed: over the first four hours of opening); with email worked any time until
it is due; and with half of live agents' idle time used for it besides. ``email`` is paid hours
above the first row, ``saved`` the share of it that on arrival would cost more, ``of all`` that of
all paid hours.

Hours are those of the coverage plan, whose linear programme is solved to its optimum (``--seconds``
at most), so that they do not depend on how far a search for rotas came. ``--rota`` searches so many
seconds for a rota of each row as well and prints its hours and its proven gap.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import planner
from planner.clock import Horizon, inside, zone
from planner.domain import Plan
from planner.folder import read_plan
from planner.optimiser import CoverageSummary, coverage_plan

EXAMPLE = Path(__file__).parents[1] / "data" / "follow_the_sun"
DAYS, IDLE_SHARE, CATCH_UP_HOURS = 7, 0.5, 4


def main() -> None:
    """Print one row a way of staffing: paid hours, those for email, what is saved, cost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=100.0)
    arguments.add_argument("--rota", type=float, default=0.0)
    asked = arguments.parse_args()
    plan = one_week(read_plan(EXAMPLE))
    needs = planner.require(plan, planner.forecast(plan))
    print(f"{'staffed':<40} {'paid h':>8} {'email':>8} {'saved':>7} {'of all':>7} {'cost':>8} "
          f"{'short h':>8}")  # fmt: skip
    found: list[CoverageSummary] = []
    for name, variant, table in ways(plan, needs):
        found.append(coverage_plan(variant, table, seconds=asked.seconds))
        print(_row(name, found), _rota(variant, table, asked.rota) if asked.rota > 0 else "")


def _row(name: str, found: list[CoverageSummary]) -> str:
    """The last of the ways beside the first two: nothing of email, and email on arrival."""
    hours = [sum(team.paid_hours for team in each.teams) for each in found]
    text = f"{name:<40} {hours[-1]:>8,.1f} {hours[-1] - hours[0]:>8,.1f} "
    saved = (
        (f"{(hours[1] - hours[-1]) / base:>7.1%}" for base in (hours[1] - hours[0], hours[1]))
        if len(hours) > 2
        else (" " * 7, " " * 7)
    )
    return f"{text}{' '.join(saved)} {found[-1].cost:>8,.0f} {found[-1].short_hours:>8.2f}"


def _rota(plan: Plan, needs: pd.DataFrame, seconds: float) -> str:
    result = planner.optimise(plan, needs, seconds=seconds)
    hours = planner.audit(plan, result.schedule, needs).paid_hours
    return f"  rota {hours:,.1f} h, gap {result.gap:.2%}"


def one_week(plan: Plan) -> Plan:
    """The first week of a plan, nobody having to work a minimum of hours."""
    horizon = Horizon(
        plan.horizon.start, DAYS, plan.horizon.timezone, plan.horizon.interval_minutes
    )
    contracts = tuple(replace(c, min_hours_per_week=None) for c in plan.contracts)
    return replace(plan, horizon=horizon, contracts=contracts, pins=(), previous=())


def ways(plan: Plan, needs: pd.DataFrame) -> Iterator[tuple[str, Plan, pd.DataFrame]]:
    """The rows of the table: name, plan and needs."""
    curves = ["arrived_hours", "due_hours"]
    waits = needs["arrived_hours"].notna()
    yield (
        "voice and chat alone",
        plan,
        needs.assign(
            **{name: needs[name].where(~waits, 0.0) for name in (*curves, "required_real")}
        ),
    )
    yield "email on arrival", plan, on_arrival(plan, needs).drop(columns=curves)
    yield "email until due", plan, needs
    idle = replace(plan, staffing=replace(plan.staffing, idle_share=IDLE_SHARE))
    yield f"email until due, {IDLE_SHARE:.0%} of idle time", idle, needs


def on_arrival(plan: Plan, needs: pd.DataFrame) -> pd.DataFrame:
    """Needs with all deferred work done in the interval it arrives, or soon after opening."""
    hours = plan.horizon.interval_minutes / 60
    span = round(CATCH_UP_HOURS / hours)
    real = needs["required_real"].to_numpy().copy()
    for queue in plan.queues:
        if not queue.deferred:
            continue
        rows = np.flatnonzero(needs["queue"] == queue.queue)
        is_open = inside(plan.horizon, queue.open, zone(queue.timezone)) > 0
        arrived = needs["arrived_hours"].to_numpy()[rows]
        opens = np.flatnonzero(is_open & ~np.append(False, is_open[:-1]))
        work = np.where(is_open, arrived, 0.0)
        for at in opens:
            before = np.flatnonzero(is_open[:at])
            waiting = arrived[(before[-1] + 1 if len(before) else 0) : at].sum()
            work[at : at + span] += waiting / min(span, len(work) - at)
        real[rows] = work / hours
    return needs.assign(required_real=real)


if __name__ == "__main__":
    main()
