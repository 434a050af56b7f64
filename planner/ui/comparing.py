"""Results side by side: service, cost, shortage, fairness, and whose days differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.calendars import public_holidays
from planner.domain import Plan
from planner.ui.results import read_table

STEP = np.timedelta64(900, "s")
NIGHT_BEGINS, NIGHT_ENDS = 23, 6


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A result that is compared: what it is called, its plan, its folder, its summary.

    ``written`` in seconds since 1970; 0 where that says nothing (saved versions).
    """

    name: str
    plan: Plan
    path: Path
    summary: Mapping[str, Any]
    written: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One line of the comparison; ``better`` is −1 where less is better, 1 where more is."""

    label: str
    unit: str
    values: tuple[float, ...]
    better: int = -1
    digits: int = 0
    is_money: bool = False

    @property
    def best(self) -> tuple[bool, ...]:
        """Which are the best; none where all are alike."""
        known = [value for value in self.values if value == value]
        if not known or max(known) - min(known) < 0.5 * 10**-self.digits:
            return (False,) * len(self.values)
        top = max(known) if self.better > 0 else min(known)
        return tuple(abs(value - top) < 0.5 * 10**-self.digits for value in self.values)


def measures(candidates: Sequence[Candidate]) -> list[Measure]:
    """Cost, service, shortage, hours and fairness of each result."""
    currency = candidates[0].plan.currency

    def of(label: str, name: str, unit: str, digits: int = 0) -> Measure:
        values = tuple(_number(candidate.summary.get(name)) for candidate in candidates)
        money = name.endswith("cost")
        return Measure(label=label, unit=unit, values=values, digits=digits, is_money=money)

    return [
        of("Cost", "cost", currency),
        of("Labour", "labour_cost", currency),
        Measure(
            label="Service level", unit="%", better=1, digits=1,
            values=tuple(100 * service_level(c.summary, read_table(c.path / "requirements.csv"))
                         for c in candidates),
        ),
        of("Short", "short_hours", "h", 1),
        of("Spare", "surplus_hours", "h", 1),
        of("Paid", "paid_hours", "h"),
        of("People on shift", "heads_on_shift", "people"),
        of("Hard rules broken", "hard_violations", "times"),
        Measure(
            label="Unfairness", unit="h", digits=1,
            values=tuple(unfairness(c.plan, read_table(c.path / "schedule.csv"))
                         for c in candidates),
        ),
    ]  # fmt: skip


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def service_level(summary: Mapping[str, Any], needs: pd.DataFrame) -> float:
    """Modelled share of live contacts answered in time, over the live queues.

    NaN where nothing is known of it.

    Parameters
    ----------
    needs
        Columns ``queue`` and ``volume`` of ``requirements.csv``: the weights.
    """
    if needs.empty or "volume" not in needs:
        return float("nan")
    contacts = needs.groupby("queue")["volume"].sum()
    known = {
        name: float(queue["modelled"])
        for name, queue in summary.get("queues", {}).items()
        if queue.get("modelled") is not None
        and "answer_within_s" in queue
        and name in contacts.index
    }
    weights = [float(contacts[name]) for name in known]
    if sum(weights) <= 0:
        return float("nan")
    return float(np.average(list(known.values()), weights=weights))


def unfairness(plan: Plan, schedule: pd.DataFrame) -> float:
    """Unpopular hours above the mean of a person's team and contract, summed over people."""
    hours = unpopular_hours(plan, schedule)
    frame = pd.DataFrame(
        {
            "hours": [hours.get(agent.agent, 0.0) for agent in plan.agents],
            "group": [f"{agent.team}\0{agent.contract}" for agent in plan.agents],
        }
    )
    above = frame["hours"] - frame.groupby("group")["hours"].transform("mean")
    return float(above.clip(lower=0).sum())


def unpopular_hours(plan: Plan, schedule: pd.DataFrame) -> dict[str, float]:
    """Hours on shift at night (23:00–06:00), at the weekend or on a public holiday, by person.

    On the clock and by the holidays of the person's team; an hour that is several of these counts
    once.
    """
    found: dict[str, float] = {}
    for team, rows in schedule.groupby("team"):
        own = plan.team.get(str(team))
        if own is None:
            continue
        years = {day.year for day in plan.horizon.dates()}
        holidays = public_holidays(own.country, own.subdivision, years)
        steps = _steps(rows)
        local = steps["start"].dt.tz_convert(own.zone)
        night = (local.dt.hour >= NIGHT_BEGINS) | (local.dt.hour < NIGHT_ENDS)
        off = local.dt.date.isin(list[date](holidays))
        counted = steps[night | (local.dt.day_of_week >= 5) | off]
        hours = counted.groupby("agent")["hours"].sum()
        found |= {str(agent): float(value) for agent, value in hours.items()}
    return found


def _steps(rows: pd.DataFrame) -> pd.DataFrame:
    """Quarters of an hour of the shifts, the last one as long as it is."""
    begins, ends = (rows[name].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[s]")
                    for name in ("start", "end"))  # fmt: skip
    count = np.ceil((ends - begins) / STEP).astype(int)
    at = np.repeat(np.arange(len(rows)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    start = begins[at] + number * STEP
    hours = np.minimum(ends[at] - start, STEP) / np.timedelta64(1, "h")
    return pd.DataFrame(
        {
            "agent": rows["agent"].to_numpy()[at],
            "start": pd.Series(start).dt.tz_localize("UTC"),
            "hours": hours,
        }
    )


def rota_differences(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Days on which a person's shift differs, one row each.

    Columns ``agent, team, date, before, after``; times on the clock of the person's team, blank:
    no shift.
    """
    columns = ["agent", "team", "date"]
    old, new = (
        pd.Series(_words(table), index=pd.MultiIndex.from_frame(table[columns]), dtype=object)
        .groupby(level=[0, 1, 2]).agg(", ".join)
        for table in (before, after)
    )  # fmt: skip
    both = pd.DataFrame({"before": old, "after": new}).fillna("")
    changed = both[both["before"] != both["after"]]
    return changed.rename_axis(columns).reset_index().sort_values(columns, ignore_index=True)


def _words(schedule: pd.DataFrame) -> list[str]:
    """``22:00–06:30 night``."""
    rows = zip(schedule["local_start"], schedule["local_end"], schedule["shift"], strict=True)
    return [f"{str(a)[11:16]}–{str(b)[11:16]} {name}".rstrip() for a, b, name in rows]
