"""Named changes of a plan folder, and scenarios side by side with the plan as it is.

Without a rota each scenario gets an anonymous coverage plan: what people could do at best if nobody
had a name. With a rota that is kept, only the demand (and who is there at all) changes: what
service would it give, and where would it be short?
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.assumptions import with_queues
from planner.auditing import Audit, audit
from planner.changes import changed
from planner.clock import WEEK_DAYS
from planner.demand import forecast
from planner.domain import Plan, Team
from planner.errors import DataError, Problem
from planner.folder import RawFolder, Scenario, build_plan, read_folder, refuse_unacted
from planner.folder.spelling import hint
from planner.reports import queue_figures
from planner.rules import extra_pay, shift_costs, team_fixed_cost
from planner.schedule_files import read_schedule
from planner.schedules import Schedule
from planner.staffing import require

if TYPE_CHECKING:
    from planner.optimiser.results import CoverageSummary, Progress, Report

BASELINE = Scenario(name="baseline", title="The plan as it is")
FULL_TIME_HOURS = 40.0
"""Hours a week of a full-timer where a contract states no maximum."""
KEYS = ("scenario", "title", "level", "name")
MEASURES = (
    "heads", "fte", "shifts", "paid_hours", "cost", "labour_cost", "fixed_cost", "shortage_cost",
    "required_hours", "peak_required", "covered_hours", "short_hours", "lowest_gap", "target",
    "service_level", "hard_violations",
)  # fmt: skip
COUNTS = ("heads", "shifts", "hard_violations")
"""Measures that are shown as whole numbers."""
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Scenarios side by side.

    ``table`` has one row for each scenario and thing: ``level`` is ``plan``, ``team`` or ``queue``
    and ``name`` which; the plan as it is comes first, as scenario ``baseline``. Measures are blank
    where they say nothing; ``<measure>_change`` is the difference from the baseline.

    ``heads`` people employed (with a kept rota, people with a shift), ``fte`` paid hours over the
    full-time hours of the team's contract, ``cost`` of the plan in all (of a team: labour and
    fixed), ``required_hours`` and ``peak_required`` effective agents, ``lowest_gap`` agents in the
    thinnest interval (negative is short), ``service_level`` modelled share answered in time by the
    people really present, absence and the spread of the forecast averaged over.
    """

    table: pd.DataFrame
    notes: tuple[str, ...] = ()

    def blocks(self) -> dict[str, pd.DataFrame]:
        """The table cut for the eye: one column a scenario, the plan as it is first."""
        plan = self.table[self.table["level"] == "plan"].set_index("scenario")
        measures = [name for name in MEASURES if name in plan and plan[name].notna().any()]
        whole = plan[measures].T.rename_axis("measure").rename_axis(columns=None).reset_index()
        whole = whole.astype(object)
        counts = whole["measure"].isin(COUNTS)
        whole.loc[counts] = whole.loc[counts].map(_whole)
        whole["measure"] = whole["measure"].str.replace("_", " ")
        sides = {
            title: self._side_by_side(level, measure) * factor
            for title, level, measure, factor in _SHOWN
            if measure in self.table
        }
        rows = {
            title: side.reset_index()
            for title, side in sides.items()
            if side.notna().any(axis=None)
        }
        return {"Scenarios": whole, **rows}

    def _side_by_side(self, level: str, measure: str) -> pd.DataFrame:
        """One measure of each team or queue, a column for each scenario."""
        rows = self.table[self.table["level"] == level]
        scenarios, names = rows["scenario"].unique(), rows["name"].unique()
        side = rows.pivot(index="name", columns="scenario", values=measure)
        side = side.reindex(index=names, columns=scenarios).dropna(how="all")
        return side.rename_axis(level).rename_axis(columns=None)


_SHOWN = (
    ("Full-time equivalents by team", "team", "fte", 1),
    ("Cost by team", "team", "cost", 1),
    ("Peak of required agents by queue", "queue", "peak_required", 1),
    ("Short hours by queue", "queue", "short_hours", 1),
    ("Service level by queue, %", "queue", "service_level", 100),
)
"""What is shown side by side: title, level, measure, factor."""


def _whole(value: Any) -> Any:
    return round(value) if isinstance(value, float) and value == value else value


def whatif(
    folder: str | Path | RawFolder, names: Sequence[str] = (), *, keep: str | Path | None = None,
    seconds: float = 10, ignore: Iterable[str] = (), ambiguous: str | None = None,
    report: "Report | None" = None,
) -> Comparison:  # fmt: skip
    """Scenarios of a folder's ``scenarios.toml`` beside the plan as it is.

    Parameters
    ----------
    folder
        A plan folder, or its raw tables.
    names
        Scenarios in the order wanted; all of the file without any.
    keep
        A ``schedule.csv`` (or its folder) that stays as it is. People whom a scenario takes away
        drop out; queues are allocated anew where that costs less.
    seconds
        Time for each coverage plan.
    report
        Told which scenario it is the turn of, and how the coverage plans go on.

    Raises
    ------
    DataError
        Unknown scenarios, changes that hit nothing, and whatever is wrong in a changed plan.
    """
    raw = folder if isinstance(folder, RawFolder) else read_folder(folder)
    left_out = tuple(ignore)
    cases = [(BASELINE, plan_of(raw, BASELINE, left_out, ambiguous))]
    cases += [(case, plan_of(raw, case, left_out, ambiguous)) for case in chosen(raw, names)]
    told = _told(cases, report)
    if keep is None:
        rows = [row for case in told for row in _fresh(*case, seconds, report)]
        notes: tuple[str, ...] = (
            "without --keep: anonymous coverage plans, daily rest and runs of days left out",
        )
    else:
        rota, notes = _kept_rota(cases[0][1], Path(keep))
        rows = [row for case in told for row in _kept(*case, rota)]
        notes += ("with --keep: queues are allocated anew where that costs less",)
    return Comparison(table=_table(rows), notes=notes)


