"""Simulation: how fast, how true to exact values, and how far the models are from it.

    python -m benchmarks.simulation [--result OUT --plan data/follow_the_sun] [--only PART]

Parts: ``speed`` (a week of 100,000 contacts, 6 queues, 5 groups of people), ``exact`` (figures of a
steady queue in their own 95 % interval around Erlang A, 100 seeds), ``varying`` (handle times of 20
minutes: people by each interval's own load, and by the load that carries over) and ``model`` (a
finished rota: modelled against simulated service; needs ``--result``, a folder that ``planner
plan`` wrote of the plan). Code is compiled before the clock starts.
"""

import argparse
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import heappop, heappush
from math import inf
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from planner.clock import Horizon, inside, zone
from planner.demand import forecast
from planner.domain import Agent, Contract, Plan, Queue, Staffing, Team
from planner.folder import read_plan
from planner.rules import coverage_table
from planner.rules.needs import needs_of
from planner.schedule_files import read_schedule
from planner.schedules import MEAL, WORK, Schedule, Shift, Stretch, schedule_of
from planner.service import modelled_service_levels
from planner.simulation import Trace, simulate, warm_up
from planner.simulation.people import Duties, duties_of, running_in
from planner.simulation.rates import rates_of
from planner.simulation.simulating import Replication
from planner.staffing import erlang
from planner.staffing.offered import offered_by_queue
from planner.staffing.time_varying import carried_load
from planner.staffing.uncertain import average_service

Floats = NDArray[np.float64]
Demand = tuple[Floats, ...]
"""Load in erlangs, handle time in seconds, coefficient of variation of the rate."""

MONDAY = date(2027, 3, 1)
STEP_MINUTES, STEP_S = 15, 900.0
QUARTERS = 96
WEEK_CONTACTS = 100_000
SEEDS, REPLICATIONS = 100, 20
LONG_AHT_S, LONG_AHT_CV, LONG_PATIENCE_S = 1200.0, 1.2, 120.0
PEAK_ERLANGS, DAYS = 40.0, 400


