"""Forecast error on six real queues: the engine, the mean of four weeks, the last week.

    python benchmarks/forecasting.py [AXA.csv]

Hourly, four weeks ahead from origins eight weeks apart, on the queues of an assistance centre in
``../shared/volumes`` (not part of this repository). Each figure is the sum of absolute errors over
the contacts that came (WAPE), in the first week and in all four; ``floor`` is what would remain
with the true rates; ``inside`` the share of hours within the engine's 10–90 % range.
"""

import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.calendars import public_holidays
from planner.clock import WEEK_DAYS, WeeklyWindow, zone
from planner.demand.backtesting import MODELS, Outcome, coverage, floor, outcomes, score
from planner.demand.events import day_number
from planner.demand.series import Series, local_series
from planner.demand.shape import shape_of_open_hours

SOURCE = Path(__file__).parents[2] / "shared/volumes/axa_assistance_30min_2011_2013.csv"
QUEUES = ("medical", "nuit", "services", "tech_axa", "tech_inter", "tech_total")
PLACE = zone("Europe/Paris")
FIRST_ORIGIN, BETWEEN_ORIGINS, AHEAD = 8 * WEEK_DAYS, 8 * WEEK_DAYS, 4 * WEEK_DAYS


def hourly(table: pd.DataFrame, queue: str) -> Series:
    """One queue on the wall clock; hours of which a half is missing are unknown."""
    local = table["local_time"].dt.tz_localize(
        PLACE, nonexistent="NaT", ambiguous=np.ones(len(table), dtype=bool)
    )
    usable = local.notna() & (table["observed"] == 1) & table[queue].notna()
    seconds = local[usable].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    hour: NDArray[np.int64] = seconds.astype("datetime64[h]").astype(np.int64)
    hours, which, halves = np.unique(hour, return_inverse=True, return_counts=True)
    contacts = np.zeros(len(hours))
    np.add.at(contacts, which, table[queue][usable].to_numpy(dtype=float))
    whole = halves == 2
    return local_series(hours[whole] * 3600, contacts[whole], minutes=60, place=PLACE)


def rolled(series: Series) -> list[Outcome]:
    """Forecasts from every origin of a series."""
    off = public_holidays("FR", "", range(2011, 2014))
    return outcomes(
        series,
        shape=shape_of_open_hours([WeeklyWindow()], ahead_minutes=0),
        holidays=np.array(sorted(day_number(day) for day in off), dtype=np.int64),
        origins=range(
            series.first_day + FIRST_ORIGIN, series.last_day + 2 - AHEAD, BETWEEN_ORIGINS
        ),
    )


def errors(found: list[Outcome], model: str) -> tuple[float, float]:
    """WAPE of the first week and of all four, in per cent."""
    first = score(found, model, days=slice(0, WEEK_DAYS)).wape_interval
    return 100 * first, 100 * score(found, model).wape_interval


def main(source: Path = SOURCE) -> int:
    if not source.exists():
        print(f"{source} is missing: this benchmark needs the real volumes")
        return 2
    table = pd.read_csv(source, parse_dates=["local_time"])
    print(f"{date.today()}  WAPE in %, week 1 / weeks 1-4, hourly")
    print(f"{'queue':<12}{'origins':>8}" + "".join(f"{name:>16}" for name in MODELS), end="")
    print(f"{'floor':>8}{'inside':>8}")
    seconds, fits, all_errors = 0.0, 0, []
    for queue in QUEUES:
        series = hourly(table, queue)
        begun = time.perf_counter()
        found = rolled(series)
        seconds, fits = seconds + time.perf_counter() - begun, fits + len(found)
        rows = [errors(found, model) for model in MODELS]
        all_errors.append(rows)
        print(f"{queue:<12}{len(found):>8}" + _cells(rows), end="")
        print(f"{100 * floor(found):>8.1f}{100 * coverage(found):>7.0f}%")
    print(f"{'mean':<12}{'':>8}" + _cells(np.mean(all_errors, axis=0).tolist()))
    print(f"{1000 * seconds / fits:.0f} ms for learning and forecasting four weeks of one queue")
    return 0


def _cells(rows: list[tuple[float, float]]) -> str:
    return "".join(f"{f'{first:.1f} / {every:.1f}':>16}" for first, every in rows)


if __name__ == "__main__":
    raise SystemExit(main(*(Path(name) for name in sys.argv[1:2])))
