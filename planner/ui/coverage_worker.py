"""A coverage plan in a process of its own: ``python -m planner.ui.coverage_worker FOLDER OUT``.

Writes ``coverage_plan.json``: what each team gives at best if nobody had a name. Progress goes to
standard output as JSON lines, problems to standard error (exit code 2).
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import planner
from planner.errors import PlannerError
from planner.folder import write_whole
from planner.optimiser.results import CoverageSummary, Progress
from planner.ui.coverage_plans import FILE, SECONDS


def main(arguments: list[str] | None = None) -> int:
    """Work it out; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("out", type=Path)
    parser.add_argument("--ignore", action="append", default=[])
    asked = parser.parse_args(arguments)
    try:
        plan = planner.read_plan(asked.folder, ignore=asked.ignore)
        needs = planner.require(plan, planner.forecast(plan))
        found = planner.coverage_plan(plan, needs, seconds=SECONDS, report=_tell)
        write_whole(asked.out, {FILE: _content(plan, found)})
    except PlannerError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _content(plan: planner.Plan, found: CoverageSummary) -> dict[str, object]:
    weeks = plan.horizon.days / 7
    known = {row.team: row for row in found.teams}
    teams = [
        {
            "team": team.team, "kind": team.kind,
            "heads": known[team.team].heads if team.team in known else 0,
            "hours": known[team.team].paid_hours if team.team in known else 0.0,
            "cost": (known[team.team].cost if team.team in known else 0.0)
            + team.fixed_cost_per_week * weeks,
        }
        for team in plan.teams
    ]  # fmt: skip
    return {"teams": teams, **{k: v for k, v in asdict(found).items() if k != "teams"}}


def _tell(step: Progress) -> None:
    print(json.dumps({"seconds": round(step.seconds, 3), "phase": step.phase}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
