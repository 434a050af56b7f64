"""Tables that are fine one by one and cannot hold together are refused, and the reason is told."""

from pathlib import Path

import pytest

from tests.fuzz.contradictions import ALL
from tests.fuzz.outcomes import outcome_of
from tests.support.folders import EVERYTHING


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_cannot_hold_together_is_told(tmp_path: Path, name: str) -> None:
    case = ALL[name]
    files = {file: text.encode() for file, text in EVERYTHING.items()}
    found = outcome_of(case.change(files), tmp_path / "place")
    assert found.fault == ""
    assert found.codes["check"] == case.exit_code, found.said
    for words in case.says:
        assert words in found.said
