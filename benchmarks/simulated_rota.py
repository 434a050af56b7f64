"""What the Erlang model says of a finished rota, what simulation says, and the steps between.

    python -m benchmarks.simulated_rota OUT [--plan data/follow_the_sun]

``OUT`` is a folder that ``planner plan`` wrote of the plan.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from planner.clock import inside, zone
from planner.deferred_service import deferred_service_levels
from planner.demand import forecast
from planner.domain import Plan, Queue, Staffing
from planner.folder import read_plan
from planner.rules import coverage_table
from planner.rules.groups import is_pooled
from planner.rules.needs import needs_of
from planner.schedule_files import read_schedule
from planner.schedules import Schedule
from planner.service import modelled_service_levels
from planner.simulation import Trace, simulate
from planner.simulation.people import Duties, duties_of, running_in
from planner.staffing.offered import offered_by_queue
from planner.staffing.uncertain import average_service

Floats = NDArray[np.float64]
Demand = tuple[Floats, ...]
"""Load in erlangs, handle time in seconds, coefficient of variation of the rate."""

REPLICATIONS = 20


def main() -> None:
    """Print one row a queue."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--plan", type=Path, default=Path("data/follow_the_sun"))
    asked = parser.parse_args()
    compare(case_of(asked.plan, asked.out))


@dataclass(frozen=True, kw_only=True)
class Case:
    """A finished rota with what belongs to it."""

    plan: Plan
    rota: Schedule
    needs: pd.DataFrame
    volumes: pd.DataFrame
    coverage: pd.DataFrame
    duties: Duties


def compare(case: Case) -> None:
    """Modelled and simulated service level of each queue, and the steps between them."""
    plan, volumes, needs = case.plan, case.volumes, case.needs

    def simulated(*, even_days: bool = False) -> Trace:
        return simulate(
            plan, case.rota, forecast=volumes, needs=needs, replications=REPLICATIONS,
            even_days=even_days,
        )  # fmt: skip

    even, uneven = simulated(even_days=True), simulated()
    steps = {
        "modelled": modelled_service_levels(plan, needs, case.coverage, forecast=volumes)
        | deferred_service_levels(plan, case.rota, needs, forecast=volumes),
        "by minute": by_minute(case),
        "attendance": by_minute(case, chance=True),
        "spread": by_minute(case, chance=True, spread=True),
        "even days": levels(even.queues),
        "covered": where_covered(case, even.service),
        "simulated": levels(uneven.queues),
    }
    came = contacts(needs, uneven.queues)
    print(f"\n{plan.name}: {len(case.rota.shifts)} shifts, {REPLICATIONS} replications")
    heads = ("target", *steps, "gap", "left", "contacts")
    print(f"  {'queue':<10}" + "".join(f"{head:>11}" for head in heads))
    for queue in plan.queues:
        row = {name: found.get(queue.queue, np.nan) for name, found in steps.items()}
        goal = queue.complete_share if queue.deferred else queue.service_level
        apart = [row["simulated"] - row[name] for name in ("modelled", "spread")]
        cells = (goal, *row.values(), *apart, came[queue.queue])
        print(f"  {queue.queue:<10}" + "".join(f"{cell:11.3f}" for cell in cells))
    print(NOTE)


NOTE = """
  modelled    Erlang with the mean of the effective agents of each interval
  by minute   Erlang with the effective agents of each minute: people share intervals, breaks
  attendance  and with people there or not by chance (absence, moments away), not in fractions
  spread      and with the forecast's spread, weighted by contacts
  even days   simulated with the mean volume of every day
  covered     the same, of contacts that come in intervals whose requirement is covered
  simulated   simulated with the forecast's spread from day to day
  gap, left   simulated less modelled, and less the last of the Erlang columns
  contacts    simulated over those that the requirement is for: those who give up do not escalate"""


def case_of(folder: Path, out: Path) -> Case:
    plan = read_plan(folder)
    rota, needs, _ = read_schedule(plan, out)
    assert needs is not None, f"requirements.csv is missing in {out}"
    return Case(
        plan=plan, rota=rota, needs=needs, volumes=forecast(plan),
        coverage=coverage_table(plan, rota, needs),
        duties=duties_of(plan, rota, before=running_in(plan, rota, needs_of(plan, needs)[0])),
    )  # fmt: skip


def levels(queues: pd.DataFrame) -> dict[str, float]:
    return dict(zip(queues["queue"], queues["service_level"], strict=True))


