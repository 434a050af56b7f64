"""``planner store``: save, look, take out again, and be told when somebody was faster."""

from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result as Run

from planner.cli import app
from tests.support.folders import write_folder


@pytest.fixture(autouse=True)
def shared(url: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path / "store"))
    if url is not None:
        monkeypatch.setenv("PLANNER_REGISTRY", url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "plan")


def store(*words: object) -> Run:
    return CliRunner().invoke(app, ["store", *map(str, words)], env={"COLUMNS": "200"})


def save(folder: Path, *words: object) -> Run:
    return store("save", folder, "--as", "Launch", "--author", "Ana", *words)


def test_what_is_saved_is_listed_and_comes_out_again(folder: Path, tmp_path: Path) -> None:
    assert "Saved: Launch · version 1" in save(folder, "--note", "first try").stdout
    assert "first try" in store("list").stdout
    assert store("get", "Launch", tmp_path / "mine").exit_code == 0
    for file in folder.iterdir():
        assert (tmp_path / "mine" / file.name).read_bytes() == file.read_bytes()


def test_who_comes_second_is_told_what_changed(folder: Path) -> None:
    save(folder)
    theirs = (folder / "teams.csv").read_text().replace("calls,full,6", "calls,full,9")
    (folder / "teams.csv").write_text(theirs)
    assert save(folder, "--onto", 1).exit_code == 0
    refused = save(folder, "--onto", 1)
    assert refused.exit_code == 2
    assert "teams, berlin, heads: '6' became '9'" in refused.stderr
    assert store("history", "Launch").stdout.count("Ana") == 2


def test_a_result_is_kept_and_published(folder: Path, tmp_path: Path) -> None:
    out = write_folder(tmp_path / "out", base={"summary.json": '{"cost": 1}'})
    assert save(folder, "--result", out, "--publish").exit_code == 0
    assert "published" in store("list").stdout
    store("get", "Launch", tmp_path / "mine")
    assert (tmp_path / "mine/out/summary.json").read_text() == '{"cost": 1}'


def test_what_cannot_be_found_or_written_is_named(folder: Path, tmp_path: Path) -> None:
    assert "Nothing has been saved yet" in store("list").stdout
    save(folder)
    for words, said in (
        (("get", "Lunch", tmp_path / "x"), "is no saved scenario: expected one of Launch"),
        (("get", "Launch", tmp_path / "x", "--version", 7), "expected 1 to 1"),
        (("get", "Launch", folder), "expected a new or empty folder"),
    ):
        refused = store(*words)
        assert (refused.exit_code, said in refused.stderr) == (2, True)
