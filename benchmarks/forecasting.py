"""Forecasts on real volumes: accuracy, clock changes, a launch, speed.

    python -m benchmarks.forecasting [FOLDER]

FOLDER holds the real volumes (``../shared/volumes``, not part of this repository).

1. Accuracy, hourly, from origins eight weeks apart, four weeks ahead, against the mean of the last
   four weeks and the last week repeated. Each figure is the sum of absolute errors over the
   contacts that came (WAPE); ``floor`` is what would remain with the true rates; ``inside`` the
   share of hours within the engine's 10–90 % range, ``meant`` the share that would be if its
   distribution were the true one: where next to nothing comes, a range in whole contacts holds far
   more than 80 %. ``busy`` is the share inside of hours with a contact or more to be expected.
2. The weeks after clock changes: learning on the wall clock against the same engine in UTC.
3. A launch, April 2022: a new forecast every day of the next seven days (as the plan was made with
   another multiplier, half-life, start, or without any event) against the last day repeated.
4. Speed: 30 queues, two years of half hours, back-test included.
"""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.volumes import FOLDER, Volumes, all_volumes, mastodon
from planner.clock import WEEK_DAYS, Horizon, WeeklyWindow, zone
from planner.demand import forecast, learn
from planner.demand.backtesting import (
    ENGINE,
    LAST,
    MEAN,
    MODELS,
    Outcome,
    floor,
    inside_range,
    meant_inside,
    outcomes,
    score,
)
from planner.demand.events import EPOCH
from planner.demand.learning import fit
from planner.demand.series import SLOTS, wall_clock
from planner.demand.shape import shape_of_open_hours
from planner.domain import Event, History, Plan, Queue

FIRST_ORIGIN, BETWEEN_ORIGINS, AHEAD = 8 * WEEK_DAYS, 8 * WEEK_DAYS, 4 * WEEK_DAYS
EVEN = shape_of_open_hours([WeeklyWindow()], ahead_minutes=0)
LAUNCH = date(2022, 4, 25)
LAUNCH_DAYS, LOOKED_AHEAD = 14, 7


def main(folder: Path = FOLDER) -> int:
    if not folder.is_dir():
        print(f"{folder} is missing: this benchmark needs the real volumes")
        return 2
    print(f"{date.today()}")
    every = list(all_volumes(folder))
    _accuracy(every)
    _clock_changes(every)
    _launch(mastodon(folder))
    _speed()
    return 0


def rolled(volumes: Volumes) -> list[Outcome]:
    """Forecasts from every origin of a series."""
    series = volumes.series()
    last = series.last_day + 2 - AHEAD
    return outcomes(
        series, shape=EVEN, holidays=volumes.holidays,
        origins=range(series.first_day + FIRST_ORIGIN, last, BETWEEN_ORIGINS),
    )  # fmt: skip


def _accuracy(every: list[Volumes]) -> None:
    print("\n1. WAPE in %, week 1 / weeks 1-4, hourly")
    print(f"{'series':<11}{'origins':>8}" + "".join(f"{name:>15}" for name in MODELS), end="")
    print(f"{'floor':>7}{'inside':>8}{'meant':>7}{'busy':>6}")
    table = []
    for volumes in every:
        found = rolled(volumes)
        row = [_errors(found, model) for model in MODELS]
        table.append(row)
        print(f"{volumes.name:<11}{len(found):>8}" + _cells(row) + f"{100 * floor(found):>7.1f}"
              f"{inside_range(found):>8.0%}{meant_inside(found):>7.0%}"
              f"{inside_range(found, least=1.0):>6.0%}")  # fmt: skip
    mean = np.mean(table, axis=0)
    print(f"{'mean':<11}{'':>8}" + _cells(mean.tolist()))
    first = np.array(table)[:, :, 0]
    for model, number in ((MEAN, 1), (LAST, 2)):
        ratio = first[:, 0] / first[:, number] - 1
        print(f"{ENGINE} against {model}, week 1: {mean[0, 0] / mean[number, 0] - 1:+.1%} on "
              f"average over series, at worst {ratio.max():+.1%} "
              f"({every[int(ratio.argmax())].name})")  # fmt: skip


