"""The plan as frozen objects: what a planner wrote, checked, with every default filled in.

Names and units are those of the plan folder (``docs`` in the README; ``spec/plan-folder.md``).
Blank limits are ``None``: no such rule. Weekdays count Monday as 0. Wall-clock times are minutes
after local midnight.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.clock import Horizon, WeeklyWindow, zone
from planner.contacts import DEFERRED_CHANNELS as DEFERRED_CHANNELS
from planner.contacts import LIVE_CHANNELS as LIVE_CHANNELS
from planner.contacts import USUAL_DUE_HOURS as USUAL_DUE_HOURS
from planner.contacts import Backlog as Backlog
from planner.contacts import ContactRate as ContactRate
from planner.contacts import Driver as Driver
from planner.contacts import Event as Event
from planner.contacts import History as History
from planner.contacts import Market as Market
from planner.contacts import Profile as Profile
from planner.contacts import Queue as Queue
from planner.kpi_rows import KpiRow as KpiRow
from planner.kpi_rows import KpiTarget as KpiTarget
from planner.outlook import Outlook as Outlook
from planner.terms import Availability as Availability
from planner.terms import OffQueue as OffQueue
from planner.terms import Premium as Premium
from planner.terms import Request as Request
from planner.terms import Rotation as Rotation
from planner.terms import available_by_agent

if TYPE_CHECKING:
    from planner.schedules import Shift

COVER_PRICE_FACTOR = 2.0
"""Missing minimum cover costs so many times ``shortage_per_hour`` unless ``[rules]`` prices it."""


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """``[staffing]``: which volume to staff to and how queues share people."""

    spread: str = "mean"
    pooling: str = "separate"
    idle_share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Prices:
    """``[prices]`` in the plan's currency."""

    shortage_per_hour: float = 90.0
    shortage_squared_per_hour: float = 0.0
    surplus_per_hour: float = 0.0
    request: float = 20.0
    change: float = 0.0
    unfairness: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Team:
    """A site, a zone, conditions: a row of ``teams.csv``."""

    team: str
    tier: str = ""
    kind: str = "in_house"
    timezone: str
    country: str = ""
    subdivision: str = ""
    queues: tuple[str, ...] = ()
    contract: str
    heads: int | None = None
    hourly_cost: float
    billed: str = "paid"
    shrinkage: float = 0.0
    absence: float = 0.0
    productivity: float = 1.0
    fixed_cost_per_week: float = 0.0
    fixed_cost_per_open_hour: float = 0.0
    max_seats: int | None = None
    min_paid_hours_per_week: float | None = None
    max_paid_hours_per_week: float | None = None
    volume_share: float | None = None
    lock_days: int | None = None
    max_change_per_day: int | None = None

    @property
    def outsourced(self) -> bool:
        return self.kind == "outsourced"

    @property
    def zone(self) -> ZoneInfo:
        return zone(self.timezone)


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Work rules for each person: a row of ``contracts.csv``; ``None`` is no such rule.

    Blanks that the preset ``law`` speaks of are filled in (:mod:`planner.laws`).
    """

    contract: str
    law: str = ""
    min_hours_per_week: float | None = None
    max_hours_per_week: float | None = None
    min_hours_per_horizon: float | None = None
    max_hours_per_horizon: float | None = None
    max_hours_per_day: float | None = None
    max_days_per_week: int | None = None
    max_consecutive_days: int | None = None
    min_consecutive_days_off: int | None = None
    min_rest_hours: float | None = None
    weekly_rest_hours: float | None = None
    max_consecutive_nights: int | None = None
    rest_after_nights_hours: float | None = None
    forward_rotation: bool = False
    max_weekends: int | None = None
    complete_weekends: bool = False
    max_start_spread_minutes: int | None = None
    max_overtime_hours_per_week: float | None = None
    overtime_after_hours_per_day: float | None = None
    overtime_factor: float | None = None
    guaranteed_pay: bool = False
    rotation: str = ""


@dataclass(frozen=True, kw_only=True)
class Break:
    """A break of a template: its start lies ``earliest`` to ``latest`` minutes into the shift."""

    minutes: int
    paid: bool
    earliest: int
    latest: int


@dataclass(frozen=True, kw_only=True)
class ShiftTemplate:
    """A kind of shift: a row of ``shifts.csv``. ``start_to`` is inclusive and may exceed 1440."""

    shift: str
    teams: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    start_from: int
    start_to: int
    start_step_minutes: int
    length_minutes: int
    breaks: tuple[Break, ...] = ()

    def start_minutes(self) -> range:
        """Wall-clock starts in minutes after the midnight of the window's day."""
        return range(self.start_from, self.start_to + 1, self.start_step_minutes)

    def serves(self, team: str) -> bool:
        return not self.teams or team in self.teams


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A person; blanks of ``agents.csv`` are filled with the team's values."""

    agent: str
    name: str = ""
    email: str = ""
    team: str
    contract: str
    queues: tuple[str, ...]
    productivity: float
    hourly_cost: float
    tier: str = ""
    start_date: date | None = None
    end_date: date | None = None
    rotation_week: int | None = None
    named: bool = True

    def employed(self, day: date) -> bool:
        """Whether the person is employed on a local date (both ends included)."""
        begun = self.start_date is None or self.start_date <= day
        return begun and (self.end_date is None or day <= self.end_date)


