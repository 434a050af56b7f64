"""Programs that are killed at a random moment, and what then stands in their result folder."""

import contextlib
import io
import json
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.cli import app
from planner.folder import recover, write_whole

FILES = tuple(f"{name}.txt" for name in ("forecast", "schedule", "activities", "summary"))
RESULTS = {
    "forecast.csv", "requirements.csv", "schedule.csv", "activities.csv", "coverage.csv",
    "orders.csv", "violations.csv", "summary.json",
}  # fmt: skip
_LENGTH = 30_000


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """What a killed program left: what was said of it, and what was lost (blank: nothing)."""

    told: tuple[str, ...]
    lost: str = ""


def killed(work: Callable[[], None], seconds: float) -> None:
    """Do some work in a process of its own and kill it (-9) after so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            with (
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def killed_write(place: Path, draw: random.Random) -> Aftermath:
    """Kill a program that writes one result after the other, each complete in itself."""
    out, log = place / "out", place / "log"
    log.touch()

    def work() -> None:
        with log.open("a") as done:
            for number in range(1_000_000):
                write_whole(out, dict.fromkeys(FILES, f"{number:09d}" * _LENGTH))
                done.write(f"{number}\n")
                done.flush()

    killed(work, draw.uniform(0.0, 0.15))
    told = recover(out)
    acknowledged = [int(line) for line in log.read_text().splitlines()]
    return Aftermath(told=told, lost=_lost_write(place, out, acknowledged))


def _lost_write(place: Path, out: Path, acknowledged: list[int]) -> str:
    hidden = [path for path in (*place.glob(".*"), *out.glob(".*")) if any(path.iterdir())]
    if hidden:
        return f"left behind: {[path.name for path in hidden]}"
    if not out.exists():
        return f"results {acknowledged[-1]} are gone" if acknowledged else ""
    texts = {name: (out / name).read_text() for name in FILES if (out / name).exists()}
    if len(set(texts.values())) != 1 or set(texts) != set(FILES):
        return f"mixed results: {[(name, text[:9], len(text)) for name, text in texts.items()]}"
    text = texts[FILES[0]]
    if len(text) != 9 * _LENGTH:
        return f"a cut file of {len(text)} characters"
    if acknowledged and int(text[:9]) < acknowledged[-1]:
        return f"results {acknowledged[-1]} were written, {int(text[:9])} are there"
    return ""


def killed_plan(folder: Path, place: Path, draw: random.Random, *, seconds: float) -> Aftermath:
    """Kill ``planner plan`` somewhere between its first second and its end."""
    out = place / "out"
    earlier = json.loads((out / "summary.json").read_text()) if out.exists() else None
    words = ["plan", str(folder), "--out", str(out), "--seconds", str(seconds), "--workers", "1"]
    killed(lambda: app(words, standalone_mode=False), draw.uniform(0.0, seconds + 2.0))
    told = recover(out)
    there = {path.name for path in out.iterdir()} if out.exists() else set()
    if earlier is None and not there:
        return Aftermath(told=told)
    if not there >= RESULTS:
        return Aftermath(told=told, lost=f"partial results {sorted(there)}")
    summary = json.loads((out / "summary.json").read_text())
    shifts = len(pd.read_csv(out / "schedule.csv"))
    lost = "" if shifts == summary["shifts"] else f"{shifts} shifts, not {summary['shifts']}"
    return Aftermath(told=told, lost=lost)
