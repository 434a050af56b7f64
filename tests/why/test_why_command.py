"""The command ``why``: answers, and wrong questions with what was expected."""

from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result as Run

from planner.cli import app
from planner.folder import read_plan, write_whole
from planner.rules import shift_costs
from planner.schedules import activities_table, schedule_table
from tests.support.results import shop_schedule

SHOP = Path(__file__).parents[2] / "data/corner_shop"


@pytest.fixture(scope="module")
def rota(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("why")
    plan = read_plan(SHOP)
    schedule = shop_schedule(plan)
    write_whole(
        out,
        {
            "schedule.csv": schedule_table(plan, schedule, shift_costs(plan, schedule)),
            "activities.csv": activities_table(plan, schedule),
        },
    )
    return out / "schedule.csv"


def why(rota: Path, *words: str) -> Run:
    return CliRunner().invoke(app, ["why", str(SHOP), str(rota), *words])


def test_a_person_is_told_the_price_of_a_day_off(rota: Path) -> None:
    told = why(rota, "--person", "ana", "--day", "2027-06-08", "--shift", "off")
    assert told.exit_code == 0, told.output
    assert "ana: a day off on 2027-06-08 instead of early 08:00–14:00?" in told.stdout
    assert " GBP less over the plan:" in told.stdout
    assert "Note: Giving people to queues anew alone changes the cost" in told.stdout


def test_an_interval_is_told_with_what_helps(rota: Path) -> None:
    told = why(rota, "--at", "2027-06-12T15:00", "--queue", "phone")
    assert told.exit_code == 0, told.output
    assert "whenever it is open (queues.csv, min_agents): 1." in told.stdout
    assert "One more person in shop, contract shop" in told.stdout


def test_a_person_without_unmet_requests_is_told_how_to_ask(rota: Path) -> None:
    assert "ask of a day: --day DATE" in why(rota, "--person", "ana").stdout


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ((), "expected either --at TIME or --person PERSON"),
        (("--person", "zoe"), "expected one of ana, ben, cleo"),
        (("--person", "ana", "--day", "2028-01-01"), "expected 2027-06-07 to 2027-06-13"),
        (("--person", "ana", "--day", "tomorrow"), "--day: 'tomorrow'"),
        (
            ("--person", "ana", "--day", "2027-06-08", "--shift", "noon"),
            "is no shift of shifts.csv",
        ),
        (("--at", "2029-01-01T10:00"), "outside the horizon"),
        (("--at", "noon"), "is not an instant"),
        (("--at", "2027-06-12T15:00", "--queue", "sales"), "expected one of parcels, phone"),
        (("--at", "2027-06-12T15:00", "--shift", "off"), "goes with --person PERSON"),
    ],
)
def test_wrong_questions_end_with_2(rota: Path, words: tuple[str, ...], wrong: str) -> None:
    told = why(rota, *words)
    assert told.exit_code == 2
    assert wrong in told.stderr
