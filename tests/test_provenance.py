"""Every result says what it was made from, and the same inputs give the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.folder import read_plan
from tests.support.folders import EVERYTHING, write_folder

SHOP = Path(__file__).parents[1] / "data/corner_shop"
SECONDS = ("seconds", "first_seconds")
"""Figures of the summary that tell how long the run took."""


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def in_a_process(hash_seed: int, *words: object) -> None:
    """The command in a process of its own, where sets and dictionaries hash differently."""
    command = [sys.executable, "-m", "planner.cli", *(str(word) for word in words)]
    there = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(Path.cwd())}
    subprocess.run(command, check=True, capture_output=True, env=there)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("planned") / "out"
    run("plan", SHOP, "--out", out, "--seconds", 2, "--seed", 5, "--workers", 1)
    return out


@pytest.mark.parametrize("command", ["forecast", "require"])
def test_forecasts_and_requirements_say_what_they_were_made_from(
    tmp_path: Path, command: str
) -> None:
    folder = write_folder(tmp_path / "in", EVERYTHING)
    run(command, folder, "--out", tmp_path / "out")
    said = json.loads((tmp_path / "out/provenance.json").read_text())
    assert said["inputs_sha256"] == read_plan(folder).inputs_sha256
    assert set(said) == {"version", "inputs_sha256"}


def test_plans_simulations_and_audits_say_what_they_were_made_from(
    tmp_path: Path, planned: Path
) -> None:
    run("simulate", SHOP, planned, "--replications", 2, "--seed", 7, "--out", tmp_path / "s")
    run("audit", SHOP, planned, "--out", tmp_path / "a")
    files = (planned / "summary.json", tmp_path / "a/summary.json", tmp_path / "s/provenance.json")
    said = [json.loads(file.read_text()) for file in files]
    digest = read_plan(SHOP).inputs_sha256
    assert [one["inputs_sha256"] for one in said] == [digest] * 3
    assert len({one["version"] for one in said}) == 1
    assert (said[0]["seed"], said[2]["seed"]) == (5, 7)
    assert said[0]["finished"] is True


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", EVERYTHING)
    for number in (1, 2):
        in_a_process(number, "require", folder, "--out", tmp_path / f"out{number}")
    assert contents(tmp_path / "out1") == contents(tmp_path / "out2")


def test_the_same_schedule_is_judged_the_same_to_the_byte(tmp_path: Path, planned: Path) -> None:
    for number in (1, 2):
        in_a_process(number, "audit", SHOP, planned, "--out", tmp_path / f"out{number}")
        words = ("--replications", 2, "--out", tmp_path / f"sim{number}")
        in_a_process(number, "simulate", SHOP, planned, *words)
    assert contents(tmp_path / "out1") == contents(tmp_path / "out2")
    assert contents(tmp_path / "sim1") == contents(tmp_path / "sim2")


def test_an_audit_says_when_the_inputs_have_changed_since(tmp_path: Path, planned: Path) -> None:
    assert "other inputs" not in run("audit", SHOP, planned)
    tables = {path.name: path.read_bytes() for path in SHOP.iterdir() if path.is_file()}
    changed = {**tables, "teams.csv": tables["teams.csv"].replace(b"\n", b"\r\n")}
    later = write_folder(tmp_path / "later", changed, base={})
    said = run("audit", later, planned)
    assert "Note: the schedule was made from other inputs (digest " in said
    assert "The schedule breaks no hard rule." in said


def test_an_audit_says_when_another_version_made_the_schedule(
    tmp_path: Path, planned: Path
) -> None:
    old = write_folder(tmp_path / "old", contents(planned), base={})
    summary = json.loads((old / "summary.json").read_text())
    (old / "summary.json").write_text(json.dumps({**summary, "version": "0.0.1"}))
    assert "made by planner 0.0.1 and is judged by planner" in run("audit", SHOP, old)
    (old / "summary.json").write_text("{broken")
    assert "made by planner" not in run("audit", SHOP, old)