def contacts(needs: pd.DataFrame, queues: pd.DataFrame) -> dict[str, float]:
    """Simulated contacts of each queue over those of the requirement."""
    planned = needs.groupby("queue")["volume"].sum()
    came = zip(queues["queue"], queues["offered"], strict=True)
    return {name: float(number / planned[name]) for name, number in came}


def where_covered(case: Case, service: pd.DataFrame) -> dict[str, float]:
    """Simulated service level of contacts that come while the requirement is covered."""
    keys = ["interval_start", "queue"]
    both = service.merge(case.coverage[[*keys, "gap"]], on=keys)
    both = both[(both["gap"] > -0.02) & both["service_level"].notna()]
    weight = both["offered"] * both["service_level"]
    sums = pd.DataFrame({"queue": both["queue"], "good": weight, "all": both["offered"]})
    totals = sums.groupby("queue").sum()
    share = totals["good"] / totals["all"]
    return {str(name): float(value) for name, value in share.items()}


def by_minute(case: Case, *, chance: bool = False, spread: bool = False) -> dict[str, float]:
    """Erlang's service level with the agents of each minute, weighted by contacts.

    With ``chance`` each head is there with the probability of its effectiveness, on its own; with
    ``spread`` the rate strays as the forecast says. Nothing of pooled plans.
    """
    if is_pooled(case.plan):
        return {}
    heads, effective = minutes(case)
    step = case.plan.horizon.interval_minutes
    uncertain = replace(case.plan, staffing=Staffing(spread="average"))
    wide = offered_by_queue(uncertain, case.volumes).cv * spread
    found = {}
    for i, queue in enumerate(case.plan.queues):
        if queue.deferred:
            continue
        rows = case.needs[case.needs["queue"] == queue.queue]
        open_share = inside(case.plan.horizon, queue.open, zone(queue.timezone))
        busy = (open_share > 0) & (rows["volume"].to_numpy() > 0)
        load = rows["erlangs"].to_numpy()[busy] / open_share[busy]
        shape = (case.plan.horizon.intervals, step)
        people, agents = (each[i].reshape(shape)[busy] for each in (heads, effective))
        load = np.repeat(load[:, None], step, axis=1)
        aht = np.repeat(
            rows["aht_s"].to_numpy()[busy][:, None], case.plan.horizon.interval_minutes, axis=1
        )
        cv = np.repeat(wide[i][busy][:, None], step, axis=1)
        level = (
            by_attendance(queue, (load, aht, cv), people, agents)
            if chance
            else service(queue, (load, aht, cv), agents)
        )
        weights = rows["volume"].to_numpy()[busy]
        found[queue.queue] = float(np.average(level.mean(axis=1), weights=weights))
    return found


def service(queue: Queue, demand: Demand, agents: Floats) -> Floats:
    """Erlang's service level; each agent has as many slots as chats at a time."""
    load, aht, cv, slots = np.broadcast_arrays(*demand, agents * queue.concurrency)
    level = average_service(queue, load.ravel(), slots.ravel(), aht.ravel(), cv.ravel())
    return level.reshape(load.shape)


def by_attendance(queue: Queue, demand: Demand, people: Floats, agents: Floats) -> Floats:
    """The mean of the service level over how many of the people are there."""
    level = np.zeros_like(agents)
    for heads in np.unique(people):
        here = people == heads
        present = np.arange(heads + 1)
        chance = agents[here][:, None] / max(heads, 1.0)
        weight = binom.pmf(present, heads, np.clip(chance, 0.0, 1.0))
        each = service(queue, tuple(part[here][:, None] for part in demand), present)
        level[here] = (weight * each).sum(axis=1)
    return level


def minutes(case: Case) -> tuple[Floats, Floats]:
    """People and effective agents at work on each queue, ``[queue, minute]``."""
    size = case.plan.horizon.intervals * case.plan.horizon.interval_minutes
    heads, effective = np.zeros((2, len(case.plan.queues), size + 1))
    duties = case.duties
    effect = np.array([case.plan.effectiveness(agent) for agent in case.plan.agents])
    for row, begin, end, number in zip(
        duties.row, duties.start, duties.end, duties.shift, strict=True
    ):
        if row >= 0:
            first, last = (int(np.clip(moment / 60, 0, size)) for moment in (begin, end))
            queue = duties.sets[row][0]
            for table, amount in ((heads, 1.0), (effective, effect[duties.person[number]])):
                table[queue, first] += amount
                table[queue, last] -= amount
    people: Floats = np.round(np.cumsum(heads, axis=1)[:, :-1]).astype(np.float64)
    return people, np.cumsum(effective, axis=1)[:, :-1]


if __name__ == "__main__":
    main()
