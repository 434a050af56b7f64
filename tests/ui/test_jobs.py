"""Runs in processes of their own: started, followed, stopped, queued."""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from planner.ui.jobs import Job, JobManager, Request, plan_command

STEPS = """
import json, sys, time
for step in range(3):
    print(json.dumps({"seconds": step, "phase": "search", "cost": 100 - step, "bound": 90,
                      "gap": 0.1, "short_hours": None}), flush=True)
print(json.dumps({"done": "out"}), flush=True)
print("not a line of progress", flush=True)
"""
UNTIL_STOPPED = """
import signal, sys, time
def stop(*_):
    print('{"seconds": 2, "cost": 5}', flush=True)
    sys.exit(130)
signal.signal(signal.SIGTERM, stop)
print('{"seconds": 1, "phase": "search"}', flush=True)
time.sleep(30)
"""
FAILS = "import sys; print('error: plan.toml: is missing', file=sys.stderr); sys.exit(2)"

REQUEST = Request(folder="somewhere", seconds=5)


def running(script: str, runs: Path, *, at_once: int = 1) -> JobManager:
    def command(request: Request, out: Path) -> Sequence[str]:
        return [sys.executable, "-c", script]

    return JobManager(runs, command=command, at_once=at_once)


def until(manager: JobManager, job_id: str, reached: Callable[[Job], bool]) -> Job:
    """The job once it is so; fails after ten seconds."""
    deadline = time.monotonic() + 10
    while True:
        job = manager.job(job_id)
        assert job is not None
        if reached(job):
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.02)


def test_a_run_is_followed_to_its_end(tmp_path: Path) -> None:
    manager = running(STEPS, tmp_path)
    job_id = manager.submit(REQUEST)
    job = until(manager, job_id, lambda job: not job.active)
    assert job.state == "done"
    assert [point.cost for point in job.points] == [100, 99, 98]
    assert job.last is not None
    assert (job.last.cost, job.last.bound, job.last.phase) == (98, 90, "search")
    assert (tmp_path / job_id / "run.json").is_file()


def test_a_stopped_run_ends_by_itself_and_keeps_what_it_has(tmp_path: Path) -> None:
    manager = running(UNTIL_STOPPED, tmp_path)
    job_id = manager.submit(REQUEST)
    until(manager, job_id, lambda job: bool(job.points))
    manager.cancel(job_id)
    job = until(manager, job_id, lambda job: not job.active)
    assert job.state == "stopped"
    assert job.points[-1].cost == 5


def test_a_run_that_does_not_listen_yet_is_stopped_at_once(tmp_path: Path) -> None:
    """As one is whose server was begun in the background of a shell, which turns Ctrl-C off."""
    deaf = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(30)"
    manager = running(deaf, tmp_path)
    job_id = manager.submit(REQUEST)
    manager.cancel(job_id)
    assert until(manager, job_id, lambda job: not job.active).state == "stopped"


def test_a_failed_run_tells_why(tmp_path: Path) -> None:
    manager = running(FAILS, tmp_path)
    job = until(manager, manager.submit(REQUEST), lambda job: not job.active)
    assert job.state == "failed"
    assert "plan.toml: is missing" in job.message


def test_runs_wait_for_their_turn(tmp_path: Path) -> None:
    manager = running(UNTIL_STOPPED, tmp_path)
    first, second, third = (manager.submit(REQUEST) for _ in range(3))
    waiting = manager.job(third)
    assert waiting is not None
    assert (waiting.state, waiting.ahead) == ("waiting", 2)
    manager.cancel(third)
    dropped = manager.job(third)
    assert dropped is not None
    assert dropped.state == "stopped"
    until(manager, first, lambda job: bool(job.points))
    manager.cancel(first)
    until(manager, second, lambda job: job.state == "running" and bool(job.points))
    manager.cancel(second)
    until(manager, second, lambda job: job.state == "stopped")


def test_a_run_that_nobody_started_is_unknown(tmp_path: Path) -> None:
    assert running(STEPS, tmp_path).job("20270301-000000-abcdef") is None
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/run.json").write_text('{"id": "outside", "folder": "x", "seconds": 5}')
    assert running(STEPS, tmp_path / "runs").job("../outside") is None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells births")
