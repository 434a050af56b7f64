"""Build a plan folder from the 28 real queues of an assistance contact centre in France.

    python benchmarks/axa.py OUT [SOURCE.csv]

Volumes are real: about a year of half hours up to 11 March 2012, then four weeks to plan in which
the clocks change (25 March). All else is assumed and stands in the tables below: handle times,
targets, teams, contracts and pay are plausible for such a centre, not known of this one.

Cells left blank in rows that were observed are taken as no contacts, because other queues were
counted in the same half hour; rows that were not observed are left out. The spring hour that does
not exist is left out; the doubled autumn hour is its first.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SOURCE = Path(__file__).parents[2] / "shared/volumes/axa_assistance_30min_2011_2013.csv"
ZONE = "Europe/Paris"
START = date(2012, 3, 12)
LEARN_FROM = date(2011, 2, 7)
"""57 weeks, a few more than a year: enough for the time of year to be learnt."""
SIZE_WEEKS = 8
SLACK = 1.12
DAY_CLASSES = {"Mon-Fri": slice(0, 5), "Sat": slice(5, 6), "Sun": slice(6, 7)}
HALF_HOURS = 48
LONG_DAY = 36
"""Half hours from which on a day counts as open around the clock."""

ROAD = (
    "tech_axa", "tech_inter", "tech_total", "renault", "mecanicien", "rtc", "japon", "evenements",
    "crises",
)  # fmt: skip
HEALTH = ("medical", "regulation_medicale", "sap", "prestataires")
HOME = ("domicile", "services", "nuit")
CLAIMS = (
    "gestion_accueil_telephonique", "gestion_amex", "gestion_assurances", "gestion_clients",
    "gestion_dz", "gestion_relation_clienteles", "gestion_renault", "gestion", "manager", "cms",
)  # fmt: skip
FRONT = ("telephonie", "cat")

HANDLE_S = {**dict.fromkeys(ROAD, 330), **dict.fromkeys(HEALTH, 390), **dict.fromkeys(HOME, 360),
            **dict.fromkeys(CLAIMS, 300), **dict.fromkeys(FRONT, 180)}  # fmt: skip
TARGETS = {"medical": (0.9, 20), "regulation_medicale": (0.9, 20), "telephonie": (0.8, 20)}
USUAL_TARGET = (0.8, 30)
PATIENCE_S = 150


@dataclass(frozen=True, kw_only=True)
class Site:
    """A team: its own queues first, those it helps with after them."""

    team: str
    own: tuple[str, ...]
    helps: tuple[str, ...]
    contract: str = "cdi"
    kind: str = "in_house"
    zone: str = ZONE
    country: str = "FR"
    hourly_cost: float = 25
    shrinkage: float = 0.12
    absence: float = 0.05

    @property
    def effectiveness(self) -> float:
        """Effective agents that one person at work counts for."""
        return (1 - self.shrinkage) * (1 - self.absence)


SITES = (
    Site(team="lyon_road", own=ROAD, helps=("nuit", "domicile", "services")),
    Site(team="paris_health", own=HEALTH, helps=("nuit", "services", "tech_inter"), hourly_cost=28),
    Site(team="lille_home", own=HOME, helps=("medical", "telephonie", "tech_axa")),
    Site(team="tours_claims", own=CLAIMS, helps=("telephonie", "cat", "services")),
    Site(
        team="tunis_front", own=FRONT, helps=("tech_axa", "tech_total", "domicile", "nuit"),
        contract="tunis", kind="outsourced", zone="Africa/Tunis", country="TN", hourly_cost=13,
        shrinkage=0.13, absence=0.06,
    ),
)  # fmt: skip

CONTRACT_COLUMNS = (
    "contract", "min_hours_per_week", "max_hours_per_week", "max_days_per_week",
    "max_consecutive_days", "min_consecutive_days_off", "min_rest_hours",
    "max_consecutive_nights", "max_weekends",
)  # fmt: skip
CONTRACTS = (("cdi", 21, 35, 5, 6, 2, 11, 4, 3), ("tunis", 24, 40, 5, 6, 1, 11, 4, 3))
HOURS_A_WEEK = {"cdi": 35.0, "tunis": 40.0}
SHIFT_COLUMNS = (
    "shift", "teams", "start_from", "start_to", "start_step_minutes", "length_minutes", "breaks",
)  # fmt: skip
FRENCH = "|".join(site.team for site in SITES if site.contract == "cdi")
EIGHT_HOURS = (480, "15 paid 90-120|60 unpaid 210-270|15 paid 360-420")
SHIFTS = (
    ("jour", FRENCH, "06:00", "15:00", 30, *EIGHT_HOURS),
    ("soir", FRENCH, "21:00", "23:00", 60, *EIGHT_HOURS),
    ("minuit", FRENCH, "00:00", "01:00", 60, *EIGHT_HOURS),
    ("demi", FRENCH, "08:00", "16:00", 60, 240, "15 paid 90-150"),
    ("tunis", "tunis_front", "05:00", "22:00", 60, 540,
     "15 paid 90-120|60 unpaid 240-300|15 paid 390-450"),
)  # fmt: skip
PEAK_PRESENCE = 0.66
"""Share of a team that can be at work at the week's peak: five days of seven, most at once."""


