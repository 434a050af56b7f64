"""What is known of a folder while its plan is put together."""

from dataclasses import dataclass, field
from typing import TypeVar

from planner.clock import Horizon
from planner.domain import (
    Agent,
    Availability,
    Backlog,
    ContactRate,
    Contract,
    Cover,
    Driver,
    Event,
    History,
    Market,
    OffQueue,
    Outlook,
    Pin,
    Premium,
    Profile,
    Queue,
    Request,
    Rotation,
    ShiftTemplate,
    Team,
    TimeOff,
)
from planner.errors import Problem
from planner.folder.checking import CheckedTable
from planner.folder.raw import RawFolder
from planner.folder.settings import Settings
from planner.kpi_rows import KpiRow, KpiTarget
from planner.schedules import Shift

T = TypeVar("T")


@dataclass(kw_only=True)
class Build:
    """What is known while a plan is put together."""

    raw: RawFolder
    settings: Settings | None
    horizon: Horizon
    dated: bool
    """Whether the horizon is known: if not, nothing is said of dates inside and outside of it."""
    tables: dict[str, CheckedTable]
    problems: list[Problem] = field(default_factory=list)
    history: History = field(default_factory=History.empty)
    queues: tuple[Queue, ...] = ()
    markets: tuple[Market, ...] = ()
    profiles: dict[str, Profile] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    backlog: tuple[Backlog, ...] = ()
    drivers: tuple[Driver, ...] = ()
    contact_rates: tuple[ContactRate, ...] = ()
    kpis: tuple[KpiRow, ...] = ()
    kpi_targets: tuple[KpiTarget, ...] = ()
    actuals: History = field(default_factory=History.empty)
    teams: tuple[Team, ...] = ()
    contracts: tuple[Contract, ...] = ()
    shifts: tuple[ShiftTemplate, ...] = ()
    agents: tuple[Agent, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    pins: tuple[Pin, ...] = ()
    previous: tuple[Shift, ...] = ()
    cover: tuple[Cover, ...] = ()
    availability: tuple[Availability, ...] = ()
    requests: tuple[Request, ...] = ()
    premiums: tuple[Premium, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    off_queue: tuple[OffQueue, ...] = ()
    outlook: Outlook = field(default_factory=Outlook)

    def keep(self, found: tuple[T, list[Problem]]) -> T:
        """Take down problems and pass on the rest."""
        self.problems += found[1]
        return found[0]

    def sound(self, *names: str) -> bool:
        """Whether nothing at all is wrong in these tables so far."""
        files = {self.tables[name].file for name in names}
        there = all(name not in self.raw.unread for name in names)
        return there and not any(p.file in files and not p.warning for p in self.problems)
