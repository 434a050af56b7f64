"""Simulation from the command line and in the summary of a run."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.demand import forecast
from planner.domain import Plan
from planner.folder import read_plan, write_whole
from planner.optimiser.results import Result, Status
from planner.reports import report
from planner.runs import run_plan
from planner.staffing import require
from tests.support.results import result_of, shop_schedule

SHOP = Path(__file__).parents[2] / "data/corner_shop"
FIGURES = ("service_level", "mean_wait_s", "abandonment", "occupancy", "backlog")


@pytest.fixture(scope="module")
def rota(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder of the corner shop."""
    plan, out = read_plan(SHOP), tmp_path_factory.mktemp("shop") / "out"
    volumes = forecast(plan)
    needs = require(plan, volumes)
    result = result_of(plan, shop_schedule(plan), needs)
    write_whole(out, report(plan, forecast=volumes, needs=needs, result=result).files)
    return out


def test_the_command_writes_a_row_for_each_queue_and_interval(rota: Path, tmp_path: Path) -> None:
    words = [
        "simulate",
        str(SHOP),
        str(rota / "schedule.csv"),
        "--replications",
        "3",
        "--seed",
        "5",
    ]
    ran = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "out")])
    assert ran.exit_code == 0, ran.output
    assert "phone" in ran.stdout
    assert "3 replications, seed 5" in ran.stdout
    table = pd.read_csv(tmp_path / "out/service.csv")
    plan = read_plan(SHOP)
    assert len(table) == len(plan.queues) * plan.horizon.intervals
    for name in FIGURES:
        known = table[name].notna()
        assert known.any()
        for low, high in ((f"{name}_low", name), (name, f"{name}_high")):
            assert (table.loc[known, low] <= table.loc[known, high] + 1e-9).all(), name


def test_a_schedule_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["simulate", str(SHOP), str(tmp_path / "none.csv")])
    assert ran.exit_code == 2


def finished(status: Status, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The summary that a run leaves whose search ended with a rota made by hand."""

    def search(plan: Plan, needs: pd.DataFrame, **_: object) -> Result:
        return result_of(plan, shop_schedule(plan), needs, status=status)

    monkeypatch.setattr("planner.optimiser.optimise", search)
    run_plan(read_plan(SHOP), tmp_path / "out", seconds=1, gap=0, seed=0, workers=1)
    summary: dict[str, Any] = json.loads((tmp_path / "out/summary.json").read_text())
    return summary


def test_a_run_tells_the_simulated_beside_the_modelled_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = finished("feasible", tmp_path, monkeypatch)
    parcels = summary["queues"]["parcels"]
    assert 0 <= parcels["simulated_low"] <= parcels["simulated"] <= parcels["simulated_high"] <= 1
    assert summary["simulation"] == {"replications": 20, "seed": 1}


def test_a_stopped_run_does_not_wait_for_a_simulation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "simulation" not in finished("cancelled", tmp_path, monkeypatch)
