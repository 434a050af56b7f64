"""Many people who save one scenario over and over, each counting one up on what they read.

Each counts the number in the plan's name up by one and saves it on top of the version it read. A
lost update would leave the number behind the count of saves that were told to have worked.
"""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from planner.errors import StaleSave
from planner.folder import RawFolder, read_folder
from planner.registry import Registry, digest_of

SCENARIO = "Shared"
COUNT = "run "


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the writers did, and what stands in the store at the end.

    ``saved`` and ``refused`` saves by writer, as each was told; ``counted`` the number in the
    newest plan; ``faults`` everything that an update lost, doubled or half done would leave.
    """

    seconds: float
    saved: tuple[int, ...]
    refused: tuple[int, ...]
    counted: int
    faults: tuple[str, ...]


def count_in(raw: RawFolder) -> int:
    """The number in the plan's name."""
    return int(str(raw.settings["name"]).removeprefix(COUNT))


def counted(raw: RawFolder, number: int) -> RawFolder:
    """The same plan with another number in its name."""
    before, after = f'"{raw.settings["name"]}"', f'"{COUNT}{number}"'
    return replace(
        raw, settings={**raw.settings, "name": f"{COUNT}{number}"},
        settings_text=raw.settings_text.replace(before, after, 1),
    )  # fmt: skip


def race(
    store: Path, url: str | None, first: RawFolder, *, writers: int, seconds: float
) -> Outcome:
    """Let so many processes save for so long, and look at what is left."""
    registry = Registry(store, url)
    _save(registry, counted(first, 0), "first", None)
    begun = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with context.Pool(writers) as pool:
        tasks = [(store, url, f"writer {i}", seconds) for i in range(writers)]
        told = pool.starmap(write_for, tasks)
    took = time.monotonic() - begun
    try:
        return _outcome(registry, told, took)
    finally:
        registry.close()


def write_for(store: Path, url: str | None, author: str, seconds: float) -> tuple[int, int]:
    """Read, count up, save, for so long; how often it was told saved, how often refused."""
    registry, saved, refused = Registry(store, url), 0, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        newest = registry.versions(SCENARIO)[0]
        raw = read_folder(newest.plan)
        try:
            _save(registry, counted(raw, count_in(raw) + 1), author, newest.number)
            saved += 1
        except StaleSave:
            refused += 1
    registry.close()
    return saved, refused


def _save(registry: Registry, raw: RawFolder, author: str, base: int | None) -> None:
    registry.save(SCENARIO, raw, author=author, note="", base=base, at=datetime.now(UTC))


def _outcome(registry: Registry, told: Sequence[tuple[int, int]], took: float) -> Outcome:
    versions = registry.versions(SCENARIO)
    saved, refused = zip(*told, strict=True)
    faults = []
    if [v.number for v in versions] != list(range(sum(saved) + 1, 0, -1)):
        faults.append(f"{len(versions)} versions stand after {sum(saved)} saves on the first")
    for version in versions:
        if count_in(read_folder(version.plan)) != version.number - 1:
            faults.append(f"{version.label} was not made from the one before it")
        if digest_of(version.path) != version.digest:
            faults.append(f"{version.label} is not what was saved")
    folders = sum(path.is_dir() for path in registry.store.iterdir())
    if folders != len(versions):
        faults.append(f"{folders} folders stand for {len(versions)} versions")
    return Outcome(
        seconds=took, saved=saved, refused=refused, counted=count_in(read_folder(versions[0].plan)),
        faults=tuple(faults),
    )  # fmt: skip
