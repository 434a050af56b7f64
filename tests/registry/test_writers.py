"""People who save at the same time, each in a program of their own: nothing is lost."""

from pathlib import Path

import pytest

from planner.folder import read_folder
from tests.support.folders import write_folder
from tests.support.writers import race


@pytest.mark.slow
def test_what_writers_are_told_was_saved_stands(url: str | None, tmp_path: Path) -> None:
    first = read_folder(write_folder(tmp_path / "plan"))
    outcome = race(tmp_path / "store", url, first, writers=3, seconds=2)
    assert outcome.faults == ()
    assert outcome.counted == sum(outcome.saved) > 0