def _told(
    cases: Sequence[tuple[Scenario, Plan]], report: "Report | None"
) -> Iterator[tuple[Scenario, Plan]]:
    """The scenarios one after the other, each announced when its turn comes."""
    begun = time.monotonic()
    for number, (scenario, plan) in enumerate(cases, start=1):
        if report:
            from planner.optimiser.results import Progress

            phase = f"Scenario {number} of {len(cases)}: {scenario.title or scenario.name}"
            report(Progress(seconds=time.monotonic() - begun, phase=phase))
        yield scenario, plan


def chosen(raw: RawFolder, names: Sequence[str]) -> list[Scenario]:
    """The scenarios of these names, all of the file without any name."""
    known = {scenario.name: scenario for scenario in raw.scenarios}
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        raise DataError(_unknown(name, known) for name in unknown or [""])
    return [known[name] for name in names] if names else list(known.values())


def _unknown(name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    if not names:
        message = "has no scenario: expected [name] with title and changes"
        return Problem(file="scenarios.toml", message=message)
    message = f"is no scenario of scenarios.toml{hint(name, names)}: expected {', '.join(names)}"
    return Problem(file="--scenario", value=name, message=message)


def plan_of(
    raw: RawFolder, scenario: Scenario, ignore: tuple[str, ...], ambiguous: str | None
) -> Plan:
    """The plan with a scenario's changes; problems say whose change it was."""
    try:
        plan, _ = build_plan(changed(raw, scenario), ignore=ignore, ambiguous=ambiguous)
        refuse_unacted(plan, "plan")
    except DataError as error:
        if scenario is BASELINE:
            raise
        whose = f" as changed by [{scenario.name}]"
        raise DataError(_told_whose(problem, whose) for problem in error.problems) from error
    return plan


def _told_whose(problem: Problem, whose: str) -> Problem:
    file = problem.file if problem.file == "scenarios.toml" else problem.file + whose
    return replace(problem, file=file)


def _fresh(
    scenario: Scenario, plan: Plan, seconds: float, report: "Report | None"
) -> Iterator[Row]:
    """Rows of one scenario with a new coverage plan."""
    from planner.optimiser import coverage_plan

    needs = require(plan, forecast(plan))
    tell = (lambda step: report(_named(step, scenario))) if report else None
    summary = coverage_plan(plan, needs, seconds=seconds, report=tell)
    yield from _labelled(scenario, "plan", [plan_figures(plan, summary)])
    yield from _labelled(scenario, "team", _team_rows(plan, summary))
    yield from _labelled(scenario, "queue", _queue_rows(plan, needs))


def _named(step: "Progress", scenario: Scenario) -> "Progress":
    return replace(step, phase=f"{scenario.name}: {step.phase}")


def plan_figures(plan: Plan, summary: "CoverageSummary") -> Row:
    """Measures of a whole coverage plan; ``cost`` with what sites cost whoever is there."""
    fixed = sum(_fixed(plan, team) for team in plan.teams)
    fixed += sum(team.open_cost for team in summary.teams)
    paid = sum(team.paid_hours for team in summary.teams)
    return {
        "name": "all", "heads": sum(team.heads for team in summary.teams),
        "fte": sum(_fte(plan, plan.team[team.team], team.paid_hours) for team in summary.teams),
        "shifts": sum(team.shifts for team in summary.teams), "paid_hours": paid,
        "cost": summary.cost + fixed, "labour_cost": summary.labour_cost, "fixed_cost": fixed,
        "shortage_cost": summary.cost - summary.labour_cost,
        "required_hours": summary.required_hours, "short_hours": summary.short_hours,
    }  # fmt: skip


def _team_rows(plan: Plan, summary: "CoverageSummary") -> Iterator[Row]:
    planned = {row.team: row for row in summary.teams}
    for team in plan.teams:
        row = planned.get(team.team)
        paid, labour = (row.paid_hours, row.cost) if row else (0.0, 0.0)
        fixed = _fixed(plan, team) + (row.open_cost if row else 0.0)
        yield {
            "name": team.team, "heads": row.heads if row else 0, "fte": _fte(plan, team, paid),
            "shifts": row.shifts if row else 0.0, "paid_hours": paid,
            "cost": labour + fixed, "labour_cost": labour, "fixed_cost": fixed,
        }  # fmt: skip


def _queue_rows(plan: Plan, needs: pd.DataFrame) -> Iterator[Row]:
    hours = plan.horizon.interval_minutes / 60
    own = needs[needs["queue"].isin(plan.queue)]
    for name, rows in own.groupby("queue", sort=False)["required_real"]:
        yield {
            "name": name, "required_hours": float(rows.sum()) * hours,
            "peak_required": float(rows.max()),
        }  # fmt: skip


def _kept_rota(plan: Plan, path: Path) -> tuple[Schedule, tuple[str, ...]]:
    rota, _, notes = read_schedule(plan, path, require=lambda: require(plan, forecast(plan)))
    return rota, tuple(note for note in notes if not note.startswith("requirements.csv"))


def _kept(scenario: Scenario, plan: Plan, rota: Schedule) -> Iterator[Row]:
    """Rows of one scenario with the rota as it stands."""
    volumes = forecast(plan)
    needs = require(plan, volumes)
    left = Schedule(tuple(shift for shift in rota.shifts if shift.agent in plan.agent))
    schedule, found = min(
        ((option, audit(plan, option, needs)) for option in (left, with_queues(plan, left, needs))),
        key=lambda pair: (pair[1].hard, pair[1].cost),
    )
    yield from _labelled(scenario, "plan", [_kept_plan_row(plan, schedule, found)])
    yield from _labelled(scenario, "team", _kept_team_rows(plan, schedule))
    yield from _labelled(scenario, "queue", _kept_queue_rows(plan, volumes, needs, found))


def _kept_plan_row(plan: Plan, schedule: Schedule, found: Audit) -> Row:
    teams = list(_kept_team_rows(plan, schedule))
    return {
        "name": "all", "heads": len(schedule.by_agent), "fte": sum(row["fte"] for row in teams),
        "shifts": len(schedule.shifts), "paid_hours": found.paid_hours, "cost": found.cost,
        "labour_cost": found.labour_cost, "fixed_cost": found.fixed_cost,
        "shortage_cost": found.shortage_cost, "required_hours": found.required_hours,
        "covered_hours": found.covered_hours, "short_hours": found.short_hours,
        "hard_violations": found.hard,
    }  # fmt: skip


def _kept_team_rows(plan: Plan, schedule: Schedule) -> Iterator[Row]:
    costs, extra = shift_costs(plan, schedule), extra_pay(plan, schedule)
    for team in plan.teams:
        shifts = [shift for shift in schedule.shifts if plan.agent[shift.agent].team == team.team]
        paid = sum(shift.paid_hours for shift in shifts)
        labour = sum(costs[key] for key in {(shift.agent, shift.start) for shift in shifts})
        labour += sum(
            pay.overtime + pay.guarantee
            for agent, pay in extra.items()
            if plan.agent[agent].team == team.team
        )
        fixed = team_fixed_cost(plan, schedule, team)
        yield {
            "name": team.team, "heads": len({shift.agent for shift in shifts}),
            "fte": _fte(plan, team, paid), "shifts": len(shifts), "paid_hours": paid,
            "cost": labour + fixed, "labour_cost": labour, "fixed_cost": fixed,
        }  # fmt: skip


def _kept_queue_rows(
    plan: Plan, volumes: pd.DataFrame, needs: pd.DataFrame, found: Audit
) -> Iterator[Row]:
    peaks = needs.groupby("queue")["required_real"].max()
    told = queue_figures(plan, needs, found.coverage, forecast=volumes)
    for name, figures in told.items():
        kept = ("required_hours", "covered_hours", "short_hours", "lowest_gap", "target")
        yield {
            "name": name, **{measure: figures[measure] for measure in kept},
            "peak_required": float(peaks[name]), "service_level": figures["modelled"],
            "shortage_cost": figures["short_hours"] * plan.prices.shortage_per_hour,
        }  # fmt: skip


def _labelled(scenario: Scenario, level: str, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield {"scenario": scenario.name, "title": scenario.title, "level": level, **row}


def _fixed(plan: Plan, team: Team) -> float:
    return team.fixed_cost_per_week * plan.horizon.days / WEEK_DAYS


def _fte(plan: Plan, team: Team, paid_hours: float) -> float:
    """Full-timers that so many paid hours make: by the weekly maximum of the team's contract."""
    weekly = plan.contract[team.contract].max_hours_per_week or FULL_TIME_HOURS
    return paid_hours / (weekly * plan.horizon.days / WEEK_DAYS)


def _table(rows: Sequence[Row]) -> pd.DataFrame:
    """All rows with the differences from the baseline's row of the same level and name."""
    table = pd.DataFrame(rows)
    measures = [name for name in MEASURES if name in table]
    table = table.reindex(columns=[*KEYS, *measures])
    table[measures] = table[measures].astype(float)
    first = table[table["scenario"] == BASELINE.name].set_index(["level", "name"])[measures]
    here = pd.MultiIndex.from_frame(table[["level", "name"]])
    before = first.reindex(here).reset_index(drop=True)
    for name in measures:
        if name != "target":
            table[f"{name}_change"] = table[name] - before[name]
    return table
