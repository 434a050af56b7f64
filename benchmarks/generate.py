"""Write a plan folder of any size: unlike contracts, leave, two peaks a day, a surge.

    python benchmarks/generate.py OUT --people 1000 --teams 6 --queues 4 --days 28 --interval 15

The volumes follow from the people: what they can work is an eighth more than what is needed, in
total and for each queue. The same arguments give the same bytes.
"""

import argparse
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

START = date(2027, 3, 1)
SLACK = 0.125
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_WEIGHTS = (1.15, 1.08, 1.04, 1.00, 0.98, 0.72, 0.68)
LEAVE_WEEK, LEAVE_DAYS = 0.09, 0.13
"""Chance of a whole week of leave, and of one to three days in a week otherwise: 12 % of days."""
SHRINKAGE, ABSENCE = 0.12, 0.05

SITES = (
    ("dublin", "Europe/Dublin", "IE", 24),
    ("manila", "Asia/Manila", "PH", 12),
    ("denver", "America/Denver", "US", 26),
    ("bengaluru", "Asia/Kolkata", "IN", 11),
    ("bogota", "America/Bogota", "CO", 14),
    ("sydney", "Australia/Sydney", "AU", 29),
    ("warsaw", "Europe/Warsaw", "PL", 17),
    ("cairo", "Africa/Cairo", "EG", 12),
)
MARKETS = (
    ("americas", "America/New_York", 0.40),
    ("europe", "Europe/Paris", 0.35),
    ("asia", "Asia/Singapore", 0.25),
)
KINDS = (
    {"channel": "voice", "aht_s": 420, "answer_within_s": 20, "patience_s": 120},
    {"channel": "chat", "aht_s": 600, "answer_within_s": 45, "patience_s": 180, "concurrency": 2},
    {"channel": "voice", "aht_s": 330, "answer_within_s": 30, "patience_s": 150},
    {"channel": "email", "aht_s": 480, "complete_within_hours": 8},
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A contract, how many have it, and the paid hours a week that its shifts can fill."""

    share: float
    least: float
    most: float
    most_a_day: float | None = None
    days: int = 5
    days_off: int = 2
    nights: int = 4
    weekends: int = 3
    complete: str = ""


CONTRACTS = {
    "full": Kind(share=0.40, least=32, most=40),
    "family": Kind(share=0.15, least=32, most=40, nights=0, weekends=2, complete="yes"),
    "long_days": Kind(share=0.15, least=30, most=40, days=4),
    "part": Kind(share=0.20, least=15, most=25, most_a_day=6, nights=0),
    "flexible": Kind(share=0.10, least=16, most=40, days_off=1, nights=5),
}
SHIFTS = (
    ("eight", "00:00", "23:00", 60, 510, "15 paid 90-135|30 unpaid 210-270|15 paid 345-420"),
    ("ten", "05:00", "12:00", 60, 630, "15 paid 105-150|30 unpaid 255-330|15 paid 435-510"),
    ("five", "07:00", "18:00", 60, 300, "15 paid 120-180"),
)


def build(
    folder: Path, *, people: int = 1000, teams: int = 6, queues: int = 4, days: int = 28,
    interval: int = 15, seed: int = 1,
) -> None:  # fmt: skip
    """Write a plan folder for so many people, teams, queues and days."""
    rng = random.Random(seed)
    sites = team_table(teams, queues)
    agents = agent_table(people, sites, rng)
    leave = leave_table(agents, days, rng)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(
        f'name = "Generated, {people} people"\nstart = {START}\ndays = {days}\n'
        f'timezone = "UTC"\ninterval_minutes = {interval}\ncurrency = "EUR"\n',
        encoding="utf-8",
    )
    names = [f"queue_{number + 1}" for number in range(queues)]
    volumes = weekly_volumes(names, sites, agents)
    tables = {
        "queues": queue_table(names),
        "markets": market_table(volumes),
        "profiles": profile_table(),
        "events": event_table(days),
        "teams": sites,
        "contracts": contract_table(),
        "shifts": shift_table(),
        "agents": agents,
        "time_off": leave,
    }
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A table of mixed cells; ``None`` is blank and whole numbers stay whole."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


# ------------------------------------------------------------------------------------ people


def team_table(teams: int, queues: int) -> pd.DataFrame:
    """Teams around the world, each with two or three of the queues."""
    columns = (
        "team", "tier", "kind", "timezone", "country", "queues", "contract", "hourly_cost",
        "shrinkage", "absence",
    )  # fmt: skip
    rows = []
    for number in range(teams):
        site, zone, country, cost = SITES[number % len(SITES)]
        name = site if number < len(SITES) else f"{site}_{number // len(SITES) + 1}"
        width = min(queues, 3 if number % 3 == 0 else 2)
        skills = "|".join(f"queue_{(number + step) % queues + 1}" for step in range(width))
        rows.append((name, 1, "in_house", zone, country, skills, "full", cost, SHRINKAGE, ABSENCE))
    return table(columns, rows)


def agent_table(people: int, sites: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """People over teams of unlike size, with contracts drawn by their shares."""
    teams = list(sites["team"])
    weights = [0.7 + 0.6 * rng.random() for _ in teams]
    ends = [people * sum(weights[: i + 1]) / sum(weights) for i in range(len(teams))]
    kinds, shares = list(CONTRACTS), [kind.share for kind in CONTRACTS.values()]
    rows = []
    for number in range(people):
        team = teams[next(i for i, end in enumerate(ends) if number < end - 1e-9)]
        contract = rng.choices(kinds, weights=shares)[0]
        rows.append((f"p{number + 1:05d}", team, contract))
    return table(("agent", "team", "contract"), rows)


def leave_table(agents: pd.DataFrame, days: int, rng: random.Random) -> pd.DataFrame:
    """Leave for about 12 % of all person-days: whole weeks, and a few days in between."""
    rows = []
    for agent in agents["agent"]:
        for week in range(-(-days // 7)):
            draw = rng.random()
            if draw < LEAVE_WEEK:
                first, length = 0, 7
            elif draw < LEAVE_WEEK + LEAVE_DAYS:
                length = rng.choice((1, 1, 2, 3))
                first = rng.randrange(8 - length)
            else:
                continue
            begin = START + timedelta(days=7 * week + first)
            rows.append((agent, begin, begin + timedelta(days=length - 1), "annual", "yes"))
    return table(("agent", "from", "to", "kind", "paid"), rows)


def contract_table() -> pd.DataFrame:
    """The contracts, as the plan folder wants them."""
    columns = (
        "contract", "min_hours_per_week", "max_hours_per_week", "max_hours_per_day",
        "max_days_per_week", "max_consecutive_days", "min_consecutive_days_off",
        "min_rest_hours", "max_consecutive_nights", "max_weekends", "complete_weekends",
    )  # fmt: skip
    rows = [
        (
            name,
            kind.least,
            kind.most,
            kind.most_a_day,
            kind.days,
            6,
            kind.days_off,
            11,
            kind.nights,
            kind.weekends,
            kind.complete or None,
        )
        for name, kind in CONTRACTS.items()
    ]
    return table(columns, rows)


def shift_table() -> pd.DataFrame:
    """Three templates open to every team."""
    columns = (
        "shift", "start_from", "start_to", "start_step_minutes", "length_minutes", "breaks",
    )  # fmt: skip
    return table(columns, SHIFTS)


# ----------------------------------------------------------------------------------- volumes


def queue_table(names: Sequence[str]) -> pd.DataFrame:
    """Queues whose kinds of work repeat: voice, chat, voice, email."""
    columns = ["queue", "channel", "aht_s", "answer_within_s", "patience_s", "concurrency",
               "complete_within_hours"]  # fmt: skip
    kinds = [KINDS[number % len(KINDS)] for number in range(len(names))]
    rows = [
        (name, *(kind.get(column) for column in columns[1:]))
        for name, kind in zip(names, kinds, strict=True)
    ]
    return table(columns, rows)


def market_table(volumes: dict[str, float]) -> pd.DataFrame:
    """Three regions feed every queue."""
    columns = ("market", "queue", "timezone", "weekly_volume", "profile")
    rows = [
        (market, queue, zone, round(volume * share), "two_peaks")
        for queue, volume in volumes.items()
        for market, zone, share in MARKETS
    ]
    return table(columns, rows)


def half_hour_weight(weekday: int, half: int) -> float:
    """Relative volume of a half hour of the week: a peak late in the morning, one at five."""
    hour = half / 2 + 0.25
    morning = math.exp(-((hour - 10.75) ** 2) / 9.0)
    evening = 0.85 * math.exp(-((hour - 17.0) ** 2) / 11.0)
    return DAY_WEIGHTS[weekday] * (0.18 + morning + evening)


def profile_table() -> pd.DataFrame:
    """The one shape of a week; its shares add up to 1."""
    slots = [(weekday, half) for weekday in range(7) for half in range(48)]
    total = sum(half_hour_weight(*slot) for slot in slots)
    rows = [
        (
            "two_peaks",
            WEEKDAYS[weekday],
            f"{half // 2:02d}:{half % 2 * 30:02d}",
            f"{half_hour_weight(weekday, half) / total:.8f}",
        )
        for weekday, half in slots
    ]
    return table(("profile", "weekday", "time", "share"), rows)


def event_table(days: int) -> pd.DataFrame:
    """A surge of one queue in the middle of the horizon."""
    columns = (
        "event", "kind", "queues", "start", "multiplier", "ramp_hours", "plateau_days",
        "half_life_days", "floor_share",
    )  # fmt: skip
    day = START + timedelta(days=days // 2 + 1)
    return table(columns, [("surge", "campaign", "queue_1", f"{day}T08:00", 1.6, 3, 1, 1, 0)])


# ------------------------------------------------------------------------------------ sizing


def weekly_volumes(
    names: Sequence[str], sites: pd.DataFrame, agents: pd.DataFrame
) -> dict[str, float]:
    """Contacts a week of each queue that leave the people the slack aimed at.

    Each team's hours are split evenly over its queues; a queue's volume is then the one whose
    need, by a square-root rule, is what it got less the slack.
    """
    hours = dict.fromkeys(names, 0.0)
    of_team = effective_hours(agents)
    for team, skills in zip(sites["team"], sites["queues"], strict=True):
        for queue in skills.split("|"):
            hours[queue] += of_team.get(team, 0.0) / len(skills.split("|"))
    shape = world_shape()
    volumes = {}
    for number, name in enumerate(names):
        kind = KINDS[number % len(KINDS)]
        erlangs = erlangs_for(hours[name] / (1 + SLACK) / 168, shape, live="patience_s" in kind)
        per_contact = float(str(kind["aht_s"])) / float(str(kind.get("concurrency", 1)))
        volumes[name] = erlangs * 168 * 3600 / per_contact
    return volumes


def effective_hours(agents: pd.DataFrame) -> dict[str, float]:
    """Effective hours a week that each team can work, breaks and leave taken off."""
    there = 1 - LEAVE_WEEK - LEAVE_DAYS * 1.75 / 7
    at_work = 15 / 16
    hours: dict[str, float] = {}
    for team, contract in zip(agents["team"], agents["contract"], strict=True):
        most = CONTRACTS[contract].most
        effective = most * there * at_work * (1 - SHRINKAGE) * (1 - ABSENCE)
        hours[team] = hours.get(team, 0.0) + effective
    return hours


def world_shape() -> list[float]:
    """Volume of every half hour of a UTC week over its mean, all regions together."""
    volume = [0.0] * 336
    for _, zone, share in MARKETS:
        offset = datetime(START.year, START.month, START.day, tzinfo=ZoneInfo(zone)).utcoffset()
        ahead = int((offset or timedelta()).total_seconds()) // 1800
        for slot in range(336):
            weekday, half = divmod((slot + ahead) % 336, 48)
            volume[slot] += share * half_hour_weight(weekday, half)
    mean = sum(volume) / len(volume)
    return [value / mean for value in volume]


def erlangs_for(agents: float, shape: Sequence[float], *, live: bool) -> float:
    """Mean load of a week whose mean need is so many agents; ``live`` contacts do not wait."""
    low, high = 0.0, agents
    for _ in range(60):
        middle = (low + high) / 2
        need = [agents_for(middle * factor) if live else middle for factor in shape]
        low, high = (middle, high) if sum(need) / len(need) < agents else (low, middle)
    return low


def agents_for(load: float) -> float:
    """Agents that a load of live contacts needs, roughly: square-root rule, 88 % occupancy."""
    return max(load / 0.9, load + 0.75 * math.sqrt(load))


def main() -> None:
    words = argparse.ArgumentParser(description="Write a plan folder of any size.")
    words.add_argument("out", type=Path)
    for name, value in {"people": 1000, "teams": 6, "queues": 4, "days": 28}.items():
        words.add_argument(f"--{name}", type=int, default=value)
    words.add_argument("--interval", type=int, default=15)
    words.add_argument("--seed", type=int, default=1)
    given = vars(words.parse_args())
    build(given.pop("out"), **given)


if __name__ == "__main__":
    main()
