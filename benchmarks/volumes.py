"""Real contact volumes for the benchmarks: hourly, in UTC, with the customers' zone and holidays.

The files stand in ``../shared/volumes`` and are not part of this repository. Wall-clock files tell
the doubled autumn hour once: it is taken as the first of the two; hours of which a half is missing
are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.calendars import public_holidays
from planner.clock import zone
from planner.demand.events import day_number
from planner.demand.series import Series, local_series

FOLDER = Path(__file__).parents[2] / "shared/volumes"
AXA, CARDIFF, TAXI, MASTODON = (
    "axa_assistance_30min_2011_2013.csv", "cardiff_ed_arrivals_hourly_2014_2019.csv",
    "nab_nyc_taxi_30min_2014.csv", "mastodon_hourly_2018_2022.csv",
)  # fmt: skip
AXA_QUEUES = ("tech_axa", "medical", "nuit", "services", "tech_inter", "tech_total")


@dataclass(frozen=True, kw_only=True)
class Volumes:
    """One series: contacts of each known hour (``start`` in UTC seconds) and where they come from.

    ``taxi`` counts are far above those of a desk, but their week is as regular.
    """

    name: str
    place: ZoneInfo
    holidays: NDArray[np.int64]
    start: NDArray[np.int64]
    offered: NDArray[np.float64]

    def series(self, place: ZoneInfo | None = None) -> Series:
        """The series on its own wall clock, or on another."""
        return local_series(self.start, self.offered, minutes=60, place=place or self.place)


def all_volumes(folder: Path = FOLDER) -> Iterator[Volumes]:
    """Six queues of an assistance centre, an emergency department, taxi rides."""
    yield from _axa(folder / AXA)
    table = pd.read_csv(folder / CARDIFF, parse_dates=["utc_time"])
    start = _seconds(table["utc_time"])
    yield _volumes("cardiff", "Europe/London", ("GB", "WLS"), start, table["arrivals"])
    table = pd.read_csv(folder / TAXI, parse_dates=["timestamp"])
    yield _halves(
        "taxi", "America/New_York", ("US", "NY"), table["timestamp"], table["value"].astype(float)
    )


def mastodon(folder: Path = FOLDER) -> Volumes:
    """New users of a network, with the surge of April 2022."""
    table = pd.read_csv(folder / MASTODON, parse_dates=["utc_time"])
    table = table[table["new_users"].notna() & (table["new_users"] >= 0)]
    return _volumes("mastodon", "UTC", ("", ""), _seconds(table["utc_time"]), table["new_users"])


def _axa(file: Path) -> Iterator[Volumes]:
    table = pd.read_csv(file, parse_dates=["local_time"])
    table = table[table["observed"] == 1]
    for queue in AXA_QUEUES:
        yield _halves(queue, "Europe/Paris", ("FR", ""), table["local_time"], table[queue])


def _halves(
    name: str, place: str, country: tuple[str, str], wall: "pd.Series",
    contacts: "pd.Series",
) -> Volumes:  # fmt: skip
    """Half hours on a wall clock as whole hours."""
    first = np.ones(len(wall), dtype=bool)
    local = wall.dt.tz_localize(zone(place), nonexistent="NaT", ambiguous=first)
    usable = local.notna() & contacts.notna()
    begun: NDArray[np.int64] = _seconds(local[usable]) // 3600
    hour, which, halves = np.unique(begun, return_inverse=True, return_counts=True)
    total = np.zeros(len(hour))
    np.add.at(total, which, contacts[usable].to_numpy(dtype=float))
    whole = halves == 2
    return _volumes(name, place, country, hour[whole] * 3600, total[whole])


def _volumes(
    name: str, place: str, country: tuple[str, str], start: NDArray[np.int64],
    offered: "pd.Series | NDArray[np.float64]",
) -> Volumes:  # fmt: skip
    years = range(date.fromtimestamp(start.min()).year, date.fromtimestamp(start.max()).year + 1)
    off = public_holidays(*country, years)
    return Volumes(
        name=name, place=zone(place), start=start, offered=np.asarray(offered, dtype=float),
        holidays=np.array(sorted(day_number(day) for day in off), dtype=np.int64),
    )  # fmt: skip


def _seconds(stamps: "pd.Series") -> NDArray[np.int64]:
    utc = stamps.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    return np.asarray(utc.astype("datetime64[s]"), dtype=np.int64)
