"""From a raw folder to a plan: every table read, everything held against everything else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from planner.domain import Agent, Contract, Plan, Team, TimeOff, Unacted
from planner.errors import DataError, Problem
from planner.folder import (
    demand_side,
    driven,
    kpis_side,
    outlook_side,
    people_side,
    rotations,
    sense,
    terms,
    volume_shares,
)
from planner.folder.building import Build
from planner.folder.checking import CheckedTable, absent, check_table
from planner.folder.history import AMBIGUOUS, HistoryContext, HistoryRead, read_history
from planner.folder.links import reference_problems
from planner.folder.listing import in_order, missing_tables
from planner.folder.pin_rules import PinRules
from planner.folder.pins import build_pins
from planner.folder.raw import RawFolder, RawTable
from planner.folder.reading import read_folder
from planner.folder.rosters import with_roster
from planner.folder.settings import Settings, known_horizon, read_settings, tentative_horizon
from planner.folder.tables import ALL_TABLES
from planner.folder.unacted import (
    unacted_columns,
    unacted_settings,
    unacted_tables,
    without_ignored,
)
from planner.folder.week_hours import week_problems
from planner.terms import available_by_agent

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A folder after all checks: the plan (``None`` when there are errors) and every problem."""

    plan: Plan | None
    problems: tuple[Problem, ...]
    raw: RawFolder | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.warning)


def read_plan(
    folder: str | Path, *, ignore: Iterable[str] = (), ambiguous: str | None = None
) -> Plan:
    """Read and check a plan folder.

    Parameters
    ----------
    folder
        The plan folder.
    ignore
        Tables (``drivers``), columns (``contracts.law``) and settings (``staffing.spread``) that
        nothing acts on yet, to be left out of the plan.
    ambiguous
        ``first``, ``second`` or ``split``: what past contacts without an offset in the doubled
        hour of a clock change mean.

    Raises
    ------
    DataError
        With every problem of every table at once; warnings alone do not stop it.
    """
    return build_plan(read_folder(folder), ignore=ignore, ambiguous=ambiguous)[0]


def check_folder(
    folder: str | Path, *, ignore: Iterable[str] = (), ambiguous: str | None = None
) -> Checked:
    """Read and check a plan folder; errors and warnings stand in the result."""
    try:
        raw = read_folder(folder)
    except DataError as error:
        return Checked(plan=None, problems=error.problems)
    plan, problems = _assemble(raw, tuple(ignore), ambiguous)
    return Checked(plan=plan, problems=problems, raw=raw)


def build_plan(
    raw: RawFolder, *, ignore: Iterable[str] = (), ambiguous: str | None = None
) -> tuple[Plan, tuple[Problem, ...]]:
    """The plan of a raw folder, perhaps one with changed tables, and the warnings.

    Tables that are the same objects as in an earlier call are not read again.

    Raises
    ------
    DataError
        With every problem at once.
    """
    plan, problems = _assemble(raw, tuple(ignore), ambiguous)
    if plan is None:
        raise DataError(problem for problem in problems if not problem.warning)
    return plan, problems


def _assemble(
    raw: RawFolder, ignore: tuple[str, ...], ambiguous: str | None
) -> tuple[Plan | None, tuple[Problem, ...]]:
    raw, problems = without_ignored(with_roster(raw), ignore)
    if ambiguous not in (None, *AMBIGUOUS):
        message = f"is not one of {', '.join(AMBIGUOUS)}"
        problems.append(Problem(file="--ambiguous", value=str(ambiguous), message=message))
        ambiguous = None
    settings, found = read_settings(raw)
    problems += [*raw.problems, *found, *missing_tables(raw)]
    horizon = settings.horizon() if settings else known_horizon(raw.settings)
    build = Build(
        raw=raw, settings=settings, horizon=horizon or tentative_horizon(raw.settings),
        dated=horizon is not None, tables=_read_tables(raw), problems=problems,
    )  # fmt: skip
    build.problems += [p for checked in build.tables.values() for p in checked.problems]
    _demand(build, ambiguous)
    _people(build)
    build.problems += reference_problems(build.tables, _known(build))
    _sense(build)
    ordered = tuple(in_order(build.problems))
    if settings is None or any(not problem.warning for problem in ordered):
        return None, ordered
    return _plan(build, settings), ordered


def _read_tables(raw: RawFolder) -> dict[str, CheckedTable]:
    return {
        name: check_table(raw.tables[name], table)
        if name in raw.tables and not table.bulk
        else absent(table)
        for name, table in ALL_TABLES.items()
    }


