"""How fast agents are found: 100,000 intervals at once, and a plan of 15 queues for four weeks.

Run: ``python -m benchmarks.staffing``. Prints a table; the best of three runs.
"""

from collections.abc import Callable
from datetime import date
from time import perf_counter

import numpy as np
import pandas as pd

from planner.clock import Horizon, WeeklyWindow
from planner.domain import Contract, Plan, Queue, Team
from planner.staffing import erlang, require

INTERVALS = 100_000
QUEUES, DAYS, MINUTES = 15, 28, 15
RUNS = 3


def main() -> None:
    """Print one row a measurement: what, cases, seconds."""
    print(f"{'what':<52} {'cases':>9} {'seconds':>8}")
    for what, cases, run in measurements():
        print(f"{what:<52} {cases:>9,} {best_of(RUNS, run):>8.3f}")


def measurements() -> list[tuple[str, int, Callable[[], object]]]:
    plan, forecast = four_weeks()
    rows: list[tuple[str, int, Callable[[], object]]] = []
    for spread, load in loads().items():
        for model, patience in (("Erlang C", None), ("Erlang A", 120.0)):
            rows.append((f"{model}, fewest agents, {spread}", load.size, search(load, patience)))
    rows.append(
        (
            f"requirement of {QUEUES} queues, {DAYS} days",
            len(forecast),
            lambda: require(plan, forecast),
        )
    )
    return rows


def loads() -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    rng = np.random.default_rng(1)
    return {
        "loads even in 0.01-100": rng.uniform(0.01, 100, INTERVALS),
        "loads lognormal, median 20": 20 * rng.lognormal(size=INTERVALS),
        "loads log-even in 0.01-100,000": 10 ** rng.uniform(-2, 5, INTERVALS),
    }


def search(
    load: np.ndarray[tuple[int], np.dtype[np.float64]], patience: float | None
) -> Callable[[], object]:
    return lambda: erlang.required_agents(
        load, aht=300, within=20, service_level=0.8, patience=patience
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
    main()
