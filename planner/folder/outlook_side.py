"""Hiring, growth, automation, satisfaction and late changes of a folder as objects."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from planner.domain import Team
from planner.errors import Problem
from planner.folder.checking import CheckedTable
from planner.outlook import (
    Automation,
    Growth,
    HiringTerms,
    Outlook,
    RosterChange,
    SatisfactionPoint,
)

Tables = Mapping[str, CheckedTable]


def build_outlook(tables: Tables, teams: Sequence[Team]) -> tuple[Outlook, list[Problem]]:
    """What managers assume; outsourced heads may be given back unless ``release`` says no."""
    outsourced = {team.team for team in teams if team.outsourced}
    outlook = Outlook(
        hiring=tuple(
            HiringTerms(**{
                **row.values,
                "release": row["team"] in outsourced if row["release"] is None else row["release"],
            })
            for row in tables["hiring"].rows
        ),
        growth=tuple(
            Growth(
                first=row["from"], queues=tuple(name for name in row["queues"] if name != "*"),
                growth_per_year=row["growth_per_year"], factor=row["factor"],
            )
            for row in tables["growth"].rows
        ),
        automation=tuple(Automation(**row.values) for row in tables["automation"].rows),
        satisfaction=tuple(
            SatisfactionPoint(**{**row.values, "queue": row["queue"].removeprefix("*")})
            for row in tables["satisfaction"].rows
        ),
        roster_changes=tuple(RosterChange(**row.values) for row in tables["roster_changes"].rows),
    )  # fmt: skip
    return outlook, [*_hiring_problems(tables["hiring"]), *_late_problems(tables)]


def _hiring_problems(hiring: CheckedTable) -> list[Problem]:
    """Shares that cannot hold together, and what is assumed of blanks."""
    problems = []
    for row in hiring.rows:
        most = row["most_share"]
        if most is not None and most < row["least_share"]:
            message = f"is less than least_share, {row['least_share']:g}"
            problems.append(
                hiring.problem(
                    row.number, "most_share", message, value=hiring.shown(row.number, "most_share")
                )
            )
        falling = any(later < sooner for sooner, later in pairwise(row["ramp"]))
        if falling or (row["ramp"] and row["ramp"][-1] > 1):
            message = "does not rise to 1: is it productivity, week by week?"
            problems.append(
                hiring.problem(
                    row.number, "ramp", message, value=hiring.shown(row.number, "ramp"),
                    warning=True,
                )
            )  # fmt: skip
    return problems


def _late_problems(tables: Tables) -> list[Problem]:
    """Shifts that were announced after their day."""
    changes = tables["roster_changes"]
    return [
        changes.problem(
            row.number, "announced", f"is after the day of the shift, {row['date']}",
            value=changes.shown(row.number, "announced"),
        )
        for row in changes.rows
        if row["announced"] > row["date"]
    ]  # fmt: skip