def _demand(build: Build, ambiguous: str | None) -> None:
    tables = build.tables
    build.queues = demand_side.build_queues(tables["queues"], build.horizon.timezone)
    by_name = {queue.queue: queue for queue in build.queues}
    build.markets = demand_side.build_markets(tables["markets"], by_name)
    build.profiles = build.keep(demand_side.build_profiles(tables["profiles"]))
    build.events = build.keep(
        demand_side.build_events(tables["events"], build.queues, build.markets)
    )
    build.backlog = build.keep(demand_side.build_backlog(tables["backlog"], by_name))
    build.drivers, build.contact_rates = driven.build_driven(tables)
    build.kpis = kpis_side.build_kpis(tables["kpis"])
    build.kpi_targets = kpis_side.build_targets(tables["kpi_targets"])
    for name in ("history", "actuals"):
        if name not in build.raw.tables or not build.sound("queues", "markets"):
            continue
        context = _context(build, ambiguous, inside=name == "actuals")
        read = _history(build.raw.tables[name], name, context)
        build.problems += read.problems
        setattr(build, name, read.history)


def _context(build: Build, ambiguous: str | None, *, inside: bool) -> HistoryContext:
    return HistoryContext(
        channels=tuple((queue.queue, queue.channel) for queue in build.queues),
        zones=tuple((queue.queue, queue.timezone) for queue in build.queues),
        market_zones=tuple(
            ((market.queue, market.market), market.timezone) for market in build.markets
        ),
        first=int(build.horizon.first.timestamp()) if build.dated else _NEVER,
        last=int(build.horizon.last.timestamp()) if build.dated else _NEVER,
        interval_minutes=build.horizon.interval_minutes, ambiguous=ambiguous,
        inside=inside and build.dated,
    )  # fmt: skip


_NEVER = 1 << 40
"""Seconds that no past reaches: no row is told to lie outside a horizon that is not known."""
_histories: "WeakKeyDictionary[RawTable, dict[HistoryContext, HistoryRead]]" = WeakKeyDictionary()


def _history(raw: RawTable, name: str, context: HistoryContext) -> HistoryRead:
    read = _histories.setdefault(raw, {})
    if context not in read:
        read[context] = read_history(raw, ALL_TABLES[name], context)
    return read[context]


def _people(build: Build) -> None:
    tables, horizon = build.tables, build.horizon
    names = [queue.queue for queue in build.queues]
    build.teams = people_side.build_teams(tables["teams"], names)
    teams = {team.team: team for team in build.teams}
    build.contracts = build.keep(people_side.build_contracts(tables["contracts"]))
    build.shifts = build.keep(people_side.build_shifts(tables["shifts"], horizon.interval_minutes))
    build.agents = build.keep(people_side.build_agents(tables["agents"], teams, names))
    agents = {agent.agent: agent for agent in build.agents}
    build.time_off = build.keep(people_side.build_time_off(tables["time_off"]))
    build.cover = build.keep(people_side.build_cover(tables["cover"], horizon.timezone))
    if build.sound("teams", "agents"):
        build.previous = build.keep(
            people_side.build_previous(
                tables["previous"], agents, teams, horizon if build.dated else None
            )
        )
    _terms(build, agents, teams)
    build.pins = build.keep(build_pins(tables["pins"], _pin_rules(build, agents, teams)))
    build.outlook = build.keep(outlook_side.build_outlook(tables, build.teams))
    _share_out(build)


def _terms(build: Build, agents: Mapping[str, Agent], teams: Mapping[str, Team]) -> None:
    """What people and sites stipulate."""
    tables = build.tables
    build.availability = build.keep(terms.build_availability(tables["availability"]))
    build.premiums = build.keep(terms.build_premiums(tables["premiums"], build.teams))
    contracts = {contract.contract: contract for contract in build.contracts}
    build.premiums += tuple(terms.legal_premiums(build.premiums, build.teams, contracts))
    if build.sound("teams", "agents"):
        build.off_queue = build.keep(terms.build_off_queue(tables["off_queue"], build.agents))
    if build.sound("shifts"):
        shifts = {shift.shift: shift for shift in build.shifts}
        found = terms.build_requests(
            tables["requests"], agents, teams=teams, shifts=shifts,
            horizon=build.horizon if build.dated else None,
        )  # fmt: skip
        build.requests = build.keep(found)
        build.rotations = build.keep(rotations.build_rotations(tables["rotations"], shifts))
        build.problems += rotations.people_problems(
            tables["rotations"], tables["agents"], shifts=shifts, agents=build.agents,
            rotations={rotation.rotation: rotation for rotation in build.rotations},
            contracts=contracts,
        )  # fmt: skip


def _share_out(build: Build) -> None:
    """Give teams with a ``volume_share`` queues of their own."""
    build.problems += volume_shares.name_problems(build.tables["queues"])
    if all(team.volume_share is None for team in build.teams):
        return
    shared = volume_shares.share_out(
        build.queues, teams=build.teams, agents=build.agents, cover=build.cover
    )
    if build.sound("queues", "teams", "agents"):
        tables = build.tables
        build.problems += volume_shares.share_problems(
            shared, queues=tables["queues"], teams=tables["teams"]
        )
    build.queues, build.teams = shared.queues, shared.teams
    build.agents, build.cover = shared.agents, shared.cover


