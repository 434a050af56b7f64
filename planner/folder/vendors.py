"""Volumes as Amazon Connect and Genesys Cloud export them, brought to the columns of history."""

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from planner.errors import Problem
from planner.folder.raw import RawTable
from planner.folder.text import shortened


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """Header of another system.

    ``names`` maps its columns to ours; ``media`` is its column for the channel; ``unused`` its
    columns that say nothing about volumes; ``utc``: instants are UTC whatever they look like.
    """

    system: str
    names: Mapping[str, str]
    media: str
    unused: tuple[str, ...] = ()
    total_handle_time: str = ""
    utc: bool = False


AMAZON_CONNECT = Vendor(
    system="Amazon Connect",
    names={
        "TimeStamp": "interval_start", "QueueName": "queue", "IncomingContactVolume": "offered",
        "AverageHandleTime": "aht_s",
    },
    media="ChannelType",
    unused=("QueueId",),
)  # fmt: skip
GENESYS_CLOUD = Vendor(
    system="Genesys Cloud",
    names={
        "Interval Start UTC Date": "interval_start", "Queue": "queue", "Offered": "offered",
        "Interactions Handled": "handled",
    },
    media="Media Type",
    unused=("Skill Set", "Language"),
    total_handle_time="Total Handle Time (Seconds)",
    utc=True,
)  # fmt: skip
_MEDIA = {
    "voice": ("voice",), "call": ("voice",), "callback": ("voice",), "chat": ("chat",),
    "message": ("chat",), "email": ("email",), "task": ("ticket", "back_office"),
}  # fmt: skip

_remembered: "WeakKeyDictionary[RawTable, tuple[RawTable, list[Problem]]]" = WeakKeyDictionary()


def canonical(raw: RawTable, channels: Mapping[str, str]) -> tuple[RawTable, list[Problem]]:
    """The table under our column names; other systems' headers are recognised as they are."""
    vendor = _vendor_of(raw.frame)
    if vendor is None:
        return raw, []
    if raw not in _remembered:
        _remembered[raw] = _renamed(raw, vendor)
    renamed, problems = _remembered[raw]
    return renamed, problems + _wrong_media(raw, vendor, channels)


def _vendor_of(frame: pd.DataFrame) -> Vendor | None:
    for vendor in (AMAZON_CONNECT, GENESYS_CLOUD):
        first = next(iter(vendor.names))
        if first in frame.columns and "interval_start" not in frame.columns:
            return vendor
    return None


def _renamed(raw: RawTable, vendor: Vendor) -> tuple[RawTable, list[Problem]]:
    frame = raw.frame
    problems: list[Problem] = []
    if vendor.total_handle_time in frame.columns:
        frame, problems = _mean_handle_time(raw, vendor)
    spare = [name for name in (vendor.media, *vendor.unused) if name in frame.columns]
    frame = _summed(frame, vendor, spare).drop(columns=spare).rename(columns=dict(vendor.names))
    if vendor.utc and "interval_start" in frame:
        stamp = frame["interval_start"]
        bare = ~stamp.str.contains(r"(?:[Zz]|[+-]\d{2}:?\d{2})$") & (stamp != "")
        frame = frame.assign(interval_start=stamp.mask(bare, stamp + "Z"))
    return RawTable(raw.file, frame), problems


def _mean_handle_time(raw: RawTable, vendor: Vendor) -> tuple[pd.DataFrame, list[Problem]]:
    """Their total over the contacts that it was spent on."""
    frame, name = raw.frame, vendor.total_handle_time
    total = pd.to_numeric(frame[name].where(frame[name] != ""), errors="coerce")
    wrong = (total.isna() & (frame[name] != "")) | (total < 0)
    problems = [
        Problem(file=raw.file, row=int(row), column=name, value=str(value),
                message="is not a number of seconds")
        for row, value in zip(frame.index[wrong], frame.loc[wrong, name], strict=True)
    ]  # fmt: skip
    over = "Interactions Handled" if "Interactions Handled" in frame.columns else "Offered"
    contacts = pd.to_numeric(frame[over], errors="coerce") if over in frame.columns else total * 0
    mean = (total / contacts.where(contacts > 0)).where(~wrong)
    text = mean.round(6).astype("str").where(mean.notna(), "")
    return frame.drop(columns=name).assign(aht_s=text), shortened(problems)


def _summed(frame: pd.DataFrame, vendor: Vendor, spare: list[str]) -> pd.DataFrame:
    """One row for an interval and queue that the system splits by skill and language."""
    split = [name for name in vendor.unused if name in spare]
    key = [name for name, ours in vendor.names.items() if ours in ("interval_start", "queue")]
    if not vendor.utc or not split or any(name not in frame.columns for name in [*key, "Offered"]):
        return frame
    parts = frame.duplicated(key, keep=False) & ~frame.duplicated([*key, *spare], keep=False)
    offered = pd.to_numeric(frame["Offered"], errors="coerce")
    parts &= offered.notna()
    if not parts.any():
        return frame
    chosen = frame[parts].assign(_offered=offered[parts])
    aht = pd.to_numeric(chosen["aht_s"], errors="coerce") if "aht_s" in chosen else np.nan
    chosen = chosen.assign(_work=aht * chosen["_offered"])
    groups = chosen.groupby(key, sort=False)
    volume = groups["_offered"].transform("sum")
    work = groups["_work"].transform("sum", min_count=1)
    mean = (work / volume.where(volume > 0)).round(6)
    merged = chosen.assign(
        Offered=volume.astype("str"), aht_s=mean.astype("str").where(mean.notna(), "")
    ).drop(columns=["_offered", "_work"])
    merged = merged[~merged.duplicated(key)]
    return pd.concat([frame[~parts], merged]).sort_index()


def _wrong_media(raw: RawTable, vendor: Vendor, channels: Mapping[str, str]) -> list[Problem]:
    """Rows of a medium that is not the channel of their queue: their contacts are other work."""
    name = next(theirs for theirs, ours in vendor.names.items() if ours == "queue")
    if vendor.media not in raw.frame.columns or name not in raw.frame.columns:
        return []
    pairs = raw.frame[~raw.frame.duplicated([name, vendor.media])]
    problems = []
    for row, queue, medium in zip(pairs.index, pairs[name], pairs[vendor.media], strict=True):
        expected = _MEDIA.get(str(medium).lower())
        channel = channels.get(str(queue))
        if expected and channel and channel not in expected:
            message = f"is not the channel of {queue}, which is {channel} in queues.csv"
            problems.append(
                Problem(file=raw.file, row=int(row), column=vendor.media, value=str(medium),
                        message=message)
            )  # fmt: skip
    return problems
