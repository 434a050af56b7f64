"""Writing on the way: better schedules land in the folder without eating the run's time."""

from pathlib import Path

import pandas as pd
import pytest

from planner.domain import Plan
from planner.folder import read_plan
from planner.optimiser.results import Result
from planner.runs import run_plan
from tests.support.results import result_of, shop_schedule

SHOP = Path(__file__).parents[1] / "data/corner_shop"


def test_a_saved_schedule_is_whole_before_the_run_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(plan: Plan, needs: pd.DataFrame, **asked: object) -> Result:
        save = asked["save"]
        assert callable(save)
        save(result_of(plan, shop_schedule(plan), needs))
        written = (tmp_path / "out/summary.json").stat().st_mtime_ns
        save(result_of(plan, shop_schedule(plan), needs))
        assert (tmp_path / "out/summary.json").stat().st_mtime_ns == written
        raise MemoryError

    monkeypatch.setattr("planner.optimiser.optimise", killed)
    with pytest.raises(MemoryError):
        run_plan(read_plan(SHOP), tmp_path / "out", seconds=1, gap=0, seed=0, workers=1)
    assert len(pd.read_csv(tmp_path / "out/schedule.csv")) == 33
