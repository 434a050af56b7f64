"""How long a capacity plan takes, and how near the cheapest it is.

Run: ``python -m benchmarks.hiring [--months 18] [--teams 12]``. The plan is a generated one of so
many teams and six queues (``benchmarks/generate.py``, 600 people, 28 days of quarter hours); every
team hires with a lead time, a ramp of eight weeks, leave by month, attrition and 5 % overtime, and
contacts grow by 30 % a year. Reading the folder is not counted; the first of two runs, with all
that is loaded on first use, stands beside the second. ``processor`` is what the program itself
used, whatever else the machine does.
"""

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.generate import build
from planner.domain import Plan
from planner.folder import read_plan
from planner.hiring import HiringPlan, hiring_plan
from planner.outlook import Growth, HiringTerms, Outlook

RAMP = (0.0, 0.0, 0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
LEAVE = (0.08, 0.06, 0.07, 0.09, 0.08, 0.1, 0.16, 0.18, 0.08, 0.07, 0.06, 0.12)
PEOPLE, QUEUES, GROWTH = 600, 6, 0.3


def main() -> None:
    """Print seconds, size, hires and the distance to the bound."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--months", type=int, default=18)
    arguments.add_argument("--teams", type=int, default=12)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), people=PEOPLE, teams=asked.teams, queues=QUEUES)
        plan = growing(read_plan(folder))
    print(f"{'run':<8} {'seconds':>8} {'processor':>10} {'hires':>6} {'cost':>14} {'gap':>7}")
    for run in ("first", "second"):
        started, used = time.perf_counter(), time.process_time()
        told = hiring_plan(plan, months=asked.months)
        seconds, processor = time.perf_counter() - started, time.process_time() - used
        print(f"{run:<8} {seconds:8.2f} {processor:10.2f} {figures(told)}")


def growing(plan: Plan) -> Plan:
    """The plan with teams that hire and contacts that grow."""
    hiring = tuple(
        HiringTerms(
            team=team.team, attrition_per_year=0.3, leave=LEAVE, ramp=RAMP, hire_cost=3000,
            max_hires_per_week=10, max_overtime=0.05, release=team.outsourced,
        )
        for team in plan.teams
    )  # fmt: skip
    growth = Growth(first=plan.horizon.start, growth_per_year=GROWTH)
    return replace(plan, outlook=Outlook(hiring=hiring, growth=(growth,)))


def figures(told: HiringPlan) -> str:
    """Hires, cost and gap of a plan."""
    gap = (told.cost - told.bound) / told.cost
    return f"{told.hires['hires'].sum():6,} {told.cost:14,.0f} {gap:7.3%}"


if __name__ == "__main__":
    main()
