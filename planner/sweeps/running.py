"""A whole sweep, side by side: processes of this machine, or a Dask cluster by its address.

What is finished stands in a journal at once, a line a scenario, so that a sweep that was stopped or
killed goes on where it was. When a process dies, what it had in hand is done again; a scenario
whose process dies even when it is alone is a row with that reason.
"""

import hashlib
import json
import pickle
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib
import pandas as pd
from joblib.externals.loky.process_executor import BrokenProcessPool

from planner.errors import DataError, PlannerError, Problem
from planner.folder import RawFolder
from planner.sweeps.cases import AXES, Case
from planner.sweeps.evaluating import MEASURES, Row, evaluate, failed
from planner.sweeps.memory import keep_freed_memory

if TYPE_CHECKING:
    from planner.optimiser.results import Report

JOURNAL = "sweep.jsonl"
COLUMNS = ("name", "scenario", *AXES, "status", "reason", *MEASURES, "seconds")
LOST = "its process was ended each time, also when it ran alone: is there enough memory?"
MOST_BREAKS = 3
"""After so many deaths of processes what is left is done one by one."""
CONNECT_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """What came of a sweep.

    ``table`` has a row for each scenario, in order, with the columns :data:`COLUMNS`: levers,
    ``status`` (``done``, ``failed``) with its ``reason``, then figures of the coverage plan, blank
    where it failed. ``resumed`` rows stood in the journal already.
    """

    table: pd.DataFrame
    resumed: int = 0

    @property
    def failed(self) -> int:
        """How many scenarios could not be worked out."""
        return int((self.table["status"] == "failed").sum())


@dataclass(frozen=True, kw_only=True)
class _Task:
    """What every scenario of a sweep has in common.

    The folder travels packed: each process opens it once, and its tables are read and checked once
    for all scenarios that the process works out.
    """

    folder: bytes
    inputs_sha256: str
    seconds: float
    ignore: tuple[str, ...]
    ambiguous: str | None

    def __call__(self, number: int, case: Case) -> tuple[int, Row]:
        keep_freed_memory()
        return number, evaluate(
            opened(self.folder),
            case,
            seconds=self.seconds,
            ignore=self.ignore,
            ambiguous=self.ambiguous,
        )

    def key(self, case: Case) -> str:
        """Says of a line of the journal whether it is this scenario of these inputs."""
        told = [
            self.inputs_sha256, version("planner"), self.seconds, *self.ignore, self.ambiguous,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps([told, asdict(case)]).encode()).hexdigest()[:24]


def sweep(
    raw: RawFolder, cases: Sequence[Case], *, out: Path | None = None, seconds: float = 60,
    workers: int = 2, cluster: str | None = None, ignore: Iterable[str] = (),
    ambiguous: str | None = None, report: "Report | None" = None,
) -> Sweep:  # fmt: skip
    """A coverage plan of every scenario, side by side; a scenario that fails says why.

    Parameters
    ----------
    out
        Folder of the journal: scenarios that stand in it are not done again, failed ones are.
    seconds
        Time for each coverage plan; one that ends earlier does not depend on it.
    workers
        Processes of this machine; one works in this process.
    cluster
        Address of a Dask scheduler (``tcp://host:8786``) in place of processes here.
    report
        Told how many are done.

    Raises
    ------
    DataError
        When Dask is not installed, or the journal cannot be written.
    PlannerError
        When the cluster does not answer.
    """
    task = _Task(
        folder=pickle.dumps(raw), inputs_sha256=raw.inputs_sha256, seconds=seconds,
        ignore=tuple(ignore), ambiguous=ambiguous,
    )  # fmt: skip
    keys = [task.key(case) for case in cases]
    journal = _Journal(out / JOURNAL if out else None)
    known = journal.read()
    rows = {n: known[key] for n, key in enumerate(keys) if key in known}
    resumed, begun = len(rows), time.monotonic()
    with _cluster(cluster):
        for number, row in _all(task, cases, set(rows), workers, bool(cluster)):
            rows[number] = row
            journal.add(keys[number], row)
            if report is not None:
                report(_told(rows, len(cases), time.monotonic() - begun))
    table = pd.DataFrame([rows[n] for n in range(len(cases))]).reindex(columns=list(COLUMNS))
    return Sweep(table=table, resumed=resumed)


