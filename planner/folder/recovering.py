"""Results that a killed program was about to write: finished where complete, else removed.

A set of files is written into a hidden folder of its own (``.part-…``), which is renamed
(``.ready-…``) once every file in it is complete; only then are the files moved into place. So
whatever happens, either all of the old files or all of the new ones can be had. Whoever writes
holds a lock on the hidden folder, which the system drops with the process.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PART, READY, BEFORE = ".part-", ".ready-", ".before"
_STARTING_SECONDS = 60.0
"""A hidden folder so young may belong to a program that is just about to lock it."""


def recover(folder: Path) -> tuple[str, ...]:
    """Put in order what a program that was killed left of its writing into ``folder``.

    Returns
    -------
    tuple of str
        What happened, a sentence each; empty when nothing was left, as usual.
    """
    whole = folder.absolute()
    left = [
        *_left_in(whole, whole.name, (PART, READY)),
        *_left_in(whole.parent, whole.name, (PART,)),
    ]
    told = [_settled(one, folder) for one in left]
    return tuple(sentence for sentence in told if sentence)


def hidden_prefix(folder: Path) -> str:
    """How the hidden folder of somebody who writes into ``folder`` begins."""
    return f"{PART}{folder.absolute().name}-"


def _left_in(place: Path, name: str, kinds: tuple[str, ...]) -> list[Path]:
    shape = re.compile(f"({'|'.join(map(re.escape, kinds))}){re.escape(name)}-[a-z0-9_]+")
    try:
        return sorted(one for one in place.iterdir() if shape.fullmatch(one.name))
    except OSError:
        return []


def _settled(left: Path, folder: Path) -> str:
    with locked(left) as mine:
        if not mine:
            return ""
        try:
            if _just_begun(left):
                return ""
            if left.name.startswith(READY):
                finish(left, folder)
                return (
                    f"{folder}: a program was ended while it put its results in place; they were "
                    "complete, and the rest has been put in place now."
                )
            shutil.rmtree(left)
        except FileNotFoundError:
            return ""  # its owner has finished in this moment
        except OSError:
            return (
                f"{folder}: a program was ended while it wrote here, and what it left in "
                f"{left.name} cannot be put in order."
            )
    return (
        f"{folder}: a program was ended while it wrote here; what was there before stands "
        "unchanged, and its incomplete files have been removed."
    )


def _just_begun(left: Path) -> bool:
    """Whether somebody may have made the folder a moment ago; a clock that jumped makes it old."""
    if fcntl is not None and any(left.iterdir()):
        return False
    limit = _STARTING_SECONDS if fcntl is not None else 60 * _STARTING_SECONDS
    return abs(time.time() - left.stat().st_mtime) < limit


def finish(ready: Path, folder: Path) -> None:
    """Move the complete files of a hidden folder into place, then remove it."""
    folder.mkdir(exist_ok=True)
    for file in sorted(ready.iterdir()):
        if file.name != BEFORE:
            file.replace(folder / file.name)
    shutil.rmtree(ready)


@contextmanager
def locked(place: Path, *, wait: bool = False) -> Iterator[bool]:
    """Hold a lock on a folder, or be told that another program holds it.

    Whoever writes waits for it: nobody else holds it for longer than a look. Without locks of
    the system (Windows) it is always given.
    """
    if fcntl is None:
        yield True
        return
    try:
        handle = os.open(place, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)