def _pin_rules(build: Build, agents: Mapping[str, Agent], teams: Mapping[str, Team]) -> PinRules:
    leave: dict[str, list[TimeOff]] = {}
    for row in build.time_off:
        leave.setdefault(row.agent, []).append(row)
    return PinRules(
        agents=agents, teams=teams, shifts={shift.shift: shift for shift in build.shifts},
        priced=frozenset(build.settings.rules if build.settings else ()),
        rotations={rotation.rotation: rotation for rotation in build.rotations},
        leave=leave, available=available_by_agent(build.availability),
        horizon=build.horizon if build.dated else None,
        contracts={contract.contract: contract for contract in build.contracts},
    )  # fmt: skip


_KEYED = (
    "queues", "markets", "profiles", "teams", "contracts", "shifts", "rotations",
)  # fmt: skip


def _known(build: Build) -> dict[str, set[str]]:
    """Names that may be referred to; tables that could not be read are left out.

    Names of faulty rows count: one fault should not make a dozen others.
    """
    known: dict[str, set[str]] = {}
    for name in _KEYED:
        checked = build.tables[name]
        missing = checked.table.required and name not in build.raw.tables
        if not missing and name not in build.raw.unread:
            known[name] = checked.names(checked.table.key[0])
    if build.sound("teams"):
        agents = {agent.agent for agent in build.agents}
        known["agents"] = agents | build.tables["agents"].names("agent")
        tiers = {team.tier for team in build.teams} | {agent.tier for agent in build.agents}
        known["tiers"] = tiers | build.tables["agents"].names("tier")
    return known


def _sense(build: Build) -> None:
    tables = build.tables
    queues = [queue for queue in build.queues if not queue.part_of]
    shared = {queue.part_of for queue in build.queues}
    for name in ("queues", "markets", "teams"):
        build.problems += sense.place_problems(tables[name])
    build.problems += sense.escalation_problems(tables["queues"])
    build.problems += sense.channel_warnings(tables["queues"], queues)
    if build.sound("queues", "markets", "history"):
        build.problems += sense.volume_problems(
            tables, queues, build.markets, build.history,
            {rate.queue for rate in build.contact_rates},
        )  # fmt: skip
    build.problems += kpis_side.kpi_problems(
        tables["kpis"], tables["queues"].names("queue"), tables["teams"].names("team")
    )
    build.problems += driven.driver_problems(tables, build.markets, build.horizon.start)
    if build.sound("queues", "teams", "agents"):
        unshared = [queue for queue in queues if queue.queue not in shared]
        build.problems += sense.service_problems(tables["queues"], unshared, build.agents)
        if build.sound("cover"):
            build.problems += sense.cover_warnings(tables["cover"], build.cover, build.agents)
    if build.sound("teams", "agents", "shifts", "contracts"):
        contracts = {contract.contract: contract for contract in build.contracts}
        build.problems += sense.team_problems(
            tables["teams"], build.teams, build.agents, build.shifts, contracts
        )
        if build.dated and build.sound("queues", "backlog"):
            build.problems += sense.backlog_warnings(
                tables["backlog"], build.backlog, build.queues, build.agents, contracts,
                build.horizon,
            )  # fmt: skip
        _week_sense(build, contracts)


def _week_sense(build: Build, contracts: Mapping[str, Contract]) -> None:
    if build.dated and build.settings and build.sound("time_off"):
        build.problems += week_problems(
            build.tables["contracts"], contracts=contracts, agents=build.agents,
            teams={team.team: team for team in build.teams}, shifts=build.shifts,
            leave=build.time_off, horizon=build.horizon, priced=set(build.settings.rules),
        )  # fmt: skip


def _plan(build: Build, settings: Settings) -> Plan:
    return Plan(
        name=settings.name or build.raw.path.resolve().name,
        horizon=build.horizon, currency=settings.currency, staffing=settings.domain_staffing(),
        prices=settings.domain_prices(), rules=dict(settings.rules), queues=build.queues,
        markets=build.markets, profiles=build.profiles, history=build.history,
        events=build.events, backlog=build.backlog, drivers=build.drivers,
        contact_rates=build.contact_rates, actuals=build.actuals, teams=build.teams,
        contracts=build.contracts,
        shifts=build.shifts, agents=build.agents, time_off=build.time_off, pins=build.pins,
        previous=build.previous, cover=build.cover, availability=build.availability,
        requests=build.requests, premiums=build.premiums, rotations=build.rotations,
        off_queue=build.off_queue, outlook=build.outlook, kpis=build.kpis,
        kpi_targets=build.kpi_targets,
        unacted=_unacted(build, settings), inputs_sha256=build.raw.inputs_sha256,
    )  # fmt: skip


def _unacted(build: Build, settings: Settings) -> tuple[Unacted, ...]:
    return (
        *unacted_settings(settings),
        *unacted_tables(build.raw),
        *unacted_columns(build.tables),
    )
