"""What is asked of everybody together, as demands of a :class:`ClashModel`."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from planner.clock import WEEK_DAYS, inside, instant, local_date, local_times, monday_of, zone
from planner.domain import Agent, Cover, Team
from planner.optimiser.clash_model import ClashModel, Linear, scaled, total
from planner.optimiser.options import Options

_ONE = timedelta(days=1)
_EPOCH = date(1970, 1, 1)
Terms = list[tuple[cp_model.IntVar, int]]
"""Literals, each with minutes."""


class TeamsAsked:
    """Seats, cover at most, hours and daily changes; teams of which somebody is not asked: none."""

    def __init__(self, asked: ClashModel) -> None:
        self.asked, self.plan = asked, asked.plan
        self.mine = {agent.agent for agent in asked.people}
        self.hard = asked.hard

    def ask(self) -> None:
        """All demands."""
        for team in self.plan.teams:
            members = [agent for agent in self.plan.agents if agent.team == team.team]
            if members and {agent.agent for agent in members} <= self.mine:
                self._of_team(team, members)
        for row in self.plan.cover if self.hard("cover") else ():
            members = [agent for agent in self.asked.people if row.counts(agent)]
            if row.max is not None and members:
                self._at_most("cover", row.cover, members, row.max, row)

    def _of_team(self, team: Team, members: Sequence[Agent]) -> None:
        if team.max_seats is not None and self.hard("max_seats"):
            self._at_most("max_seats", team.team, members, team.max_seats)
        for monday in sorted({monday_of(day) for day in self.asked.dates(members[0])}):
            self._committed(team, members, monday)
            self._capped(team, members, monday)
        if team.max_change_per_day is not None and self.hard("max_change_per_day"):
            self._changes(team, members, team.max_change_per_day)

    def _at_most(
        self, rule: str, who: str, members: Sequence[Agent], most: int, row: Cover | None = None
    ) -> None:  # fmt: skip
        """So many people at a time; minutes of presence in every interval, by local date."""
        horizon = self.plan.horizon
        place = self.plan.team[members[0].team].zone if row is None else zone(row.timezone)
        counts = np.ones(horizon.intervals) if row is None else inside(horizon, [row.window], place)
        local, before = local_times(horizon.starts, place), self._running_in(members)
        told: set[tuple[object, ...]] = set()
        for interval, terms in sorted(self._presence(members, whole=row is None).items()):
            left = max(0, round(most * horizon.interval_minutes - before[interval]))
            if counts[interval] <= 1e-6 or sum(minutes for _, minutes in terms) <= left:
                continue
            when = _EPOCH + _ONE * int(local.day[interval])
            key = when, left, tuple((x.index, minutes) for x, minutes in terms)
            if key not in told:
                told.add(key)
                self.asked.require(_sum(terms) <= left, rule, who, when)

    def _presence(self, members: Sequence[Agent], *, whole: bool) -> dict[int, Terms]:
        """Everybody's shifts in each interval; ``whole``: on breaks too, else at work for sure."""
        step, present = self.plan.horizon.interval_minutes, dict[int, Terms]()
        for agent in members:
            if not whole and agent.agent in self.plan.off_queue_names:
                continue
            options = self.asked.options(agent)
            for day in self.asked.days[agent.agent].values():
                for x, option in zip(day.taken, day.options.tolist(), strict=True):
                    for first, last in _stretches(options, option, whole=whole):
                        last = min(last, self.plan.horizon.intervals * step)
                        for at in range(first // step, -(-last // step)):
                            minutes = min(last, (at + 1) * step) - max(first, at * step)
                            present.setdefault(at, []).append((x, minutes))
        return present

    def _running_in(self, members: Sequence[Agent]) -> NDArray[np.float64]:
        """Minutes in each interval of shifts of the weeks before."""
        horizon = self.plan.horizon
        step = horizon.interval_minutes
        edges, sums = np.arange(horizon.intervals) * step, np.zeros(horizon.intervals)
        for agent in members:
            for shift in self.asked.previous.get(agent.agent, ()):
                begin, end = (horizon.minute_of(at) for at in (shift.start, shift.end))
                sums += np.clip(np.minimum(edges + step, end) - np.maximum(edges, begin), 0, step)
        return sums

    def _paid(self, members: Sequence[Agent], monday: date) -> Terms:
        """Everybody's shifts of a week with their paid minutes."""
        return [
            (x, int(self.asked.options(agent).paid[option]))
            for agent in members
            for day in self.asked.days[agent.agent].values()
            if monday_of(day.day) == monday
            for x, option in zip(day.taken, day.options, strict=True)
        ]

    def _committed(self, team: Team, members: Sequence[Agent], monday: date) -> None:
        rule, least = "min_paid_hours_per_week", team.min_paid_hours_per_week
        days = sum(monday_of(day) == monday for day in self.plan.horizon.dates())
        whole = all(self.asked.whole_week(agent, monday) for agent in members)
        if least is not None and whole and days and self.hard(rule):
            due = int(np.ceil(60 * least * days / WEEK_DAYS - 1e-6))
            self.asked.require(_sum(self._paid(members, monday)) >= due, rule, team.team, monday)

    def _capped(self, team: Team, members: Sequence[Agent], monday: date) -> None:
        rule, most = "max_paid_hours_per_week", team.max_paid_hours_per_week
        if most is None or not self.hard(rule):
            return
        done = sum(
            shift.paid_hours
            for agent in members
            for shift in self.asked.previous.get(agent.agent, ())
            if monday_of(local_date(shift.start, team.zone)) == monday
        )
        left = max(0, int(60 * (most - done) + 1e-6))
        self.asked.require(_sum(self._paid(members, monday)) <= left, rule, team.team, monday)

    def _changes(self, team: Team, members: Sequence[Agent], most: int) -> None:
        """People with a shift on a date against the day before, where both are known."""
        gone: dict[date, set[str]] = {}
        for agent in members:
            for shift in self.asked.previous.get(agent.agent, ()):
                gone.setdefault(local_date(shift.start, team.zone), set()).add(agent.agent)
        for before, day in pairwise(self._compared_dates(team, gone.keys())):
            first, then = (self._heads(members, at, gone.get(at, set())) for at in (before, day))
            if first is None or then is None or day - before > _ONE:
                continue
            for change in (then - first, first - then):
                self.asked.require(change <= most, "max_change_per_day", team.team, day)

    def _compared_dates(self, team: Team, gone: Collection[date]) -> list[date]:
        """Dates of which everything is known; of the first the weeks before may tell."""
        horizon, dates = self.plan.horizon, self.plan.horizon.team_dates(team.zone)
        return [
            day
            for day in (dates[0] - _ONE, *dates)
            if instant(day + _ONE, 0, team.zone) <= horizon.last
            and (horizon.first <= instant(day, 0, team.zone) or {day - _ONE, day} & set(gone))
        ]

    def _heads(
        self, members: Sequence[Agent], day: date, gone: set[str]
    ) -> Linear | None:  # fmt: skip
        """People with a shift on a date, ``gone`` in the weeks before; ``None``: not known."""
        if day < min(self.asked.options(members[0]).dates):
            return len(gone)
        own = (self.asked.days[agent.agent].get(day) for agent in members)
        known = [found.works for found in own if found is not None]
        return total(known) + len(gone) if len(known) + len(gone) == len(members) else None


def _sum(terms: Terms) -> Linear:
    return scaled([x for x, _ in terms], (minutes for _, minutes in terms))


def _stretches(options: Options, option: int, *, whole: bool) -> list[tuple[int, int]]:
    """When somebody is there in a shift for certain; ``whole``: on breaks too."""
    start, end = int(options.start[option]), int(options.end[option])
    pauses = () if whole else options.templates[int(options.template[option])].breaks
    parts, begin = [], start
    for pause in sorted(pauses, key=lambda pause: pause.earliest):
        last = max(0, end - start - pause.minutes)
        parts.append((begin, start + min(pause.earliest, last)))
        begin = max(begin, start + min(pause.latest, last) + pause.minutes)
    return [(first, last) for first, last in (*parts, (begin, end)) if first < last]
