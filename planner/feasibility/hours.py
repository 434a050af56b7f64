"""Paid hours of whole teams: what commitments and people's minima ask for, and what can be given.

What can be given is limited by the people's own reach, by the team's ceiling, by seats and cover at
most (whole shifts that follow one another on a seat, the best chain of them by dynamic programming;
for shifts on a line of time that is the exact optimum of any number of seats, as their matrix is an
interval matrix), and by the largest change from day to day.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, inf

import numpy as np

from planner.clock import WEEK_DAYS, monday_of
from planner.domain import Agent, Plan, ShiftTemplate, Team
from planner.feasibility.changes import runs_of_days, within_steps
from planner.feasibility.presence import Limit, limits, possible_breaks, without_gaps
from planner.feasibility.told import ROUNDING, Clash, priced
from planner.reach import Offered, Reach
from planner.rules.violations import count, figure
from planner.sentences import named, on_day

_ONE = timedelta(days=1)
_MOST_CHOICES = 200
MIN, MAX = "min_paid_hours_per_week", "max_paid_hours_per_week"


def hours(plan: Plan, reach: Reach, crowded: Sequence[Clash] = ()) -> Iterator[Clash]:
    """Weeks in which more paid hours are due than can be given.

    ``crowded`` are days on which too many people must be there: their weeks are not told again.
    """
    for team in plan.teams:
        yield from _Weeks(plan, reach, team).clashes()
    for limit in limits(plan):
        members = {agent.agent for agent in limit.members}
        told = {
            monday_of(clash.day)
            for clash in crowded
            if clash.rule == limit.rule and members.issuperset(clash.who)
        }
        yield from _fitting(plan, reach, limit, told)


@dataclass(frozen=True, kw_only=True)
class _Due:
    """Hours due in a week: of a commitment, or of people's minima and settled days."""

    hours: float
    says: str
    lower: str


