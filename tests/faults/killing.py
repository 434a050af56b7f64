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
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from planner.cli import app
from planner.folder import RawFolder, read_folder, recover, write_whole
from planner.folder.drafting import editable, save, with_rows
from planner.registry import Registry, digest_of
from tests.support.folders import write_folder

FILES = tuple(f"{name}.txt" for name in ("forecast", "schedule", "activities", "summary"))
RESULTS = {
    "forecast.csv", "requirements.csv", "schedule.csv", "activities.csv", "coverage.csv",
    "orders.csv", "violations.csv", "summary.json",
}  # fmt: skip
_LENGTH = 30_000
NOW = datetime(2027, 3, 1, tzinfo=UTC)


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


def killed_saves(place: Path, draw: random.Random) -> Aftermath:
    """Kill somebody's session while it saves a plan folder, versions of it and lines of the log."""
    folder, store, log = write_folder(place / "plan"), place / "store", place / "log"
    log.touch()
    Registry(store).close()

    def work() -> None:
        register, raw = Registry(store), read_folder(folder)
        with log.open("a") as done:
            for number in range(1, 1_000_000):
                raw = save(raw, _numbered(raw, number))
                done.write(f"folder {number}\n")
                done.flush()
                register.save("Spring", raw, author="Ana", note=str(number), at=NOW,
                              base=number - 1 or None)  # fmt: skip
                done.write(f"version {number}\n")
                done.flush()

    killed(work, draw.uniform(0.0, 0.8))
    acknowledged = [line.split() for line in log.read_text().splitlines()]
    told = recover(folder)
    kept = max((int(number) for what, number in acknowledged if what == "folder"), default=0)
    saved = max((int(number) for what, number in acknowledged if what == "version"), default=0)
    return Aftermath(told=told, lost=_lost_folder(folder, kept) or _lost_versions(store, saved))


def _numbered(raw: RawFolder, number: int) -> RawFolder:
    """The folder with a number in two of its tables, so that a mixture would be seen."""
    for table, column in (("teams", "hourly_cost"), ("queues", "aht_s")):
        rows = editable(raw, table)
        rows[column] = str(1000 + number)
        raw = with_rows(raw, table, rows)
    return raw


def _lost_folder(folder: Path, kept: int) -> str:
    raw = read_folder(folder)
    pairs = (("teams", "hourly_cost"), ("queues", "aht_s"))
    seen = {cell for table, column in pairs for cell in raw.tables[table].frame[column]}
    if kept == 0 and not all(cell.startswith("10") and len(cell) == 4 for cell in seen):
        return ""
    if len(seen) != 1:
        return f"a folder of several saves: {sorted(seen)}"
    number = int(seen.pop()) - 1000
    return "" if number >= kept else f"save {kept} was made, {number} is there"


def _lost_versions(store: Path, saved: int) -> str:
    register = Registry(store)
    versions, lines = register.versions("Spring"), register.log()
    register.close()
    if [version.number for version in versions] != list(range(len(versions), 0, -1)):
        return f"versions {[version.number for version in versions]}"
    if len(versions) < saved:
        return f"version {saved} was saved, {len(versions)} are there"
    if len(lines) != len(versions):
        return f"{len(versions)} versions and {len(lines)} lines of the log"
    torn = [version.number for version in versions if digest_of(version.path) != version.digest]
    return f"versions {torn} are not what was saved" if torn else ""
