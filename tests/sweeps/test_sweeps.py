"""Sweeps: what a lever does, rows that fail, going on after a stop, processes that die."""

import json
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import DataError, PlannerError
from planner.folder import RawFolder, read_folder
from planner.optimiser.results import Progress
from planner.sweeps import JOURNAL, Case, evaluating, grid, memory, page, running, sweep
from tests.support.folders import SMALL, write_folder

SHORT = SMALL["plan.toml"].replace("weeks = 1", "days = 2")
VENDOR = SMALL["teams.csv"].replace("shrinkage\n", "shrinkage,kind\n").replace(
    "0.1\n", "0.1,outsourced\n", 1
).replace("32,0.1\n", "32,0.1,\n")  # fmt: skip
THREE = (Case(), Case(volume=1.5), Case(shrinkage=0.2))


@pytest.fixture
def raw(tmp_path: Path) -> RawFolder:
    return read_folder(write_folder(tmp_path / "plan", {"teams.csv": VENDOR, "plan.toml": SHORT}))


def figures(raw: RawFolder, cases: tuple[Case, ...], **how: Any) -> pd.DataFrame:
    told = sweep(raw, cases, workers=1, **how)
    assert list(told.table["reason"]) == [""] * len(cases)
    return told.table


def test_a_grid_is_every_combination_once() -> None:
    cases = grid(volume=(1, 1.2, 1.2), shrinkage=(0, 0.05))
    assert [case.name for case in cases] == [
        "as planned", "volume 1.2", "shrinkage +0.05", "volume 1.2, shrinkage +0.05",
    ]  # fmt: skip


def test_values_that_no_plan_has_are_all_named() -> None:
    with pytest.raises(DataError) as found:
        grid(volume=(-1,), handle_time=(0,), outsourced=(1.5,))
    assert [problem.file for problem in found.value.problems] == [
        "--volume", "--handle-time", "--outsourced",
    ]  # fmt: skip


def test_levers_do_what_they_say(raw: RawFolder) -> None:
    cases = (*THREE, Case(handle_time=1.5), Case(outsourced=0.0), Case(outsourced=0.5))
    table = figures(raw, cases).set_index("name")
    plain = table.loc["as planned"]
    assert table.loc["volume 1.5", "required_hours"] > 1.2 * plain["required_hours"]
    assert table.loc["handle time 1.5", "required_hours"] > 1.2 * plain["required_hours"]
    assert table.loc["shrinkage +0.2", "required_hours"] == plain["required_hours"]
    assert table.loc["shrinkage +0.2", "cost"] > plain["cost"]
    assert table.loc["volume 1.5", "cost"] > plain["cost"]
    # Split queues lose the economies of scale: more is required in all.
    assert table.loc["outsourced 0.5", "required_hours"] > plain["required_hours"]


def test_a_scenario_that_fails_is_a_row_with_its_reason(tmp_path: Path) -> None:
    raw = read_folder(write_folder(tmp_path / "plan", {"plan.toml": SHORT}))
    cases = (Case(scenario="nowhere"), Case(shrinkage=0.95), Case(outsourced=0.3), Case())
    table = sweep(raw, cases, workers=1).table
    assert list(table["status"]) == ["failed", "failed", "failed", "done"]
    for reason, said in zip(
        table["reason"],
        ("scenarios.toml", "teams.csv row 2, shrinkage: '1.05'", "expected kind = outsourced", ""),
        strict=True,
    ):
        assert said in reason
    assert "Failed: 3" in page(table, name="Small", currency="EUR")


def test_a_bug_in_one_scenario_does_not_end_the_others(
    raw: RawFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "_scaled", lambda *_: 1 / 0)
    assert sweep(raw, (Case(),), workers=1).table["reason"].item().startswith("bug, please report")


def test_a_sweep_goes_on_where_it_was(raw: RawFolder, tmp_path: Path) -> None:
    whole = sweep(raw, THREE, out=tmp_path / "out", workers=1)
    journal = tmp_path / "out" / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + lines[1] + lines[2][:40])
    again = sweep(raw, THREE, out=tmp_path / "out", workers=1)
    assert (whole.resumed, again.resumed) == (0, 2)
    pd.testing.assert_frame_equal(
        again.table.drop(columns="seconds"), whole.table.drop(columns="seconds")
    )
    assert sweep(raw, THREE, out=tmp_path / "out", workers=1).resumed == 3


