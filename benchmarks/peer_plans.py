"""The work of ``peer_cases`` as plan folders, and what the planner makes of them."""

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

import planner
from benchmarks.peer_cases import (
    LABELS,
    SHIFT_HOURS,
    SHORT_PRICE,
    Answer,
    LabelCase,
    SelectionCase,
    Wish,
)
from planner.folder.unacted import refuse_unacted

START = date(2027, 3, 1)
QUEUE = "work"
PROVEN = 1e-6


def selected(case: SelectionCase, seconds: float) -> Answer:
    """Shift selection: people who are alike and may start any shift, one a day."""
    difference = case.work == "difference"
    prices = {"shortage_per_hour": 1 if difference else SHORT_PRICE,
              "surplus_per_hour": int(difference)}  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _settings(folder, days=case.days, interval=case.step, prices=prices)
        _common(folder, hourly_cost=0 if difference else 1, heads=case.most)
        _table(folder, "contracts", ("contract",), [("free",)])
        _table(folder, "shifts", ("shift", "start_from", "start_to", "length_minutes", "breaks"), (
            (name, clock(kind.start), clock(kind.start), kind.length,
             "" if kind.lunch_after is None
             else f"60 unpaid {kind.lunch_after}-{kind.lunch_after}")
            for name, kind in case.kinds.items()
        ))  # fmt: skip
        plan = planner.read_plan(folder)
    required = np.array(case.required, dtype=float).reshape(-1)
    result = _optimised(plan, required, case.step, seconds)
    zero = datetime(START.year, START.month, START.day, tzinfo=UTC)
    return Answer(
        seconds=result.seconds, proven=result.gap < PROVEN, status=result.status,
        starts=[(round((shift.start - zero).total_seconds() / 60), shift.shift, 1)
                for shift in result.schedule.shifts],
    )  # fmt: skip


def rostered(case: LabelCase, seconds: float) -> Answer:
    """A roster of labels: named people, a template for each label."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prices = {"shortage_per_hour": SHORT_PRICE,
                  "surplus_per_hour": case.excess / SHIFT_HOURS, "request": 1}  # fmt: skip
        _settings(folder, days=case.days, interval=60, prices=prices, rules=_rules(case))
        _common(folder, hourly_cost=case.shift_price / SHIFT_HOURS, heads=None)
        _people(folder, case)
        plan = planner.read_plan(folder)
    result = _optimised(plan, _needs(case), 60, seconds)
    return Answer(
        seconds=result.seconds, proven=result.gap < PROVEN, status=result.status,
        roster={(int(shift.agent[1:]), (shift.date - START).days): shift.shift
                for shift in result.schedule.shifts},
    )  # fmt: skip


def _optimised(
    plan: planner.Plan, required: "np.ndarray[tuple[int], np.dtype[np.float64]]", step: int,
    seconds: float,
) -> planner.Result:  # fmt: skip
    refuse_unacted(plan, "plan")
    needs = pd.DataFrame({
        "interval_start": pd.date_range(str(START), periods=len(required), freq=f"{step}min",
                                        tz="UTC"),
        "queue": QUEUE, "required_real": required,
    })  # fmt: skip
    return planner.optimise(plan, needs, seconds=seconds)


# ------------------------------------------------------------------------------------ folders


def _settings(
    folder: Path, *, days: int, interval: int, prices: Mapping[str, float],
    rules: Mapping[str, float] | None = None,
) -> None:  # fmt: skip
    lines = [f'name = "Peers"\nstart = {START}\ndays = {days}\ntimezone = "UTC"',
             f"interval_minutes = {interval}", "[prices]"]  # fmt: skip
    lines += [f"{name} = {price}" for name, price in prices.items()]
    if rules:
        lines += ["[rules]", *(f"{name} = {price}" for name, price in rules.items())]
    (folder / "plan.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _common(folder: Path, *, hourly_cost: float, heads: int | None) -> None:
    _table(folder, "queues", ("queue", "channel", "aht_s", "weekly_volume"),
           [(QUEUE, "voice", 300, 1)])  # fmt: skip
    size = "" if heads is None else heads
    _table(folder, "teams", ("team", "timezone", "queues", "contract", "heads", "hourly_cost"),
           [("team", "UTC", QUEUE, "free", size, hourly_cost)])  # fmt: skip


def _people(folder: Path, case: LabelCase) -> None:
    """Contract, shifts, people, fixed days and wishes of a roster of labels."""
    limits = _limits(case)
    _table(folder, "contracts", ("contract", *limits), [("free", *limits.values())])
    _table(folder, "shifts", ("shift", "start_from", "start_to", "length_minutes"),
           ((label, at, at, 60 * SHIFT_HOURS) for label, at in case.starts.items()))  # fmt: skip
    _table(folder, "agents", ("agent", "team"), ((f"p{n:04d}", "team") for n in range(case.people)))
    _table(folder, "pins", ("agent", "date", "shift"), (
        (f"p{person:04d}", START + timedelta(days=day), label)
        for (person, day), label in case.fixed.items()
    ))  # fmt: skip
    _table(folder, "requests", ("agent", "date", "want", "weight"), (
        (f"p{wish.person:04d}", START + timedelta(days=wish.day),
         _want(wish), wish.weight)
        for wish in case.wishes
    ))  # fmt: skip


def _want(wish: Wish) -> str:
    """A wish in the words of requests.csv."""
    if not wish.label:
        return "off" if wish.wanted else "work"
    return wish.label if wish.wanted else f"not: {wish.label}"


def _limits(case: LabelCase) -> dict[str, float]:
    """The hard and soft limits as columns of contracts.csv."""
    low, high = case.days_a_week
    limits: dict[str, float] = {"min_rest_hours": case.rest_hours} if case.rest_hours else {}
    if case.least_days:
        over = "week" if case.days == 7 else "horizon"
        limits[f"min_hours_per_{over}"] = SHIFT_HOURS * case.least_days
    if case.usual_days is not None:
        return limits | {
            "max_hours_per_week": SHIFT_HOURS * high, "max_days_per_week": case.usual_days,
            "min_hours_per_week": SHIFT_HOURS * case.usual_days,
            "max_consecutive_nights": case.usual_nights,
        }  # fmt: skip
    if (low, high) != (0, 7):
        limits |= {"min_hours_per_week": SHIFT_HOURS * low, "max_days_per_week": high}
    if case.most_nights < case.days:
        limits["max_consecutive_nights"] = case.most_nights
    return limits


def _rules(case: LabelCase) -> dict[str, float]:
    """Prices of the soft limits."""
    if case.usual_days is None:
        return {}
    return {
        "max_days_per_week": case.day_more, "min_hours_per_week": case.day_fewer / SHIFT_HOURS,
        "max_consecutive_nights": case.night_more,
    }  # fmt: skip


def _needs(case: LabelCase) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """People required in every hour of the horizon: those of the label whose hours they are."""
    required = np.zeros(24 * case.days)
    for label in LABELS:
        first = int(case.starts[label][:2])
        for day in range(case.days):
            begin = 24 * day + first
            required[begin : begin + SHIFT_HOURS] = case.required(day, label)
    return required


def _table(
    folder: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


def clock(minute: int) -> str:
    """Minutes after midnight as ``06:30``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