def _errors(found: list[Outcome], model: str) -> tuple[float, float]:
    first = score(found, model, days=slice(0, WEEK_DAYS)).wape_interval
    return 100 * first, 100 * score(found, model).wape_interval


def _cells(rows: list[tuple[float, float]]) -> str:
    return "".join(f"{f'{first:.1f} / {every:.1f}':>15}" for first, every in rows)


def _clock_changes(every: list[Volumes]) -> None:
    print("\n2. WAPE in % of the week after a clock change, learnt on the wall clock / in UTC")
    table = []
    for volumes in every:
        pairs = [*_changes(volumes)]
        local, utc = np.mean(pairs, axis=0)
        table.append((local, utc))
        print(f"{volumes.name:<11}{len(pairs):>4} changes{100 * local:>7.1f} / {100 * utc:.1f}")
    local, utc = np.mean(table, axis=0)
    print(f"{'mean':<11}{'':>12}{100 * local:>7.1f} / {100 * utc:.1f}")


def _changes(volumes: Volumes) -> Iterator[tuple[float, float]]:
    """Errors of the week after each change with four weeks of history before it."""
    for day in _change_days(volumes):
        begin = day * 86_400
        past = volumes.start < begin
        ahead = (volumes.start >= begin) & (volumes.start < begin + 7 * 86_400)
        if past.sum() < 24 * 28 or ahead.sum() < 24 * 5:
            continue
        came = volumes.offered[ahead]
        errors = []
        for place in (volumes.place, zone("UTC")):
            series = volumes.series(place).before(day)
            model = fit(series, shape=EVEN, holidays=volumes.holidays)
            if model is None or series.last_day < day - 7:
                break
            local = wall_clock(volumes.start[ahead], place)
            days = np.arange(local.day.min(), local.day.max() + 1)
            rates = model.rates(days, holidays=volumes.holidays).reshape(len(days), SLOTS // 4, 4)
            means = rates.sum(2)[local.day - days[0], local.minute // 60]
            errors.append(float(np.abs(means - came).sum() / came.sum()))
        if len(errors) == 2:
            yield errors[0], errors[1]


def _change_days(volumes: Volumes) -> list[int]:
    """Local days (since 1970) on which the clocks change."""
    first, last = (int(edge // 86_400) for edge in (volumes.start.min(), volumes.start.max()))
    days = [EPOCH + timedelta(days=number) for number in range(first, last + 1)]
    ahead = [datetime(d.year, d.month, d.day, 12, tzinfo=volumes.place).utcoffset() for d in days]
    return [first + i for i in range(1, len(days)) if ahead[i] != ahead[i - 1]]


CASES: tuple[tuple[str, dict[str, object] | None], ...] = (
    ("x10, start known", {"multiplier": 10.0}),
    ("x6", {"multiplier": 6.0}),
    ("x25", {"multiplier": 25.0}),
    ("x3, half-life 5 days", {"multiplier": 3.0, "half_life_days": 5.0}),
    ("x6 from noon on", {"multiplier": 6.0, "start": datetime(2022, 4, 25, 12)}),
    ("x10 from noon on", {"multiplier": 10.0, "start": datetime(2022, 4, 25, 12)}),
    ("x10 from 18:00 on", {"multiplier": 10.0, "start": datetime(2022, 4, 25, 18)}),
    ("x10, planned a day late", {"multiplier": 10.0, "start": datetime(2022, 4, 26)}),
    ("no event at all", None),
)


def _launch(volumes: Volumes) -> None:
    print("\n3. New users, April 2022: daily forecasts of the next seven days against the last day")
    days = np.array([_total(volumes, day) for day in range(LAUNCH_DAYS + LOOKED_AHEAD)])
    print(f"   true peak {days.max():,.0f} a day; as planned: peak after day 1, error over "
          f"persistence's in {LAUNCH_DAYS} days")  # fmt: skip
    for name, event in CASES:
        wrong, plain, peak = 0.0, 0.0, 0.0
        for known in range(1, LAUNCH_DAYS + 1):
            table = learn(_launch_plan(volumes, event, known)).forecast
            ahead = table["mean"].to_numpy(dtype=float).reshape(-1, 24).sum(1)[known:]
            week = days[known : known + LOOKED_AHEAD].sum()
            wrong += abs(ahead[:LOOKED_AHEAD].sum() - week)
            plain += abs(days[known - 1] * LOOKED_AHEAD - week)
            peak = max(ahead.max(), days[0]) if known == 1 else peak
        print(f"   {name:<24} peak {peak:>8,.0f} ({peak / days.max() - 1:+.0%})"
              f"   error {wrong / plain:.2f}")  # fmt: skip


def _total(volumes: Volumes, day: int) -> float:
    """Contacts of a day, hours that are missing filled with the mean of the others."""
    begin = _seconds(LAUNCH) + day * 86_400
    here = (volumes.start >= begin) & (volumes.start < begin + 86_400)
    return float(volumes.offered[here].mean() * 24)


def _launch_plan(volumes: Volumes, event: dict[str, Any] | None, known: int) -> Plan:
    begin = _seconds(LAUNCH)
    usual: dict[str, Any] = {"event": "surge", "kind": "launch", "start": datetime(2022, 4, 25)}
    return Plan(
        name="launch",
        horizon=Horizon(start=LAUNCH, days=5 * WEEK_DAYS, timezone="UTC", interval_minutes=60),
        queues=(Queue(queue="all", channel="voice", timezone="UTC", aht_s=300.0),),
        events=() if event is None else (Event(**(usual | event)),),
        history=_history(volumes, begin - 200 * 86_400, begin),
        actuals=_history(volumes, begin, begin + known * 86_400),
        teams=(), contracts=(), shifts=(), agents=(),
    )  # fmt: skip


def _history(volumes: Volumes, begin: int, end: int) -> History:
    here = (volumes.start >= begin) & (volumes.start < end)
    return _rows(volumes.start[here], volumes.offered[here], "all", 60)


def _rows(
    start: NDArray[np.int64], offered: NDArray[np.float64], queue: str, minutes: int
) -> History:
    size = len(start)
    return History(
        minutes=minutes, start=start, queue=np.full(size, queue, dtype=object),
        market=np.full(size, "", dtype=object), offered=offered, aht_s=np.full(size, np.nan),
    )  # fmt: skip


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _speed(queues: int = 30, days: int = 2 * 364) -> None:
    """Drawn from a Poisson law: speed does not depend on what the numbers are."""
    rng, first = np.random.default_rng(1), date(2027, 3, 1)
    start = _seconds(first) + np.arange(-48 * days, 0) * 1800
    hour = start // 3600 % 24
    names = [f"queue {number}" for number in range(queues)]
    parts = [
        _rows(start, rng.poisson(4 + 3 * np.sin(hour / 4)).astype(float), name, 30)
        for name in names
    ]
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("start", "queue", "market", "offered", "aht_s")
    }
    plan = Plan(
        name="speed", history=History(minutes=30, **columns),
        horizon=Horizon(start=first, days=28, timezone="UTC", interval_minutes=30),
        queues=tuple(
            Queue(queue=name, channel="voice", timezone="Europe/Paris", country="FR", aht_s=300.0)
            for name in names
        ),
        teams=(), contracts=(), shifts=(), agents=(),
    )  # fmt: skip
    begun, cpu = time.perf_counter(), time.process_time()
    forecast(plan)
    print(f"\n4. {queues} queues, {days // 7} weeks of half hours, fit and 28 days ahead: "
          f"{time.perf_counter() - begun:.1f} s ({time.process_time() - cpu:.1f} s of processor), "
          "choice of the model by back-test included")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(*(Path(name) for name in sys.argv[1:2])))
