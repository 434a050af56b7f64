"""People who must be on shift at one time against seats, and at work against cover at most.

Pins, rotations and days that stand say who works; what every shift that is still open to such a
person has in common is when they are there for certain. For cover, which counts nobody on a break,
a break may lie anywhere in its window, and who has meetings or training is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import inside, local_times, zone
from planner.domain import Agent, Plan, ShiftTemplate
from planner.feasibility.told import Clash, days_told, priced
from planner.reach import Offered, Reach
from planner.rules.on_shift import people_in
from planner.rules.violations import clock, count
from planner.sentences import named

Floats = NDArray[np.float64]
Stretches = tuple[tuple[int, int], ...]
_EPOCH = date(1970, 1, 1)
_LEAST = 1e-3
"""Agents above a limit, in the part of the interval in which it counts, that are no rounding."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most so many people at a time.

    ``rule`` is the column, ``says`` the beginning of the sentence, ``where`` the file; ``share``
    the part of each interval in which it counts; ``whole``: breaks count as well.
    """

    rule: str
    says: str
    raise_to: str
    most: int
    members: tuple[Agent, ...]
    share: Floats
    timezone: str
    whole: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class _There:
    """Somebody who is there for certain in some stretches of time (minutes of the horizon)."""

    agent: str
    because: str
    stretches: Stretches


def limits(plan: Plan) -> Iterator[Limit]:
    """Seats of teams and cover at most, where they are hard."""
    for team in plan.teams if "max_seats" not in plan.rules else ():
        if team.max_seats is not None:
            yield Limit(
                rule="max_seats", most=team.max_seats, timezone=team.timezone, whole=True,
                says=f"Team {team.team} has {count(team.max_seats, 'seat')} (teams.csv, max_seats)",
                raise_to=f"max_seats of {team.team}",
                members=tuple(agent for agent in plan.agents if agent.team == team.team),
                share=np.ones(plan.horizon.intervals),
            )  # fmt: skip
    for row in plan.cover if "cover" not in plan.rules else ():
        if row.max is not None:
            yield Limit(
                rule="cover", most=row.max, timezone=row.timezone, whole=False,
                says=f"At most {count(row.max, 'person', 'people')} of '{row.cover}' may be at "
                "work at a time (cover.csv, max)",
                raise_to=f"max of '{row.cover}' in cover.csv",
                members=tuple(agent for agent in plan.agents if row.counts(agent)),
                share=inside(plan.horizon, [row.window], zone(row.timezone)),
            )  # fmt: skip


def presence(plan: Plan, reach: Reach) -> Iterator[Clash]:
    """Times at which more people must be there than may; days that are alike are told once."""
    sure = _Sure(plan, reach)
    for limit in limits(plan):
        there = [found for agent in limit.members for found in sure.of(agent, whole=limit.whole)]
        if len(there) > 0:
            yield from _above(plan, limit, there)


def _above(plan: Plan, limit: Limit, there: Sequence[_There]) -> Iterator[Clash]:
    """Clashes of one limit: the worst moment of each local date, those alike together."""
    earlier = running_in(plan, limit.members)
    must = people_in(plan.horizon, [part for one in there for part in one.stretches])
    excess = (must - np.maximum(limit.most - earlier, 0.0)) * limit.share
    local = local_times(plan.horizon.starts, zone(limit.timezone))
    alike: dict[tuple[tuple[tuple[str, str], ...], str, float], list[date]] = {}
    for day in np.unique(local.day[excess > _LEAST]):
        rows = np.flatnonzero((local.day == day) & (excess > _LEAST))
        worst = int(rows[np.argmax(excess[rows])])
        people = _at(plan, there, worst)
        hour = clock(int(local.minute[worst]))
        key = people, hour, round(float(earlier[worst]), 3)
        alike.setdefault(key, []).append(_EPOCH + timedelta(days=int(day)))
    for (people, hour, before), days in alike.items():
        yield _clash(limit, people, hour, before, days)


def _clash(
    limit: Limit, people: tuple[tuple[str, str], ...], hour: str, before: float, days: list[date]
) -> Clash:  # fmt: skip
    left = max(0, int(limit.most - before + 1e-9))
    names = [f"{name} ({because})" for name, because in people]
    plus = f", {count(before, 'person', 'people')} of previous.csv besides" if before else ""
    when = f"{days_told(days)} at {hour} ({limit.timezone})"
    needed = len(people) + round(before)
    return Clash(
        rule=limit.rule, who=tuple(name for name, _ in people), day=days[0],
        due=float(needed), reach=float(limit.most),
        sentence=f"{limit.says}, but {when} {count(len(people), 'person', 'people')} must be "
        f"there: {named(names)}{plus}.",
        remedy=f"Let {len(people) - left} of {named(name for name, _ in people)} off "
        f"{days_told(days)}, or set {limit.raise_to} to at least {needed}, or "
        f"{priced(limit.rule)}.",
    )  # fmt: skip


def _at(plan: Plan, there: Sequence[_There], interval: int) -> tuple[tuple[str, str], ...]:
    """Who is there in an interval, and why."""
    first = interval * plan.horizon.interval_minutes
    last = first + plan.horizon.interval_minutes
    return tuple(
        (one.agent, one.because)
        for one in there
        if any(begin < last and end > first for begin, end in one.stretches)
    )


def running_in(plan: Plan, members: Sequence[Agent]) -> Floats:
    """People of the weeks before whose shifts run into the horizon, by interval."""
    known = {agent.agent for agent in members}
    stretches = [
        (plan.horizon.minute_of(shift.start), plan.horizon.minute_of(shift.end))
        for shift in plan.previous
        if shift.agent in known and shift.end > plan.horizon.first
    ]
    return people_in(plan.horizon, stretches)


class _Sure:
    """When people are there for certain."""

    def __init__(self, plan: Plan, reach: Reach) -> None:
        self.plan, self.reach = plan, reach
        self._known: dict[tuple[int, bool], Stretches] = {}
        self._kept: list[Offered] = []

    def of(self, agent: Agent, *, whole: bool) -> Iterator[_There]:
        """A person's days that are settled; ``whole``: breaks count as well."""
        if not whole and agent.agent in self.plan.off_queue_names:
            return
        for day in self.plan.horizon.team_dates(self.plan.team[agent.team].zone):
            because = self.reach.settled(agent, day)
            offered = self.reach.shifts(agent, day) if because else None
            if offered is None or not len(offered.start):
                continue
            stretches = self._common(offered, whole=whole)
            if stretches:
                yield _There(agent=agent.agent, because=because, stretches=stretches)

    def _common(self, offered: Offered, *, whole: bool) -> Stretches:
        """What all of these shifts have in common."""
        key = id(offered), whole
        if key not in self._known:
            self._kept.append(offered)
            self._known[key] = common_stretches(self.plan, offered, whole=whole)
        return self._known[key]


def common_stretches(plan: Plan, offered: Offered, *, whole: bool) -> Stretches:
    """Minutes of the horizon that all of these shifts have in common, without possible breaks."""
    begin, end = int(offered.start.max()), int(offered.end.min())
    gaps = []
    for name, start, stop in zip(offered.template, offered.start, offered.end, strict=True):
        gaps += [] if whole else possible_breaks(plan.shift[str(name)], int(start), int(stop))
    return without_gaps(begin, end, gaps)


def possible_breaks(template: ShiftTemplate, start: int, end: int) -> list[tuple[int, int]]:
    """Where the breaks of a shift may lie."""
    found = []
    for pause in template.breaks:
        last = end - start - pause.minutes
        earliest, latest = max(0, min(pause.earliest, last)), max(0, min(pause.latest, last))
        found.append((start + earliest, start + latest + pause.minutes))
    return found


def without_gaps(begin: int, end: int, gaps: Sequence[tuple[int, int]]) -> Stretches:
    """What gaps leave of a stretch."""
    parts = []
    for first, last in sorted(gaps):
        if first > begin:
            parts.append((begin, min(first, end)))
        begin = max(begin, last)
    parts.append((begin, end))
    return tuple((first, last) for first, last in parts if first < last)
