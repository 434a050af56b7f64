"""Coverage plans of what-if questions: asked for, worked out in the background, read again."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from planner.domain import Plan
from planner.ui.jobs import JobManager, Request, yielding
from planner.ui.launch import module_command

FILE = "coverage_plan.json"
SECONDS = 20
"""Most that a coverage plan may take; large plans need it, small ones are done in a few."""
MOST_COPIES = 20
FULL_TIME_HOURS = 40.0
OUTSOURCED = "outsourced"
MEASURES = ("people", "fte", "hours", "cost")


def coverage_command(request: Request, out: Path) -> list[str]:
    """The command line of a coverage plan; on POSIX it yields to everybody else."""
    command = module_command("planner.ui.coverage_worker", request.folder, str(out))
    for name in request.ignore:
        command += ["--ignore", name]
    return yielding(command)


def coverage_manager(runs: Path) -> JobManager:
    """Coverage plans run beside rotas, one at a time."""
    return JobManager(runs / "coverage", command=coverage_command)


def place_for_copy(runs: Path) -> Path:
    """A new place for a changed plan folder; the oldest of too many are taken away.

    Places are numbered: by its time a new one would look old where the clock was set back, and go
    before it is read.
    """
    copies = runs / "coverage" / "plans"
    kept = sorted(copies.iterdir(), key=_number) if copies.is_dir() else []
    for old in kept[: max(0, len(kept) - MOST_COPIES)]:
        shutil.rmtree(old, ignore_errors=True)
    number = _number(kept[-1]) + 1 if kept else 1
    return copies / f"{number:06d}-{uuid4().hex[:12]}"


def _number(copy: Path) -> int:
    """The number of a place; 0 where it has none, as those of versions before."""
    number, dash, _ = copy.name.partition("-")
    return int(number) if dash and number.isdecimal() else 0


@dataclass(frozen=True, kw_only=True)
class CoveragePlan:
    """A coverage plan as it was written: teams, and money in the plan's currency."""

    teams: Sequence[dict[str, Any]]
    cost: float
    short_hours: float


def read_plan_of(out: Path) -> CoveragePlan | None:
    """The coverage plan in a folder; ``None`` where there is none."""
    try:
        content = json.loads((out / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return CoveragePlan(
        teams=content["teams"], cost=float(content["cost"]),
        short_hours=float(content["short_hours"]),
    )  # fmt: skip


def by_team(plan: Plan, found: CoveragePlan) -> pd.DataFrame:
    """One row a team and one each for in-house, outsourced and all.

    Columns ``name, kind`` (``in_house``, ``outsourced``, ``all``), ``level`` (``team``, ``sum``),
    ``people`` of the team, ``fte`` (paid hours over the contract's full time), ``hours`` paid, and
    ``cost`` of labour and sites over the horizon.
    """
    weeks = plan.horizon.days / 7
    rows = []
    for row in found.teams:
        team = plan.team.get(row["team"])
        contract = plan.contract[team.contract] if team else None
        weekly = (contract.max_hours_per_week if contract else None) or FULL_TIME_HOURS
        fte = row["hours"] / (weekly * weeks)
        rows.append(
            (row["team"], row["kind"], "team", row["heads"], fte, row["hours"], row["cost"])
        )
    table = pd.DataFrame(rows, columns=["name", "kind", "level", *MEASURES])
    sums = [_sum(table[table["kind"] == kind], kind) for kind in ("in_house", OUTSOURCED)]
    return pd.concat([table, *sums, _sum(table, "all")], ignore_index=True)


def _sum(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    totals = {name: [rows[name].sum()] for name in MEASURES}
    return pd.DataFrame({"name": [kind], "kind": [kind], "level": ["sum"], **totals})
