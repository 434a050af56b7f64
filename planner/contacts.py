"""Where contacts come from and what they ask for: queues, markets, history, events.

Names and units are those of the plan folder; blank limits are ``None``.
"""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from planner.clock import WeeklyWindow

LIVE_CHANNELS = ("voice", "chat")
DEFERRED_CHANNELS = ("email", "ticket", "back_office")
USUAL_DUE_HOURS = 24.0
"""Work that can wait is due within so many hours where ``complete_within_hours`` is blank."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One kind of work: a row of ``queues.csv``.

    ``aht_cv`` is the coefficient of variation of lognormal handle times; ``None`` means they are
    exponential. A queue with ``part_of`` is the share ``part_share`` of another queue's contacts
    that is routed to one team alone (``volume_share`` of teams.csv).
    """

    queue: str
    channel: str
    timezone: str
    country: str = ""
    subdivision: str = ""
    language: str = ""
    tier: str = ""
    priority: int = 1
    aht_s: float
    aht_cv: float | None = None
    service_level: float = 0.80
    answer_within_s: float = 20.0
    service_level_definition: str = "offered"
    complete_within_hours: float | None = None
    complete_share: float = 1.0
    clock: str = "all"
    patience_s: float | None = None
    max_abandon: float | None = None
    max_occupancy: float = 0.88
    concurrency: int = 1
    min_agents: int = 0
    open: tuple[WeeklyWindow, ...] = (WeeklyWindow(),)
    escalates_to: str = ""
    escalation_share: float = 0.0
    deflection: float = 0.0
    deflection_return: float = 0.0
    weekly_volume: float | None = None
    profile: str = ""
    part_of: str = ""
    part_share: float = 0.0

    @property
    def deferred(self) -> bool:
        """Whether the work can wait for hours (email, tickets, back office)."""
        return self.channel in DEFERRED_CHANNELS

    @property
    def due_within_hours(self) -> float:
        """``complete_within_hours``, or the usual ones where they are blank."""
        return self.complete_within_hours or USUAL_DUE_HOURS


@dataclass(frozen=True, kw_only=True)
class Market:
    """A region that feeds a queue, forecast in its own zone and holidays."""

    market: str
    queue: str
    timezone: str
    country: str = ""
    subdivision: str = ""
    weekly_volume: float | None = None
    profile: str = ""
    growth: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The shape of a usual week: ``share[weekday, minute of the day]``; all entries sum to 1."""

    profile: str
    share: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class History:
    """Past contacts, one entry a row; arrays of one length.

    ``start`` UTC seconds since 1970 of the interval; ``minutes`` its length (one number for all);
    ``queue`` and ``market`` are names (market blank where the table has none); ``offered``
    contacts; ``aht_s`` NaN where unknown. Actuals also have ``on_duty``, agents really at work (NaN
    where unknown).
    """

    minutes: int
    start: NDArray[np.int64]
    queue: NDArray[np.object_]
    market: NDArray[np.object_]
    offered: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    on_duty: NDArray[np.float64] | None = None

    @staticmethod
    def empty() -> "History":
        """A history without rows."""
        names, numbers = np.array([], dtype=object), np.array([], dtype=float)
        return History(
            minutes=0, start=np.array([], dtype=np.int64), queue=names, market=names,
            offered=numbers, aht_s=numbers,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Driver:
    """What contacts come from on a local day and until the next row: a row of ``drivers.csv``.

    A blank market is all markets of a queue together.
    """

    date: date
    market: str = ""
    metric: str
    value: float


@dataclass(frozen=True, kw_only=True)
class ContactRate:
    """Contacts a day of each unit of a metric: a row of ``contact_rates.csv``.

    ``first`` is the local day from which it holds, as after a release; ``None`` means always.
    """

    queue: str
    metric: str
    contacts_per_unit: float
    first: date | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """A dated change of volume: a row of ``events.csv``.

    ``start`` and ``end`` are wall-clock times (naive): they happen at that local time in each
    market they concern. Blank ``queues`` or ``markets`` mean all.
    """

    event: str
    kind: str
    queues: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    start: datetime
    end: datetime | None = None
    multiplier: float | None = None
    extra_contacts: float | None = None
    new_customers: float | None = None
    contacts_per_customer: float | None = None
    ramp_hours: float | None = None
    plateau_days: float | None = None
    half_life_days: float | None = None
    floor_share: float | None = None
    aht_factor: float | None = None
    escalation_factor: float | None = None
    exclude: bool = False

    @property
    def contacts(self) -> float:
        """Contacts that the event brings on top, over its whole course."""
        return (self.extra_contacts or 0.0) + (
            (self.new_customers or 0.0) * (self.contacts_per_customer or 0.0)
        )


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """Contacts that wait at the start of the horizon: a row of ``backlog.csv``."""

    queue: str
    age_hours: float = 0.0
    contacts: float