def main() -> None:
    """Print the tables of the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=("speed", "exact", "varying", "model"))
    parser.add_argument("--plan", type=Path, default=Path("data/follow_the_sun"))
    parser.add_argument("--result", type=Path)
    asked = parser.parse_args()
    print(f"event loop compiled or loaded in {warm_up():.1f} s")
    parts = {"speed": speed, "exact": exact, "varying": varying}
    for name, part in parts.items():
        if asked.only in (None, name):
            part()
    if asked.only in (None, "model") and asked.result:
        model(asked.plan, asked.result)


# Small centres


def centre(
    queues: Sequence[Queue], groups: Sequence[tuple[str, int]], *, days: int = 1,
    pooling: str = "separate",
) -> Plan:  # fmt: skip
    """A plan without rules; ``groups`` are what people serve (``a|b``) and how many they are."""
    team = Team(team="site", timezone="UTC", contract="any", hourly_cost=20.0)
    agents = tuple(
        Agent(
            agent=f"group{number}-{i:03d}", team="site", contract="any", productivity=1.0,
            hourly_cost=20.0, queues=tuple(names.split("|")),
        )
        for number, (names, count) in enumerate(groups)
        for i in range(count)
    )  # fmt: skip
    return Plan(
        name="benchmark", horizon=Horizon(MONDAY, days, "UTC", STEP_MINUTES),
        queues=tuple(queues), teams=(team,), contracts=(Contract(contract="any"),), shifts=(),
        agents=agents, staffing=Staffing(pooling=pooling),
    )  # fmt: skip


def shift(plan: Plan, who: Agent, parts: Sequence[tuple[float, float, bool]]) -> Shift:
    """A shift of stretches: hours since the start, and whether at work; in all queues at once."""

    def stretch(begin: float, end: float, works: bool) -> Stretch:
        return Stretch(
            start=plan.horizon.first + timedelta(hours=begin),
            end=plan.horizon.first + timedelta(hours=end),
            activity=WORK if works else MEAL, queue="|".join(who.queues) if works else "",
        )  # fmt: skip

    stretches = tuple(stretch(*part) for part in parts)
    return Shift(
        agent=who.agent, team=who.team, date=stretches[0].start.date(), shift="any",
        start=stretches[0].start, end=stretches[-1].end, activities=stretches,
    )  # fmt: skip


def expected(plan: Plan, mean: Floats, cv: float = 0.0) -> pd.DataFrame:
    """A forecast of so many contacts, ``[queue, interval]``."""
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    tables = [
        pd.DataFrame(
            {"interval_start": starts, "queue": queue.queue, "market": "", "mean": row, "cv": cv,
             "aht_s": queue.aht_s}
        )
        for queue, row in zip(plan.queues, mean, strict=True)
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def two_peaks() -> Floats:
    """Shape of a day in quarter hours: a peak at 10:30, a lower one at 15:30, quiet nights."""
    clock = (np.arange(QUARTERS) + 0.5) / 4
    early, late = (clock - 10.5) / 1.3, (clock - 15.5) / 1.4
    shape = np.exp(-(early**2) / 2) + 0.85 * np.exp(-(late**2) / 2)
    curve: Floats = (0.03 + shape / shape.max()) / 1.03
    return curve


# Speed


def speed() -> None:
    """A week of 100,000 contacts, once in one thread."""
    plan, rota, volumes = large_week()
    once = Replication(plan, duties_of(plan, rota), rates_of(plan, volumes), seed=1)
    once(0)
    begun, worked = perf_counter(), process_time()
    contacts = [once(number)["offered"].sum() for number in range(1, 6)]
    seconds, own = (perf_counter() - begun) / 5, (process_time() - worked) / 5
    print(
        f"\nOne week, {np.mean(contacts):,.0f} contacts, {len(plan.queues)} queues, 5 groups of "
        f"people, {len(rota.shifts)} shifts, one thread:\n  {seconds:.3f} s a replication "
        f"({own:.3f} s of processor time): {np.mean(contacts) / seconds:,.0f} contacts a second"
    )


def large_week() -> tuple[Plan, Schedule, pd.DataFrame]:
    """Six queues, five groups of pooled people in three shifts a day, days that differ."""
    queues = [
        Queue(queue=f"q{i}", channel="voice", timezone="UTC", aht_s=300.0, patience_s=120.0,
              priority=1 + i % 2)
        for i in range(6)
    ]  # fmt: skip
    names = ("q0|q1", "q1|q2|q3", "q3|q4", "q4|q5", "q0|q2|q5")
    plan = centre(queues, [(each, 60) for each in names], days=7, pooling="pooled")
    shape = np.tile(two_peaks(), 7)
    mean = np.outer(np.full(6, 1 / 6), shape / shape.sum()) * WEEK_CONTACTS
    return plan, schedule_of(three_shifts(plan)), expected(plan, mean, cv=0.1)


def three_shifts(plan: Plan) -> Iterator[Shift]:
    """Of each group a few at night, most by day, some in the evening, a meal in each shift."""
    starts = (0.0, *([7.0] * 6), *([12.0] * 4), 16.0)
    for i, who in enumerate(plan.agents):
        for day in range(plan.horizon.days):
            at = 24 * day + starts[i % len(starts)]
            meal = at + 3.5 + 0.25 * (i % 5)
            yield shift(
                plan, who, ((at, meal, True), (meal, meal + 0.5, False), (meal + 0.5, at + 8, True))
            )


# Against exact values


def exact() -> None:
    """A steady queue: how often a figure's own interval holds the exact value."""
    queue = Queue(queue="q", channel="voice", timezone="UTC", aht_s=300.0, patience_s=120.0)
    plan = centre([queue], [("q", 20)])
    rota = schedule_of(shift(plan, who, ((0, 24, True),)) for who in plan.agents)
    volumes = expected(plan, np.full((1, QUARTERS), 54.0))
    true = {
        "service_level": erlang.service_level(18, 20, aht=300, within=20, patience=120),
        "mean_wait_s": erlang.mean_wait(18, 20, aht=300, patience=120),
        "abandonment": erlang.abandonment(18, 20, aht=300, patience=120),
        "occupancy": erlang.occupancy(18, 20, aht=300, patience=120),
    }
    found = pd.concat(
        simulate(plan, rota, forecast=volumes, replications=REPLICATIONS, seed=seed).queues
        for seed in range(SEEDS)
    )
    print(f"\nErlang A, 18 erlangs, 20 agents, {REPLICATIONS} days a seed, {SEEDS} seeds")
    print(f"  {'figure':<14}{'exact':>9}{'mean':>9}{'in own 95 %':>13}")
    for name, value in true.items():
        inside_own = (found[f"{name}_low"] <= value) & (value <= found[f"{name}_high"])
        print(f"  {name:<14}{value:9.4f}{found[name].mean():9.4f}{inside_own.sum():13d}")


