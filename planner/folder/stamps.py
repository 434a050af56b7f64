"""Instants as text, with or without an offset, to UTC: whole columns at once, and single cells.

Wall-clock times without an offset are read in a zone. One that a clock change skips does not
exist; one that it repeats exists twice.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import zone
from planner.folder.cells import FIRST_YEAR, LAST_YEAR, CellError

_OFFSET = r"(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$"
_SHAPE = (
    r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?)?$"
)


@dataclass(frozen=True, kw_only=True)
class Stamps:
    """Instants of a column; arrays of one length.

    ``seconds`` UTC since 1970 (of the first occurrence where ``doubled``), ``later`` of the second
    occurrence; ``unreadable`` text is no instant, ``skipped`` does not exist in its zone.
    """

    seconds: NDArray[np.int64]
    later: NDArray[np.int64]
    unreadable: NDArray[np.bool_]
    skipped: NDArray[np.bool_]
    doubled: NDArray[np.bool_]


def read_stamps(text: "pd.Series[str]", places: NDArray[np.object_]) -> Stamps:
    """Read a column of instants; ``places`` names each row's zone.

    Every distinct text is read once in every zone, so that a million rows cost little.
    """
    codes, distinct = pd.factorize(text)
    zone_codes, zone_names = pd.factorize(places)
    words = pd.Series(distinct, dtype="str")
    readable = words.str.contains(_SHAPE).to_numpy(dtype=bool)
    aware = readable & words.str.contains(_OFFSET).to_numpy(dtype=bool)
    aware &= words.str.len().to_numpy() > len("2026-03-29")
    fixed = _seconds(words, aware, utc=True)
    wall = _seconds(words, readable & ~aware, utc=False)
    known = np.where(aware, fixed, wall)
    bad = _outside(known)
    first, later = np.empty((2, len(zone_names), len(words)), dtype=np.int64)
    skipped = np.zeros((len(zone_names), len(words)), dtype=bool)
    for i, name in enumerate(zone_names):
        first[i], later[i], skipped[i] = _localised(np.where(bad, 0, known), zone(str(name)))
        first[i] = np.where(aware, known, first[i])
        later[i] = np.where(aware, known, later[i])
    at = (zone_codes, codes)
    return Stamps(
        seconds=first[at], later=later[at], unreadable=bad[codes],
        skipped=(skipped & ~aware & ~bad)[at], doubled=((first != later) & ~bad)[at],
    )  # fmt: skip


_NEVER = np.iinfo(np.int64).min


def _seconds(words: "pd.Series[str]", chosen: NDArray[np.bool_], *, utc: bool) -> NDArray[np.int64]:
    """Seconds since 1970 of the chosen texts, :data:`_NEVER` for all others."""
    result = np.full(len(words), _NEVER, dtype=np.int64)
    parsed = pd.to_datetime(words[chosen], format="ISO8601", errors="coerce", utc=utc)
    plain = parsed.dt.tz_localize(None) if utc else parsed
    moments = plain.to_numpy().astype("datetime64[s]")
    result[chosen] = np.where(np.isnat(moments), _NEVER, moments.astype(np.int64))
    return result


def _outside(seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
    first = int(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp())
    last = int(datetime(LAST_YEAR, 1, 1, tzinfo=UTC).timestamp())
    bad: NDArray[np.bool_] = (seconds < first) | (seconds >= last)
    return bad


def _localised(
    wall: NDArray[np.int64], place: ZoneInfo
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """First and second UTC reading of wall-clock seconds, and which do not exist."""
    index = pd.DatetimeIndex(wall.astype("datetime64[s]"))
    always = np.ones(len(wall), dtype=bool)
    readings = [
        index.tz_localize(place, ambiguous=first, nonexistent="NaT") for first in (always, ~always)
    ]
    skipped = np.asarray(readings[0].isna())
    utc = [
        np.where(skipped, 0, reading.tz_convert("UTC").tz_localize(None).to_numpy()
                 .astype("datetime64[s]").astype(np.int64))
        for reading in readings
    ]  # fmt: skip
    return utc[0], utc[1], skipped


def one_instant(moment: datetime, place: ZoneInfo) -> datetime:
    """The UTC instant of a cell.

    Raises
    ------
    CellError
        When it has no offset and does not exist in its zone, or exists twice.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    first = moment.replace(tzinfo=place).astimezone(UTC)
    if first.astimezone(place).replace(tzinfo=None) != moment:
        raise CellError(f"does not exist in {place.key}: the clocks skip it")
    if moment.replace(tzinfo=place, fold=1).astimezone(UTC) != first:
        raise CellError(f"exists twice in {place.key}: write it with its offset")
    return first
