"""What people do whatever the contacts do: shifts, breaks, absences, moments away.

Seconds since the horizon's start. A break, and each moment away, begins when the contact in hand
is finished and then lasts in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.domain import Plan
from planner.rules.groups import is_pooled, live_skills
from planner.rules.hands import hands_of, previous_hands
from planner.rules.needs import Needs
from planner.rules.presence import cut, presence, previous_presence
from planner.schedules import WORK, Schedule, Shift
from planner.simulation.arrivals import WARM_UP_S
from planner.simulation.floor import AWAY, LEAVE, PAUSE, SERVE, Floats, Ints

AWAY_S = 600.0
"""Mean length of a moment away, which is what in-shift shrinkage consists of here."""

Part = tuple[float, float, tuple[int, ...]]
"""Start, end, and queues served; none of them: a pause."""


@dataclass(frozen=True, kw_only=True)
class Duties:
    """Every stretch of every shift, by person and time; arrays of one length.

    ``row`` is the set of ``sets`` (queue positions) served, -1 in a pause; ``shift`` numbers the
    shifts, of which ``person`` (position in the plan) and ``date`` (days since the first) are told.
    """

    start: Floats
    end: Floats
    row: Ints
    shift: Ints
    person: Ints
    date: Ints
    sets: tuple[tuple[int, ...], ...]


RunningIn = list[tuple[int, int, list[Part]]]
"""Shifts as person, day since the horizon's first, and stretches."""


def duties_of(plan: Plan, schedule: Schedule, *, before: RunningIn | None = None) -> Duties:
    """Everybody's duties by the activities of a schedule, after what runs in from before."""
    who = {agent.agent: i for i, agent in enumerate(plan.agents)}
    shifts = [
        *(before or []),
        *(
            (who[shift.agent], (shift.date - plan.horizon.start).days, _parts(plan, shift))
            for shift in schedule.shifts
            if shift.agent in who
        ),
    ]
    shifts = sorted((s for s in shifts if s[2]), key=lambda s: (s[0], s[2][0][0]))
    sets = sorted({part[2] for _, _, parts in shifts for part in parts if part[2]})
    number = {queues: i for i, queues in enumerate(sets)} | {(): -1}
    rows = [(*part, i) for i, (_, _, parts) in enumerate(shifts) for part in parts]
    return Duties(
        start=np.array([row[0] for row in rows], dtype=float),
        end=np.array([row[1] for row in rows], dtype=float),
        row=np.array([number[row[2]] for row in rows], dtype=np.int64),
        shift=np.array([row[3] for row in rows], dtype=np.int64),
        person=np.array([s[0] for s in shifts], dtype=np.int64),
        date=np.array([s[1] for s in shifts], dtype=np.int64),
        sets=tuple(sets),
    )


def _parts(plan: Plan, shift: Shift) -> list[Part]:
    """The stretches of a shift; neighbours that serve the same queues are one."""
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    zero = plan.horizon.first.timestamp()
    parts: list[Part] = []
    for stretch in shift.activities:
        begin, end = stretch.start.timestamp() - zero, stretch.end.timestamp() - zero
        names = stretch.queue.split("|") if stretch.activity == WORK else []
        queues = tuple(sorted(position[name] for name in names if name in position))
        if queues and parts and parts[-1][1:] == (begin, queues):
            begin = parts.pop()[0]
        parts.append((begin, end, queues))
    return parts


