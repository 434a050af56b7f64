"""Nothing is refused that has a legal rota, however the refusal was found."""

from collections import Counter

import pytest

from planner.errors import DataError
from planner.feasibility import clashes
from planner.rules.keeping import Kept as Known
from tests.support.crowded_plans import any_rotas, crowded_plan, kept_of

SEEDS = range(120)


def _judged(seed: int) -> tuple[bool, bool | None]:
    """Whether arithmetic refuses a plan, and whether it has legal rotas (``None``: not known)."""
    plan = crowded_plan(seed)
    kept = kept_of(seed, plan)
    known = Known(schedule=kept.schedule, since=kept.since) if kept else None
    try:
        return bool(clashes(plan, known)), any_rotas(plan, kept)
    except DataError:
        return False, None


@pytest.mark.parametrize("part", range(6))
def test_what_arithmetic_refuses_has_no_rota(part: int) -> None:
    found = Counter(_judged(seed) for seed in SEEDS[part::6])
    assert found[True, True] == 0
    assert found[True, False] > 0
    assert found[False, True] > 0
