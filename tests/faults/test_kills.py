"""Whatever is killed, and whenever: nothing that was saved is lost.

Two hundred kills: ``python -m benchmarks.kills``.
"""

import os
import random
from pathlib import Path

import pytest

from tests.faults.killing import killed_saves, killed_write

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is of POSIX")


@pytest.mark.parametrize("seed", range(10))
def test_a_killed_write_loses_nothing(tmp_path: Path, seed: int) -> None:
    assert killed_write(tmp_path, random.Random(seed)).lost == ""


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_session_loses_no_save(tmp_path: Path, seed: int) -> None:
    assert killed_saves(tmp_path, random.Random(seed)).lost == ""