def running_in(plan: Plan, schedule: Schedule, needs: Needs) -> RunningIn:
    """Shifts of ``previous.csv`` that run in: work without breaks on the queues of the audit.

    In a pooled plan people serve all their live queues.
    """
    shifts: RunningIn = []
    at_work = previous_presence(plan)
    shares = cut(at_work, plan.horizon)
    taken = previous_hands(plan, needs, hands_of(plan, presence(plan, schedule))).queue
    skills = live_skills(plan)
    step = plan.horizon.interval_minutes * 60.0
    for i, person in enumerate(at_work.person.tolist()):
        begin, end = at_work.start[i] * 60, at_work.end[i] * 60
        mine = np.flatnonzero(shares.row == i)
        parts: list[Part] = []
        for at in mine.tolist():
            k = int(shares.interval[at])
            queues = _served(plan, skills[person], int(taken[at]))
            first, last = max(begin, k * step), min(end, (k + 1) * step)
            if queues and parts and parts[-1][1:] == (first, queues):
                first = parts.pop()[0]
            parts.append((first, last, queues))
        shifts.append((person, int(begin // 86_400), parts))
    return shifts


def _served(plan: Plan, skill: tuple[int, ...], queue: int) -> tuple[int, ...]:
    """The queues taken by somebody whom the audit counts on a queue."""
    if queue < 0:
        return ()
    together = is_pooled(plan) and not plan.queues[queue].deferred
    return skill if together else (queue,)


@dataclass(frozen=True, kw_only=True)
class Events:
    """Events of people's calendars; arrays of one length, see :mod:`planner.simulation.floor`."""

    time: Floats
    kind: Ints
    who: Ints
    value: Floats

    def chosen(self, rows: NDArray[np.bool_]) -> "Events":
        return Events(
            time=self.time[rows], kind=self.kind[rows], who=self.who[rows], value=self.value[rows]
        )

    @staticmethod
    def joined(parts: "Sequence[Events]") -> "Events":
        """All events of several lists, one list after the other."""
        return Events(
            time=np.concatenate([part.time for part in parts]),
            kind=np.concatenate([part.kind for part in parts]),
            who=np.concatenate([part.who for part in parts]),
            value=np.concatenate([part.value for part in parts]),
        )


class Staff:
    """Who comes and goes, drawn anew for each replication from the same duties."""

    def __init__(self, plan: Plan, duties: Duties) -> None:
        self._duties = duties
        teams = [plan.team[agent.team] for agent in plan.agents]
        self._absence = np.array([team.absence for team in teams], dtype=float)
        self._shrinkage = np.array([team.shrinkage for team in teams], dtype=float)
        self._fixed, self._shift_of = _fixed_events(duties)
        self._clock = _WorkClock(duties, len(plan.agents))

    def events(self, seed: np.random.SeedSequence, *, reliable: bool = False) -> Events:
        """One replication's events; ``reliable`` people are never absent and never away."""
        if reliable:
            return self._fixed
        days, moments = (np.random.default_rng(each) for each in seed.spawn(2))
        duties = self._duties
        first = int(duties.date.min(initial=0))
        span = int(duties.date.max(initial=0)) - first + 1
        chance = days.random((len(self._absence), span))[duties.person, duties.date - first]
        here = chance >= self._absence[duties.person]
        away, shift = self._away(moments)
        return Events.joined([self._fixed.chosen(here[self._shift_of]), away.chosen(here[shift])])

    def _away(self, rng: np.random.Generator) -> tuple[Events, Ints]:
        """Moments away: they take each person's share of shrinkage of the work in the long run."""
        total = self._clock.total
        share = np.clip(self._shrinkage, 0.0, 0.99)
        between = AWAY_S * (1 - share) / np.maximum(share, 1e-9)
        cycles = total / (AWAY_S + between)
        size = int((cycles + 6 * np.sqrt(cycles) + 10)[share > 0].max(initial=0))
        shape = len(total), size
        apart = rng.exponential(size=shape) * between[:, None]
        length = rng.exponential(size=shape) * AWAY_S
        apart[:, :1] *= rng.random((len(total), 1)) >= share[:, None]
        begin = np.cumsum(apart + length, axis=1) - length
        used = (begin < total[:, None]) & (share > 0)[:, None]
        return self._clock.pauses(np.nonzero(used)[0], begin[used], length[used])


def _fixed_events(duties: Duties) -> tuple[Events, Ints]:
    """Events that are the same in every replication, and the shift of each.

    Who is at work when the horizon starts is there from the beginning of the warm-up.
    """
    serving = duties.row >= 0
    at = np.where(serving & (duties.start <= 0) & (duties.end > 0), -WARM_UP_S, duties.start)
    stretches = Events(
        time=at, kind=np.where(serving, SERVE, PAUSE), who=duties.person[duties.shift],
        value=np.where(serving, duties.row, duties.end - duties.start).astype(float),
    )  # fmt: skip
    last = np.flatnonzero(np.diff(duties.shift, append=-1))
    leaving = Events(
        time=duties.end[last], kind=np.full(len(last), LEAVE),
        who=duties.person[duties.shift[last]], value=np.zeros(len(last)),
    )  # fmt: skip
    return Events.joined([stretches, leaving]), np.concatenate([duties.shift, duties.shift[last]])


class _WorkClock:
    """Everybody's time at work laid end to end, and the way back from it to the calendar."""

    def __init__(self, duties: Duties, people: int) -> None:
        served = (duties.row >= 0) & (duties.end > 0)
        self._shift = duties.shift[served]
        self._person = duties.person[self._shift]
        self._start = np.maximum(duties.start[served], 0.0)
        length = duties.end[served] - self._start
        self._until = np.cumsum(length)
        self._from = self._until - length
        self.total: Floats = np.bincount(self._person, length, minlength=people).astype(float)
        self._base = np.cumsum(self.total) - self.total
        last = np.append(np.diff(self._shift) != 0, True)[: len(self._shift)]
        ends = np.full(int(self._shift.max(initial=-1)) + 1, -np.inf)
        ends[self._shift[last]] = self._until[last]
        self._shift_until = ends

    def pauses(self, person: Ints, begin: Floats, length: Floats) -> tuple[Events, Ints]:
        """Pauses that begin at moments of people's work; what reaches past a shift goes on in the
        person's next one. With the shift of each."""
        at = self._base[person] + begin
        events, shift, over = self._events(at, length)
        reach = self._shift_until[shift]
        more = (over > 0) & (reach < (self._base + self.total)[person] - 1e-6)
        rest, later, _ = self._events(reach[more], over[more])
        return Events.joined([events, rest]), np.concatenate([shift, later])

    def _events(self, at: Floats, length: Floats) -> tuple[Events, Ints, Floats]:
        """Pauses at moments of the laid-out clock, their shifts, and what reaches past these."""
        part = np.minimum(np.searchsorted(self._until, at, side="right"), len(self._until) - 1)
        shift = self._shift[part]
        over = np.maximum(0.0, at + length - self._shift_until[shift])
        events = Events(
            time=self._start[part] + at - self._from[part], kind=np.full(len(part), AWAY),
            who=self._person[part], value=length - over,
        )  # fmt: skip
        return events, shift, over
