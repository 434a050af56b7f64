"""Write the long tables of ``data/follow_the_sun``: 180 people who follow the sun.

    python data/generate_follow_the_sun.py [FOLDER]

Queues, teams, contracts, shifts and prices stand there by hand; markets, profiles, people, leave,
pins and the week before come from here. The same seed gives the same bytes. Where the numbers
come from stands in the folder's README.
"""

import math
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

HERE = Path(__file__).parent / "follow_the_sun"
SEED = 20270301
START = date(2027, 3, 1)
DAYS = 28
LAUNCH = date(2027, 3, 16)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

MARKETS = {
    "us_east": ("America/New_York", "US", "NY"),
    "us_west": ("America/Los_Angeles", "US", "CA"),
    "uk": ("Europe/London", "GB", "ENG"),
    "india": ("Asia/Kolkata", "IN", "KA"),
    "singapore": ("Asia/Singapore", "SG", None),
    "australia": ("Australia/Sydney", "AU", "NSW"),
    "germany": ("Europe/Berlin", "DE", "BE"),
    "austria": ("Europe/Vienna", "AT", None),
    "spain": ("Europe/Madrid", "ES", "MD"),
    "mexico": ("America/Mexico_City", "MX", None),
}
WEEKLY_VOLUME = {
    "us_east": {"voice_en": 1960, "chat_en": 2300, "email_en": 1820},
    "us_west": {"voice_en": 1150, "chat_en": 1530, "email_en": 1150},
    "uk": {"voice_en": 1150, "chat_en": 1240, "email_en": 1150},
    "india": {"voice_en": 620, "chat_en": 1680, "email_en": 1240},
    "singapore": {"voice_en": 380, "chat_en": 620, "email_en": 480},
    "australia": {"voice_en": 670, "chat_en": 720, "email_en": 670},
    "germany": {"voice_de": 1150, "chat_de": 880, "email_de": 1000},
    "austria": {"voice_de": 200, "chat_de": 150, "email_de": 150},
    "spain": {"voice_es": 1100, "email_es": 800},
    "mexico": {"voice_es": 1050, "email_es": 750},
}

ENGLISH = "voice_en|chat_en|email_en"
SPANISH = "voice_es|email_es|" + ENGLISH
NEWCOMER = 0.8
"""Productivity of people in their first months."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """People of one team alike in what they may serve; blank queues are the team's."""

    team: str
    people: int
    queues: str = ""
    contract: str = ""
    productivity: float | None = None


GROUPS = (
    Group(team="dublin", people=26),
    Group(team="dublin", people=4, contract="ireland_part"),
    Group(team="dublin", people=10, queues=SPANISH),
    Group(team="dublin", people=3, queues=ENGLISH),
    Group(team="dublin", people=2, queues=ENGLISH, productivity=NEWCOMER),
    Group(team="denver", people=18),
    Group(team="denver", people=3, contract="colorado_part"),
    Group(team="denver", people=11, queues=ENGLISH),
    Group(team="denver", people=2, queues=ENGLISH, productivity=NEWCOMER),
    Group(team="singapore", people=13),
    Group(team="dublin_senior", people=9),
    Group(team="denver_senior", people=8),
    Group(team="singapore_senior", people=8),
)

FIRST_NAMES = {
    "dublin": "Aoife Cillian Niamh Oisín Lena Jonas Katharina Matthias Marta Tomasz Inés Álvaro "
    "Chiara Luca Siobhán Eoin Anneliese Florian Beatriz Rui Zuzana Pavel Élodie Théo Ingrid",
    "denver": "Camila Mateo Valeria Diego Hannah Tyler Maya Jordan Lucía Andrés Grace Ethan "
    "Ximena Rafael Naomi Caleb Sofía Emilio Brooke Marcus Paloma Joaquín Leah Owen Abigail",
    "singapore": "Wei Mei Hui Jun Kai Ling Aisyah Farid Priya Arjun Siti Hafiz Xin Yi Nadia Ravi",
}
LAST_NAMES = {
    "dublin": "Byrne Kavanagh Schneider Vogel Nowak Ferreira García Ricci Doyle Brandt Keller "
    "Horvat Moreau Lindqvist Gallagher Weiss Pereira Novotný Romero Bauer",
    "denver": "Hernández Whitfield Salazar Nguyen Ortega Brooks Castillo Larsen Vargas Coleman "
    "Mendoza Fischer Ríos Turner Delgado Okafor Peña Sullivan Aguilar Hayes",
    "singapore": "Tan Lim Ng Rahman Krishnan Goh Ismail Chua Nair Wong Teo Menon Lau Yusof",
}


def write(folder: Path) -> None:
    """Write the tables that are too long to write by hand."""
    rng = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    teams = pd.read_csv(HERE / "teams.csv", index_col="team", dtype=str)
    agents = people(teams, rng)
    leave = time_off(agents, rng)
    tables: dict[str, pd.DataFrame] = {
        "markets": market_table(),
        "profiles": profile_table(),
        "agents": agents,
        "time_off": leave,
        "pins": pins(agents, leave),
        "previous": previous(agents, teams, rng),
    }
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A table of mixed cells; ``None`` is blank and whole numbers stay whole."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