@dataclass(frozen=True, kw_only=True)
class TimeOff:
    """Leave of one person, ``first`` and ``last`` day included."""

    agent: str
    first: date
    last: date
    kind: str = ""
    paid: bool = False


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A day that stands: a template, perhaps at a given start, or (``shift`` blank) a day off."""

    agent: str
    date: date
    shift: str = ""
    start: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Presence in people, at least and at most: a row of ``cover.csv``. Empty lists mean all."""

    cover: str
    teams: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    window: WeeklyWindow = field(default_factory=WeeklyWindow)
    timezone: str
    min: int | None = None
    max: int | None = None
    per_agents: int | None = None
    of_teams: tuple[str, ...] = ()

    def counts(self, agent: Agent) -> bool:
        """Whether this person's presence counts for the row."""
        return (
            (not self.teams or agent.team in self.teams)
            and (not self.tiers or agent.tier in self.tiers)
            and (not self.queues or any(queue in self.queues for queue in agent.queues))
        )


@dataclass(frozen=True, kw_only=True)
class Unacted:
    """Something in the folder that is checked but that no command acts on yet.

    ``name`` is what ``--ignore`` takes: a table (``drivers``) or a column (``contracts.law``);
    ``stage`` the first command that would have to act on it: forecast, require or plan.
    """

    name: str
    stage: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything a planner wrote, checked and complete."""

    name: str
    horizon: Horizon
    currency: str = "EUR"
    staffing: Staffing = Staffing()
    prices: Prices = Prices()
    rules: Mapping[str, float] = field(default_factory=dict)
    queues: tuple[Queue, ...]
    markets: tuple[Market, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    history: History = field(default_factory=History.empty)
    events: tuple[Event, ...] = ()
    backlog: tuple[Backlog, ...] = ()
    drivers: tuple[Driver, ...] = ()
    contact_rates: tuple[ContactRate, ...] = ()
    actuals: History = field(default_factory=History.empty)
    teams: tuple[Team, ...]
    contracts: tuple[Contract, ...]
    shifts: tuple[ShiftTemplate, ...]
    agents: tuple[Agent, ...]
    time_off: tuple[TimeOff, ...] = ()
    pins: tuple[Pin, ...] = ()
    previous: "tuple[Shift, ...]" = ()
    cover: tuple[Cover, ...] = ()
    availability: tuple[Availability, ...] = ()
    requests: tuple[Request, ...] = ()
    premiums: tuple[Premium, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    off_queue: tuple[OffQueue, ...] = ()
    outlook: Outlook = field(default_factory=Outlook)
    kpis: tuple[KpiRow, ...] = ()
    kpi_targets: tuple[KpiTarget, ...] = ()
    unacted: tuple[Unacted, ...] = ()
    inputs_sha256: str = ""

    @cached_property
    def queue(self) -> dict[str, Queue]:
        """Queues by name."""
        return {queue.queue: queue for queue in self.queues}

    @cached_property
    def team(self) -> dict[str, Team]:
        """Teams by name."""
        return {team.team: team for team in self.teams}

    @cached_property
    def contract(self) -> dict[str, Contract]:
        """Contracts by name."""
        return {contract.contract: contract for contract in self.contracts}

    @cached_property
    def shift(self) -> dict[str, ShiftTemplate]:
        """Shift templates by name."""
        return {shift.shift: shift for shift in self.shifts}

    @cached_property
    def agent(self) -> dict[str, Agent]:
        """People by id."""
        return {agent.agent: agent for agent in self.agents}

    @cached_property
    def rotation(self) -> dict[str, Rotation]:
        """Rotations by name."""
        return {rotation.rotation: rotation for rotation in self.rotations}

    def rotation_shift(self, agent: Agent, day: date) -> str | None:
        """The template that a person's rotation has on a local date.

        Blank is a day off; ``None`` where the contract names no rotation.
        """
        rotation = self.rotation.get(self.contract[agent.contract].rotation)
        if rotation is None:
            return None
        return rotation.shift_on(day, start=self.horizon.start, week=agent.rotation_week or 1)

    @cached_property
    def pin(self) -> dict[tuple[str, date], Pin]:
        """Pins by person and date."""
        return {(pin.agent, pin.date): pin for pin in self.pins}

    @cached_property
    def leave(self) -> dict[str, tuple[TimeOff, ...]]:
        """Leave by person."""
        rows: dict[str, list[TimeOff]] = {}
        for row in self.time_off:
            rows.setdefault(row.agent, []).append(row)
        return {agent: tuple(of) for agent, of in rows.items()}

    def on_leave(self, agent: str, day: date) -> bool:
        """Whether a person has leave on a local date."""
        return any(row.first <= day <= row.last for row in self.leave.get(agent, ()))

    @cached_property
    def available(self) -> dict[str, NDArray[np.bool_]]:
        """Minutes of the week, ``[weekday, minute]``, that people can work.

        By the wall clock of their team; people without a row of ``availability.csv`` are absent.
        """
        return available_by_agent(self.availability)

    @cached_property
    def wishes(self) -> dict[str, tuple[Request, ...]]:
        """Requests by person."""
        rows: dict[str, list[Request]] = {}
        for row in self.requests:
            rows.setdefault(row.agent, []).append(row)
        return {agent: tuple(of) for agent, of in rows.items()}

    @cached_property
    def off_queue_names(self) -> dict[str, frozenset[str]]:
        """Names of the off-queue activities that concern people; others are absent."""
        names = {
            agent.agent: frozenset(
                row.activity for row in self.off_queue if row.concerns(agent.agent, agent.team)
            )
            for agent in (self.agents if self.off_queue else ())
        }
        return {agent: found for agent, found in names.items() if found}

    def effectiveness(self, agent: Agent) -> float:
        """Effective agents that this person counts for while at work."""
        team = self.team[agent.team]
        return agent.productivity * (1 - team.shrinkage) * (1 - team.absence)

    @property
    def cover_price(self) -> float:
        """Price of one agent-hour of missing minimum cover."""
        return self.rules.get("cover", COVER_PRICE_FACTOR * self.prices.shortage_per_hour)
