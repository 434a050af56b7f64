"""What one replication adds up to, by queue and by interval of arrival."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.domain import Plan
from planner.simulation.arrivals import Draw
from planner.simulation.floor import TAKEN, TURNED_AWAY, UNMET, Floats, Floor, Ints, Records
from planner.simulation.queues import Queues

MEASURES = (
    "offered", "answered", "abandoned", "turned_away", "in_time", "judged", "waited", "waiting",
    "busy", "staffed",
)  # fmt: skip
"""``offered`` contacts met an open queue. ``in_time`` of ``judged`` contacts count for the service
level, by its definition. ``waited`` seconds in all; ``waiting`` contacts at the interval's end;
``busy`` of ``staffed`` seconds of people, the latter without those who were away."""

Bools = NDArray[np.bool_]
Tally = dict[str, Floats]
"""The measures, each ``[queue, interval]``."""


@dataclass(frozen=True, kw_only=True)
class Targets:
    """What counts as in time, one entry a queue; times in seconds."""

    within: Floats
    definition: tuple[str, ...]
    complete_s: Floats
    open_clock: Bools
    open_until: Floats
    """Q × minutes + 1: open minutes since the horizon's start"""
    earliest_s: Floats
    """Q × minutes: end of the first open interval at or after a minute; infinite after the last"""


def targets_of(plan: Plan, queues: Queues) -> Targets:
    """The plan's targets as arrays."""
    passed = np.cumsum(queues.open, axis=1, dtype=float)
    return Targets(
        within=np.array([queue.answer_within_s for queue in plan.queues], dtype=float),
        definition=tuple(queue.service_level_definition for queue in plan.queues),
        complete_s=np.array([queue.due_within_hours * 3600 for queue in plan.queues], dtype=float),
        open_clock=np.array([queue.clock == "open" for queue in plan.queues], dtype=bool),
        open_until=np.pad(passed, ((0, 0), (1, 0))),
        earliest_s=_earliest(queues, plan.horizon.interval_minutes),
    )