@lru_cache(maxsize=2)
def opened(folder: bytes) -> RawFolder:
    """A packed folder, the same object whenever it is the same one."""
    found: RawFolder = pickle.loads(folder)
    return found


def _told(rows: dict[int, Row], all_of_them: int, seconds: float) -> Any:
    from planner.optimiser.results import Progress

    wrong = sum(row["status"] == "failed" for row in rows.values())
    more = f", {wrong} failed" if wrong else ""
    return Progress(seconds=seconds, phase=f"{len(rows)} of {all_of_them} scenarios{more}")


def _all(
    task: _Task, cases: Sequence[Case], done: set[int], workers: int, distributed: bool
) -> Iterator[tuple[int, Row]]:
    """Every scenario that is not done yet, as it is finished; deaths of processes are survived."""
    left = {n: case for n, case in enumerate(cases) if n not in done}
    for _ in range(MOST_BREAKS):
        if not left:
            return
        for found in _until_broken(task, left, workers, distributed):
            left.pop(found[0])
            yield found
    for number, case in tuple(left.items()):
        alone = list(_until_broken(task, {number: case}, 2, distributed))
        lost = {"name": case.name, **asdict(case), **failed(LOST)}
        yield alone[0] if alone else (number, lost)


def _until_broken(
    task: _Task, left: dict[int, Case], workers: int, distributed: bool
) -> Iterator[tuple[int, Row]]:
    """Results as they come, until all are there or a process has died."""
    if workers == 1 and not distributed:
        yield from (task(number, case) for number, case in tuple(left.items()))
        return
    jobs = -1 if distributed else workers
    side_by_side = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
    calls = [joblib.delayed(task)(number, case) for number, case in left.items()]
    try:
        yield from side_by_side(calls)
    except (BrokenProcessPool, *_lost_workers()):
        return


def _lost_workers() -> tuple[type[Exception], ...]:
    """What a cluster raises when the workers of a task have died several times."""
    try:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
    except ImportError:
        return ()
    return (KilledWorker, FutureCancelledError)


@contextmanager
def _cluster(address: str | None) -> Iterator[None]:
    """Joblib's work goes to a Dask cluster while this is open, where one is named."""
    if address is None:
        yield
        return
    try:
        from distributed import Client
    except ImportError as error:
        needed = "needs Dask, which is not installed: pip install 'planner[dask]'"
        raise DataError([Problem(file="--cluster", value=address, message=needed)]) from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=True)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "no answer"
        raise PlannerError(f"The cluster at {address} cannot be reached: {reason}") from error
    with client, joblib.parallel_config(backend="dask"):
        yield


class _Journal:
    """Finished scenarios, a line each; a line that was cut off by a kill does not count."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is not None:
            with self._writable():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()

    def read(self) -> dict[str, Row]:
        """Rows by key, without those that failed."""
        lines = self._path.read_bytes().splitlines() if self._path else []
        found = [line for line in map(_line, lines) if line is not None]
        return {key: row for key, row in found if row.get("status") == "done"}

    def add(self, key: str, row: Row) -> None:
        """Write a row down, on the disk when this returns."""
        if self._path is None:
            return
        with self._writable(), self._path.open("a+b") as file:
            file.write(b"" if self._ends_whole(file.tell()) else b"\n")
            file.write(json.dumps({"key": key, "row": row}).encode() + b"\n")

    def _ends_whole(self, size: int) -> bool:
        if size == 0 or self._path is None:
            return True
        with self._path.open("rb") as file:
            file.seek(size - 1)
            return file.read() == b"\n"

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"cannot be written: {error.strerror or error}"
            raise DataError([Problem(file=str(self._path), message=message)]) from error


def _line(text: bytes) -> tuple[str, Row] | None:
    try:
        found = json.loads(text)
        return str(found["key"]), dict(found["row"])
    except (ValueError, KeyError, TypeError):
        return None
