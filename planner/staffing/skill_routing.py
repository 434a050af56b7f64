"""Contacts of several kinds routed to agents of several skills, played through event by event.

A system in balance: Poisson arrivals, exponential handle times and patience, staff that does not
change. An arriving contact takes, of the free agents with the fewest skills, the one free for
longest; an agent who becomes free takes, of the contacts that wait and that they serve, the best by
priority and then the one waiting longest. An agent has ``capacity`` units: a call takes all of
them, one of K chats a K-th.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

OFFERED, ANSWERED, IN_TIME, EARLY_LOST, PATIENT, PATIENT_IN_TIME = range(6)
WARM_UP = 0.1
"""Share of the contacts that only fill the system and are not counted."""


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """Kinds of contact, one entry each; times in seconds.

    ``rate`` contacts a second, ``patience_s`` infinite where nobody hangs up, ``units`` of an
    agent's capacity that a contact takes, ``priority`` 1 first.
    """

    rate: Floats
    aht_s: Floats
    patience_s: Floats
    within_s: Floats
    units: Ints
    priority: Ints


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """Contacts in the order of their arrival, one entry each, times in seconds."""

    arrival: Floats
    kind: Ints
    service: Floats
    patience: Floats

    @classmethod
    def drawn(cls, kinds: Kinds, number: int, *, seed: int) -> "Contacts":
        """Random contacts; those of another mix with the same seed are as alike as can be."""
        rng = np.random.default_rng(seed)
        gap, service, patience = rng.exponential(size=(3, number))
        total = kinds.rate.sum()
        upper = np.cumsum(kinds.rate[:-1]) / total
        kind = np.searchsorted(upper, rng.random(number), side="right")
        return cls(
            arrival=np.cumsum(gap) / total, kind=kind, service=service * kinds.aht_s[kind],
            patience=patience * kinds.patience_s[kind],
        )  # fmt: skip

    def first(self, number: int) -> "Contacts":
        """The first so many."""
        return Contacts(
            arrival=self.arrival[:number], kind=self.kind[:number],
            service=self.service[:number], patience=self.patience[:number],
        )  # fmt: skip


def outcomes(
    contacts: Contacts, kinds: Kinds, agents: Ints, *, serves: Bytes, capacity: int
) -> Floats:
    """What became of the contacts, the first tenth left out: ``[kind, 6]``.

    Columns are offered, answered, answered in time, lost within that time, offered with a patience
    beyond that time, and those of them who were answered in time.

    Parameters
    ----------
    agents
        Agents of each type.
    serves
        ``serves[type, kind]``: whether agents of the type serve the kind.
    """
    return _run(
        contacts.arrival, contacts.kind, contacts.service, contacts.patience, kinds.units,
        kinds.priority, kinds.within_s, agents, serves, serves.sum(axis=1).astype(np.int64),
        capacity, int(contacts.kind.size * WARM_UP),
    )  # fmt: skip


def service_levels(counts: Floats, definitions: tuple[str, ...]) -> Floats:
    """Service level of each kind by its own definition; 1 where no contact came."""
    levels = np.ones(len(counts))
    for i, definition in enumerate(definitions):
        in_time = IN_TIME
        if definition == "virtual":
            of, in_time = counts[i, PATIENT], PATIENT_IN_TIME
        elif definition == "answered":
            of = counts[i, ANSWERED]
        elif definition == "excluding_short_abandons":
            of = counts[i, OFFERED] - counts[i, EARLY_LOST]
        else:
            of = counts[i, OFFERED]
        if of > 0:
            levels[i] = counts[i, in_time] / of
    return levels


@njit(cache=True, nogil=True)
def _run(
    arrival: Floats, kind: Ints, service: Floats, patience: Floats, units: Ints, priority: Ints,
    within: Floats, agents: Ints, serves: Bytes, skills: Ints, capacity: int, first: int,
) -> Floats:  # fmt: skip
    contacts, kinds, people = arrival.size, units.size, agents.sum()
    counts = np.zeros((kinds, 6))
    type_of = np.repeat(np.arange(agents.size), agents)
    ends, beside = _in_rows(type_of, agents.size, capacity)
    free, row = np.full(people, capacity), np.full(people, capacity)
    since, when = np.zeros(people), np.empty(people * capacity + 1)
    doer, task = np.empty(when.size, np.int64), np.empty(when.size, np.int64)
    due = 0
    line, marks = np.empty((kinds, contacts), np.int64), np.zeros((2, kinds), np.int64)
    for i in range(contacts):
        now, q = arrival[i], kind[i]
        while due > 0 and when[0] <= now:
            then, who, done = when[0], doer[0], task[0]
            due = _pop(when, doer, task, due)
            free[who] += units[done]
            stand, due = _take_waiting(
                who, then, free, serves[type_of[who]], units, line, marks, arrival, service,
                patience, priority, within, when, doer, task, due, counts, first,
            )  # fmt: skip
            if stand != row[who]:
                _move(ends, beside, row, since, type_of[who], stand, who, then)
        patient = patience[i] > within[q]
        if i >= first:
            counts[q, OFFERED] += 1
            counts[q, PATIENT] += patient
        who = _free_agent(ends, since, serves, skills, q, units[q], capacity)
        if who < 0:
            line[q, marks[1, q]] = i
            marks[1, q] += 1
            continue
        _count(counts[q], True, patient, i >= first)
        free[who] -= units[q]
        _move(ends, beside, row, since, type_of[who], free[who], who, now)
        due = _push(when, doer, task, due, now + service[i], who, q)
    return counts


@njit(cache=True, nogil=True)
def _in_rows(type_of: Ints, types: int, capacity: int) -> tuple[Ints, Ints]:
    """Everybody free, in the row of their type.

    Agents of a type with equally many free units stand in a row, the longest so first: ``ends[0]``
    and ``ends[1]`` are its first and last by type and units, ``beside[0]`` and ``beside[1]`` the
    neighbours of each agent.
    """
    ends = np.full((2, types, capacity + 1), -1)
    beside = np.full((2, type_of.size), -1)
    for who in range(type_of.size):
        _append(ends, beside, type_of[who], capacity, who)
    return ends, beside


@njit(cache=True, nogil=True)
def _take_waiting(
    who: int, now: float, free: Ints, serves: Bytes, units: Ints, line: Ints, marks: Ints,
    arrival: Floats, service: Floats, patience: Floats, priority: Ints, within: Floats,
    when: Floats, doer: Ints, task: Ints, due: int, counts: Floats, first: int,
) -> tuple[int, int]:  # fmt: skip
    """Somebody takes what waits while there is room; the units to stand with, and the heap's size.

    Who has too little room for the next contact keeps it for that one: no units.
    """
    while True:
        best = _next(
            marks[0], marks[1], line, arrival, patience, priority, within, serves, now, first,
            counts,
        )  # fmt: skip
        if best < 0:
            return free[who], due
        if units[best] > free[who]:
            return 0, due
        contact = line[best, marks[0, best]]
        marks[0, best] += 1
        in_time = now - arrival[contact] <= within[best]
        _count(counts[best], in_time, patience[contact] > within[best], contact >= first)
        free[who] -= units[best]
        due = _push(when, doer, task, due, now + service[contact], who, best)


@njit(cache=True, nogil=True)
def _move(
    ends: Ints, beside: Ints, row: Ints, since: Floats, g: int, level: int, who: int, now: float
) -> None:
    """Somebody goes to the end of another row of their type."""
    _remove(ends, beside, g, row[who], who)
    _append(ends, beside, g, level, who)
    row[who], since[who] = level, now


@njit(cache=True, nogil=True)
def _free_agent(
    ends: Ints, since: Floats, serves: Bytes, skills: Ints, q: int, units: int, capacity: int
) -> int:
    """An agent with room: the busiest, of those one with the fewest skills, the longest so."""
    best = -1
    for level in range(units, capacity + 1):
        fewest = serves.shape[1] + 1
        for g in range(serves.shape[0]):
            who = ends[0, g, level]
            if serves[g, q] == 0 or who < 0 or skills[g] > fewest:
                continue
            if skills[g] < fewest or since[who] < since[best]:
                best, fewest = who, skills[g]
        if best >= 0:
            break
    return best


@njit(cache=True, nogil=True)
def _next(
    head: Ints, tail: Ints, line: Ints, arrival: Floats, patience: Floats, priority: Ints,
    within: Floats, serves: Bytes, now: float, first: int, counts: Floats,
) -> int:  # fmt: skip
    """Kind of the waiting contact that an agent takes, -1 for none; who has given up is dropped."""
    best = -1
    for q in range(serves.size):
        if serves[q] == 0:
            continue
        while head[q] < tail[q]:
            contact = line[q, head[q]]
            if arrival[contact] + patience[contact] > now:
                break
            if contact >= first and patience[contact] <= within[q]:
                counts[q, EARLY_LOST] += 1
            head[q] += 1
        if head[q] == tail[q]:
            continue
        longer = best < 0 or line[q, head[q]] < line[best, head[best]]
        if best < 0 or priority[q] < priority[best] or (priority[q] == priority[best] and longer):
            best = q
    return best


@njit(cache=True, nogil=True)
def _count(counts: Floats, in_time: bool, patient: bool, counted: bool) -> None:
    """Take down a contact that is answered."""
    if counted:
        counts[ANSWERED] += 1
        counts[IN_TIME] += in_time
        counts[PATIENT_IN_TIME] += in_time and patient


@njit(cache=True, nogil=True)
def _append(ends: Ints, beside: Ints, g: int, level: int, who: int) -> None:
    """Put an agent at the end of the row of their type and free units."""
    last = ends[1, g, level]
    beside[0, who], beside[1, who] = last, -1
    if last < 0:
        ends[0, g, level] = who
    else:
        beside[1, last] = who
    ends[1, g, level] = who


@njit(cache=True, nogil=True)
def _remove(ends: Ints, beside: Ints, g: int, level: int, who: int) -> None:
    """Take an agent out of the row of their type and free units."""
    before, after = beside[0, who], beside[1, who]
    if before < 0:
        ends[0, g, level] = after
    else:
        beside[1, before] = after
    if after < 0:
        ends[1, g, level] = before
    else:
        beside[0, after] = before


@njit(cache=True, nogil=True)
def _push(
    when: Floats, doer: Ints, task: Ints, size: int, moment: float, who: int, what: int
) -> int:
    """Add to the heap of completions; gives its new size."""
    at = size
    while at > 0:
        above = (at - 1) // 2
        if when[above] <= moment:
            break
        when[at], doer[at], task[at] = when[above], doer[above], task[above]
        at = above
    when[at], doer[at], task[at] = moment, who, what
    return size + 1


@njit(cache=True, nogil=True)
def _pop(when: Floats, doer: Ints, task: Ints, size: int) -> int:
    """Take the earliest completion off the heap; gives its new size."""
    size -= 1
    moment, who, what = when[size], doer[size], task[size]
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and when[below + 1] < when[below]:
            below += 1
        if when[below] >= moment:
            break
        when[at], doer[at], task[at] = when[below], doer[below], task[below]
        at = below
    when[at], doer[at], task[at] = moment, who, what
    return size
