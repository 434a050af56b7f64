"""Schedules with something wrong in them are judged, or refused with reasons; never a bug."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.example_folders import examples
from tests.fuzz.schedules import changed_result, fault_of
from tests.ui.naive_rota import write_result

SHOP = examples()["corner_shop"]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("result") / "out"
    write_result(SHOP, out)
    names = ("schedule.csv", "activities.csv", "requirements.csv")
    return {name: (out / name).read_bytes() for name in names}


def test_the_result_itself_is_judged(result: dict[str, bytes], tmp_path: Path) -> None:
    assert fault_of(SHOP, result, tmp_path / "out") == ""


@pytest.mark.parametrize("seed", range(0, 40, 10))
def test_a_result_is_judged_or_refused_with_reasons(
    result: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    for number in range(seed, seed + 10):
        found = fault_of(SHOP, changed_result(result, number), tmp_path / str(number))
        assert found == "", number


@pytest.mark.parametrize("instant", ["-2027-06-07T08:00:00Z", "9999-06-07T08:00:00Z"])
def test_an_instant_of_another_age_is_told(
    result: dict[str, bytes], tmp_path: Path, instant: str
) -> None:
    rows = result["schedule.csv"].decode().splitlines()
    cells = rows[1].split(",")
    cells[rows[0].split(",").index("start")] = instant
    (tmp_path / "schedule.csv").write_text("\n".join([rows[0], ",".join(cells), *rows[2:]]))
    done = CliRunner().invoke(app, ["audit", str(SHOP), str(tmp_path / "schedule.csv")])
    assert done.exit_code == 2
    assert f"schedule.csv row 2, start: '{instant}' is not a" in done.stderr
