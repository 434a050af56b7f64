"""Schedules that other systems wrote, brought to the columns of ``schedule.csv``.

Known are one row a shift with the person's id, e-mail or name, and start and end as instants or as
a date and a time of day each (Microsoft Teams Shifts, Deputy, bare spreadsheets). An end without a
date that is not after its start is on the next day.
"""

import re
from datetime import date, timedelta

import pandas as pd

from planner.domain import Plan
from planner.folder.rosters import plain, renamed

_OURS = {
    other: ours
    for ours, others in {
        "agent": ("agent id", "employee id", "employee", "user id", "user", "member", "name",
                  "agent name", "employee name", "staff",
                  "work email", "email", "personel",
                  "ad soyad", "氏名", "社員番号"),
        "shift": ("custom label", "shift name", "shift code", "label", "shift type",
                  "activity code", "vardiya", "シフト"),
        "start": ("start time utc", "shift start", "start datetime", "startdatetime", "begin",
                  "timefrom", "time from", "baslangic", "başlangıç", "開始"),
        "end": ("end time utc", "shift end", "end datetime", "enddatetime", "finish", "timeto",
                "time to", "bitis", "bitiş", "終了"),
        "timezone": ("time zone", "tz"),
        "paid_hours": ("paid hours", "hours paid"),
    }.items()
    for other in others
}  # fmt: skip
_PARTS = {
    "start date": "start_date", "start time": "start_time", "end date": "end_date",
    "end time": "end_time", "date": "start_date", "tarih": "start_date", "日付": "start_date",
}  # fmt: skip
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ASIAN = re.compile(r"(\d{4})[/年](\d{1,2})[/月](\d{1,2})日?")


def canonical_schedule(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """The table under our names, people by their ids; our own tables come back as they are."""
    if {"agent", "shift", "start", "end"} <= set(frame.columns):
        return frame
    table = renamed(_with_instants(frame), _OURS)
    if "agent" in table:
        table = table.assign(agent=table["agent"].map(_ids(plan)).fillna(table["agent"]))
    if "shift" not in table and "agent" in table:
        table = table.assign(shift="")
    return table


def _ids(plan: Plan) -> dict[str, str]:
    """Ids of people by id, e-mail and name; names that two people bear mean nobody."""
    known: dict[str, str] = {}
    names = [agent.name for agent in plan.agents]
    for agent in plan.agents:
        if agent.name and names.count(agent.name) == 1:
            known[agent.name] = agent.agent
        if agent.email:
            known[agent.email] = agent.agent
    return known | {agent.agent: agent.agent for agent in plan.agents}


def _with_instants(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates and times of day in columns of their own, put together."""
    parts = {_PARTS[plain(str(name))]: name for name in frame.columns if plain(str(name)) in _PARTS}
    if not {"start_date", "start_time", "end_time"} <= set(parts):
        return frame
    begin, end = (frame[parts[name]].map(_clock) for name in ("start_time", "end_time"))
    first = frame[parts["start_date"]].map(_iso)
    if "end_date" in parts:
        last = frame[parts["end_date"]].map(_iso)
    else:
        late = end <= begin
        last = first.where(~late, first.map(_day_after))
    joined = {"start": first + "T" + begin, "end": last + "T" + end}
    return frame.drop(columns=list(parts.values())).assign(**joined)


def _clock(text: str) -> str:
    """``8:00`` as ``08:00``."""
    return f"0{text}" if re.fullmatch(r"\d:\d{2}(:\d{2})?", text) else text


def _iso(text: str) -> str:
    """The month first where slashes part the date, the day first where points do."""
    if found := _AMERICAN.fullmatch(text):
        return f"{found[3]}-{found[1]:0>2}-{found[2]:0>2}"
    if found := _DOTTED.fullmatch(text):
        return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    if found := _ASIAN.fullmatch(text):
        return f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}"
    return text


def _day_after(text: str) -> str:
    try:
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    except ValueError:
        return text
