"""Disks that are full and folders that cannot be written: what was there stays, and it is told."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.errors import PlannerError
from planner.registry import Registry
from planner.ui.jobs import JobManager, Request

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="disks are made as Linux does")
ROOT = Path(__file__).parents[2]
SHOP = ROOT / "data/corner_shop"
MOUNT = shutil.which("mount")


def planner(*words: object, most_bytes: int | None = None) -> "subprocess.CompletedProcess[str]":
    """A command in a process that may write no file larger than so much."""

    def limit() -> None:
        if most_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [sys.executable, "-m", "planner.cli", *(str(word) for word in words)]
    there = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, capture_output=True, text=True, env=there, preexec_fn=limit, check=False
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB of its own, where one may be made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = MOUNT and subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)], check=False,
        capture_output=True,
    )  # fmt: skip
    if not made or made.returncode != 0:
        pytest.skip("no file system can be made here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path, *, leave: int) -> None:
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
    (disk / "filling").write_bytes(b"x" * max(0, free - leave))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_file_too_large_leaves_the_results_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert planner("require", SHOP, "--out", out).returncode == 0
    before = contents(out)
    done = planner("require", SHOP, "--out", out, most_bytes=2_000)
    assert (done.returncode, "cannot be written: file too large" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
    assert contents(out) == before
    assert planner("require", SHOP, "--out", tmp_path / "new", most_bytes=2_000).returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_full_disk_leaves_the_results_before(small_disk: Path) -> None:
    out = small_disk / "out"
    assert planner("require", SHOP, "--out", out).returncode == 0
    before = contents(out)
    fill(small_disk, leave=8_192)
    for place in (out, small_disk / "new"):
        done = planner("require", SHOP, "--out", place)
        assert done.returncode == 2
        assert "cannot be written: no space left on device" in done.stderr
    assert contents(out) == before
    assert sorted(path.name for path in small_disk.iterdir()) == ["filling", "out"]


def test_a_read_only_disk_can_be_read(small_disk: Path, tmp_path: Path) -> None:
    folder = small_disk / "plan"
    shutil.copytree(SHOP, folder)
    subprocess.run([str(MOUNT), "-o", "remount,ro", str(small_disk)], check=True)
    assert planner("check", folder).returncode == 0
    assert planner("require", folder, "--out", tmp_path / "out").returncode == 0
    done = planner("require", folder, "--out", folder / "out")
    assert done.returncode == 2
    assert "cannot be written: read-only file system" in done.stderr
    with pytest.raises(PlannerError, match="cannot be written: read-only"):
        Registry(small_disk / "store")
    with pytest.raises(OSError, match="Read-only"):
        JobManager(small_disk / "runs").submit(Request(folder=str(folder), seconds=5))


def test_a_run_that_waited_while_the_disk_became_full_is_told(small_disk: Path) -> None:
    manager = JobManager(
        small_disk, command=lambda *_: [sys.executable, "-c", "print('x')"], at_once=0
    )
    job_id = manager.submit(Request(folder=str(SHOP), seconds=5))
    fill(small_disk, leave=0)
    manager._at_once = 1
    job = manager.job(job_id)
    while job is not None and job.active:
        job = manager.job(job_id)
    assert job is not None
    assert job.state == "failed"
    assert "no space left" in job.message.lower()
