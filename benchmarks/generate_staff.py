"""Who works in a generated plan: teams around the world, people, their contracts and leave."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.generate_cells import START

IN_HOUSE = (
    ("dublin", "Europe/Dublin", "IE", 24),
    ("denver", "America/Denver", "US", 26),
    ("sydney", "Australia/Sydney", "AU", 29),
    ("warsaw", "Europe/Warsaw", "PL", 17),
    ("toronto", "America/Toronto", "CA", 25),
    ("singapore", "Asia/Singapore", "SG", 22),
    ("madrid", "Europe/Madrid", "ES", 20),
    ("austin", "America/Chicago", "US", 26),
    ("cape_town", "Africa/Johannesburg", "ZA", 15),
    ("bogota", "America/Bogota", "CO", 14),
    ("tokyo", "Asia/Tokyo", "JP", 27),
)
VENDORS = (
    ("manila", "Asia/Manila", "PH", 12),
    ("cairo", "Africa/Cairo", "EG", 12),
    ("bengaluru", "Asia/Kolkata", "IN", 11),
)
SHARES = {
    "full": 0.36, "family": 0.14, "long_days": 0.14, "part": 0.18, "flexible": 0.10,
    "rotating": 0.08,
}  # fmt: skip
"""How many of the agents in house have each contract."""
LEAVE_WEEK, LEAVE_DAYS = 0.09, 0.13
"""Chance of a whole week of leave, and of one to three days in a week otherwise: 12 % of days."""
SENIORS, LEADERS, OUTSOURCED = 0.08, 0.025, 0.2
FEWEST_LEADERS = 8
"""Enough for one at every hour of the week."""
NEWCOMERS, LIMITED = 0.02, 0.08
"""Share of people who start within the horizon; share whose availability is limited."""

AGENTS, SENIOR, LEADER, VENDOR = "agents", "senior", "leader", "vendor"


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team of one of the four kinds above."""

    name: str
    kind: str
    zone: str
    country: str
    hourly_cost: int
    queues: tuple[str, ...]
    heads: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of a team; leave as first and last day; ``since`` where they start within the horizon."""

    agent: str
    team: Team
    contract: str
    leave: tuple[tuple[date, date], ...]
    since: date | None = None
    limited: bool = False
    rotation_week: int | None = None

    def away(self, day: date) -> bool:
        """Whether the person is on leave or not there yet."""
        absent = any(first <= day <= last for first, last in self.leave)
        return absent or (self.since is not None and day < self.since)


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Everybody, team by team."""

    teams: tuple[Team, ...]
    people: tuple[Person, ...]

    def of_kind(self, *kinds: str) -> list[Team]:
        return [team for team in self.teams if team.kind in kinds]


def draw(people: int, *, teams: int, queues: Sequence[str], days: int, rng: random.Random) -> Staff:
    """So many people in so many teams; from four teams on, seniors and leaders have their own."""
    drawn = _teams(people, teams=teams, queues=queues, rng=rng)
    return Staff(
        teams=drawn,
        people=tuple(person for team in drawn for person in _people(team, days=days, rng=rng)),
    )


