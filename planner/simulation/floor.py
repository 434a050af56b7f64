"""What the event loop reads and writes: one record a contact, person, queue, so that it runs
without Python. Times are seconds since the horizon's start; positions of none are -1.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[np.void]

TICK, CLOSE, OPEN, LEAVE, PAUSE, AWAY, SERVE = range(7)
"""Events, in the order in which those of one moment happen: idle time since the last tick goes into
deferred work; a queue closes, or opens; a person goes home, pauses for some seconds, loses some to
shrinkage, takes up a set of queues."""

NOBODY = -1
POSITIONS = {
    "child", "follow", "by", "holder", "want", "now", "line", "after", "before", "head",
    "tail",
}  # fmt: skip
"""Fields that hold a position, at first of nobody."""
UNMET, TAKEN, TURNED_AWAY = range(3)
"""What became of a contact: not (yet) taken, taken by somebody, met a closed queue."""


def _record(*, whole: str, real: str) -> np.dtype[np.void]:
    numbers = [(name, np.int64) for name in whole.split()]
    return np.dtype([*numbers, *((name, np.float64) for name in real.split())])


CONTACT = _record(
    whole="queue child follow state by holder", real="arrival work patience start end"
)
"""``child`` the escalation that follows, its ``arrival`` infinite until then; ``follow`` the
contact behind in the line; ``by`` the set of queues of its ``holder`` when it was taken; ``work``
handle time as a multiple of the mean (what is left of it where idle time went into it); ``start``,
``end`` infinite until they are."""

PERSON = _record(
    whole="want now hands room line after before spare_from spare_to",
    real="owed away slack eased back since idle empty counted bank speed asked began reminder",
)
"""``want`` the set of queues that the calendar says, ``now`` the one in effect ``since``: a change
waits until the ``hands`` are free, as do pauses, of which so many seconds are ``owed``, those
``away`` among them less the ``slack`` of empty slots since they are, counted until ``eased``;
``back`` ends a pause. ``hands`` counts contacts held, at most ``room`` of their kind.
``line`` is the list that the person stands in, ``idle`` since when, with an ``empty`` share of
their slots; ``bank`` idle seconds not yet filled, ``counted`` until then. ``asked`` is when the
calendar last named a set, ``began`` when it named the shift's first, ``reminder`` when to look up
again. ``spare_from`` and ``spare_to`` bound the deferred queues among the members that idle time
goes into."""

QUEUE = _record(whole="live open slots priority head tail sets_from sets_to", real="within")
"""``head`` and ``tail`` of the line of contacts; ``slots`` contacts that one person holds;
``sets_from`` and ``sets_to`` bound the sets among the members that hold the queue, smallest
first; ``within`` seconds in which deferred work is to be finished."""

SET = _record(whole="live queues_from queues_to", real="stay")
"""Queues that some people serve at a time; the bounds of its queues among the members, in order of
priority; ``live`` where idle time may be filled; ``stay`` seconds that another set is to be owed
before somebody lets chats in hand run out for it, 0 where there are none."""

LINE = _record(whole="head tail", real="")
EVENT = _record(whole="kind who", real="time value")
"""``who`` a person, or a queue that opens or closes; ``value`` a set, or seconds of a pause."""

ENDING = _record(whole="what", real="time")
"""An event to come: a contact ends, or (``-1 - person``) somebody comes back."""


class Floor(NamedTuple):
    """The stage and its state: arrays of records, changed by the event loop.

    ``fillers`` are the people whose idle time is filled, in turn; ``lines`` people with nothing in
    hand by set, then those with room for a chat by set. ``endings[:size[0]]`` is a heap.
    ``aht[queue, interval]``, ``present[set, interval]`` and ``account[person, set]`` seconds, the
    last those of this shift that the calendar gave to a set less those spent on it.
    """

    contacts: Records
    people: Records
    queues: Records
    sets: Records
    members: Ints
    fillers: Ints
    lines: Records
    calendar: Records
    endings: Records
    size: Ints
    aht: Floats
    present: Floats
    account: Floats
    step: float
    idle_share: float


def blank(count: int, kind: np.dtype[np.void]) -> Records:
    """Records with positions of none, times and amounts of 0."""
    records = np.zeros(count, kind)
    for name in set(kind.names or ()) & POSITIONS:
        records[name] = NOBODY
    return records
