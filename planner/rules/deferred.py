"""Work that can wait: done earliest due first, late once.

Contacts of one queue are interchangeable, so only hours count: those that have arrived and those
that are due by the end of each interval. Hours not done when due are late in that interval and
then dropped. For given people no other order of work leaves fewer hours late.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Work:
    """Hours of work of some queues that can wait, arrays ``[queue, interval]``.

    ``arrived`` comes in during an interval, ``due`` must be done by its end; neither is cumulative.
    ``workable`` says where the work may be done at all.
    """

    arrived: Floats
    due: Floats
    workable: NDArray[np.bool_]

    def of(self, queues: Sequence[int]) -> "Work":
        """The rows of some queues."""
        rows = list(queues)
        return Work(
            arrived=self.arrived[rows], due=self.due[rows], workable=self.workable[rows]
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IdleTime:
    """Hours by interval in which live agents wait for contacts and may do other work.

    ``queues`` are the rows of :class:`Work` that these agents serve.
    """

    queues: tuple[int, ...]
    hours: Floats


def work_off(
    work: Work, hours: Floats, *, order: Sequence[int], idle: Sequence[IdleTime] = ()
) -> tuple[Floats, Floats]:
    """Hours done by the people given to each queue, and hours late, ``[queue, interval]``.

    Parameters
    ----------
    hours
        What people given to each queue could do in each interval.
    order
        Rows of the queues, in the order in which they take idle time after that.
    idle
        Idle time, in the order in which each queue draws on what it may use.
    """
    count, intervals = work.arrived.shape
    came, must = np.cumsum(work.arrived, axis=1).tolist(), np.cumsum(work.due, axis=1).tolist()
    room, workable = np.where(work.workable, hours, 0.0).tolist(), work.workable.tolist()
    done, late = ([[0.0] * intervals for _ in range(count)] for _ in range(2))
    if not idle:
        for q in range(count):
            done[q], late[q] = _alone(came[q], must[q], room[q])
        return np.array(done).reshape(count, -1), np.array(late).reshape(count, -1)
    settled = [0.0] * count
    sources = _Sources(idle, order)
    for k in range(intervals):
        for q in range(count):
            waiting = came[q][k] - settled[q]
            if waiting > 0.0 and room[q][k] > 0.0:
                done[q][k] = part = min(waiting, room[q][k])
                settled[q] += part
        for q in sources.takers(k):
            if workable[q][k]:
                settled[q] += sources.draw(q, came[q][k] - settled[q])
        for q in range(count):
            if must[q][k] > settled[q]:
                late[q][k] = must[q][k] - settled[q]
                settled[q] = must[q][k]
    return np.array(done).reshape(count, -1), np.array(late).reshape(count, -1)


def _alone(
    came: list[float], must: list[float], room: list[float]
) -> tuple[list[float], list[float]]:
    """Hours done and late of one queue that gets no idle time."""
    done, late, settled = [], [], 0.0
    for so_far, due, most in zip(came, must, room, strict=True):
        waiting = so_far - settled
        part = min(waiting, most) if waiting > 0.0 and most > 0.0 else 0.0
        settled += part
        done.append(part)
        late.append(due - settled if due > settled else 0.0)
        if due > settled:
            settled = due
    return done, late


class _Sources:
    """The idle time of one interval after the other, drawn on until it is used up."""

    def __init__(self, idle: Sequence[IdleTime], order: Sequence[int]) -> None:
        self._hours = np.array([source.hours for source in idle]).T.tolist()
        self._of = {q: [i for i, source in enumerate(idle) if q in source.queues] for q in order}
        self._order = [q for q in order if self._of[q]]
        self._left: list[float] = []

    def takers(self, interval: int) -> Sequence[int]:
        """The queues that may draw in this interval, in order."""
        self._left = self._hours[interval] if self._order else []
        return self._order if any(self._left) else ()

    def draw(self, queue: int, waiting: float) -> float:
        """Hours that a queue takes of what is left, at most what waits."""
        taken = 0.0
        for i in self._of[queue]:
            part = min(self._left[i], max(0.0, waiting - taken))
            self._left[i] -= part
            taken += part
        return taken