# ---------------------------------------------------------------------------------- volumes


def market_table() -> pd.DataFrame:
    """One row a market and queue that it feeds."""
    columns = (
        "market", "queue", "timezone", "country", "subdivision", "weekly_volume", "profile",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for market, volumes in WEEKLY_VOLUME.items():
        for queue, volume in volumes.items():
            profile = queue.split("_")[0] + ("" if queue.endswith("_en") else "_hours")
            rows.append((market, queue, *MARKETS[market], volume, profile))
    return table(columns, rows)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A usual week in local time: bumps (hour, width in hours, height) over a floor.

    ``weekdays`` weighs the days; nothing comes outside ``hours``.
    """

    bumps: tuple[tuple[float, float, float], ...]
    floor: float
    weekdays: tuple[float, ...]
    hours: tuple[float, float] = (0, 24)

    def weight(self, weekday: int, hour: float) -> float:
        """Relative volume of the half hour that starts at ``hour``."""
        if not self.hours[0] <= hour < self.hours[1]:
            return 0.0
        middle = hour + 0.25
        humps = sum(
            top * math.exp(-(((middle - at + 12) % 24 - 12) ** 2) / (2 * wide**2))
            for at, wide, top in self.bumps
        )
        return self.weekdays[weekday] * (self.floor + humps)


OFFICE_WEEK = (1.20, 1.08, 1.03, 1.00, 0.98, 0.66, 0.60)
CONSUMER_WEEK = (1.12, 1.05, 1.02, 1.00, 1.00, 0.80, 0.76)
VOICE = ((10.5, 2.0, 1.0), (15.5, 2.6, 0.9), (20.0, 1.8, 0.3))
CHAT = ((11.0, 2.6, 0.8), (15.5, 2.6, 0.8), (20.5, 2.2, 0.8))
EMAIL = ((9.5, 2.2, 1.0), (14.5, 3.5, 0.8), (20.5, 2.2, 0.4))
SHAPES = {
    "voice": Shape(bumps=VOICE, floor=0.12, weekdays=OFFICE_WEEK),
    "chat": Shape(bumps=CHAT, floor=0.14, weekdays=CONSUMER_WEEK),
    "email": Shape(bumps=EMAIL, floor=0.15, weekdays=OFFICE_WEEK),
    "voice_hours": Shape(bumps=VOICE, floor=0.25, weekdays=OFFICE_WEEK, hours=(7, 22)),
    "chat_hours": Shape(bumps=CHAT, floor=0.2, weekdays=CONSUMER_WEEK, hours=(7, 22)),
    "email_hours": Shape(bumps=EMAIL, floor=0.25, weekdays=OFFICE_WEEK, hours=(7, 22)),
}


def profile_table() -> pd.DataFrame:
    """One row a profile, weekday and half hour; the shares of a profile add up to 1."""
    rows: list[tuple[object, ...]] = []
    slots = [(weekday, half / 2) for weekday in range(7) for half in range(48)]
    for name, shape in SHAPES.items():
        weights = [shape.weight(weekday, hour) for weekday, hour in slots]
        total = sum(weights)
        for (weekday, hour), weight in zip(slots, weights, strict=True):
            share = f"{weight / total:.7f}"
            rows.append((name, WEEKDAYS[weekday], clock(int(hour * 60)), share))
    return table(("profile", "weekday", "time", "share"), rows)


def clock(minute: int) -> str:
    """Minutes after midnight as ``HH:MM``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


# ----------------------------------------------------------------------------------- people


def people(teams: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """The named people of the three sites; vendors' people have no names."""
    columns = (
        "agent", "name", "email", "team", "contract", "queues", "productivity", "tier",
        "start_date", "end_date",
    )  # fmt: skip
    names = {site: all_names(site, rng) for site in FIRST_NAMES}
    numbers: dict[str, int] = {}
    rows: list[list[object]] = []
    for group in GROUPS:
        for _ in range(group.people):
            number = numbers[group.team] = numbers.get(group.team, 0) + 1
            name = names[group.team.removesuffix("_senior")].pop()
            agent = f"{group.team.replace('_', '-')}-{number:02d}"
            rows.append([
                agent, name, f"{agent}@example.com", group.team, group.contract or None,
                group.queues or None, group.productivity, teams["tier"][group.team], None, None,
            ])  # fmt: skip
    newcomers = [row for row in rows if row[columns.index("productivity")] == NEWCOMER]
    for row in (newcomers[0], newcomers[-1]):
        row[columns.index("start_date")] = START + timedelta(days=7)
    leaver = next(row for row in rows if row[columns.index("queues")] == SPANISH)
    leaver[columns.index("end_date")] = START + timedelta(days=18)
    return table(columns, rows)


def all_names(site: str, rng: random.Random) -> list[str]:
    """Invented names of a site in random order, no first name more than a few times."""
    first, last = FIRST_NAMES[site].split(), LAST_NAMES[site].split()
    names = [f"{a} {b}" for i, a in enumerate(first) for b in last[i % 4 :: 4]]
    rng.shuffle(names)
    return names


def site_people(agents: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Agent, team and what makes a group, of everybody who is there all four weeks."""
    there = agents[agents["start_date"].isna() & agents["end_date"].isna()].fillna("")
    kind = there["team"] + "/" + there["contract"] + "/" + there["queues"]
    return list(zip(there["agent"], there["team"], kind, strict=True))


def time_off(agents: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """Whole weeks of leave, few around the launch, and single days in between.

    At most one in seven of a group of people alike is away for the same week.
    """
    weeks_off = {0: 0.10, 1: 0.09, 2: 0.03, 3: 0.09}
    groups: dict[str, list[str]] = {}
    for agent, _, kind in site_people(agents):
        groups.setdefault(kind, []).append(agent)
    rows: list[tuple[object, ...]] = []
    for members in groups.values():
        rng.shuffle(members)
        waiting = list(members)
        carried = 0.5
        for week, share in weeks_off.items():
            carried += share * len(members)
            count = min(int(carried), max(1, len(members) // 7), len(waiting))
            carried -= count
            first = START + timedelta(days=7 * week)
            for _ in range(count):
                rows.append((waiting.pop(), first, first + timedelta(days=6), "annual", "yes"))
        for agent in waiting[: round(0.4 * len(members))]:
            rows.append(short_leave(agent, rng))
    parental = next(a for a, team, _ in site_people(agents) if team == "denver")
    rows = [row for row in rows if row[0] != parental]
    rows.append((parental, START, START + timedelta(days=DAYS - 1), "parental", "no"))
    return table(("agent", "from", "to", "kind", "paid"), sorted(rows, key=str))


def short_leave(agent: str, rng: random.Random) -> tuple[object, ...]:
    """One to three working days away, not in the week of the launch."""
    week = rng.choice((0, 1, 1, 3, 3))
    length = rng.choice((1, 1, 2, 3))
    first = START + timedelta(days=7 * week + rng.randrange(6 - length))
    kind = rng.choice(("annual", "annual", "training", "care"))
    return (agent, first, first + timedelta(days=length - 1), kind, "yes")


def pins(agents: pd.DataFrame, leave: pd.DataFrame) -> pd.DataFrame:
    """Seniors who must be there on launch day, and a few days off that were promised."""
    away = set(leave["agent"])
    free = [(a, team) for a, team, _ in site_people(agents) if a not in away]
    seniors = [(a, team) for a, team in free if team.endswith("_senior")]
    rows: list[tuple[object, ...]] = []
    starts = {"dublin_senior": "08:00", "denver_senior": "07:00", "singapore_senior": "09:00"}
    for team, start in starts.items():
        for agent in [a for a, of in seniors if of == team][:2]:
            rows.append((agent, LAUNCH, "senior_day", start))
    others = [a for a, team in free if not team.endswith("_senior")]
    for i, agent in enumerate(others[3::9]):
        rows.append((agent, START + timedelta(days=(5 * i + 3) % DAYS), None, None))
    return table(("agent", "date", "shift", "start"), rows)


# ---------------------------------------------------------------------- the week before

DAYS_OFF = ((5, 6), (0, 1), (5, 6), (1, 2), (5, 6), (2, 3), (3, 4))
"""Weekdays off together; the turn in which people get them."""
USUAL_STARTS = {
    "dublin": ("dublin_day", (360, 480, 540, 780)),
    "denver": ("denver_day", (360, 600, 900, 900)),
    "singapore": ("singapore_day", (420, 540, 900)),
    "dublin_senior": ("senior_day", (360, 480, 780)),
    "denver_senior": ("senior_day", (360, 600, 900)),
    "singapore_senior": ("senior_day", (420, 600, 900)),
}


def previous(agents: pd.DataFrame, teams: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """The last week of February: five days at one start, two days off together."""
    columns = (
        "agent", "team", "date", "shift", "start", "end", "local_start", "local_end", "timezone",
        "paid_hours",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for i, (agent, team, kind) in enumerate(site_people(agents)):
        zone = teams["timezone"][team]
        shift, starts = USUAL_STARTS[team]
        start, length, paid = rng.choice(starts), 510, 8.0
        if "_part/" in kind:
            shift, start, length, paid = "short", 600, 300, 5.0
        for day in range(7):
            if day not in DAYS_OFF[i % len(DAYS_OFF)]:
                stretch = shift_times(START + timedelta(days=day - 7), start, length, zone)
                row = (agent, team, stretch[0].date(), shift, *instants(*stretch), zone, paid)
                rows.append(row)
    return table(columns, rows)


def shift_times(day: date, start: int, length: int, zone: str) -> tuple[datetime, datetime]:
    """Local start and end of a shift on a day without a clock change."""
    begin = datetime(day.year, day.month, day.day, start // 60, start % 60, tzinfo=ZoneInfo(zone))
    return begin, begin + timedelta(minutes=length)


def instants(start: datetime, end: datetime) -> tuple[str, str, str, str]:
    """Start and end in UTC, then local with offset."""
    in_utc = [f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in (start, end)]
    return in_utc[0], in_utc[1], start.isoformat(), end.isoformat()


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
