"""How fast agents are found, and whether anything fails anywhere in the domain.

    python -m benchmarks.staffing [--inputs 400000]

First the seconds, best of three, of the fewest agents of 100,000 intervals at once, and of the
requirement of 15 queues for four weeks, beside the limits on 2 free cores. Then the counts of
``benchmarks/staffing_domain.py``; ends with 1 if any of them is not 0.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks import staffing_domain
from planner.clock import Horizon, WeeklyWindow
from planner.domain import Contract, Plan, Queue, Team
from planner.staffing import erlang, require

Array = NDArray[np.float64]
INTERVALS = 100_000
QUEUES, DAYS, MINUTES = 15, 28, 15
RUNS = 3
LIMITS = {"Erlang C": 0.3, "Erlang A": 2.0}
"""Seconds that 100,000 intervals may take."""


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """Something to run, how many cases it does, and the seconds it may take."""

    what: str
    cases: int
    run: Callable[[], object]
    limit: float = np.inf


def main() -> int:
    """Print the seconds, then the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=staffing_domain.INPUTS)
    inputs = parser.parse_args().inputs
    print(f"{'what':<60} {'cases':>8} {'seconds':>8} {'limit':>6}")
    for measured in measurements():
        seconds = best_of(RUNS, measured.run)
        limit = f"{measured.limit:.1f}" if np.isfinite(measured.limit) else ""
        print(f"{measured.what:<60} {measured.cases:>8,} {seconds:>8.3f} {limit:>6}", flush=True)
    print()
    return staffing_domain.main(inputs)


def measurements() -> Iterator[Measurement]:
    for spread, load, aht in intervals():
        for model, patience in (("Erlang C", None), ("Erlang A", 120.0)):
            yield Measurement(
                what=f"{model}, fewest agents, {spread}", cases=load.size,
                run=search(load, aht, patience), limit=LIMITS[model],
            )  # fmt: skip
    plan, forecast = four_weeks()
    yield Measurement(
        what=f"requirement of {QUEUES} queues, {DAYS} days",
        cases=len(forecast), run=lambda: require(plan, forecast),
    )  # fmt: skip


def intervals() -> Iterator[tuple[str, Array, float | Array]]:
    """Loads in erlangs and handle times in seconds, one for all or one each."""
    rng = np.random.default_rng(1)
    even = rng.uniform(0.01, 100, INTERVALS)
    yield "loads even in 0.01-100", even, 300.0
    yield "loads lognormal, median 20", 20 * rng.lognormal(size=INTERVALS), 300.0
    yield "loads log-even in 0.01-100,000", 10 ** rng.uniform(-2, 5, INTERVALS), 300.0
    yield "even loads, own handle times", even, 300 * rng.gamma(25, 1 / 25, INTERVALS)


def search(load: Array, aht: float | Array, patience: float | None) -> Callable[[], object]:
    return lambda: erlang.required_agents(
        load, aht=aht, within=20, service_level=0.8, patience=patience
    )


def four_weeks() -> tuple[Plan, pd.DataFrame]:
    """Two thirds voice with patience, some chat, some email; no two intervals alike."""
    rng = np.random.default_rng(2)
    horizon = Horizon(start=date(2027, 3, 1), days=DAYS, timezone="UTC", interval_minutes=MINUTES)
    queues = tuple(_queue(i) for i in range(QUEUES))
    day = 1 + np.sin(np.arange(horizon.intervals) * 2 * np.pi / (24 * 60 / MINUTES))
    tables = []
    for queue in queues:
        volume = rng.uniform(2, 40) * day * rng.gamma(50, 1 / 50, horizon.intervals)
        tables.append(
            pd.DataFrame(
                {
                    "interval_start": pd.DatetimeIndex(horizon.starts).tz_localize("UTC"),
                    "queue": queue.queue,
                    "market": "",
                    "mean": volume,
                    "aht_s": queue.aht_s * rng.gamma(400, 1 / 400, horizon.intervals),
                }
            )
        )
    team = Team(
        team="site", timezone="UTC", contract="full", hourly_cost=30, shrinkage=0.3, heads=1
    )
    plan = Plan(
        name="benchmark", horizon=horizon, queues=queues, teams=(team,),
        contracts=(Contract(contract="full"),), shifts=(), agents=(),
    )  # fmt: skip
    return plan, pd.concat(tables, ignore_index=True)


def _queue(number: int) -> Queue:
    channel = ("voice", "voice", "voice", "chat", "email")[number % 5]
    windows = (WeeklyWindow(),) if number % 3 else (WeeklyWindow(start=480, end=1200),)
    return Queue(
        queue=f"queue-{number:02}", channel=channel, timezone="Europe/Berlin", aht_s=300,
        patience_s=120, open=windows, concurrency=2 if channel == "chat" else 1,
    )  # fmt: skip


def best_of(runs: int, run: Callable[[], object]) -> float:
    seconds = []
    for _ in range(runs):
        begun = perf_counter()
        run()
        seconds.append(perf_counter() - begun)
    return min(seconds)


if __name__ == "__main__":
    raise SystemExit(main())