def test_failed_scenarios_are_tried_again_and_other_inputs_are_other_scenarios(
    raw: RawFolder, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert sweep(raw, (Case(scenario="nowhere"), Case()), out=out, workers=1).failed == 1
    assert sweep(raw, (Case(scenario="nowhere"), Case()), out=out, workers=1).resumed == 1
    other = read_folder(write_folder(tmp_path / "other", {"plan.toml": SHORT}))
    assert sweep(other, (Case(),), out=out, workers=1).resumed == 0


def test_what_dies_even_alone_is_a_row_with_that_reason(
    raw: RawFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = running._until_broken

    def deadly(task: running._Task, left: dict[int, Case], *rest: object) -> Iterator[object]:
        yield from whole(task, {n: case for n, case in left.items() if n != 1}, 1, False)

    monkeypatch.setattr(running, "_until_broken", deadly)
    table = sweep(raw, THREE, workers=2).table
    assert list(table["status"]) == ["done", "failed", "done"]
    assert table["reason"][1] == running.LOST


def killer(pids: Callable[[], list[int]]) -> Callable[[Progress], None]:
    """A report that kills a process as soon as the first scenario is there."""
    killed: list[int] = []

    def report(_: Progress) -> None:
        if not killed:
            killed.append(pids()[0])
            os.kill(killed[0], signal.SIGKILL)

    return report


def own_processes() -> list[int]:
    """Joblib's processes that this one has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and "popen_loky" in stat.with_name("cmdline").read_text():
                found.append(int(stat.parent.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are found in /proc")
@pytest.mark.filterwarnings("ignore:A worker stopped while some jobs")
def test_two_processes_give_the_same_and_a_killed_one_loses_nothing(raw: RawFolder) -> None:
    cases = grid(volume=(0.8, 1.0, 1.2, 1.4), shrinkage=(0.0, 0.1))
    alone = figures(raw, cases).drop(columns="seconds")
    told = sweep(raw, cases, workers=2, report=killer(own_processes))
    pd.testing.assert_frame_equal(told.table.drop(columns="seconds"), alone)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_dask_cluster_gives_the_same_and_a_killed_worker_loses_nothing(raw: RawFolder) -> None:
    distributed = pytest.importorskip("distributed")
    cases = grid(volume=(0.8, 1.0, 1.2, 1.4), shrinkage=(0.0, 0.1))
    alone = figures(raw, cases).drop(columns="seconds")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        told = sweep(
            raw, cases, cluster=cluster.scheduler_address,
            report=killer(lambda: [worker.process.pid for worker in cluster.workers.values()]),
        )  # fmt: skip
    pd.testing.assert_frame_equal(told.table.drop(columns="seconds"), alone)


def test_a_cluster_that_is_not_there_is_told(
    raw: RawFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(running, "CONNECT_SECONDS", 0.2)
    with pytest.raises(PlannerError, match=r"cluster at tcp://127\.0\.0\.1:9 cannot be reached"):
        sweep(raw, THREE, cluster="tcp://127.0.0.1:9")


def test_the_command_writes_table_and_picture(tmp_path: Path) -> None:
    folder, out = write_folder(tmp_path / "plan", {"plan.toml": SHORT}), tmp_path / "out"
    words = ["sweep", folder, "--out", out, "--volume", "0.9:1.1:0.1", "--workers", "1"]
    done = CliRunner().invoke(app, [*map(str, words)])
    assert "3 scenarios done, 0 failed" in done.stdout
    assert list(pd.read_csv(out / "sweep.csv")["volume"]) == [0.9, 1.0, 1.1]
    drawn = (out / "sweep.html").read_text()
    assert drawn.count("<circle") == 3 + 3
    assert "http" not in drawn
    assert len([json.loads(line) for line in (out / JOURNAL).read_text().splitlines()]) == 3


def test_a_stopped_sweep_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.sweeps.sweep", stopped)
    folder = write_folder(tmp_path / "plan", {"plan.toml": SHORT})
    done = CliRunner().invoke(app, ["sweep", str(folder), "--out", str(tmp_path / "out")])
    assert (done.exit_code, "the same command goes on" in done.stderr) == (130, True)


@pytest.mark.parametrize("text", ["a", "1:2", "1:2:0", "2:1:0.1", "0:1:0.000001", "nan", "1,,2"])
def test_what_is_no_list_of_numbers_is_named(text: str, tmp_path: Path) -> None:
    words = ["sweep", str(tmp_path), "--out", str(tmp_path / "out"), "--volume", text]
    write_folder(tmp_path)
    refused = CliRunner().invoke(app, words)
    assert (refused.exit_code, "expected 0.9,1,1.1" in refused.stderr) == (2, True)


def test_a_process_opens_a_folder_once(raw: RawFolder) -> None:
    packed = pickle.dumps(raw)
    assert running.opened(packed) is running.opened(bytes(bytearray(packed)))
    assert running.opened(packed).inputs_sha256 == raw.inputs_sha256


@pytest.mark.parametrize(("platform", "setting", "kept"), [("linux", "65536", True),
                         ("linux", None, False), ("win32", "65536", False)])  # fmt: skip
def test_workers_that_give_memory_back_keep_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, setting: str | None, kept: bool
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.delenv(memory.TRIM_SETTING, raising=False)
    if setting is not None:
        monkeypatch.setenv(memory.TRIM_SETTING, setting)
    asked: list[tuple[int, int]] = []

    def library(_: None) -> SimpleNamespace:
        return SimpleNamespace(mallopt=lambda *of: not asked.append(of))  # type: ignore[func-returns-value]

    monkeypatch.setattr("ctypes.CDLL", library)
    assert memory.keep_freed_memory.__wrapped__() == kept
    assert bool(asked) == kept