class _Weeks:
    """One team's weeks."""

    def __init__(self, plan: Plan, reach: Reach, team: Team) -> None:
        self.plan, self.reach, self.team = plan, reach, team
        self.people = [agent for agent in plan.agents if agent.team == team.team]

    def clashes(self) -> Iterator[Clash]:
        """Commitments out of reach, ceilings that are too low, changes that are too small."""
        team, rules = self.team, self.plan.rules
        committed = team.min_paid_hours_per_week is not None and MIN not in rules
        capped = team.max_paid_hours_per_week is not None and MAX not in rules
        for monday in self.reach.mondays() if committed else ():
            yield from self._committed(monday)
        for monday in self.reach.mondays() if capped else ():
            yield from self._capped(monday)
        if capped:
            yield from self._capped_horizon()
        if team.max_change_per_day is not None and "max_change_per_day" not in rules:
            yield from self._stepped()

    def _due(self, monday: date) -> float:
        """Hours of a week's commitment."""
        days = sum(0 <= (d - monday).days < WEEK_DAYS for d in self.plan.horizon.dates())
        return (self.team.min_paid_hours_per_week or 0.0) * days / WEEK_DAYS

    def _least(self, monday: date) -> float:
        """Hours that everybody's minima and settled days make."""
        return sum(self.reach.least_hours(agent, monday) for agent in self.people)

    def _left(self, monday: date) -> float:
        """Hours that the ceiling leaves of a week that has begun before the horizon."""
        done = sum(self.reach.hours_before(agent, monday) for agent in self.people)
        return max(0.0, (self.team.max_paid_hours_per_week or 0.0) - done)

    def _committed(self, monday: date) -> Iterator[Clash]:
        team, due = self.team, self._due(monday)
        most = sum(self.reach.most_hours(agent, monday) for agent in self.people)
        if most >= due - ROUNDING:
            return
        least = floor((team.min_paid_hours_per_week or 0.0) * most / due * 100 + ROUNDING) / 100
        yield Clash(
            rule=MIN, who=(team.team,), day=monday, due=due, reach=most,
            sentence=f"Team {team.team} is committed to {count(due, 'paid hour')} in the week from "
            f"{on_day(monday)}, its {count(len(self.people), 'person', 'people')} can be given at "
            f"most {figure(most)}.",
            remedy=f"Give team {team.team} more people, or a {MIN} of at most {figure(least)}, "
            f"or {priced(MIN)}.",
        )  # fmt: skip

    def _capped(self, monday: date) -> Iterator[Clash]:
        team, due, left = self.team, self._least(monday), self._left(monday)
        ceiling = team.max_paid_hours_per_week or 0.0
        begun = ceiling - left
        if due > left + ROUNDING:
            done = f" ({figure(begun)} are worked already)" if begun else ""
            yield Clash(
                rule=MAX, who=(team.team,), day=monday, due=due, reach=left,
                sentence=f"Team {team.team} may be given at most {count(ceiling, 'paid hour')} a "
                f"week{done}; {minima(self.reach, self.people, monday)} {figure(due)} "
                f"in the week from {on_day(monday)}.",
                remedy=f"Give team {team.team} a {MAX} of at least {figure(due + begun)}, or "
                f"{lower(self.reach, self.people, monday)}, or {priced(MAX)}.",
            )  # fmt: skip

    def _capped_horizon(self) -> Iterator[Clash]:
        """The ceilings of all weeks against the minima of the horizon."""
        team, weeks = self.team, self.reach.all_mondays(self.team.team)
        owed = {agent.agent: self.reach.owed_in_horizon(agent) for agent in self.people}
        due = sum(
            max(owed[agent.agent], sum(self.reach.least_hours(agent, week) for week in weeks))
            for agent in self.people
        )
        left = sum(self._left(week) for week in weeks)
        weekly = sum(self._least(week) for week in weeks)
        if due <= left + ROUNDING or weekly > left + ROUNDING:
            return
        names = [name for name, hours_owed in owed.items() if hours_owed > 0]
        yield Clash(
            rule=MAX, who=(team.team,), day=self.plan.horizon.start, due=due, reach=left,
            sentence=f"Team {team.team} may be given at most "
            f"{count(team.max_paid_hours_per_week or 0.0, 'paid hour')} a week, {figure(left)} in "
            f"the horizon; the minima of the horizon of {named(names)} "
            f"(min_hours_per_horizon) and of their weeks add up to {figure(due)}.",
            remedy=f"Give team {team.team} a {MAX} of at least {figure(ceil(due / len(weeks)))}, "
            f"or lower the min_hours_per_horizon of its contracts, or {priced(MAX)}.",
        )  # fmt: skip

    def _stepped(self) -> Iterator[Clash]:
        """What the largest change from day to day leaves of the hours due."""
        team, step = self.team, self.team.max_change_per_day or 0
        by_day = {
            day.day: max(0, most - day.before)
            for run in runs_of_days(self.plan, self.reach, team)
            for day, most in zip(run, within_steps(run, step), strict=True)
        }
        for monday in self.reach.mondays():
            days = [monday + _ONE * at for at in range(WEEK_DAYS)]
            longest = {day: self._longest(day) for day in days}
            heads = {day: by_day.get(day, inf) for day in days}
            most = sum(heads[day] * longest[day] for day in days if longest[day] > 0)
            due = self._of_week(monday)
            if most >= due.hours - ROUNDING:
                continue
            told = ", ".join(
                f"{on_day(day)[:3]} {int(heads[day]) if longest[day] > 0 else 0}" for day in days
            )
            yield Clash(
                rule="max_change_per_day", who=(team.team,), day=monday, due=due.hours, reach=most,
                sentence=f"Team {team.team} may change by at most "
                f"{count(step, 'person', 'people')} from one day to the next (teams.csv, "
                f"max_change_per_day): in the week from {on_day(monday)} at most so many can have "
                f"a shift: {told}; that is at most {count(most, 'paid hour')}. {due.says} "
                f"{figure(due.hours)}.",
                remedy=f"Raise max_change_per_day of {team.team}, or {due.lower}, or offer shifts "
                f"on more weekdays in shifts.csv, or {priced('max_change_per_day')}.",
            )  # fmt: skip

    def _of_week(self, monday: date) -> _Due:
        """What is due in a week: the commitment or the people's minima, whichever is more."""
        least, commitment = self._least(monday), 0.0
        if self.team.min_paid_hours_per_week is not None and MIN not in self.plan.rules:
            commitment = self._due(monday)
        return due_of(
            self.reach, self.team, self.people, monday, least=least, commitment=commitment
        )  # fmt: skip

    def _longest(self, day: date) -> float:
        """Hours of the longest shift that anybody can be given on a day."""
        lengths = (
            max(self.reach.shifts(agent, day).lengths, default=0) for agent in self.people
        )  # fmt: skip
        return max(lengths, default=0) / 60


