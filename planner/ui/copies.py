"""Changed copies of plan folders, made for a run of other weights, pins or what-if sliders."""

from pathlib import Path
from uuid import uuid4

from planner.folder import RawFolder
from planner.folder.drafting import save_as

ORIGIN = ".origin"
"""Names the folder that a copy was made of; hidden files are no part of a plan."""


def save_copy(raw: RawFolder, folder: Path, runs: Path) -> Path:
    """Write a changed plan folder among the runs; gives its place.

    Raises
    ------
    DataError
        When it cannot be written.
    """
    copy = runs / "plans" / f"{origin_of(folder).name}-{uuid4().hex[:6]}"
    save_as(raw, copy)
    (copy / ORIGIN).write_text(f"{origin_of(folder)}\n", encoding="utf-8")
    return copy


def origin_of(folder: Path) -> Path:
    """The folder that a copy was made of; the folder itself if it is none."""
    try:
        named = (folder / ORIGIN).read_text(encoding="utf-8").strip()
    except OSError:
        return folder
    return Path(named) if named else folder
