"""Where a result came from: version, seed, a digest of the inputs; and whether that still holds."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from planner.domain import Plan

FILE, SUMMARY = "provenance.json", "summary.json"
_SHOWN = 12
"""So many characters of a digest tell two of them apart."""


def provenance(plan: Plan, *, seed: int | None = None) -> dict[str, Any]:
    """The content of ``provenance.json``; ``seed`` where chance had a part in the result."""
    stamp = {"version": version("planner"), "inputs_sha256": plan.inputs_sha256}
    return {**stamp, **({} if seed is None else {"seed": seed})}


def remarks(plan: Plan, folder: Path) -> tuple[str, ...]:
    """What to say of results in a folder that were made from other inputs or by another version.

    Silent where the results do not say what they were made from.
    """
    made = _stated(folder)
    told = []
    digest = made.get("inputs_sha256")
    if digest and plan.inputs_sha256 and digest != plan.inputs_sha256:
        told.append(
            f"the schedule was made from other inputs (digest {str(digest)[:_SHOWN]}…, this folder "
            f"has {plan.inputs_sha256[:_SHOWN]}…): it is judged by this folder as it is now."
        )
    if made.get("version") and made["version"] != version("planner"):
        told.append(
            f"the schedule was made by planner {made['version']} and is judged by planner "
            f"{version('planner')}."
        )
    return tuple(told)


def _stated(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / SUMMARY).read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
