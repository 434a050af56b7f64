"""What it takes to serve queues with people of their own, and with people in common.

Run: ``python -m benchmarks.pooling [FOLDER]``. Prints, for every group of live queues that people
link, effective agent-hours a week: apart, together by the pooled rule alone, and together with what
simulation adds so that every queue keeps its target; then how long that takes; then how far the
queue that is served worst stays below its target in intervals that the cuts were not made for.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from planner.demand import forecast
from planner.folder import read_plan
from planner.staffing import require
from planner.staffing.pooled_group import Group, groups_of
from planner.staffing.pooling import set_rows
from planner.staffing.pooling_cuts import Moment
from planner.staffing.pooling_gain import pooling_gain, pooling_line

EXAMPLE = Path(__file__).parents[1] / "data" / "follow_the_sun"
INTERVALS = 24
CONTACTS = 200_000


def main(folder: str | Path = EXAMPLE) -> None:
    """Print the tables for one plan folder."""
    plan = read_plan(folder)
    plan = replace(plan, staffing=replace(plan.staffing, pooling="separate"))
    apart = require(plan, forecast(plan))
    pooled = replace(plan, staffing=replace(plan.staffing, pooling="pooled"))
    set_rows(pooled, apart)  # compiles
    begun = perf_counter()
    sets = set_rows(pooled, apart)
    seconds = perf_counter() - begun
    print_gain(pooling_gain(pooled, pd.concat([apart, sets], ignore_index=True)))
    print_sets(apart, sets)
    print(f"\n{sets['queue'].nunique()} sets, {len(sets):,} rows: {seconds:.2f} s")
    for group in groups_of(pooled, apart):
        print_service(group)


def print_gain(gain: pd.DataFrame) -> None:
    header = f"{'group':<56} {'apart':>9} {'rule':>9} {'together':>9} {'saved':>7} {'people':>7}"
    print(f"agent-hours a week\n{header}")
    for row in gain.to_dict("records"):
        print(
            f"{row['group']:<56} {row['separate_hours']:>9,.0f} {row['rule_hours']:>9,.0f} "
            f"{row['pooled_hours']:>9,.0f} {row['saved_share']:>7.1%} {row['heads_saved']:>7.1f}"
        )
    print(pooling_line(gain))


def print_sets(apart: pd.DataFrame, sets: pd.DataFrame) -> None:
    """Mean agents of every set, and of its queues one by one."""
    alone = apart.groupby("queue")["required_real"].mean()
    together = sets.groupby("queue", sort=False)["required_real"].mean()
    print(f"\n{'mean agents of a set':<56} {'apart':>9} {'together':>9}")
    for name, agents in together.items():
        print(f"{name:<56} {alone[str(name).split('|')].sum():>9.2f} {agents:>9.2f}")


def print_service(group: Group) -> None:
    """How the cheapest staff serves its worst queue, without cuts and with them."""
    print(f"\nworst queue, points below its target: {'|'.join(group.names)}")
    for title, needs in (("pooled rule", None), ("with cuts", group.needs())):
        below = np.array([*shortfalls(group, needs)])
        print(
            f"{title:<20} mean {below.mean():>5.1f}  nine tenths below "
            f"{np.quantile(below, 0.9):>5.1f}  worst {below.max():>5.1f}"
        )


def shortfalls(
    group: Group, needs: dict[tuple[str, ...], np.ndarray[tuple[int], np.dtype[np.float64]]] | None
) -> Iterator[float]:
    rng = np.random.default_rng(3)
    busy = np.flatnonzero(group.work.erlangs.sum(axis=0) > 0)
    sets = [group.alone(names) if needs is None else needs[names] for names in group.work.sets]
    for interval in rng.choice(busy, min(INTERVALS, busy.size), replace=False):
        least = np.array([*(of[interval] for of in sets), *group.required_real[:, interval]])
        moment = Moment(group.work, int(interval), contacts=CONTACTS, seed=9)
        yield 100 * float((moment.targets - moment.service(moment.staff(least))).max())


if __name__ == "__main__":
    main(*sys.argv[1:2])
