"""The board: formulas by hand, targets, plan, trends and people, and no ranking of noise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.domain import Plan
from planner.errors import DataError
from planner.folder import check_folder, read_plan
from planner.kpi_rows import KpiRow
from planner.kpis import DEFINITIONS, board_page, kpi_board
from planner.ui.kpi_words import FORMULAS, TITLES
from tests.support.folders import SMALL, write_folder

ROOT = Path(__file__).parents[2]
HEADER = (
    "date,queue,team,agent,tickets_created,conversations,resolved,reopened,bot_resolved,"
    "csat_responses,csat_positive,nps_responses,nps_promoters,nps_detractors,first_responses,"
    "first_response_total_s,offered,answered_in_time,handling_hours,available_hours\n"
)
ROW = "2027-02-{day:02},calls,berlin,,100,80,70,6,8,40,34,40,20,8,90,4500,100,84,30,10\n"
TARGETS = "kpi,queue,team,target\ncsat,,,0.9\ncsat,calls,,0.5\nfirst_response,,,60\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = "".join(ROW.format(day=day) for day in range(1, 29))
    return write_folder(tmp_path, {"kpis.csv": HEADER + rows, "kpi_targets.csv": TARGETS})


def line(plan: Plan, kpi: str, level: str = "queue", **how: Any) -> "pd.Series[Any]":
    board = kpi_board(plan, **how).board
    return board[(board["level"] == level) & (board["kpi"] == kpi)].iloc[0]


def test_figures_follow_their_formulas(folder: Path) -> None:
    plan = read_plan(folder)
    wanted = {
        "csat": 34 / 40, "first_response": 50.0, "tickets": 100.0, "resolution": 64 / 80,
        "nps": 100 * 12 / 40, "automated": 8 / 80, "service_level": 0.84, "occupancy": 0.75,
    }  # fmt: skip
    for kpi, value in wanted.items():
        assert line(plan, kpi)["value"] == pytest.approx(value), kpi
    assert set(kpi_board(plan).board["kpi"]) == set(wanted)


def test_the_closest_target_counts_and_queues_bring_their_own(folder: Path) -> None:
    plan = read_plan(folder)
    assert (line(plan, "csat", "all")["plan"], line(plan, "csat", "all")["verdict"]) == (
        0.9, "missed",
    )  # fmt: skip
    assert (line(plan, "csat")["plan"], line(plan, "csat")["verdict"]) == (0.5, "met")
    assert line(plan, "service_level")["plan"] == 0.8
    assert line(plan, "first_response")["verdict"] == "met"
    assert line(plan, "occupancy")["against_plan"] == pytest.approx(0.75 - 0.88)


def test_a_target_inside_the_interval_is_neither_met_nor_missed(folder: Path) -> None:
    plan = read_plan(folder)
    few = line(plan, "service_level", until=date(2027, 2, 1))
    assert few["low"] < 0.8 < few["high"]
    assert few["verdict"] == "unclear"


def test_tickets_are_held_against_the_forecast_of_the_same_days(folder: Path) -> None:
    plan = read_plan(folder)
    days = [f"2027-02-{day:02}T09:00:00+01:00" for day in (1, 2)] + ["2027-03-09T09:00:00+01:00"]
    forecast = pd.DataFrame({"queue": "calls", "local_start": days, "mean": [90.0, 130.0, 7.0]})
    told = line(plan, "tickets", forecast=forecast)
    assert (told["plan"], told["against_plan"], told["verdict"]) == (110.0, -10.0, "")


def with_rows(plan: Plan, rows: Sequence[KpiRow]) -> Plan:
    return replace(plan, kpis=tuple(rows))


def survey(day: int, name: str, answers: int, positive: int) -> KpiRow:
    counts = {"csat_responses": answers, "csat_positive": positive}
    return KpiRow(
        date=date(2027, 1, 1) + timedelta(days=day), team="berlin", agent=name, counts=counts
    )


def test_a_trend_is_told_where_it_is_one(folder: Path) -> None:
    plan = read_plan(folder)
    fell = [survey(day, "", 40, 36 if day < 28 else 28) for day in range(56)]
    assert line(with_rows(plan, fell), "csat", "all")["trend"] == "worse"
    slightly = [survey(day, "", 4, 3 + (day % 7 == 0 and day < 28)) for day in range(56)]
    assert line(with_rows(plan, slightly), "csat", "all")["trend"] == "unclear"


def test_people_who_differ_by_chance_alone_are_not_set_apart(folder: Path) -> None:
    plan, draw = read_plan(folder), np.random.default_rng(11)
    boards = 0
    for _ in range(20):
        rows = [
            survey(day, f"p{n:02}", 10, int(draw.binomial(10, 0.8)))
            for n in range(20)
            for day in range(0, 28, 4)
        ]
        people = kpi_board(with_rows(plan, rows)).board.query("level == 'agent'")
        assert list(people["name"]) == sorted(people["name"])
        boards += bool(people["apart"].isin(["above the others", "below the others"]).any())
    assert boards <= 4


def test_who_really_differs_is_set_apart(folder: Path) -> None:
    rows = [survey(day, f"p{n}", 20, 10 if n == 3 else 17) for n in range(8) for day in range(20)]
    people = kpi_board(with_rows(read_plan(folder), rows)).board.query("level == 'agent'")
    apart = dict(zip(people["name"], people["apart"], strict=True))
    assert apart.pop("p3") == "below the others"
    assert set(apart.values()) == {"like the others"}


def test_a_person_with_hardly_any_answers_has_no_figure(folder: Path) -> None:
    rows = [survey(0, "ada", 3, 3), survey(0, "bob", 200, 150)]
    people = kpi_board(with_rows(read_plan(folder), rows)).board.query("level == 'agent'")
    ada = people.set_index("name").loc["ada"]
    assert np.isnan(ada["value"])
    assert (ada["n"], ada["verdict"], ada["trend"]) == (3, "too few", "too few")


def test_wrong_counts_are_named_with_their_row(tmp_path: Path) -> None:
    rows = "date,queue,csat_responses,csat_positive\n2027-02-01,calls,4,5\n2027-02-02,cals,4,4\n"
    problems = check_folder(write_folder(tmp_path, {"kpis.csv": rows})).problems
    assert [str(problem) for problem in problems] == [
        "kpis.csv row 2, csat_positive: '5' is more than csat_responses (4), which it is part of",
        "kpis.csv row 3, queue: 'cals' is no queue of queues.csv (calls?): shown as it is",
    ]


def test_a_queue_with_a_fault_is_a_queue_still(tmp_path: Path) -> None:
    rows = "date,queue,csat_responses,csat_positive\n2027-02-01,calls,4,4\n"
    faulty = SMALL["queues.csv"].replace("calls,voice,", "calls,fax,")
    changed = write_folder(tmp_path, {"kpis.csv": rows, "queues.csv": faulty})
    problems = [str(problem) for problem in check_folder(changed).problems]
    assert len(problems) == 1
    assert "fax" in problems[0]


def test_no_rows_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no row in these days"):
        kpi_board(read_plan(folder), since=date(2028, 1, 1))


def test_the_command_writes_board_weeks_and_page(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["kpis", str(folder), "--until", "2027-02-21", "--out", str(out)]
    done = CliRunner().invoke(app, words, env={"COLUMNS": "120"})
    assert done.exit_code == 0, done.stderr
    assert "2027-02-01 to 2027-02-21" in done.stdout
    assert "Missed for certain: CSAT (all)" in done.stdout
    weeks = pd.read_csv(out / "kpi_weeks.csv").query("level == 'queue' and kpi == 'csat'")
    assert list(weeks["week"]) == ["2027-02-01", "2027-02-08", "2027-02-15"]
    assert "CSAT" in (out / "kpi_board.html").read_text()
    assert pd.read_csv(out / "kpi_board.csv")["value"].notna().all()


@pytest.mark.parametrize(
    ("words", "said"), [(["--level", "queues"], "expected one of"), (["--since", "x"], "--since")]
)
def test_wrong_words_are_named(folder: Path, words: list[str], said: str) -> None:
    refused = CliRunner().invoke(app, ["kpis", str(folder), *words])
    assert (refused.exit_code, said in refused.stderr) == (2, True)


def test_the_page_to_print_names_nobody(folder: Path) -> None:
    rows = [survey(day, "ada", 20, 15) for day in range(10)]
    told = kpi_board(with_rows(read_plan(folder), rows))
    assert "ada" not in board_page(told, name="Small")


def test_the_app_translates_what_is_defined() -> None:
    assert {of.kpi: of.title for of in DEFINITIONS} == TITLES
    assert {of.kpi: of.formula for of in DEFINITIONS} == FORMULAS


def test_the_example_comes_from_its_generator_and_tells_what_was_put_into_it() -> None:
    from tests.support.scripts import load

    written = load("data/generate_kpis.py").table()
    stored = pd.read_csv(ROOT / "data/follow_the_sun/kpis.csv", keep_default_na=False)
    assert len(written) == len(stored)
    assert list(written["csat_positive"]) == list(stored["csat_positive"])
    board = kpi_board(read_plan(ROOT / "data/follow_the_sun")).board.set_index(
        ["level", "name", "kpi"]
    )
    assert board.loc[("queue", "chat_de", "csat"), "trend"] == "worse"
    assert board.loc[("queue", "voice_en", "automated"), "trend"] == "better"
    assert float(board["value"].to_dict()[("team", "manila", "service_level")]) < 0.76
    assert board.loc[("agent", "singapore-04", "resolution"), "apart"] == "below the others"