def test_a_run_outlives_its_server_and_can_be_followed_and_stopped(tmp_path: Path) -> None:
    before = running(UNTIL_STOPPED, tmp_path)
    job_id = before.submit(REQUEST)
    until(before, job_id, lambda job: bool(job.points))
    after = running(UNTIL_STOPPED, tmp_path)
    job = until(after, job_id, lambda job: bool(job.points))
    assert (job.state, job.request) == ("running", REQUEST)
    after.cancel(job_id)
    until(before, job_id, lambda job: not job.active)
    job = until(after, job_id, lambda job: not job.active)
    assert job.state == "stopped"
    assert job.points[-1].cost == 5


@pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")
def test_a_run_goes_on_when_its_server_ends_and_the_next_one_can_stop_it(tmp_path: Path) -> None:
    first = running(UNTIL_STOPPED, tmp_path)
    job_id = first.submit(REQUEST)
    until(first, job_id, lambda job: bool(job.points))
    second = running(STEPS, tmp_path)
    job = second.job(job_id)
    assert job is not None
    assert (job.state, job.orphan, job.request.folder) == ("running", True, "somewhere")
    second.cancel(job_id)
    job = until(second, job_id, lambda job: not job.active)
    assert job.state == "stopped"
    assert job.points[-1].cost == 5
    until(first, job_id, lambda job: not job.active)


@pytest.mark.parametrize(
    ("summary", "messages", "state"),
    [({"finished": True}, "", "done"), ({}, "", "done"), ({"finished": False}, "", "stopped"),
     (None, "", "stopped"), (None, "error: no team", "failed")],
)  # fmt: skip
def test_how_a_run_ended_that_nobody_waited_for(
    tmp_path: Path, summary: dict[str, bool] | None, messages: str, state: str
) -> None:
    out = tmp_path / "20270301-000000-abcdef"
    out.mkdir()
    (out / "run.json").write_text(json.dumps({"id": out.name, **asdict(REQUEST)}))
    (out / "process.json").write_text(json.dumps({"pid": os.getpid(), "begun": "another"}))
    (out / "messages.txt").write_text(messages)
    if summary is not None:
        (out / "summary.json").write_text(json.dumps(summary))
    job = running(STEPS, tmp_path).job(out.name)
    assert job is not None
    assert (job.state, job.message) == (state, messages)


@pytest.mark.parametrize("job_id", ["..", "../other", "", "/etc", "20270301-000000-abcdef/../x"])
def test_an_id_is_no_way_out_of_the_folder_of_runs(tmp_path: Path, job_id: str) -> None:
    (tmp_path / "runs").mkdir()
    for place in (tmp_path, tmp_path / "other"):
        place.mkdir(exist_ok=True)
        (place / "run.json").write_text(json.dumps({"id": job_id, **asdict(REQUEST)}))
    manager = running(STEPS, tmp_path / "runs")
    assert manager.job(job_id) is None
    manager.cancel(job_id)


def test_a_run_does_not_see_the_password_of_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_REGISTRY", "postgresql://x:PASSWORD@y/z")
    says = "import os, sys; sys.exit(os.environ.get('PLANNER_REGISTRY', 'nothing'))"
    manager = running(says, tmp_path)
    assert until(manager, manager.submit(REQUEST), lambda job: not job.active).message == "nothing"


def test_the_command_line_of_a_run() -> None:
    request = Request(folder="plan folder", seconds=30, ignore=("off_queue",))
    command = plan_command(request, Path("out"))
    asked = command[command.index("planner.cli") :]
    assert asked[:5] == ["planner.cli", "plan", "plan folder", "--out", "out"]
    assert asked[-2:] == ["--ignore", "off_queue"]
    if os.name == "posix":
        assert command[0].endswith("nice")


@pytest.mark.skipif(
    not Path("/proc/self/autogroup").exists(), reason="this kernel has no groups of sessions"
)
def test_the_session_of_a_run_yields_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_NICE", "7")
    manager = running(UNTIL_STOPPED, tmp_path)
    job_id = manager.submit(REQUEST)
    begun = json.loads((tmp_path / job_id / "process.json").read_text())
    assert Path(f"/proc/{begun['pid']}/autogroup").read_text().endswith(" nice 7\n")
    manager.cancel(job_id)
    until(manager, job_id, lambda job: not job.active)
