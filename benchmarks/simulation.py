"""Simulation: how fast it is, and how true to exact values.

    python -m benchmarks.simulation [--only PART]

Parts: ``speed`` (a week of 100,000 contacts, 6 queues, 5 groups of people), ``exact`` (figures of a
steady queue in their own 95 % interval around Erlang A, 100 seeds), ``varying`` (handle times of 20
minutes: people by their own load of each interval, or by what carries over) and ``turns`` (what it
costs when people change between calls and chats often). Code is compiled before the clock starts.
"""

import argparse
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from heapq import heappop, heappush
from math import inf
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import Horizon
from planner.domain import Agent, Contract, Plan, Queue, Staffing, Team
from planner.schedules import MEAL, WORK, Schedule, Shift, Stretch, schedule_of
from planner.simulation import simulate, warm_up
from planner.simulation.people import duties_of
from planner.simulation.rates import rates_of
from planner.simulation.simulating import Replication
from planner.staffing import erlang
from planner.staffing.time_varying import carried_load

Floats = NDArray[np.float64]

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
    parser.add_argument("--only", choices=("speed", "exact", "varying", "turns"))
    asked = parser.parse_args()
    print(f"event loop compiled or loaded in {warm_up():.1f} s")
    parts = {"speed": speed, "exact": exact, "varying": varying, "turns": turns}
    for name, part in parts.items():
        if asked.only in (None, name):
            part()


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


# Changes of queue


def turns() -> None:
    """Three people on calls and three on chats, always or in turns of so many hours."""
    calls = Queue(queue="calls", channel="voice", timezone="UTC", aht_s=400, patience_s=150)
    chat = Queue(
        queue="chat", channel="chat", timezone="UTC", aht_s=630, patience_s=180, concurrency=2,
        answer_within_s=45,
    )  # fmt: skip
    plan = centre((calls, chat), [("calls|chat", 6)], days=7)
    volumes = pd.concat([volume(plan, "calls", 3.6), volume(plan, "chat", 5.5)])
    print("\nSix people between calls and chats (10.5 minutes, two at once), half of them on each")
    for hours in (0.25, 0.5, 2.0, 7 * 24.0):
        rota = schedule_of(
            in_turns(plan, who.agent, hours, first) for first, who in enumerate(plan.agents)
        )
        found = simulate(plan, rota, forecast=volumes, replications=REPLICATIONS)
        calls_level, chat_level = found.queues["service_level"]
        print(f"  turns of {hours:6.2f} h: calls {calls_level:.3f}, chats {chat_level:.3f} in time")


def volume(plan: Plan, queue: str, contacts: float) -> pd.DataFrame:
    """A forecast of so many contacts in every interval."""
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    return pd.DataFrame(
        {"interval_start": starts, "queue": queue, "market": "", "mean": contacts, "cv": 0.0,
         "aht_s": plan.queue[queue].aht_s}
    )  # fmt: skip


def in_turns(plan: Plan, who: str, hours: float, first: int) -> Shift:
    """One long shift that changes between the two queues."""
    start = plan.horizon.first
    length = timedelta(hours=hours)
    stretches = tuple(
        Stretch(
            start=start + i * length, end=start + (i + 1) * length, activity=WORK,
            queue=("calls", "chat")[(first + i) % 2], paid=True,
        )
        for i in range(round(plan.horizon.minutes / 60 / hours))
    )  # fmt: skip
    return Shift(
        agent=who, team="site", date=MONDAY, shift="any", start=start, end=stretches[-1].end,
        activities=stretches,
    )  # fmt: skip


if __name__ == "__main__":
    main()
