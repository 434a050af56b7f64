"""What becomes of a folder: every command that may act on it, and whether it ended as it must."""

import math
import re
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner
from typer.testing import Result as Run

from planner.cli import app
from planner.folder import check_folder

LONGEST_SECONDS = 10.0
"""No check may take longer; seconds of the processor, so that a busy machine does not matter."""
RESULTS = {
    "require": {"forecast.csv", "backtest.csv", "requirements.csv", "provenance.json"},
    "plan": {
        "forecast.csv", "requirements.csv", "schedule.csv", "activities.csv", "coverage.csv",
        "orders.csv", "violations.csv", "summary.json",
    },
}  # fmt: skip
_PROBLEM = re.compile(r"^(error|warning): \S.*: \S.*$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a folder ended: exit code by command, and what was wrong with that (blank: nothing)."""

    codes: Mapping[str, int]
    seconds: float
    fault: str = ""
    said: str = ""

    @property
    def right(self) -> bool:
        return not self.fault


@contextmanager
def tables_held(bases: Iterable[Mapping[str, str]]) -> Iterator[None]:
    """Keep the tables of some folders in memory, so that only changed ones are read again."""
    with tempfile.TemporaryDirectory() as place:
        held = [
            check_folder(written(Path(place) / str(i), {n: t.encode() for n, t in files.items()}))
            for i, files in enumerate(bases)
        ]
        yield
        del held


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files of a folder."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def outcome_of(
    files: Mapping[str, bytes], place: Path, *, further: Sequence[str] = ("require",)
) -> Outcome:
    """Check a folder; if it passes, run further commands, a plan for one second.

    ``place`` is a new folder for the inputs and results.
    """
    folder = written(place / "in", files)
    codes: dict[str, int] = {}
    begun = time.process_time()
    run = _run("check", folder)
    seconds = time.process_time() - begun
    codes["check"], faults = run.exit_code, list(faults_of(run))
    if seconds > LONGEST_SECONDS:
        faults.append(f"check took {seconds:.1f} s")
    for command in further if run.exit_code == 0 else ():
        out = place / f"out {command}"
        more = ("--seconds", "1", "--workers", "1") if command == "plan" else ()
        done = _run(command, folder, "--out", out, *more)
        codes[command] = done.exit_code
        faults += [
            f"{command}: {fault}" for fault in (*faults_of(done), *_files(done, out, command))
        ]
    return Outcome(codes=codes, seconds=seconds, fault="\n".join(faults), said=run.output)


def _run(*words: object) -> Run:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return CliRunner().invoke(app, [str(word) for word in words])


def faults_of(run: Run) -> Iterator[str]:
    """What is wrong with the end of a command."""
    error = run.exception
    if error is not None and not isinstance(error, SystemExit):
        yield "".join(traceback.format_exception(error))
        return
    if "Traceback" in run.output:
        yield f"a traceback was printed:\n{run.output}"
    if run.exit_code not in (0, 2, 3):
        yield f"exit code {run.exit_code}:\n{run.output}"
    if run.exit_code == 2 and not _PROBLEM.search(run.stderr):
        yield f"exit code 2 without a problem named:\n{run.output}"
    if run.exit_code == 3 and "cannot hold together" not in run.stderr:
        yield f"exit code 3 without a clash:\n{run.output}"


def _files(run: Run, out: Path, command: str) -> Iterator[str]:
    """What is wrong with the result folder: there are all files, and sane ones, or none."""
    there = {file.name for file in out.iterdir()} if out.exists() else set()
    if run.exit_code != 0:
        if there:
            yield f"exit code {run.exit_code} but {sorted(there)}"
        return
    if there != RESULTS[command]:
        yield f"partial results: {sorted(there)}"
        return
    for name in ("forecast.csv", "requirements.csv"):
        yield from _wrong_numbers(pd.read_csv(out / name), name)


def _wrong_numbers(table: pd.DataFrame, name: str) -> Iterator[str]:
    """Figures that no operation can have."""
    columns = [c for c in ("mean", "volume", "required", "required_real", "gross") if c in table]
    for column in columns:
        values = table[column]
        if values.isna().any() or (values < 0).any() or not math.isfinite(float(values.max() or 0)):
            yield f"{name}: {column} has values such as {values[~(values >= 0)].head(3).tolist()}"
