"""Results on disk: tables as CSV text, and folders that appear whole or not at all."""

import csv
import errno
import io
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.errors import DataError, Problem
from planner.folder.recovering import BEFORE, PART, READY, hidden_prefix, locked, recover

DECIMALS = 10
"""Numbers are written to so many decimals, trailing zeros left out: a recomputed cost agrees."""
MOST_TRIES = 10
Content = pd.DataFrame | str | bytes | Mapping[str, Any]


def table_text(frame: pd.DataFrame) -> str:
    """A table as CSV text.

    Instants in UTC read ``2027-03-01T00:00:00Z``, local ones carry their offset, wall-clock times
    without a zone have none; numbers have up to ten decimals, blanks are empty, lines end in a
    single line feed.
    """
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(frame.columns)
    lines.writerows(zip(*(_column_text(frame[name]) for name in frame.columns), strict=True))
    return text.getvalue()


def _column_text(column: "pd.Series[Any]") -> list[Any]:
    """A column's cells; each distinct number and instant is written once."""
    if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind in "Mf":
        codes, distinct = pd.factorize(column)
        words = [*_texts(distinct), ""]
        return [words[code] for code in codes.tolist()]
    cells = column.tolist()
    if column.dtype == object or column.dtype == bool or column.hasnans:
        return [_cell_text(value) for value in cells]
    return cells


def _texts(distinct: Any) -> list[str]:
    """Numbers or instants, none of them blank; instants in UTC are many, and quick all at once."""
    if str(getattr(distinct.dtype, "tz", None)) != "UTC":
        return [_cell_text(value) for value in distinct.tolist()]
    plain = distinct.tz_localize(None).to_numpy().astype("datetime64[s]")
    return [f"{moment}Z" for moment in np.datetime_as_string(plain, unit="s").tolist()]


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    text = f"{value:.{DECIMALS}f}".rstrip("0")
    text = text + "0" if text.endswith(".") else text
    return "0.0" if text == "-0.0" else text


def _cell_text(value: Any) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return _number_text(float(value))
    if isinstance(value, datetime):
        return _moment_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment_text(value: datetime) -> str:
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    value = value.replace(microsecond=0)
    if value.tzinfo is UTC or str(value.tzinfo) == "UTC":
        return value.replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat()


def write_whole(out: str | Path, files: Mapping[str, Content]) -> None:
    """Write files into a folder so that all of them appear, or none.

    Everything is written to a hidden folder first (inside ``out`` where that exists, so that both
    lie on one disk) and then moved into place; what else stands in ``out`` stays. If a move fails,
    what was there before is put back; if the program is killed, :func:`~planner.folder.recover`
    puts all in order.

    Raises
    ------
    DataError
        When the folder cannot be written: read-only, full, or a file or folder in the way.
    """
    folder = Path(out)
    recover(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _hidden_folder(folder) as part:
            for name, content in files.items():
                _write(part / name, _bytes(content))
            _move_in(part, folder, list(files))
    except OSError as error:
        raise DataError([_refused(folder, error)]) from error


@contextmanager
def _hidden_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder that is ours, for as long as we write; it is gone afterwards.

    Where the clock jumps in the moment before it is locked, another program may take it for one
    that was left behind and remove it: then there is a new one.
    """
    beside = folder if folder.is_dir() else folder.parent
    for _ in range(MOST_TRIES):
        part = Path(tempfile.mkdtemp(prefix=hidden_prefix(folder), dir=beside))
        with locked(part, wait=True):
            if not part.exists():
                continue
            try:
                yield part
            finally:
                shutil.rmtree(part, ignore_errors=True)
            return
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(part))


def _write(file: Path, content: bytes) -> None:
    """A file that is on the disk when this returns, or not at all."""
    with file.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def _bytes(content: Content) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, pd.DataFrame):
        content = table_text(content)
    if isinstance(content, str):
        return content.encode()
    plain = _plain(content)
    return (json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _plain(value: Any) -> Any:
    """A value as JSON can hold it; what is no number becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value.tolist()]
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return _cell_text(value)


def _move_in(part: Path, folder: Path, names: list[str]) -> None:
    if part.parent != folder:
        part.chmod(0o755)
        if _made(part, folder):
            return
    _check_ways(folder, names)
    part = part.rename(folder / part.name)
    before = part / BEFORE
    before.mkdir()
    ready = part.rename(part.with_name(part.name.replace(PART, READY, 1)))
    done: list[str] = []
    try:
        for name in names:
            done.append(name)
            _keep(folder / name, ready / BEFORE / name)
            (ready / name).replace(folder / name)
    except BaseException:
        for name in done:
            _put_back(ready / BEFORE / name, folder / name, ready / name)
        raise
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def _made(part: Path, folder: Path) -> bool:
    """Whether the hidden folder became the folder; not when somebody else has just made it."""
    try:
        part.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        return False
    return True


def _keep(file: Path, copy: Path) -> None:
    """A second name for a file, so that it never leaves its place before the new one is there."""
    if not file.exists():
        return
    try:
        os.link(file, copy)
    except OSError:
        shutil.copy2(file, copy)


def _check_ways(folder: Path, names: list[str]) -> None:
    if not folder.is_dir():
        raise NotADirectoryError(20, "it is a file, not a folder", str(folder))
    for name in names:
        if (folder / name).is_dir():
            raise IsADirectoryError(21, "a folder is in the way", str(folder / name))


def _put_back(old: Path, place: Path, new: Path) -> None:
    if old.exists():
        old.replace(place)
    elif place.exists() and not new.exists():
        place.unlink()


def _refused(folder: Path, error: OSError) -> Problem:
    at = str(error.filename) if isinstance(error, IsADirectoryError) else str(folder)
    reason = error.strerror or str(error)
    return Problem(file=at, message=f"cannot be written: {reason[0].lower()}{reason[1:]}")
