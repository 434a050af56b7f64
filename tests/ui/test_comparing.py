"""Results side by side: figures by hand."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from planner.folder import read_plan
from planner.schedules import schedule_of, schedule_table
from planner.ui.compare import neutral_csv
from planner.ui.comparing import (
    Candidate,
    Measure,
    rota_differences,
    service_level,
    unfairness,
    unpopular_hours,
)
from planner.ui.cost_and_service import points
from planner.ui.cover_differences import cells_of, differences
from planner.ui.results import told_apart
from tests.export.desk import NIGHTS, desk, night


def table(tmp_path: Path, *shifts: tuple[str, date]) -> pd.DataFrame:
    plan = desk(tmp_path / "desk")
    of = schedule_of(night(plan, agent, day) for agent, day in shifts)
    return schedule_table(plan, of, {(s.agent, s.start): 0.0 for s in of.shifts})


def test_unpopular_hours_are_elapsed_hours_at_night_and_at_weekends(tmp_path: Path) -> None:
    found = unpopular_hours(
        desk(tmp_path / "desk"),
        table(tmp_path, ("ada", date(2027, 3, 24)), ("bob", NIGHTS[0])),
    )
    assert found == {"ada": 7.0, "bob": 7.0}


def test_a_quarter_that_is_cut_counts_as_long_as_it_is(tmp_path: Path) -> None:
    rows = table(tmp_path, ("ada", date(2027, 3, 24)))
    rows["end"] = rows["end"] - pd.Timedelta(minutes=10)
    found = unpopular_hours(desk(tmp_path / "desk"), rows)
    assert found["ada"] == pytest.approx(7 - 1 / 6)


def test_unfairness_is_what_lies_above_the_mean_of_the_team(tmp_path: Path) -> None:
    plan = desk(tmp_path / "desk")
    assert {a.agent for a in plan.agents if a.team == "leads"} == {"ada", "bob"}
    rows = table(tmp_path, ("ada", date(2027, 3, 24)), ("ada", date(2027, 3, 26)))
    # Friday night: 22:00 on Friday to 06:00 on Saturday, an hour of it popular; so is Wednesday's.
    assert unfairness(plan, rows) == pytest.approx(7.0)
    even = table(tmp_path, ("ada", date(2027, 3, 24)), ("bob", date(2027, 3, 25)))
    assert unfairness(plan, even) == pytest.approx(0.0)


def test_rota_differences_are_days_of_people(tmp_path: Path) -> None:
    before = table(tmp_path, ("ada", date(2027, 3, 24)), ("bob", date(2027, 3, 24)))
    after = table(tmp_path, ("ada", date(2027, 3, 24)), ("bob", date(2027, 3, 25)))
    found = rota_differences(before, after)
    assert found.to_numpy().tolist() == [
        ["bob", "leads", "2027-03-24", "22:00–06:00 -night", ""],
        ["bob", "leads", "2027-03-25", "", "22:00–06:00 -night"],
    ]
    assert rota_differences(before, before).empty


def test_the_best_is_marked_unless_all_are_alike() -> None:
    cost = Measure(label="Cost", unit="EUR", values=(3.0, 1.0, float("nan")))
    assert cost.best == (False, True, False)
    service = Measure(label="Service", unit="%", values=(80.0, 90.0), better=1, digits=1)
    assert service.best == (False, True)
    assert Measure(label="Cost", unit="EUR", values=(5.2, 5.3)).best == (False, False)


def test_the_service_level_is_that_of_live_contacts_weighted_by_them() -> None:
    queues = {
        "a": {"modelled": 0.8, "answer_within_s": 20},
        "b": {"modelled": 0.4, "answer_within_s": 20},
        "waits": {"modelled": 0.1, "complete_within_hours": 8},
        "silent": {"modelled": None, "answer_within_s": 20},
    }
    needs = pd.DataFrame(
        {"queue": ["a", "a", "b", "waits", "silent"], "volume": [10.0, 20.0, 10.0, 50.0, 9.0]}
    )
    assert service_level({"queues": queues}, needs) == pytest.approx(0.7)
    assert service_level({}, needs) != service_level({}, needs)


def test_people_of_the_shop_are_never_unfair_on_weekdays() -> None:
    plan = read_plan(Path(__file__).parents[2] / "data/corner_shop")
    assert unfairness(plan, pd.DataFrame({"team": [], "agent": []})) == 0.0


def test_tables_to_hand_out_hold_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text('agent,gap,note\n=1+1,-3.5,"@cmd, please"\nana,2,\n')
    text = neutral_csv(path).decode("utf-8-sig")
    assert text.splitlines() == ["agent,gap,note", "'=1+1,-3.5,\"'@cmd, please\"", "ana,2,"]


def test_cover_is_compared_interval_by_interval_with_its_own_need() -> None:
    starts = pd.date_range("2027-03-01T08:00Z", periods=2, freq="30min")
    first = pd.DataFrame(
        {"interval_start": starts, "queue": "a", "required": [4.0, 4.0], "covered": [3.0, 6.0]}
    )
    other = first.assign(required=[5.0, 5.0], covered=[6.0, 6.0])
    found = differences(first, other, "a")
    assert found["value"].tolist() == [2.0, -1.0]
    assert found["before"].tolist() == ["▼ 1.0 short", "▲ 2.0 spare"]
    cells = cells_of(found, date(2027, 3, 1), ZoneInfo("UTC"), 0.5)
    assert set(cells["day"]) == {"Mon 1 Mar  ▲ +0.5 h"}
    assert differences(first.head(1), other.tail(1), "a").empty


def test_only_results_of_known_service_stand_in_the_picture(tmp_path: Path) -> None:
    plan = desk(tmp_path / "desk")
    two = [Candidate(name=name, plan=plan, path=tmp_path, summary={}) for name in ("a", "b")]
    lines = [
        Measure(label="Cost", unit="EUR", values=(900.0, 800.0)),
        Measure(label="Service level", unit="%", values=(float("nan"), 81.0)),
        Measure(label="Short", unit="h", values=(2.0, 3.0)),
    ]
    assert points(two, lines).to_dict("records") == [
        {"name": "b", "cost": 800.0, "service_level": 0.81, "short_hours": 3.0}
    ]


def test_results_of_one_name_are_told_apart_by_their_folders() -> None:
    names = {Path("runs/a"): "22 Nov 17:18", Path("runs/b"): "22 Nov 17:18", Path("c"): "older"}
    assert list(told_apart(names).values()) == ["22 Nov 17:18 (a)", "22 Nov 17:18 (b)", "older"]
