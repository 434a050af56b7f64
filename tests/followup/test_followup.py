"""Where a forecast was wrong, what the coming days lack, and the cheapest way to close it."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import planner
from planner.demand import forecast
from planner.domain import Plan
from planner.followup import FollowUp, reforecast
from planner.schedule_files import read_schedule
from planner.schedules import Schedule
from planner.staffing import require
from tests.support.folders import SMALL, write_folder

NIGHT = "interval_start,queue,offered,aht_s,on_duty"
QUEUES = """\
queue,channel,aht_s,weekly_volume,complete_within_hours
calls,voice,240,3000,
mail,email,300,900,24
"""
TEAMS = """\
team,kind,timezone,queues,contract,heads,hourly_cost,shrinkage,lock_days,max_paid_hours_per_week
berlin,in_house,UTC,calls|mail,full,14,24,0.1,,
partner,outsourced,UTC,calls,full,6,30,0.1,{lock},
"""
CONTRACTS = """\
contract,max_hours_per_week,max_days_per_week,max_consecutive_days,min_rest_hours,{extra}
full,40,5,5,11,{value}
"""
SHIFTS = "shift,start_from,start_to,start_step_minutes,length_minutes\nday,00:00,16:00,30,480\n"


def folder(
    path: Path, actuals: str, *, lock: str = "", overtime: str = "", leave: str = ""
) -> Path:
    extra = "max_overtime_hours_per_week,overtime_factor" if overtime else "max_hours_per_day"
    return write_folder(
        path,
        {
            "plan.toml": SMALL["plan.toml"].replace("Europe/Berlin", "UTC"),
            "queues.csv": QUEUES,
            "teams.csv": TEAMS.format(lock=lock),
            "contracts.csv": CONTRACTS.format(extra=extra, value=overtime or "10"),
            "shifts.csv": SHIFTS,
            "actuals.csv": actuals,
            "time_off.csv": leave or None,
        },
    )


def actual_day(*, calls: float, aht_s: float = 240.0, on_duty: str = "") -> str:
    """The first day, by the half hour; expected are 3000 / 336 calls of 240 s in each."""
    rows = [
        f"2027-03-01T{i // 2:02d}:{i % 2 * 30:02d}Z,calls,{calls},{aht_s:g},{on_duty}"
        for i in range(48)
    ]
    return "\n".join([NIGHT, *rows]) + "\n"


def followed(path: Path, actuals: str, **changes: str) -> tuple[Plan, FollowUp]:
    plan = planner.read_plan(folder(path, actuals, **changes))
    return plan, reforecast(plan)


def test_the_error_is_split_into_volume_handle_time_and_shrinkage(tmp_path: Path) -> None:
    plan, told = followed(tmp_path, actual_day(calls=12, aht_s=300, on_duty="2"))
    needs = require(plan, forecast(plan))
    there = needs.loc[needs["queue"] == "calls", "required"].to_numpy()[:48].sum() / 2
    day, whole = told.variance.to_dict("records")
    assert (day["date"], whole["date"]) == ("2027-03-01", "all")
    assert day["forecast_contacts"] == pytest.approx(3000 / 7)
    assert day["actual_contacts"] == 576
    assert day["volume_hours"] == pytest.approx((576 - 3000 / 7) * 240 / 3600)
    assert day["handle_time_hours"] == pytest.approx(576 * 60 / 3600)
    assert day["on_duty_hours"] == pytest.approx(48)
    assert day["shrinkage_hours"] == pytest.approx(there - 48)
    parts = ("volume_hours", "handle_time_hours", "shrinkage_hours")
    assert day["total_hours"] == pytest.approx(sum(day[name] for name in parts))
    assert {name: whole[name] for name in parts} == {name: day[name] for name in parts}


def test_an_hour_of_two_chats_is_half_an_agents_hour(tmp_path: Path) -> None:
    raw = folder(tmp_path, actual_day(calls=12, aht_s=300))
    chats = QUEUES.replace("hours\n", "hours,concurrency\n").replace("3000,", "3000,,2")
    (raw / "queues.csv").write_text(chats.replace("voice", "chat").replace("900,24", "900,24,"))
    day = reforecast(planner.read_plan(raw)).variance.iloc[0]
    assert day["volume_hours"] == pytest.approx((576 - 3000 / 7) * 240 / 3600 / 2)
    assert day["handle_time_hours"] == pytest.approx(576 * 60 / 3600 / 2)


def test_without_people_on_duty_nothing_is_said_of_shrinkage(tmp_path: Path) -> None:
    _, told = followed(tmp_path, actual_day(calls=10))
    assert told.variance["shrinkage_hours"].isna().all()
    assert told.variance["total_hours"].notna().all()


def test_a_shortage_is_closed_the_cheapest_way_first(tmp_path: Path) -> None:
    _, told = followed(tmp_path, actual_day(calls=14))
    tuesday = told.actions[
        (told.actions["date"] == "2027-03-02") & (told.actions["queue"] == "calls")
    ]
    assert tuesday["short_hours"].iloc[0] > 10
    assert tuesday["short_hours_at_first"].iloc[0] == 0
    assert tuesday["cost_per_hour"].is_monotonic_increasing
    assert tuesday["hours"].sum() == pytest.approx(tuesday["short_hours"].iloc[0], abs=0.3)
    kinds = tuesday["action"].tolist()
    assert "extra_hours" in kinds
    assert tuesday["cost"].to_numpy() == pytest.approx(
        (tuesday["hours"] * tuesday["cost_per_hour"]).to_numpy()
    )


def test_no_hours_are_promised_twice(tmp_path: Path) -> None:
    """A week has what contracts allow; what is left after that is accepted at its price."""
    plan, told = followed(tmp_path, actual_day(calls=30))
    extra = told.actions[told.actions["action"] == "extra_hours"]
    most = 14 * 40 * 0.9
    assert extra["hours"].sum() < most
    accepted = told.actions[told.actions["action"] == "accept"]
    assert accepted["cost_per_hour"].unique().tolist() == [plan.prices.shortage_per_hour]


def test_an_order_that_is_fixed_is_left_alone(tmp_path: Path) -> None:
    def outsourced(lock: str) -> list[str]:
        raw = folder(tmp_path / (lock or "free"), actual_day(calls=30), lock=lock)
        actions = reforecast(planner.read_plan(raw)).actions
        return sorted(set(actions.loc[actions["action"] == "outsourcer", "date"]))

    assert min(outsourced("")) < "2027-03-05"
    assert min(outsourced("3")) == "2027-03-05"


def test_overtime_and_leave_are_offered(tmp_path: Path) -> None:
    leave = "agent,from,to,kind,paid\nberlin-002,2027-03-02,2027-03-02,leave,yes\n"
    actuals = actual_day(calls=40)
    _, told = followed(tmp_path, actuals, overtime="6,1.5", leave=leave)
    by_action = told.actions.groupby("action")["cost_per_hour"].min()
    assert by_action["overtime"] == pytest.approx(1.5 * by_action["extra_hours"], rel=0.01)
    moved = told.actions[told.actions["action"] == "move_leave"]
    assert moved["date"].tolist() == ["2027-03-02"]
    assert "berlin-002" in moved["message"].iloc[0]


def test_time_is_given_back_when_less_comes(tmp_path: Path) -> None:
    _, told = followed(tmp_path, actual_day(calls=3))
    back = told.actions[told.actions["action"].isin(["time_off", "cut_order"])]
    assert not back.empty
    assert (back["cost"] < 0).all()
    assert (back["spare_hours"] > back["spare_hours_at_first"]).all()


def test_time_won_on_one_queue_and_lost_on_another_is_not_given_back(tmp_path: Path) -> None:
    """Few calls and as much more mail for the same people; then as few calls alone."""
    given = []
    for mail in (110, 900 / 168 / 2):
        actuals = actual_day(calls=3)
        more = [
            f"2027-03-01T{i // 2:02d}:{i % 2 * 30:02d}Z,mail,{mail / 2:g},300," for i in range(48)
        ]
        plan = planner.read_plan(folder(tmp_path / f"{mail:g}", actuals + "\n".join(more) + "\n"))
        table = reforecast(plan).actions
        given.append(table.loc[table["team"] == "berlin", "action"].isin(["time_off"]).any())
    assert given == [False, True]


def test_a_forecast_that_holds_asks_for_nothing(tmp_path: Path) -> None:
    _, told = followed(tmp_path, actual_day(calls=3000 / 336))
    assert set(told.actions["action"]) == {"keep"}
    assert told.actions["date"].nunique() == 6
    assert told.notes[0].startswith("No rota")


def test_gaps_are_those_of_the_rota(tmp_path: Path) -> None:
    """Nobody on shift: all that is required is short."""
    plan = planner.read_plan(folder(tmp_path, actual_day(calls=3000 / 336)))
    told = reforecast(plan, Schedule(()))
    calls = told.actions[told.actions["queue"] == "calls"]
    needs = require(plan, told.forecast)
    own = needs[needs["queue"] == "calls"]
    tuesday = own[own["interval_start"].dt.date == date(2027, 3, 2)]["required_real"].sum() / 2
    assert calls.loc[calls["date"] == "2027-03-02", "short_hours"].iloc[0] == pytest.approx(tuesday)
    assert told.notes == ()


def test_a_rota_read_from_a_file_is_held_against_the_new_forecast(tmp_path: Path) -> None:
    plan = planner.read_plan(folder(tmp_path, actual_day(calls=12)))
    day = pd.DataFrame(
        [("berlin-001", "day", f"2027-03-0{n}T08:00:00Z", f"2027-03-0{n}T16:00:00Z")
         for n in (2, 3)],
        columns=["agent", "shift", "start", "end"],
    )  # fmt: skip
    day.to_csv(tmp_path / "schedule.csv", index=False)
    schedule, _, _ = read_schedule(
        plan, tmp_path / "schedule.csv", require=lambda: require(plan, forecast(plan))
    )
    with_one = reforecast(plan, schedule).actions
    with_none = reforecast(plan, Schedule(())).actions
    first = [
        table.loc[(table["date"] == "2027-03-02") & (table["queue"] == "calls"), "short_hours"]
        for table in (with_one, with_none)
    ]
    assert np.isclose(first[1].iloc[0] - first[0].iloc[0], 8 * 0.9, atol=1.0)