# Handle times of twenty minutes


def varying() -> None:
    """A day with two peaks, people by either load, rounded up: the worst interval.

    Twice: by a loop of its own in which those go first who are free first, so that there are never
    more contacts in hand than people asked for; and by the simulation, where everybody has hours
    of their own and finishes after them what is in hand, which with long contacts is many hours.
    """
    queue = Queue(
        queue="q", channel="voice", timezone="UTC", aht_s=LONG_AHT_S, aht_cv=LONG_AHT_CV,
        patience_s=LONG_PATIENCE_S,
    )  # fmt: skip
    contacts = two_peaks() * PEAK_ERLANGS * STEP_S / LONG_AHT_S
    carried = carried_load(
        contacts, np.full(QUARTERS, LONG_AHT_S), interval_s=STEP_S, aht_cv=LONG_AHT_CV,
        period=QUARTERS,
    )  # fmt: skip
    print(f"\nHandle time 20 min (cv {LONG_AHT_CV}), peak {PEAK_ERLANGS:g} erlangs, {DAYS} days")
    print(f"  {'':<24}{'':>9}{'first free goes':>26}{'own hours':>18}")
    heads = ("agent-h", "day", "worst", "below 0.70", "day", "worst")
    print(f"  {'people by':<24}" + "".join(f"{head:>{len(head) + 3}}" for head in heads))
    for what, load in (
        ("each interval's load", contacts * LONG_AHT_S / STEP_S),
        ("load that carries over", carried),
    ):
        agents = erlang.required_agents(
            load, aht=LONG_AHT_S, within=20, service_level=0.8, patience=LONG_PATIENCE_S
        )
        counted = by_count(contacts, agents)
        plan = centre([queue], [("q", int(agents.max()))])
        trace = simulate(
            plan, schedule_of(in_steps(plan, agents)), replications=DAYS,
            forecast=expected(plan, contacts[None, :]),
        )  # fmt: skip
        own = trace.service["service_level"].min()
        print(
            f"  {what:<24}{agents.sum() / 4:10.1f}{np.average(counted, weights=contacts):6.3f}"
            f"{counted.min():8.3f}{(counted < 0.7).sum():13d}"
            f"{trace.queues['service_level'].iloc[0]:6.3f}{own:8.3f}"
        )


def in_steps(plan: Plan, agents: NDArray[np.int64]) -> Iterator[Shift]:
    """Shifts with exactly so many people at work in each interval: the last to come goes first."""
    for number, who in enumerate(plan.agents):
        change = np.diff((agents > number).astype(int), prepend=0, append=0)
        for begin, end in zip(np.flatnonzero(change > 0), np.flatnonzero(change < 0), strict=True):
            yield shift(plan, who, ((begin / 4, end / 4, True),))


