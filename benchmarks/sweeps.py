"""A sweep of coverage plans: one after another, by two processes, on a local Dask cluster.

    python -m benchmarks.sweeps [--scenarios 200] [--folder data/follow_the_sun] [--kill]

Wall clock and processor time of each way, and whether all give the same rows. On a machine that
others use too, processor time says more: with both cores free, two processes would be faster by
2 × (processor seconds one after another) ÷ (processor seconds side by side). ``--kill`` also ends a
process, and a worker of the cluster, in the middle of the work. The cluster looks at itself less
often than Dask's defaults say (:data:`SELDOM`), which takes time from the plans.
"""

import argparse
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from planner.folder import RawFolder, read_folder
from planner.sweeps import Case, grid, sweep

ROOT = Path(__file__).parents[1]
SECONDS = 900
"""Enough for every coverage plan to be solved to the end, also on a busy machine."""
WARMING = 4
"""Scenarios done before the clock starts, so that each process has loaded what it needs."""

SELDOM = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "5s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "5s",
}
"""Settings of a cluster on the cores that plan: by default its processes sample their call stacks a
hundred times a second, test their event loops fifty times and their memory ten times."""


def main() -> int:
    """Run every way and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=ROOT / "data/follow_the_sun")
    parser.add_argument("--kill", action="store_true")
    wanted = parser.parse_args()
    raw, cases = read_folder(wanted.folder), two_hundred()[: wanted.scenarios]
    sweep(raw, cases[:WARMING], seconds=SECONDS, workers=2)
    print(f"{len(cases)} scenarios of {wanted.folder.name}", flush=True)
    first, alone = _timed("one after another", lambda: _rows(raw, cases, workers=1))
    same = [_beside(raw, cases, first, alone, kill=False)]
    if wanted.kill:
        same.append(_beside(raw, cases, first, alone, kill=True))
    same += [_on_cluster(raw, cases, first, alone, kill=kill) for kill in {False, wanted.kill}]
    return 0 if all(same) else 1


def two_hundred() -> tuple[Case, ...]:
    """Volume × handle time × shrinkage × outsourced share: 5 × 4 × 2 × 5."""
    return grid(
        volume=(0.8, 0.9, 1.0, 1.1, 1.2), handle_time=(0.9, 1.0, 1.1, 1.2),
        shrinkage=(0.0, 0.03), outsourced=(0.1, 0.2, 0.3, 0.4, 0.5),
    )[::-1]  # fmt: skip


def _rows(raw: RawFolder, cases: tuple[Case, ...], **how: Any) -> pd.DataFrame:
    table = sweep(raw, cases, seconds=SECONDS, **how).table
    return table.drop(columns="seconds")


def _timed(words: str, act: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, tuple[float, float]]:
    wall, used = time.monotonic(), _processor()
    table = act()
    took = time.monotonic() - wall, _processor() - used
    print(f"{words:<34}{took[0]:8.1f} s{took[1]:9.1f} s of processor", flush=True)
    return table, took


def _processor() -> float:
    """Processor seconds of this process, of those that have ended, and of those that run."""
    own = sum(
        part.ru_utime + part.ru_stime
        for part in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    return own + sum(_of_process(pid) for pid in _descendants())


def _descendants() -> list[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, size = {os.getpid()}, 0
    while len(found) != size:
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return sorted(found - {os.getpid()})


def _of_process(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _beside(
    raw: RawFolder, cases: tuple[Case, ...], first: pd.DataFrame, alone: tuple[float, float], *,
    kill: bool,
) -> bool:  # fmt: skip
    words = "two processes" + (", one killed" if kill else "")
    timer = _kill_later(alone[0] / 4, "loky") if kill else None
    table, took = _timed(words, lambda: _rows(raw, cases, workers=2))
    return _told(table, first, alone, took, timer)


def _on_cluster(
    raw: RawFolder, cases: tuple[Case, ...], first: pd.DataFrame, alone: tuple[float, float], *,
    kill: bool,
) -> bool:  # fmt: skip
    import dask
    from distributed import LocalCluster

    dask.config.set(SELDOM)
    words = "Dask, two workers" + (", one killed" if kill else "")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        sweep(raw, cases[:WARMING], seconds=SECONDS, cluster=local.scheduler_address)
        timer = _kill_later(alone[0] / 4, "distributed") if kill else None
        table, took = _timed(words, lambda: _rows(raw, cases, cluster=local.scheduler_address))
    return _told(table, first, alone, took, timer)


def _kill_later(seconds: float, kind: str) -> threading.Timer:
    """End one worker process of a kind after a while, as the kernel does when memory is short."""

    def kill() -> None:
        for pid in _descendants():
            words = Path(f"/proc/{pid}/cmdline").read_text()
            if (kind in words and "tracker" not in words) or "spawn_main" in words:
                print(f"killed process {pid}", flush=True)
                os.kill(pid, signal.SIGKILL)
                return

    timer = threading.Timer(seconds, kill)
    timer.start()
    return timer


def _told(
    table: pd.DataFrame, first: pd.DataFrame, alone: tuple[float, float],
    took: tuple[float, float], timer: threading.Timer | None,
) -> bool:  # fmt: skip
    if timer is not None:
        timer.cancel()
    same = table.equals(first)
    print(
        f"  faster by {alone[0] / took[0]:.2f} on the clock, {2 * alone[1] / took[1]:.2f} by "
        f"processor time; {(table['status'] == 'done').sum()} done; rows "
        f"{'the same' if same else 'DIFFER'}", flush=True,
    )  # fmt: skip
    return same


if __name__ == "__main__":
    sys.exit(main())