def _teams(
    people: int, *, teams: int, queues: Sequence[str], rng: random.Random
) -> tuple[Team, ...]:
    """Vendors are a fifth of the teams; of ten teams, two are seniors."""
    special = teams >= 4
    seniors, leaders = (2 if teams >= 10 else 1) * special, int(special)
    vendors = min(teams // 5, len(VENDORS))
    sites = [_site(number) for number in range(teams - seniors - leaders - vendors)]
    heads = {
        LEADER: max(FEWEST_LEADERS, round(LEADERS * people)) * leaders,
        SENIOR: round(SENIORS * people) * int(special),
        VENDOR: round(OUTSOURCED * people) * int(vendors > 0),
    }
    heads[AGENTS] = people - sum(heads.values())
    rows = [
        *((AGENTS, site, number) for number, site in enumerate(sites)),
        *((SENIOR, sites[number % len(sites)], 2 * number) for number in range(seniors)),
        *((LEADER, sites[0], 0) for _ in range(leaders)),
        *((VENDOR, VENDORS[number], len(sites) + number) for number in range(vendors)),
    ]
    sizes = {kind: _split(total, sum(row[0] == kind for row in rows), rng)
             for kind, total in heads.items()}  # fmt: skip
    found = []
    for kind, (site, zone, country, cost), number in rows:
        name = site + (f"_{kind}s" if kind in (SENIOR, LEADER) else "")
        found.append(Team(
            name=name, kind=kind, zone=zone, country=country,
            hourly_cost=cost + {SENIOR: 8, LEADER: 14}.get(kind, 0),
            queues=() if kind == LEADER else _queues(number, queues), heads=sizes[kind].pop(0),
        ))  # fmt: skip
    return tuple(found)


def _site(number: int) -> tuple[str, str, str, int]:
    """A site in house; those after the last begin again, numbered."""
    site, zone, country, cost = IN_HOUSE[number % len(IN_HOUSE)]
    again = number // len(IN_HOUSE)
    return f"{site}_{again + 1}" if again else site, zone, country, cost


def _queues(number: int, queues: Sequence[str]) -> tuple[str, ...]:
    """Two or three of the queues, others for each team, best first."""
    width = min(len(queues), 3 if number % 3 == 0 else 2)
    return tuple(queues[(number + step) % len(queues)] for step in range(width))


def _split(total: int, parts: int, rng: random.Random) -> list[int]:
    """Unlike parts of a whole."""
    weights = [0.7 + 0.6 * rng.random() for _ in range(parts)]
    ends = [round(total * sum(weights[: i + 1]) / sum(weights)) for i in range(parts)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _people(team: Team, *, days: int, rng: random.Random) -> list[Person]:
    """The people of a team; the planner numbers those of a vendor in the same way."""
    found = []
    for number in range(team.heads):
        contract = _contract(team, rng)
        since = _since(team, contract, days=days, rng=rng)
        leave = () if since else _leave(days, rng)
        limited = contract in ("part", "flexible") and rng.random() < LIMITED * 3.5
        found.append(Person(
            agent=f"{team.name}-{number + 1:03d}", team=team, contract=contract, leave=leave,
            since=since, limited=limited,
            rotation_week=rng.randrange(1, 5) if contract == "rotating" else None,
        ))  # fmt: skip
    return found


def _contract(team: Team, rng: random.Random) -> str:
    if team.kind == VENDOR:
        return VENDOR
    if team.kind == LEADER:
        return "full"
    return rng.choices(list(SHARES), weights=list(SHARES.values()))[0]


def _since(team: Team, contract: str, *, days: int, rng: random.Random) -> date | None:
    """A Monday of the first half of the horizon after its start, for a few."""
    weeks = days // 14
    starts = rng.random() < NEWCOMERS and team.kind == AGENTS and contract in ("full", "part")
    return START + timedelta(days=7 * rng.randrange(1, weeks + 1)) if starts and weeks else None


def _leave(days: int, rng: random.Random) -> tuple[tuple[date, date], ...]:
    """Whole weeks, at most half of them, and a few days in between."""
    found: list[tuple[date, date]] = []
    whole = 0
    for week in range(-(-days // 7)):
        chance = rng.random()
        if chance < LEAVE_WEEK and whole < days // 14:
            whole += 1
            first, length = 0, 7
        elif LEAVE_WEEK <= chance < LEAVE_WEEK + LEAVE_DAYS:
            length = rng.choice((1, 1, 2, 3))
            first = rng.randrange(8 - length)
        else:
            continue
        begin = START + timedelta(days=7 * week + first)
        found.append((begin, begin + timedelta(days=length - 1)))
    return tuple(found)