def by_count(contacts: Floats, agents: NDArray[np.int64], *, seed: int = 1) -> Floats:
    """Share answered in 20 s by quarter hour, over many days one after the other.

    Nothing of :mod:`planner.simulation` is in it: a second opinion.
    """
    rng = np.random.default_rng(seed)
    count = rng.poisson(np.tile(contacts, DAYS))
    interval = np.repeat(np.arange(count.size), count)
    arrival = np.sort((interval + rng.random(interval.size)) * STEP_S)
    width = np.sqrt(np.log1p(LONG_AHT_CV**2))
    handle = LONG_AHT_S * np.exp(width * rng.standard_normal(arrival.size) - width**2 / 2)
    gone = arrival + rng.exponential(LONG_PATIENCE_S, arrival.size)
    start = _starts(arrival.tolist(), handle.tolist(), gone.tolist(), agents.tolist())
    at = (arrival // STEP_S).astype(np.int64) % QUARTERS
    answered = np.bincount(at, np.array(start) - arrival <= 20, minlength=QUARTERS)
    level: Floats = answered / np.maximum(np.bincount(at, minlength=QUARTERS), 1)
    return level


def _starts(
    arrival: list[float], handle: list[float], gone: list[float], agents: list[int]
) -> list[float]:
    """When each contact is taken; infinite if never."""
    start, ends, waiting = [inf] * len(arrival), list[float](), deque[int]()
    step = came = 0
    while came < len(arrival) or ends or waiting:
        change = (step + 1) * STEP_S
        now = min(arrival[came] if came < len(arrival) else inf, ends[0] if ends else inf, change)
        if now == change:
            step += 1
        elif ends and now == ends[0]:
            heappop(ends)
        else:
            waiting.append(came)
            came += 1
        while waiting and len(ends) < agents[step % QUARTERS]:
            contact = waiting.popleft()
            if gone[contact] > now:
                start[contact] = now
                heappush(ends, now + handle[contact])
    return start


# The model against the simulation


@dataclass(frozen=True, kw_only=True)
class Case:
    """A finished rota with what belongs to it."""

    plan: Plan
    rota: Schedule
    needs: pd.DataFrame
    volumes: pd.DataFrame
    coverage: pd.DataFrame
    duties: Duties


def model(folder: Path, out: Path) -> None:
    """Modelled and simulated service level of each live queue, and the steps between them."""
    case = case_of(folder, out)
    plan, volumes, needs = case.plan, case.volumes, case.needs

    def simulated(*, even_days: bool = False) -> Trace:
        return simulate(
            plan, case.rota, forecast=volumes, needs=needs, replications=REPLICATIONS,
            even_days=even_days,
        )  # fmt: skip

    full = simulated()
    steps = {
        "modelled": modelled_service_levels(plan, needs, case.coverage),
        "by minute": by_minute(case),
        "attendance": by_minute(case, chance=True),
        "spread": by_minute(case, chance=True, spread=True),
        "even days": levels(simulated(even_days=True).queues),
        "simulated": levels(full.queues),
        "covered": where_covered(case, full.service),
    }
    print(f"\n{plan.name}: {len(case.rota.shifts)} shifts, {REPLICATIONS} replications")
    print("  " + "".join(f"{head:>12}" for head in ("queue", "target", *steps, "gap")))
    for queue in plan.queues:
        row = [found.get(queue.queue, np.nan) for found in steps.values()]
        goal = queue.complete_share if queue.deferred else queue.service_level
        gap = found_at("simulated", row, steps) - found_at("modelled", row, steps)
        print(f"  {queue.queue:>12}" + "".join(f"{v:12.3f}" for v in (goal, *row, gap)))
    print(NOTE)


NOTE = """
  modelled    Erlang with the mean of the effective agents of each interval
  by minute   Erlang with the effective agents of each minute: people share intervals, breaks
  attendance  and with people there or not by chance (absence, moments away), not in fractions
  spread      and with the forecast's spread, weighted by contacts
  even days   simulated with the mean volume of every day
  simulated   simulated with the forecast's spread from day to day
  covered     the same, of contacts in intervals whose requirement is covered
  gap         simulated less modelled"""


def case_of(folder: Path, out: Path) -> Case:
    plan = read_plan(folder)
    rota, needs, _ = read_schedule(plan, out)
    assert needs is not None, f"requirements.csv is missing in {out}"
    return Case(
        plan=plan, rota=rota, needs=needs, volumes=forecast(plan),
        coverage=coverage_table(plan, rota, needs),
        duties=duties_of(plan, rota, before=running_in(plan, needs_of(plan, needs)[0])),
    )  # fmt: skip


def found_at(name: str, row: Sequence[float], steps: dict[str, dict[str, float]]) -> float:
    return row[list(steps).index(name)]


def levels(queues: pd.DataFrame) -> dict[str, float]:
    return dict(zip(queues["queue"], queues["service_level"], strict=True))


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
    ``spread`` the rate strays as the forecast says.
    """
    heads, effective = minutes(case)
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
        shape = (case.plan.horizon.intervals, STEP_MINUTES)
        people, agents = (each[i].reshape(shape)[busy] for each in (heads, effective))
        load = np.repeat(load[:, None], STEP_MINUTES, axis=1)
        aht = np.repeat(rows["aht_s"].to_numpy()[busy][:, None], STEP_MINUTES, axis=1)
        cv = np.repeat(wide[i][busy][:, None], STEP_MINUTES, axis=1)
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
    size = case.plan.horizon.intervals * STEP_MINUTES
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