def _earliest(queues: Queues, step: int) -> Floats:
    """The end of the first open interval: work that comes at night is due then at the earliest."""
    minute = np.arange(queues.open.shape[1])
    own = np.where(queues.open, (minute // step + 1) * step * 60.0, np.inf)
    earliest: Floats = np.minimum.accumulate(own[:, ::-1], axis=1)[:, ::-1]
    return earliest


def tally(draw: Draw, floor: Floor, targets: Targets, *, served: Sequence[Ints]) -> Tally:
    """Count what became of the contacts of one replication; ``served`` are the queues of sets."""
    shape, end = floor.aht.shape, floor.aht.shape[1] * floor.step
    arrival = draw.contacts["arrival"]
    arrived = np.where(draw.waiting, np.maximum(arrival, 0.0), arrival)
    counted = np.flatnonzero((arrived >= 0) & (arrived < end))
    contacts = draw.contacts[counted]
    queue = np.ascontiguousarray(contacts["queue"])
    cell = queue * shape[1] + (arrived[counted] // floor.step).astype(np.int64)
    met, gone = contacts["state"] != TURNED_AWAY, contacts["arrival"] + contacts["patience"]
    left = np.minimum(np.minimum(contacts["start"], gone), end)
    wait = np.where(met, np.maximum(left - contacts["arrival"], 0.0), 0.0)
    good, judged = np.zeros((2, len(cell)), dtype=bool)
    for q in range(shape[0]):
        own = np.flatnonzero((queue == q) & met)
        live = floor.queues[q]["live"]
        verdict = (
            _answered(contacts[own], wait[own], targets, q)
            if live
            else _done(contacts[own], targets, q)
        )
        good[own], judged[own] = verdict
    judged &= met

    def total(weights: NDArray[np.generic]) -> Floats:
        return np.bincount(cell, weights, minlength=floor.aht.size).astype(float).reshape(shape)

    busy, staffed = _presence(draw.contacts, floor, served)
    return {
        "offered": total(met), "answered": total(contacts["state"] == TAKEN),
        "abandoned": total((contacts["state"] == UNMET) & (gone <= end)),
        "turned_away": total(~met), "in_time": total(good & judged), "judged": total(judged),
        "waited": total(wait), "waiting": _waiting(queue[met], cell[met], left[met], floor),
        "busy": busy, "staffed": staffed,
    }  # fmt: skip


def _answered(contacts: Records, wait: Floats, targets: Targets, q: int) -> tuple[Bools, Bools]:
    """Which live contacts were answered in time, and which count, by the queue's definition.

    ``virtual``: how long somebody of endless patience would have waited is known of those whose
    patience exceeds the target, and patience tells nothing of the wait.
    """
    taken, within = contacts["state"] == TAKEN, targets.within[q]
    counts = {
        "offered": np.ones(len(wait), dtype=bool), "answered": taken,
        "virtual": contacts["patience"] > within,
        "excluding_short_abandons": taken | (wait > within),
    }  # fmt: skip
    return taken & (wait <= within), counts[targets.definition[q]]


def _done(contacts: Records, targets: Targets, q: int) -> tuple[Bools, Bools]:
    """Which contacts that can wait were finished in time, and which were due before the end."""
    due = due_times(contacts["arrival"], targets, q)
    return contacts["end"] <= due, due <= len(targets.earliest_s[q]) * 60


def due_times(arrival: Floats, targets: Targets, q: int) -> Floats:
    """When work that came at some time must be finished, in seconds; infinite after the end.

    What comes when nobody can work on it is due in the first open interval at the earliest.
    """
    minute = np.maximum(arrival // 60, 0).astype(np.int64)
    due: Floats = np.maximum(_allowed_until(arrival, targets, q), targets.earliest_s[q][minute])
    return due


def _allowed_until(arrival: Floats, targets: Targets, q: int) -> Floats:
    """The end of the time allowed, counted around the clock or in open minutes."""
    if not targets.open_clock[q]:
        until: Floats = arrival + targets.complete_s[q]
        return until
    passed = targets.open_until[q]
    begun = np.interp(arrival / 60, np.arange(len(passed)), passed) + np.minimum(arrival, 0) / 60
    need = begun + targets.complete_s[q] / 60
    at = np.searchsorted(passed, need - 1e-9, side="left")
    last = np.minimum(at, len(passed) - 1)
    due: Floats = np.where(at < len(passed), last - (passed[last] - need), np.inf) * 60
    return due


def _waiting(queue: Ints, cell: Ints, left: Floats, floor: Floor) -> Floats:
    """Contacts that wait at the end of each interval."""
    count, intervals = floor.aht.shape
    until = np.minimum(left // floor.step, intervals).astype(np.int64)
    size = count * (intervals + 1)
    change = np.bincount(cell + queue, minlength=size)
    change -= np.bincount(queue * (intervals + 1) + until, minlength=size)
    waiting: Floats = np.cumsum(change.reshape(count, -1), axis=1)[:, :-1].astype(float)
    return waiting


def _presence(contacts: Records, floor: Floor, served: Sequence[Ints]) -> tuple[Floats, Floats]:
    """Seconds of people busy with each queue, and those seconds with idle people's added.

    Idle people count evenly for the queues that they serve; each of several chats counts by its
    part of a person.
    """
    count, sets = floor.aht.shape[0], len(served)
    taken = contacts[contacts["by"] >= 0]
    pair = taken["by"] * count + taken["queue"]
    by_pair = _spans(pair, taken["start"], taken["end"], rows=sets * count, floor=floor)
    by_pair = by_pair.reshape(sets, count, floor.aht.shape[1])
    by_pair /= floor.queues["slots"][None, :, None]
    idle = np.maximum(floor.present - by_pair.sum(axis=1), 0.0)
    busy = by_pair.sum(axis=0)
    staffed = busy.copy()
    for row, queues in enumerate(served):
        staffed[queues] += idle[row] / len(queues)
    return busy, staffed


def _spans(row: Ints, begin: Floats, end: Floats, *, rows: int, floor: Floor) -> Floats:
    """Seconds of each interval that spans cover, summed by row: ``[row, interval]``."""
    intervals = floor.aht.shape[1]
    size, shape = rows * (intervals + 1), (rows, intervals + 1)
    covered = np.zeros(shape)
    for moment, sign in ((begin, 1.0), (end, -1.0)):
        at = np.clip(moment, 0.0, intervals * floor.step)
        k = np.minimum(at // floor.step, intervals - 1).astype(np.int64)
        cell = row * (intervals + 1) + k
        rest = (k + 1) * floor.step - at
        covered += sign * np.bincount(cell, rest, minlength=size).reshape(shape)
        later = np.bincount(cell + 1, minlength=size).reshape(shape)
        covered += sign * floor.step * np.cumsum(later, axis=1)
    return covered[:, :-1]
