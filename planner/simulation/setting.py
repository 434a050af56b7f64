"""The stage of a simulation: queues and sets of queues as arrays, and one calendar of events."""

from collections.abc import Sequence

import numpy as np

from planner.domain import Plan
from planner.simulation.arrivals import WARM_UP_S
from planner.simulation.floor import (
    AWAY,
    CLOSE,
    ENDING,
    EVENT,
    LINE,
    OPEN,
    PAUSE,
    PERSON,
    QUEUE,
    SET,
    TICK,
    Floats,
    Floor,
    Ints,
    Records,
    blank,
)
from planner.simulation.people import Events
from planner.simulation.queues import Queues


class Stage:
    """Everything on the floor that is the same in every replication.

    ``sets`` are the sets of queues that people serve at a time, ``aht_s[queue, interval]``.
    """

    def __init__(
        self, plan: Plan, queues: Queues, *, sets: Sequence[tuple[int, ...]], aht_s: Floats
    ) -> None:
        self._aht = np.ascontiguousarray(aht_s, dtype=np.float64)
        self._step = plan.horizon.interval_minutes * 60.0
        self._idle_share = float(plan.staffing.idle_share)
        lists: list[int] = []
        self._sets = _sets(queues, sets, lists)
        self._sets["stay"] = [_stay(plan, row) for row in sets]
        self._queues = _queues(queues, sets, lists)
        self._queues["within"] = [queue.due_within_hours * 3600 for queue in plan.queues]
        self._people = _people(plan, lists)
        self._fillers = _fillers(self._people)
        self._members = np.array(lists, dtype=np.int64)

    @property
    def served(self) -> list[Ints]:
        """The queues of each set."""
        return [self._members[row["queues_from"] : row["queues_to"]] for row in self._sets]

    def floor(self, contacts: Records, calendar: Records) -> Floor:
        """An empty floor before anything has happened."""
        most = int(self._queues["slots"].max(initial=1)) + 1
        pauses = int(np.isin(calendar["kind"], (PAUSE, AWAY)).sum())
        endings = len(self._people) * (most + 1) + pauses + 1
        return Floor(
            contacts=contacts, people=self._people.copy(), queues=self._queues.copy(),
            sets=self._sets, members=self._members, fillers=self._fillers,
            lines=blank(2 * len(self._sets), LINE), calendar=calendar,
            endings=blank(endings, ENDING), size=np.zeros(1, np.int64), aht=self._aht,
            present=np.zeros((len(self._sets), self._aht.shape[1])),
            account=np.zeros((len(self._people), len(self._sets))), step=self._step,
            idle_share=self._idle_share,
        )  # fmt: skip


def _sets(queues: Queues, sets: Sequence[tuple[int, ...]], lists: list[int]) -> Records:
    records = blank(len(sets), SET)
    for record, row in zip(records, sets, strict=True):
        ranked = sorted(row, key=lambda q: (queues.priority[q], q))
        record["queues_from"], record["queues_to"] = _listed(ranked, lists)
        record["live"] = queues.live[ranked].all()
    return records


def _stay(plan: Plan, row: Sequence[int]) -> float:
    """The longest handle time of the chats among some queues, in seconds."""
    chats = [plan.queues[q].aht_s for q in row if plan.queues[q].concurrency > 1]
    return max(chats, default=0.0)


def _queues(queues: Queues, sets: Sequence[tuple[int, ...]], lists: list[int]) -> Records:
    records = blank(len(queues.live), QUEUE)
    records["live"], records["slots"] = queues.live, queues.slots
    records["priority"] = queues.priority
    for q, record in enumerate(records):
        holders = sorted((i for i, row in enumerate(sets) if q in row), key=lambda i: len(sets[i]))
        record["sets_from"], record["sets_to"] = _listed(holders, lists)
    return records


def _people(plan: Plan, lists: list[int]) -> Records:
    """Productivity, and the deferred queues that idle time goes into, in order of priority."""
    records = blank(len(plan.agents), PERSON)
    records["speed"] = [agent.productivity for agent in plan.agents]
    records["back"] = records["reminder"] = -np.inf
    waiting = [(queue.priority, i) for i, queue in enumerate(plan.queues) if queue.deferred]
    for record, agent in zip(records, plan.agents, strict=True):
        own = [i for _, i in sorted(waiting) if plan.queues[i].queue in agent.queues]
        record["spare_from"], record["spare_to"] = _listed(own, lists)
    return records


def _fillers(people: Records) -> Ints:
    """Whose idle time is filled: people of fewest deferred queues first."""
    count = people["spare_to"] - people["spare_from"]
    order = np.argsort(count, kind="stable")
    first: Ints = order[count[order] > 0].astype(np.int64)
    return first


def _listed(row: Sequence[int], lists: list[int]) -> tuple[int, int]:
    """Put a list behind the others; where it begins and ends."""
    lists.extend(row)
    return len(lists) - len(row), len(lists)


def doors_of(plan: Plan, queues: Queues) -> Events:
    """Opening and closing of every queue, and the ticks that fill idle time where that is wanted.

    A live queue that is open at the start is open in the warm-up.
    """
    change = np.diff(queues.open.astype(np.int8), axis=1, prepend=0, append=0)
    queue, minute = np.nonzero(change)
    opens = change[queue, minute] > 0
    early = opens & (minute == 0) & queues.live[queue]
    times: Floats = np.where(early, -WARM_UP_S, minute * 60.0)
    doors = Events(
        time=times, kind=np.where(opens, OPEN, CLOSE),
        who=queue.astype(np.int64), value=np.zeros(len(queue)),
    )  # fmt: skip
    count = plan.horizon.intervals if plan.staffing.idle_share > 0 else 0
    ends: Floats = np.arange(1.0, count + 1) * plan.horizon.interval_minutes * 60
    ticks = Events(
        time=ends, kind=np.full(count, TICK), who=np.zeros(count, np.int64), value=np.zeros(count)
    )
    return Events.joined([doors, ticks])


def calendar_of(events: Events) -> Records:
    """Events in the order in which they happen, as records."""
    order = np.lexsort((events.kind, events.time))
    records = blank(len(order), EVENT)
    records["time"], records["kind"] = events.time[order], events.kind[order]
    records["who"], records["value"] = events.who[order], events.value[order]
    return records
