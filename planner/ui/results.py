"""What a run has written: found on disk and read, without a plan."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from planner.folder import recover
from planner.ui.jobs import RUN_FILE
from planner.ui.texts import t
from planner.ui.wording import plain_day

SUMMARY = "summary.json"
NEEDED = (SUMMARY, "schedule.csv", "coverage.csv")
INSTANTS = ("interval_start", "start", "end")
TEXTS = {"agent": str, "team": str, "queue": str, "shift": str, "activity": str, "market": str}

CLOCKS_DIFFER = timedelta(minutes=5)
"""A disk that other computers write to may have a clock of its own, ahead by so much."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A result folder: its summary, and which plan folder it was made from (blank: unknown)."""

    path: Path
    summary: dict[str, Any]
    folder: str = ""
    written: datetime

    @property
    def label(self) -> str:
        """When and how good, for a list."""
        gap = self.summary.get("gap")
        known = isinstance(gap, int | float)
        label = t("{0} · gap {1:.1%}", self.when, gap) if known else self.when
        return label if self.summary.get("finished", True) else t("{0} · unfinished", label)

    @property
    def when(self) -> str:
        """``22 Nov 05:50``."""
        return f"{plain_day(self.written.date())} {self.written:%H:%M}"

    def is_from_the_future(self, now: datetime) -> bool:
        """Whether it bears a time that is still to come: the clock was set back since."""
        return self.written > now + CLOCKS_DIFFER

    def made_from(self, inputs_sha256: str) -> bool:
        """Whether it was made from exactly these inputs."""
        return bool(inputs_sha256) and self.summary.get("inputs_sha256") == inputs_sha256


def read_run(path: Path) -> Run | None:
    """A result folder, put in order where a run was killed; ``None``: there is no whole one."""
    recover(path)
    if not all((path / name).is_file() for name in NEEDED):
        return None
    summary = _json(path / SUMMARY)
    if summary is None:
        return None
    asked = _json(path / RUN_FILE) if (path / RUN_FILE).is_file() else None
    written = datetime.fromtimestamp((path / SUMMARY).stat().st_mtime)
    folder = str((asked or {}).get("folder", ""))
    return Run(path=path, summary=summary, folder=folder, written=written)


def told_apart(names: Mapping[Path, str]) -> dict[Path, str]:
    """Names of results; those that several bear get the result's folder as well."""
    often = Counter(names.values())
    return {
        path: name if often[name] == 1 else f"{name} ({path.name})" for path, name in names.items()
    }


def runs_of(folder: Path, inputs_sha256: str, places: Iterable[Path]) -> list[Run]:
    """Results that belong to a plan folder, the newest first.

    Parameters
    ----------
    inputs_sha256
        Hash of the plan's inputs; results of earlier inputs count when they name the folder.
    places
        Result folders, or folders of result folders.
    """
    return runs_where(
        places,
        lambda run: (
            run.made_from(inputs_sha256)
            or bool(run.folder and Path(run.folder).resolve() == folder.resolve())
        ),
    )


def runs_where(places: Iterable[Path], wanted: Callable[[Run], bool]) -> list[Run]:
    """Results in some places that are wanted, the newest first."""
    found = {run.path.resolve(): run for place in places for run in _runs_at(place)}
    own = [run for run in found.values() if wanted(run)]
    return sorted(own, key=lambda run: run.written, reverse=True)


def stamp(path: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when any file of a folder does: names, times and sizes."""
    try:
        files = sorted(file for file in path.iterdir() if file.is_file() and file.name[0] != ".")
        found = [(file.name, file.stat()) for file in files]
    except OSError:
        return ()
    return tuple((name, at.st_mtime_ns, at.st_size) for name, at in found)


def read_table(path: Path) -> pd.DataFrame:
    """A result table, instants aware, blank names empty; without rows where it is missing."""
    if not path.is_file():
        return pd.DataFrame()
    table = pd.read_csv(path, dtype=TEXTS, keep_default_na=True)
    for name in TEXTS.keys() & set(table.columns):
        table[name] = table[name].fillna("")
    for name in INSTANTS:
        if name in table:
            table[name] = pd.to_datetime(table[name], utc=True, format="ISO8601")
    return table


def _runs_at(place: Path) -> list[Run]:
    try:
        inner = [path for path in place.iterdir() if path.is_dir()] if place.is_dir() else []
    except OSError:
        return []
    return [run for path in [place, *inner] if (run := read_run(path)) is not None]


def _json(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