def due_of(
    reach: Reach, team: Team, people: Sequence[Agent], monday: date, *, least: float,
    commitment: float,
) -> _Due:  # fmt: skip
    """The larger of people's minima and a commitment, with its words."""
    if commitment > least:
        return _Due(
            hours=commitment, says=f"Team {team.team} is committed to ({MIN})",
            lower=f"lower {MIN} of {team.team}",
        )  # fmt: skip
    says = minima(reach, people, monday)
    return _Due(
        hours=least, says=says[0].upper() + says[1:], lower=lower(reach, people, monday)
    )  # fmt: skip


def minima(reach: Reach, people: Sequence[Agent], monday: date) -> str:
    """Whose hours make what is due: ``whole shifts for the minima of ana and bob add up to``."""
    owing = [agent.agent for agent in people if reach.least_hours(agent, monday) > 0]
    what = "settled days" if _settled_alone(reach, people, monday) else "minima"
    if _settled(reach, people, monday) and what == "minima":
        what = "minima and settled days (pins, rotations)"
    return f"whole shifts for the {what} of {named(owing)} add up to"


def lower(reach: Reach, people: Sequence[Agent], monday: date) -> str:
    """How less could be due."""
    if _settled_alone(reach, people, monday):
        return "take some of their pins or rotation days back"
    contracts = sorted(
        {agent.contract for agent in people if reach.owed_hours(agent, monday) > 0}
    )  # fmt: skip
    pins = ", or take pins back" if _settled(reach, people, monday) else ""
    return f"lower the min_hours_per_week of {named(contracts)}{pins}"


def _settled(reach: Reach, people: Sequence[Agent], monday: date) -> bool:
    """Whether days that are settled ask for more than the minima do."""
    return any(
        reach.least_hours(agent, monday) > reach.owed_hours(agent, monday) + ROUNDING
        and any(reach.settled(agent, monday + _ONE * at) for at in range(WEEK_DAYS))
        for agent in people
    )


def _settled_alone(reach: Reach, people: Sequence[Agent], monday: date) -> bool:
    return not any(reach.owed_hours(agent, monday) > 0 for agent in people)