def build(folder: Path, source: Path = SOURCE) -> None:
    """Write the plan folder; ``source`` is the file of half hours."""
    counts = observed(source)
    queues = [name for name in counts.columns if name in HANDLE_S]
    learnt = counts.loc[str(LEARN_FROM) : str(START - timedelta(days=1)), queues]
    usual = usual_week(learnt)
    hours = {queue: opening(usual[queue]) for queue in queues}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(
        f'name = "Assistance, four weeks of 2012"\nstart = {START}\nweeks = 4\n'
        f'timezone = "{ZONE}"\ninterval_minutes = 30\ncurrency = "EUR"\n',
        encoding="utf-8",
    )
    tables = {
        "queues": queue_table(hours),
        "history": history_table(learnt),
        "teams": team_table(usual),
        "contracts": table(CONTRACT_COLUMNS, CONTRACTS),
        "shifts": table(SHIFT_COLUMNS, SHIFTS),
    }
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """A table of mixed cells; ``None`` is blank and whole numbers stay whole."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


# ----------------------------------------------------------------------------------- volumes


def observed(source: Path) -> pd.DataFrame:
    """Contacts by wall-clock half hour and queue; half hours nobody counted are absent."""
    rows = pd.read_csv(source, parse_dates=["local_time"], index_col="local_time")
    return rows[rows["observed"] == 1].drop(columns="observed").fillna(0)


def history_table(counts: pd.DataFrame) -> pd.DataFrame:
    """One row a half hour and queue, in UTC."""
    wall = pd.DatetimeIndex(counts.index)
    first = np.ones(len(wall), dtype=bool)
    instants = wall.tz_localize(ZONE, ambiguous=first, nonexistent="NaT").tz_convert("UTC")
    stamps = instants.strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = np.asarray(instants.notna())
    return pd.DataFrame(
        {
            "interval_start": np.repeat(stamps[kept], counts.shape[1]),
            "queue": np.tile(counts.columns.to_numpy(), int(kept.sum())),
            "offered": counts.to_numpy()[kept].astype(int).ravel(),
        }
    )


def usual_week(counts: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """A usual week of each queue just before the start: contacts ``[weekday, half hour]``.

    Its total is the median of the last weeks, since a mean would carry the cold wave of February;
    its shape is their mean, since medians of small counts are zero.
    """
    since = pd.Timestamp(START - timedelta(weeks=SIZE_WEEKS))
    recent = counts[counts.index >= since]
    when = pd.DatetimeIndex(recent.index)
    slot = (when.day_of_week * HALF_HOURS + when.hour * 2 + when.minute // 30).to_numpy()
    week = ((when - since).days // 7).to_numpy()
    usual = {}
    for queue in counts.columns:
        volume = recent[queue].to_numpy(dtype=float)
        total = float(np.median(np.bincount(week, volume, SIZE_WEEKS)))
        shape = np.bincount(slot, volume, 7 * HALF_HOURS)
        usual[str(queue)] = (total * shape / max(shape.sum(), 1.0)).reshape(7, HALF_HOURS)
    return usual


def opening(usual: NDArray[np.float64]) -> str:
    """Opening hours that hold all but one contact in a hundred, by class of day.

    A class with less than one contact a day is closed; blank is around the clock.
    """
    windows = []
    for days, rows in DAY_CLASSES.items():
        volume = usual[rows].mean(0)
        if volume.sum() < 1:
            continue
        reached = volume.cumsum() / volume.sum()
        first, last = int((reached <= 0.005).sum()), int((reached < 0.995).sum()) + 1
        if last - first > LONG_DAY:
            first, last = 0, HALF_HOURS
        windows.append(f"{days} {clock(first)}-{clock(last)}")
    always = [f"{days} 00:00-24:00" for days in DAY_CLASSES]
    return "" if windows == always else "|".join(windows) or "Mon-Fri 09:00-17:00"


def clock(half_hour: int) -> str:
    """Half hours after midnight as ``HH:MM``."""
    return f"{half_hour // 2:02d}:{half_hour % 2 * 30:02d}"


def queue_table(hours: dict[str, str]) -> pd.DataFrame:
    """One row a queue: all voice, French, Erlang A."""
    columns = (
        "queue", "channel", "timezone", "country", "language", "aht_s", "service_level",
        "answer_within_s", "patience_s", "open",
    )  # fmt: skip
    rows = [
        (
            queue, "voice", ZONE, "FR", "fr", HANDLE_S[queue],
            *TARGETS.get(queue, USUAL_TARGET), PATIENCE_S, open_hours or None,
        )
        for queue, open_hours in hours.items()
    ]  # fmt: skip
    return table(columns, rows)


# ------------------------------------------------------------------------------------- teams


def team_table(usual: dict[str, NDArray[np.float64]]) -> pd.DataFrame:
    """Teams large enough for their own queues' hours and peak; queues best first."""
    columns = (
        "team", "tier", "kind", "timezone", "country", "queues", "contract", "heads",
        "hourly_cost", "shrinkage", "absence",
    )  # fmt: skip
    rows = [
        (
            site.team, 1, site.kind, site.zone, site.country, "|".join((*site.own, *site.helps)),
            site.contract, heads(site, usual), site.hourly_cost, site.shrinkage, site.absence,
        )
        for site in SITES
    ]  # fmt: skip
    return table(columns, rows)


def heads(site: Site, usual: dict[str, NDArray[np.float64]]) -> int:
    """People that the site's own queues need, by hours of the week and by its busiest hour."""
    need = sum((agents_for(usual[q] * HANDLE_S[q] / 1800) for q in site.own), np.zeros((7, 48)))
    at_work = site.effectiveness * 13 / 14
    by_hours = need.sum() / 2 / (HOURS_A_WEEK[site.contract] * at_work)
    by_peak = np.sort(need.ravel())[-10:].mean() / (PEAK_PRESENCE * at_work)
    return math.ceil(SLACK * max(float(by_hours), float(by_peak)))


def agents_for(load: NDArray[np.float64]) -> NDArray[np.float64]:
    """Agents that loads of live contacts need, roughly: square-root rule, 88 % occupancy."""
    return np.maximum(load / 0.9, load + np.sqrt(load))


def main() -> None:
    words = argparse.ArgumentParser(description="Build a plan folder from 28 real queues.")
    words.add_argument("out", type=Path)
    words.add_argument("source", type=Path, nargs="?", default=SOURCE)
    given = words.parse_args()
    build(given.out, given.source)


if __name__ == "__main__":
    main()
