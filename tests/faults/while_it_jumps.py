"""What programs do while their clock jumps: ``python -m tests.faults.while_it_jumps NAME …``.

Each is run under the clock of ``tests/faults/jumping.py`` by the tests beside it.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from planner.errors import PlannerError
from planner.folder import read_folder
from planner.folder.drafting import editable, save, with_rows
from planner.registry import Registry

PROGRAM = "import time; print('{\"seconds\": 1}', flush=True); time.sleep(1.5)"


def jump(seconds: int) -> None:
    """Set the clock of this process ahead or (negative) back."""
    ctypes.CDLL(None).jump(ctypes.c_long(seconds))


def jump_later(seconds: int, *, after: float) -> None:
    """Let the clock jump so much later, from another thread."""
    later = threading.Timer(after, jump, [seconds])
    later.daemon = True
    later.start()


def plan(seconds: str, *words: str) -> None:
    """``planner plan`` with these words; the clock jumps after two seconds."""
    from planner.cli import app

    jump_later(int(seconds), after=2.0)
    app(["plan", *words, "--seconds", "4", "--workers", "2"])


def sweep(seconds: str, *words: str) -> None:
    """``planner sweep`` with these words; the clock jumps after three seconds."""
    from planner.cli import app

    jump_later(int(seconds), after=3.0)
    app(["sweep", *words])


def hire(seconds: str) -> None:
    """A choice of hires that no solver ends in time: people of many weights in even teams."""
    from planner.hiring.linear import Rows

    people, teams, rows = 60, 12, Rows()
    weights = np.random.default_rng(1).integers(1000, 99_999, people).astype(float)
    places = rows.variables(people * teams, high=1.0, whole=True).reshape(people, teams)
    most, least = rows.variables(1, cost=1.0), rows.variables(1, cost=-1.0)
    for each in places:
        rows.enter(rows.constraints(1.0, 1.0, 1), each, 1.0)
    for team in places.T:
        for end, low, high in ((most, -np.inf, 0.0), (least, 0.0, np.inf)):
            limit = rows.constraints(low, high, 1)
            rows.enter(limit, team, weights)
            rows.enter(limit, end, -1.0)

    def solve() -> None:
        with suppress(PlannerError):  # none in time, which is said
            rows.solved(seconds=3.0)

    _timed(int(seconds), solve)


def pick(seconds: str) -> None:
    """A choice of rotas that CP-SAT does not end in time."""
    from planner.optimiser import columns_pools
    from planner.optimiser.columns_work import Best, Part, Work

    draw, people, days, options = np.random.default_rng(1), 60, 28, 4
    cover = days * options
    work = Work(
        names=[str(who) for who in range(people)],
        cost=draw.uniform(0.0, 9.0, (people, days, options)),
        rows=np.arange(cover).reshape(days, options, 1),
        need=draw.integers(5, 15, cover).astype(float),
        under=draw.uniform(1.0, 30.0, cover), over=draw.uniform(1.0, 30.0, cover), constant=0.0,
        step=0.0, best_rota=lambda *_: Best(value=0.0, rota=None, proven=False),
        threads=ThreadPoolExecutor(1),
    )  # fmt: skip
    pools = {who: list(draw.integers(-1, options, (40, days))) for who in range(people)}
    start = {who: pool[0] for who, pool in pools.items()}
    _timed(int(seconds), lambda: columns_pools.pick(
        Part.whole(work), pools, start, until=time.perf_counter() + 3.0, seed=1))  # fmt: skip


def _timed(seconds: int, solve: Callable[[], object]) -> None:
    """Solve while the clock jumps, and print how many seconds that took."""
    jump_later(seconds, after=1.5)
    begun = time.monotonic()
    solve()
    print(time.monotonic() - begun)


def job(seconds: str, runs: str) -> None:
    """Two runs of the app, one of them at work when the clock jumps, and how they are told."""
    from planner.ui.jobs import JobManager, Request

    manager = JobManager(Path(runs), command=lambda *_: [sys.executable, "-c", PROGRAM])
    names = [manager.submit(Request(folder="plan", seconds=5)) for _ in range(2)]
    while not (one := manager.job(names[0])) or not one.points:
        time.sleep(0.05)
    jump(int(seconds))
    while (other := manager.job(names[1])) is not None and other.active:
        time.sleep(0.05)
    for told in map(manager.job, names):
        assert told is not None
        print(told.state, 1.0 < told.seconds < 300.0)


def saves(seconds: str, folder: str, store: str) -> None:
    """Four saves of a folder, each also published, with a jump ahead and back between them."""
    raw, register = read_folder(Path(folder)), Registry(Path(store))
    for number in range(1, 5):
        rows = editable(raw, "teams")
        rows["hourly_cost"] = str(1000 + number)
        raw = save(raw, with_rows(raw, "teams", rows))
        register.save("Spring", raw, author="Ana", note=str(number), at=datetime.now(UTC),
                      base=number - 1 or None)  # fmt: skip
        jump(int(seconds) if number % 2 else -int(seconds))


if __name__ == "__main__":
    {work.__name__: work for work in (plan, sweep, hire, pick, job, saves)}[sys.argv[1]](
        *sys.argv[2:]
    )
