"""People as other systems list them, brought to the columns of ``agents.csv``.

The names are the union of those in rosters of workforce, shift and HR systems; case, spaces,
underscores and hyphens do not count. What has no place in ``agents.csv`` (hours of the contract, a
country) is left under its own name, and the check says so.
"""

import re
from dataclasses import replace
from weakref import WeakKeyDictionary

import pandas as pd

from planner.folder.raw import RawFolder, RawTable

ROSTER_NAMES = {
    "agent": ("agent id", "employee id", "employee number", "employee no", "staff id", "user id",
              "login", "logon id", "external id", "id", "sicil no", "personel no", "社員番号"),
    "name": ("agent name", "employee name", "full name", "display name", "member", "employee",
             "ad soyad", "isim", "氏名", "名前"),
    "email": ("work email", "email address", "e mail", "mail", "eposta", "e posta", "メール"),
    "team": ("team name", "group", "site", "scheduling group", "staffing group", "location",
             "takim", "takım", "ekip", "チーム"),
    "contract": ("contract name", "contract type", "work plan", "shift profile", "work rule",
                 "sozlesme", "sözleşme", "契約"),
    "queues": ("skills", "skill", "queue", "skill set", "yetkinlikler", "beceriler", "スキル"),
    "productivity": ("proficiency", "ramp"),
    "hourly_cost": ("cost per hour", "hourly rate", "pay rate", "hourly pay", "saatlik ucret",
                    "saatlik ücret", "時給"),
    "tier": ("seniority", "level", "grade", "seviye"),
    "start_date": ("hire date", "employment start", "start", "ise giris", "işe giriş", "入社日"),
    "end_date": ("termination date", "leave date", "employment end", "end", "退社日"),
    "rotation_week": ("rotation start", "rotation step"),
}  # fmt: skip
"""Our columns and what others call them, plainly written."""
_OURS = {other: ours for ours, others in ROSTER_NAMES.items() for other in others}
_DECIMAL_COMMA = r"^(\d+),(\d+)$"
_SEPARATORS = r"\s*(?:\|\|\||;|,)\s*"

_remembered: "WeakKeyDictionary[RawTable, RawTable]" = WeakKeyDictionary()


def with_roster(raw: RawFolder) -> RawFolder:
    """The folder with the columns of ``agents.csv`` under our names."""
    table = raw.tables.get("agents")
    if table is None:
        return raw
    if table not in _remembered:
        _remembered[table] = _canonical(table)
    return replace(raw, tables={**raw.tables, "agents": _remembered[table]})


def _canonical(table: RawTable) -> RawTable:
    frame = renamed(table.frame, _OURS)
    if "queues" in frame and "queues" not in table.frame:
        text = frame["queues"].str.replace(_SEPARATORS, "|", regex=True).str.strip("| ")
        frame = frame.assign(queues=text)
    for name in ("hourly_cost", "productivity"):
        if name in frame and name not in table.frame:
            point = frame[name].str.replace(_DECIMAL_COMMA, r"\1.\2", regex=True)
            frame = frame.assign(**{name: point})
    return table if frame is table.frame else replace(table, frame=frame)


def renamed(frame: pd.DataFrame, ours: dict[str, str]) -> pd.DataFrame:
    """Columns under our names; one that is there already, or comes a second time, is left alone."""
    taken = {str(name) for name in frame.columns}
    new: dict[str, str] = {}
    for name in frame.columns:
        own = plain(str(name))
        target = own.replace(" ", "_") if own.replace(" ", "_") in ours.values() else ours.get(own)
        if target and target not in taken:
            new[str(name)] = target
            taken.add(target)
    return frame.rename(columns=new) if new else frame


def plain(name: str) -> str:
    """``Employee_ID`` and ``employee-id`` as ``employee id``."""
    return re.sub(r"[\s_\-]+", " ", name).strip().replace("İ", "i").lower()
