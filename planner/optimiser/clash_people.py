"""What is asked of one person, as demands of a :class:`ClashModel`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from planner.clock import DAY_MINUTES, WEEK_DAYS, local_date, monday_of
from planner.domain import Agent, Contract, Team
from planner.optimiser.clash_model import Asked, ClashModel, Linear, PersonDay, scaled, total
from planner.optimiser.keeping import Kept
from planner.optimiser.options import is_night, nights_around
from planner.optimiser.wishes import can_start, outside_availability

_ONE = timedelta(days=1)
_SATURDAY = 5
_FREE_DAYS = 2
"""Dates so far apart have one day off between them at most: starts may not move earlier."""
_FAR = 10_000_000
"""Minutes that no shift of any horizon reaches."""


class PersonAsked:
    """The demands of one person; settled by ``previous.csv`` are days that are left out."""

    def __init__(self, asked: ClashModel, agent: Agent) -> None:
        self.asked, self.agent, self.plan = asked, agent, asked.plan
        self.model, self.options = asked.model, asked.options(agent)
        self.team: Team = self.plan.team[agent.team]
        self.contract: Contract = self.plan.contract[agent.contract]
        self.before = {
            local_date(shift.start, self.team.zone): shift
            for shift in asked.previous.get(agent.agent, ())
        }
        nights = nights_around(self.plan.horizon, self.team.zone, list(self.options.dates))
        pairs = zip(self.options.start.tolist(), self.options.end.tolist(), strict=True)
        self.night = np.array([is_night(nights, *pair) for pair in pairs], dtype=bool)
        self.barred = outside_availability(self.plan, agent.agent, agent.team, self.options)
        self.days = {day: self._day(day) for day in asked.dates(agent) if day not in self.before}
        asked.days[agent.agent] = self.days

    def _day(self, day: date) -> PersonDay:
        at = self.options.dates.index(day)
        options = np.arange(self.options.first[at], self.options.first[at + 1])
        taken = tuple(self.model.new_bool_var("") for _ in options)
        works = self.model.new_bool_var("")
        self.model.add(total(taken) == works)
        return PersonDay(day=day, options=options, taken=taken, works=works)

    def ask(self) -> None:
        """All demands."""
        for day in self.days.values():
            self._facts(day)
            self._runs(day.day)
        self._weeks()
        self._horizon()
        self._rests()
        self._weekends()

    def _limit(self, rule: str) -> float | None:
        value: float | None = getattr(self.contract, rule)
        return value if self.asked.hard(rule) else None

    def _require(self, rule: str, wanted: Asked, when: date | None = None) -> None:
        self.asked.require(wanted, rule, self.agent.agent, when)

    def _never(
        self, rule: str, day: PersonDay, forbidden: NDArray[np.bool_], when: date | None = None
    ) -> None:  # fmt: skip
        if forbidden.any():
            self._require(rule, total(day.of(forbidden)) == 0, when)

    def _away(self, day: date) -> bool:
        return self.plan.on_leave(self.agent.agent, day) or not self.agent.employed(day)

    def _facts(self, day: PersonDay) -> None:
        """Leave, employment, availability, longest day, and what settles a date."""
        own = day.options
        if self.plan.on_leave(self.agent.agent, day.day):
            self._require("time_off", day.works == 0, day.day)
        if not self.agent.employed(day.day):
            self._require("employment", day.works == 0, day.day)
        self._never("availability", day, self.barred[own] > 0, day.day)
        longest = self._limit("max_hours_per_day")
        if longest is not None:
            self._never("max_hours_per_day", day, self.options.paid[own] > 60 * longest + 1e-6)
        if self._limit("max_consecutive_nights") == 0:
            self._never("max_consecutive_nights", day, self.night[own])
        names = [template.shift for template in self.options.templates]
        for rule, shift, start in self._settled(day):
            fits = self.options.template[own] == (names.index(shift) if shift in names else -1)
            if start is not None:
                fits &= self.options.wall[own] == start % DAY_MINUTES
            self._require(rule, total(day.of(fits)) == 1 if shift else day.works == 0, day.day)

    def _settled(self, day: PersonDay) -> Iterator[tuple[str, str, int | None]]:
        """Rule, shift (blank: a day off) and start of what settles a date."""
        pin = self.plan.pin.get((self.agent.agent, day.day))
        if pin is not None:
            yield "pins", pin.shift, pin.start
        turn = None if self._away(day.day) else self._turn(day.day)
        if turn is not None:
            yield "rotation", turn, None
        if pin is None and turn is None and not self._away(day.day) and self.asked.kept:
            yield from self._kept(self.asked.kept, day)

    def _turn(self, day: date) -> str | None:
        """What the rotation has on a date that it settles."""
        hard = self.contract.rotation and self.asked.hard("rotation")
        if not hard or day not in self.plan.horizon.dates():
            return None
        wanted = self.plan.rotation_shift(self.agent, day)
        at = self.options.dates.index(day)
        return wanted if not wanted or can_start(self.options, at, wanted) else None

    def _kept(self, kept: Kept, day: PersonDay) -> Iterator[tuple[str, str, int | None]]:
        locked = self.asked.hard("lock_days")
        if day.day >= (kept.stands_until(self.plan, self.team) if locked else kept.since):
            return
        shift = kept.shifts(self.plan, self.agent).get(day.day)
        at = self.options.dates.index(day.day)
        found = self.asked.offered(self.agent).find(self.plan, at, shift)
        if shift is None:
            yield "keep", "", None
        elif found >= 0:
            yield "keep", shift.shift, int(self.options.wall[found])

    def _weeks(self) -> None:
        for monday in sorted({monday_of(day) for day in self.days}):
            mine = [day for day in self.days.values() if monday_of(day.day) == monday]
            done = [s for d, s in self.before.items() if monday_of(d) == monday]
            self._paid_between(
                mine, monday, "min_hours_per_week", "max_hours_per_week",
                owed=self._owed(mine) / WEEK_DAYS,
                whole=self.asked.whole_week(self.agent, monday),
                done=round(60 * sum(shift.paid_hours for shift in done)),
            )  # fmt: skip
            most = self._limit("max_days_per_week")
            if most is not None:
                worked = total([day.works for day in mine])
                left = max(0, int(most) - len(done))
                self._require("max_days_per_week", worked <= left, monday)

    def _horizon(self) -> None:
        days = list(self.days.values())
        self._paid_between(
            days, None, "min_hours_per_horizon", "max_hours_per_horizon",
            owed=self._owed(days) / self.plan.horizon.days,
            whole=self.asked.whole_horizon(self.agent), done=0,
        )  # fmt: skip

    def _owed(self, days: Iterable[PersonDay]) -> int:
        """Dates that count for a minimum."""
        inside = set(self.plan.horizon.dates())
        return sum(day.day in inside and not self._away(day.day) for day in days)

    def _paid_between(
        self, days: Sequence[PersonDay], when: date | None, least: str, most: str, *, owed: float,
        whole: bool, done: int,
    ) -> None:  # fmt: skip
        """Paid minutes from the share ``owed`` of the minimum to the maximum, overtime included."""
        taken = [x for day in days for x in day.taken]
        paid = scaled(taken, (self.options.paid[o] for day in days for o in day.options))
        minimum, maximum = self._limit(least), self._limit(most)
        if minimum is not None and whole and not self.contract.guaranteed_pay and owed > 0:
            due = int(np.ceil(60 * minimum * owed - 1e-6))
            self._require(least, paid >= due, when)
        if maximum is not None:
            if most == "max_hours_per_week":
                maximum += self.contract.max_overtime_hours_per_week or 0.0
            left = max(0, int(60 * maximum + 1e-6) - done)
            self._require(most, paid <= left, when)

    def _works(self, day: date) -> Linear | None:
        """Whether the person works on a date; ``None`` where that is not looked at."""
        if day in self.before:
            return 1
        if day in self.days:
            return self.days[day].works
        return 0 if self.before and min(self.before) <= day < min(self.options.dates) else None

    def _runs(self, day: date) -> None:
        """Days and nights in a row that end on a date, days off in a row before it."""
        most = self._limit("max_consecutive_days")
        if most is not None:
            run = [self._works(day - _ONE * back) for back in range(int(most) + 1)]
            known = [works for works in run if works is not None]
            if len(known) == len(run):
                self._require("max_consecutive_days", sum(known) <= int(most))
        nights = self._limit("max_consecutive_nights")
        if nights:
            own = [self.days.get(day - _ONE * back) for back in range(int(nights) + 1)]
            found = [x for at in own if at is not None for x in at.of(self.night[at.options])]
            if None not in own:
                self._require("max_consecutive_nights", total(found) <= int(nights))
        for length in range(1, int(self._limit("min_consecutive_days_off") or 0)):
            self._no_short_break(day, length)

    def _no_short_break(self, day: date, length: int) -> None:
        """Not so few days off, leave apart, between work before and on a date."""
        gap = [day - _ONE * back for back in range(1, length + 1)]
        first = self._works(day - _ONE * (length + 1))
        between = [self._works(d) for d in gap]
        known = [works for works in between if works is not None]
        if first is None or len(known) < length or any(self._away(d) for d in gap):
            return
        wanted = first + self.days[day].works <= 1 + sum(known)
        self._require("min_consecutive_days_off", wanted)

    def _rests(self) -> None:
        """Rest between shifts and after nights, starts that move later."""
        least = self._limit("min_rest_hours") or 0.0
        after = self._limit("rest_after_nights_hours") or 0.0
        forward = self.contract.forward_rotation and self.asked.hard("forward_rotation")
        days = list(self.days.values())
        for number, day in enumerate(days):
            for later in days[number + 1 :]:
                gap = (later.day - day.day).days
                if gap > _FREE_DAYS + max(least, after) / 24:
                    break
                self._apart(day, later, least)
                if after > 0:
                    self._rested(day, later, after)
                if forward and gap <= _FREE_DAYS:
                    self._later(day, later)
        if self.before:
            end = max(self.plan.horizon.minute_of(shift.end) for shift in self.before.values())
            for day in days:
                early = self.options.start[day.options] < end + 60 * least - 1e-6
                self._never("min_rest_hours" if least > 0 else "overlap", day, early)

    def _apart(self, day: PersonDay, later: PersonDay, hours: float) -> None:
        """So much time between two shifts; what lies between them takes time as well."""
        ends, starts = self.options.end[day.options], self.options.start[later.options]
        if not len(ends) or not len(starts) or starts.min() - ends.max() >= 60 * hours - 1e-6:
            return
        before = scaled(day.taken, ends + int(60 * hours + 1e-6))
        after = scaled(later.taken, starts) + _FAR * (1 - later.works)
        self._require("min_rest_hours" if hours > 0 else "overlap", before <= after)

    def _rested(self, day: PersonDay, later: PersonDay, hours: float) -> None:
        """So much time after a night that no night follows at once, where nothing lies between."""
        night, other = self.night[day.options], np.ones(len(later.options), dtype=bool)
        if later.day - day.day == _ONE:
            other = ~self.night[later.options]
        if not night.any() or not other.any():
            return
        between = [own.works for own in self.days.values() if day.day < own.day < later.day]
        others = later.of(other)
        ends = self.options.end[day.options][night] + int(60 * hours + 1e-6)
        after = scaled(others, self.options.start[later.options][other])
        free = _FAR * (1 - total(others) + total(between))
        self._require("rest_after_nights_hours", scaled(day.of(night), ends) <= after + free)

    def _later(self, day: PersonDay, following: PersonDay) -> None:
        """A start no earlier by the clock than on the working day before."""
        before = scaled(day.taken, self.options.wall[day.options])
        after = scaled(following.taken, self.options.wall[following.options])
        free = DAY_MINUTES * (1 - following.works)
        self._require("forward_rotation", before <= after + free)

    def _weekends(self) -> None:
        """Weekends worked: at most so many, and whole."""
        whole = self.contract.complete_weekends and self.asked.hard("complete_weekends")
        inside, worked = set(self.plan.horizon.dates()), list[cp_model.IntVar]()
        for monday in sorted({monday_of(day) for day in self.days if day.weekday() >= _SATURDAY}):
            pair = [monday + _ONE * _SATURDAY, monday + _ONE * (_SATURDAY + 1)]
            known = [self.days[day].works for day in pair if day in self.days]
            worked.append(self.model.new_bool_var(""))
            self.model.add_max_equality(worked[-1], known)
            both = all(day in inside and self.agent.employed(day) for day in pair)
            if whole and both and len(known) == len(pair):
                self._require("complete_weekends", known[0] == known[1])
        most = self._limit("max_weekends")
        if most is not None:
            self._require("max_weekends", total(worked) <= int(most))
