"""Hundreds of folders with something wrong: each ends in a plan or in every reason, never in a bug.

Thousands of them: ``python -m benchmarks.fuzz --folders 5000``.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.bases import BASES
from tests.fuzz.changes import Change
from tests.fuzz.drawing import BASE_NAMES, CHANGES, drawn, folder_of
from tests.fuzz.outcomes import outcome_of, tables_held


@pytest.fixture(scope="module", autouse=True)
def _held() -> Iterator[None]:
    with tables_held(BASES.values()):
        yield


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(base=BASE_NAMES, changes=CHANGES)
def test_each_folder_is_checked_or_refused_with_reasons(base: str, changes: list[Change]) -> None:
    with tempfile.TemporaryDirectory() as place:
        found = outcome_of(folder_of(base, changes), Path(place), further=())
    assert found.fault == ""


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_what_is_checked_can_be_forecast_and_required(tmp_path: Path, seed: int) -> None:
    for number in range(seed, seed + 10):
        found = outcome_of(folder_of(*drawn(number)), tmp_path / str(number))
        assert found.fault == "", drawn(number)


@pytest.mark.parametrize("base", sorted(BASES))
def test_unchanged_folders_are_plans(tmp_path: Path, base: str) -> None:
    found = outcome_of(folder_of(base, []), tmp_path / "place")
    assert (found.fault, dict(found.codes)) == ("", {"check": 0, "require": 0})
