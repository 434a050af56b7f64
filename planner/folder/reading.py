"""From a folder on disk to its raw tables, settings and scenarios."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from planner.errors import DataError, Problem
from planner.folder import scenario_file, sheets
from planner.folder.raw import RawFolder, RawTable
from planner.folder.recovering import recover
from planner.folder.scenario_file import Scenario, parse_scenarios
from planner.folder.spelling import hint
from planner.folder.tables import ALL_TABLES
from planner.folder.text import read_csv

SETTINGS = "plan.toml"
MOST_BYTES = 2_000_000_000
OUTPUTS = {
    "forecast", "requirements", "schedule", "activities", "coverage", "orders", "violations",
    "summary", "backtest", "comparison", "service", "variance", "actions",
    "provenance", "outside_hours", "outside_by_hour", "outside_cover", "break_even", "hires",
    "capacity_plan", "capacity_queues", "capacity_risk", "automation_saved", "handle_time",
    "fair_load", "fair_load_limits", "sweep", "kpi_board",
}  # fmt: skip
"""Results may stand in the same folder; they are no input."""
_DATA_ENDINGS = {".csv", ".toml", ".xlsx", ".xls", ".xlsm", ".ods", ".tsv", ".txt", ".json"}


@dataclass
class _Found:
    """What has been read so far."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    settings_text: str = ""
    scenarios_text: str = ""
    scenarios: tuple[Scenario, ...] = ()
    unread: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_folder(folder: str | Path) -> RawFolder:
    """Everything that stands in a plan folder, as text.

    What a program that was killed left of saving it is put in order first, and told as a warning.

    Raises
    ------
    DataError
        When there is no such folder. What is wrong with single files stands in ``problems`` of
        the result, so that it can be told together with what is wrong inside the tables.
    """
    path = Path(folder)
    found = _Found()
    found.problems += [
        Problem(file=str(path), message=told.removeprefix(f"{path}: "), warning=True)
        for told in recover(path)
    ]
    files = _files(path)
    digest = hashlib.sha256()
    for file in files:
        content = _content(file, found)
        if content is None:
            continue
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
        _take(file.name, content, found)
    if not any(file.name == SETTINGS for file in files):
        message = "is missing: expected name, start, weeks, timezone"
        found.problems.append(Problem(file=SETTINGS, message=message))
    unread = tuple(name for name in found.unread if name not in found.tables)
    return RawFolder(
        path=path, settings=found.settings, settings_text=found.settings_text,
        scenarios_text=found.scenarios_text, tables=found.tables, scenarios=found.scenarios,
        problems=tuple(found.problems),
        inputs_sha256=digest.hexdigest(), unread=unread,
    )  # fmt: skip


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            what = "is a file, not a plan folder" if path.exists() else "does not exist"
            raise DataError([Problem(file=str(path), message=f"{what}: expected a plan folder")])
        return sorted(
            file
            for file in path.iterdir()
            if file.is_file() and not file.name.startswith((".", "~$"))
        )
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
        raise DataError([Problem(file=str(path), message=message)]) from error


def _content(file: Path, found: _Found) -> bytes | None:
    """The bytes of an input file; ``None`` for what is no input or cannot be read."""
    if not _is_input(file.name):
        if file.suffix.lower() in _DATA_ENDINGS and file.stem not in OUTPUTS:
            names = [f"{table}.csv" for table in ALL_TABLES]
            names += [SETTINGS, scenario_file.FILE, sheets.FILE]
            message = f"is no file of a plan folder and is not read{hint(file.name, names)}"
            found.problems.append(Problem(file=file.name, message=message, warning=True))
        return None
    try:
        if not file.resolve().is_relative_to(file.parent.resolve()):
            message = "is a link to a file outside the plan folder: put the file itself there"
        elif file.stat().st_size <= MOST_BYTES:
            return file.read_bytes()
        else:
            message = f"is larger than {MOST_BYTES / 1e9:g} GB"
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
    found.problems.append(Problem(file=file.name, message=message))
    found.unread.append(file.stem)
    return None


def _is_input(name: str) -> bool:
    table = name.removesuffix(".csv")
    known = (SETTINGS, scenario_file.FILE, sheets.FILE)
    return name in known or (table != name and table in ALL_TABLES)


def _take(name: str, content: bytes, found: _Found) -> None:
    if name == SETTINGS:
        found.settings_text, found.settings = _toml(name, content, found)
    elif name == scenario_file.FILE:
        found.scenarios_text, content_read = _toml(name, content, found)
        found.scenarios, problems = parse_scenarios(content_read)
        found.problems += problems
    elif name == sheets.FILE:
        for table, file, frame, problems in sheets.read_sheets(content):
            found.problems += problems
            if file == sheets.FILE:
                found.unread += ALL_TABLES
            _keep(table, RawTable(file, frame) if frame is not None else None, found)
    else:
        _keep(name.removesuffix(".csv"), _csv(name, content, found), found)


_alive: "WeakValueDictionary[tuple[str, bytes], RawTable]" = WeakValueDictionary()
"""Tables that somebody still holds, by name and content: an unchanged file is read once."""


def _csv(name: str, content: bytes, found: _Found) -> RawTable | None:
    key = (name, hashlib.sha256(content).digest())
    table = _alive.get(key)
    if table is None:
        frame, problems = read_csv(content, name, ALL_TABLES[name.removesuffix(".csv")])
        if frame is None:
            found.problems += problems
            return None
        table = _alive[key] = RawTable(name, frame, tuple(problems))
    found.problems += table.problems
    return table


def _keep(name: str, table: RawTable | None, found: _Found) -> None:
    if not name:
        return
    if table is None:
        found.unread.append(name)
    elif name in found.tables:
        other = found.tables[name].file
        message = f"holds the table {name}, which {other} holds too: keep one of them"
        found.problems.append(Problem(file=table.file, message=message))
    else:
        found.tables[name] = table


def _toml(name: str, content: bytes, found: _Found) -> tuple[str, Mapping[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        message = "is not UTF-8"
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        message = f"is not TOML: {error}"
    found.problems.append(Problem(file=name, message=message))
    found.unread.append(name)
    return "", {}
