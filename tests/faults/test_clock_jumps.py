"""A clock that is set a day ahead or back while a program runs: nothing hangs, nothing is lost."""

import json
import random
import shutil
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from planner.folder import read_folder, recover
from planner.registry import Registry, digest_of
from tests.faults.jumping import DAY, ROOT, made_clock, under_the_clock
from tests.faults.killing import RESULTS, killed_write
from tests.support.folders import write_folder

COMPILER = shutil.which("cc") or shutil.which("gcc")
both_ways = pytest.mark.parametrize("seconds", [DAY, -DAY])


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that lets the clock jump."""
    if COMPILER is None or sys.platform != "linux":
        pytest.skip("the clock is made as Linux does, with a compiler")
    return made_clock(tmp_path_factory.mktemp("clock"), COMPILER)


@both_ways
def test_a_plan_ends_in_time_with_whole_results(clock: Path, tmp_path: Path, seconds: int) -> None:
    out = tmp_path / "out"
    done = under_the_clock(clock, "plan", seconds, ROOT / "data/corner_shop", "--out", out)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert {path.name for path in out.iterdir()} >= RESULTS
    summary = json.loads((out / "summary.json").read_text())
    assert summary["finished"]
    assert 0 < summary["seconds"] < 300
    assert len(pd.read_csv(out / "schedule.csv")) == summary["shifts"]


@both_ways
@pytest.mark.parametrize("solver", ["hire", "pick"])
def test_solvers_end_in_time(clock: Path, seconds: int, solver: str) -> None:
    """They read their time limit off the wall clock: one that was set back would wait for it."""
    done = under_the_clock(clock, solver, seconds)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 200


def test_a_sweep_goes_through_all_its_scenarios(clock: Path, tmp_path: Path) -> None:
    words = (
        "--out",
        tmp_path / "out",
        "--volume",
        "0.9,1,1.1",
        "--shrinkage",
        "0,0.05",
        "--seconds",
        2,
    )
    done = under_the_clock(clock, "sweep", -DAY, ROOT / "data/corner_shop", *words)
    assert "6 scenarios done, 0 failed" in done.stdout, done.stderr


@both_ways
def test_runs_of_the_app_are_told_by_what_has_passed(
    clock: Path, tmp_path: Path, seconds: int
) -> None:
    done = under_the_clock(clock, "job", seconds, tmp_path / "runs")
    assert done.stdout.splitlines() == ["done True", "done True"], done.stderr


@both_ways
def test_every_save_stands_in_its_order(clock: Path, tmp_path: Path, seconds: int) -> None:
    folder, store = write_folder(tmp_path / "plan"), tmp_path / "store"
    done = under_the_clock(clock, "saves", seconds, folder, store)
    assert done.returncode == 0, done.stderr
    assert set(read_folder(folder).tables["teams"].frame["hourly_cost"]) == {"1004"}
    register = Registry(store)
    versions, lines = register.versions("Spring"), register.log()
    register.close()
    assert [version.note for version in versions] == ["4", "3", "2", "1"]
    assert [line.more for line in lines] == ["4", "3", "2", "1"]
    assert all(digest_of(version.path) == version.digest for version in versions)
    apart = versions[2].created - versions[3].created
    assert abs(apart.total_seconds() - seconds) < 300, "the clock has not jumped"


@both_ways
@pytest.mark.parametrize("seed", range(4))
def test_what_a_killed_program_left_is_put_in_order_by_another_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, seed: int
) -> None:
    real = time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() + seconds)
        assert killed_write(tmp_path, random.Random(seed)).lost == ""
        assert recover(tmp_path / "out") == ()
