"""Shift selection and rosters by pyworkforce; runs in an environment that has it, and no planner.

Reads one JSON object: ``work`` is ``difference``, ``hours`` or ``roster``, ``seconds`` its limit,
the rest what pyworkforce is given. Writes one JSON object: ``status``, ``seconds``, and ``counts``
(day, shift, people) or ``roster`` (person, day, shift).
"""

import json
import sys
from time import perf_counter
from typing import Any

from pyworkforce.rostering import MinHoursRoster
from pyworkforce.scheduling import (
    MinAbsDifference,
    MinRequiredResources,
)


def selection(case: dict[str, Any]) -> dict[str, Any]:
    """Head-counts of every day and shift."""
    facts = {
        "num_days": len(case["required"]), "periods": len(case["required"][0]),
        "shifts_coverage": case["coverage"], "required_resources": case["required"],
        "max_period_concurrency": case["most"], "max_shift_concurrency": case["most"],
        "max_search_time": float(case["seconds"]),
    }  # fmt: skip
    if case["work"] == "difference":
        found = MinAbsDifference(**facts).solve()
    else:
        found = MinRequiredResources(**facts, cost_dict=case["hours"]).solve()
    rows = [(row["day"], row["shift"], row["resources"]) for row in found["resources_shifts"]]
    return {"status": found["status"], "counts": [row for row in rows if row[2] > 0]}


def roster(case: dict[str, Any]) -> dict[str, Any]:
    """A shift or none for every person and day."""
    found = MinHoursRoster(
        num_days=case["days"], resources=case["people"], shifts=case["shifts"],
        shifts_hours=case["hours"], min_working_hours=case["least_hours"], banned_shifts=[],
        max_resting=case["most_rest"], required_resources=case["required"],
        non_sequential_shifts=case["not_next"], resources_preferences=case["preferences"],
        max_search_time=float(case["seconds"]),
    ).solve()  # fmt: skip
    rows = [(row["resource"], row["day"], row["shift"]) for row in found["resource_shifts"]]
    return {"status": found["status"], "roster": [row for row in rows if row[1] >= 0]}


def main() -> None:
    case = json.load(sys.stdin)
    begun = perf_counter()
    found = roster(case) if case["work"] == "roster" else selection(case)
    json.dump({**found, "seconds": perf_counter() - begun}, sys.stdout)


if __name__ == "__main__":
    main()
