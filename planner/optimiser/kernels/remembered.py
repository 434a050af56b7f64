"""Rotas remembered of each kind of people, with the share of the kind that has each.

``N`` kinds, ``M`` rotas of each, ``K`` stretches at work of a rota, ``W`` weeks. What a rota is
worth at other prices is then told without another search, from the stretches at work.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.kernels.cover import Pay, pay_of
from planner.optimiser.kernels.crews import best_total
from planner.optimiser.kernels.owed import least_loss
from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Ints, Room, State

Ticks = NDArray[np.int32]
NEARLY = 1e-9


class Remembered(NamedTuple):
    """What is known of the rotas; ``known`` of ``M`` are, the others' fields mean nothing."""

    begin: Ticks
    """N × M × K: ticks of the stretches at work"""
    finish: Ticks
    stretches: Ints
    """N × M"""
    cost: Floats
    """N × M: wages and all else but the price of the team's hours"""
    hours: Floats
    """N × M × W: paid"""
    share: Floats
    """N × M: adds up to one where any is known"""
    known: Ints
    """N"""
    since: Ints
    """N × M: the step in which the rota was found"""
    chosen: Ticks
    """N × M × days: the option of each day, -1 where it is off"""


def new_memory(kinds: int, rotas: int, stretches: int, weeks: int, days: int) -> Remembered:
    """Room for so many rotas of each kind; none is known yet."""
    return Remembered(
        begin=np.zeros((kinds, rotas, stretches), np.int32),
        finish=np.zeros((kinds, rotas, stretches), np.int32),
        stretches=np.zeros((kinds, rotas), np.int64), cost=np.zeros((kinds, rotas)),
        hours=np.zeros((kinds, rotas, weeks)), share=np.zeros((kinds, rotas)),
        known=np.zeros(kinds, np.int64), since=np.zeros((kinds, rotas), np.int64),
        chosen=np.full((kinds, rotas, days), -1, np.int32),
    )  # fmt: skip


@njit(inline="always")
def _mark(busy: Bytes, begin: int, finish: int, value: int) -> None:
    for x in range(begin, min(finish, len(busy))):
        busy[x] = value


@njit(inline="always")
def _mark_work(pay: Pay, option: int, places: Ints, busy: Bytes) -> None:
    """The ticks of a shift without its breaks."""
    _mark(busy, pay.begin[option], pay.finish[option], 1)
    row = pay.template[option]
    for b in range(len(places)):
        if places[b] >= 0:
            _mark(busy, places[b], places[b] + pay.breaks[row, b, 0], 0)


@njit(inline="always")
def _place_in(memory: Remembered, i: int) -> int:
    """Where the next rota of a kind goes: a free place, the oldest that nobody has, or that of the
    fewest, who then have what most have."""
    known, share, since = memory.known[i], memory.share[i], memory.since[i]
    if known < len(share):
        memory.known[i] += 1
        return int(known)
    at = -1
    for j in range(len(share)):
        if share[j] <= 0.0 and (at < 0 or since[j] < since[at]):
            at = j
    if at < 0:
        at, most = share.argmin(), share.argmax()
        share[most] += share[at]
    return int(at)


@njit(inline="always")
def _same(begin: Ticks, finish: Ticks, stretches: int, busy: Bytes) -> bool:
    """Whether the busy ticks are those of the stretches; they are as many."""
    for k in range(stretches):
        for x in range(begin[k], finish[k]):
            if busy[x] == 0:
                return False
    return True


@njit(inline="always")
def _keep(
    memory: Remembered, i: int, busy: Bytes, low: int, high: int, cost: float, hours: Floats,
    now: int, chosen: Ints,
) -> None:  # fmt: skip
    """Remember a rota at work in the ticks that are ``busy``, unless it is known."""
    for j in range(memory.known[i]):
        begin, finish, count = memory.begin[i, j], memory.finish[i, j], memory.stretches[i, j]
        alike = abs(memory.cost[i, j] - cost) < NEARLY and (memory.hours[i, j] == hours).all()
        if alike and _same(begin, finish, count, busy):
            return
    j, count, x = _place_in(memory, i), 0, low
    while x < high:
        if busy[x] == 0:
            x += 1
            continue
        memory.begin[i, j, count] = x
        while x < high and busy[x] == 1:
            x += 1
        memory.finish[i, j, count] = x
        count += 1
    memory.stretches[i, j], memory.cost[i, j], memory.since[i, j] = count, cost, now
    memory.hours[i, j] = hours
    memory.chosen[i, j, : len(chosen)] = chosen
    memory.share[i, j] = 1.0 if memory.share[i].sum() <= 0.0 else 0.0


@njit(cache=True, nogil=True)
def best_remembered(
    facts: Facts, state: State, room: Room, people: Ints, kinds: Ints, sets: Floats, cover: Floats,
    charge: Floats, out: Floats, rotas: Ints, owed: Bytes, memory: Remembered, now: int,
) -> None:  # fmt: skip
    """As :func:`planner.optimiser.kernels.crews.best_totals`, of some kinds, and remember them.

    ``charge[team, week]`` is the part of the options' cost that is the price of the team's hours.
    """
    ticks = facts.ticks
    busy = np.zeros(sets.shape[0] * ticks, np.uint8)
    hours = np.zeros(memory.hours.shape[2])
    for i in kinds:
        who = people[i]
        out[i] = best_total(facts, state, room, who, sets, cover, rotas[i], owed[i])
        if out[i] <= NOTHING:
            continue
        g = facts.group[who]
        days = facts.days[g]
        pay, m = pay_of(facts, who), facts.shared.team[g]
        low, high = len(busy), 0
        hours[:] = 0.0
        for d in range(days):
            o = room.chosen[d]
            if o >= 0:
                _mark_work(pay, o, room.places[o], busy)
                hours[facts.week[g, d]] += facts.paid[o] / 60.0
                low, high = min(low, pay.begin[o]), max(high, pay.finish[o])
        high = min(high, len(busy))
        for k in range(len(owed[i])):
            if owed[i, k]:
                _, place = least_loss(facts, room.total, who, k, room.chosen)
                if place >= 0:
                    _mark(busy, place, place + facts.shared.act_size[k], 0)
        worth = 0.0
        for x in range(low, high):
            if busy[x]:
                worth += room.total[x + 1] - room.total[x]
        cost = worth - out[i] - (charge[m] * hours).sum()
        _keep(memory, i, busy, low, high, cost, hours, now, room.chosen[:days])
        busy[low:high] = 0