def _fitting(plan: Plan, reach: Reach, limit: Limit, told: Collection[date]) -> Iterator[Clash]:
    """Hours due to those whom a limit counts against whole shifts one after the other."""
    if not limit.members:
        return
    teams = {agent.team for agent in limit.members}
    alone = plan.team[limit.members[0].team] if len(teams) == 1 else None
    whole = alone and len(limit.members) == sum(a.team == alone.team for a in plan.agents)
    for monday in reach.mondays():
        least = sum(reach.least_hours(agent, monday) for agent in limit.members)
        commitment = 0.0
        if alone and whole and alone.min_paid_hours_per_week is not None and MIN not in plan.rules:
            days = sum(monday_of(day) == monday for day in plan.horizon.dates())
            commitment = alone.min_paid_hours_per_week * days / WEEK_DAYS
        if monday in told or max(least, commitment) <= ROUNDING:
            continue
        chain = _best_chain(plan, reach, limit, monday) / 60
        most = limit.most * chain
        if most >= max(least, commitment) - ROUNDING:
            continue
        team = plan.team[limit.members[0].team]
        due = due_of(reach, team, limit.members, monday, least=least, commitment=commitment)
        enough = ceil(due.hours / chain - 1e-9) if chain else None
        more = f"set {limit.raise_to} to at least {enough}, or " if enough else ""
        yield Clash(
            rule=limit.rule, who=tuple(agent.agent for agent in limit.members), day=monday,
            due=due.hours, reach=most,
            sentence=f"{limit.says}: whole shifts one after the other make at most "
            f"{count(most, 'paid hour')} of the week from {on_day(monday)}. {due.says} "
            f"{figure(due.hours)}.",
            remedy=f"{more[:1].upper()}{more[1:]}{due.lower}, or offer shifts at other hours in "
            f"shifts.csv, or {priced(limit.rule)}.",
        )  # fmt: skip


def _best_chain(plan: Plan, reach: Reach, limit: Limit, monday: date) -> float:
    """Most paid minutes of shifts of a week of which no two are there at once; may be infinite.

    A shift takes only the intervals that it fills and in which the limit counts; where breaks do
    not count, the longest stretch without a possible break.
    """
    if limit.rule == "cover" and any(a.agent in plan.off_queue_names for a in limit.members):
        return inf
    filled = _Filled(plan, limit)
    ends: dict[int, set[tuple[int, int]]] = {}
    for offered in _offers(reach, limit.members, monday):
        rows = zip(offered.template, offered.start, offered.end, offered.paid, strict=True)
        for name, begin, end, paid in rows:
            first, last = filled.by(plan.shift[str(name)], int(begin), int(end))
            if first >= last:
                return inf
            ends.setdefault(last, set()).add((first, int(paid)))
    best = [0] * (plan.horizon.intervals + 1)
    for interval in range(1, len(best)):
        here = (best[first] + paid for first, paid in ends.get(interval, ()))
        best[interval] = max(best[interval - 1], *here, 0)
    return float(best[-1])


def _offers(reach: Reach, members: Sequence[Agent], monday: date) -> list[Offered]:
    """All that anybody may be given in a week, each choice of shifts once.

    Where there are many choices, all that their teams are offered.
    """
    days = [monday + _ONE * at for at in range(WEEK_DAYS)]
    found = {
        id(offered): offered
        for agent in members
        for day in days
        if len((offered := reach.shifts(agent, day)).start)
    }
    if len(found) <= _MOST_CHOICES:
        return list(found.values())
    teams = {agent.team for agent in members}
    return [reach.offers(team, day) for team in teams for day in days]


class _Filled:
    """The intervals that shifts fill and in which a limit counts."""

    def __init__(self, plan: Plan, limit: Limit) -> None:
        self.step, self.whole = plan.horizon.interval_minutes, limit.whole
        self.span = plan.horizon.intervals
        idle = np.append(np.flatnonzero(limit.share <= ROUNDING), self.span)
        self.until = idle[np.searchsorted(idle, np.arange(self.span + 1))].tolist()

    def by(self, template: ShiftTemplate, begin: int, end: int) -> tuple[int, int]:
        """First and last (not included) interval of the longest run that a shift fills."""
        gaps = [] if self.whole else possible_breaks(template, begin, end)
        longest = (0, 0)
        for first, last in without_gaps(begin, end, gaps):
            low, high = -(-first // self.step), min(last // self.step, self.span)
            while low < high:
                stop = min(self.until[low], high)
                longest = max(longest, (low, stop), key=lambda run: run[1] - run[0])
                low = stop + 1
        return longest
