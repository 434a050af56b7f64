"""The README keeps its word: blocks run, commands parse, links and tables are true."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from planner.access import read_access
from planner.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
COMMANDS: dict[str, Any] = vars(typer.main.get_command(app))["commands"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def shell_lines() -> list[list[str]]:
    lines = "\n".join(blocks("sh")).splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def planner_calls() -> list[list[str]]:
    """Words after ``planner`` of every call."""
    return [words[1:] for words in shell_lines() if Path(words[0]).name == "planner"]


@pytest.mark.parametrize("block", blocks("python"))
def test_python_runs_as_printed(block: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_shell_line_is_of_a_known_kind() -> None:
    first = {Path(words[0]).name for words in shell_lines()}
    assert first == {"make", "python3", "pip", "planner"}


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for words in shell_lines():
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", makefile, flags=re.MULTILINE), words


@pytest.mark.parametrize("words", planner_calls(), ids=" ".join)
def test_calls_are_understood(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert COMMANDS[words[0]].make_context(words[0], words[1:]).params["folder"]


def test_an_own_plan_can_be_made_as_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    calls = [words for words in planner_calls() if "my_plan" in words]
    assert [words[0] for words in calls] == ["new", "check", "plan", "audit"]
    for words in calls:
        shorter = ["2" if before == "--seconds" else word
                   for before, word in zip(["", *words], words, strict=False)]  # fmt: skip
        done = CliRunner().invoke(app, shorter)
        assert done.exit_code == 0, done.output
    assert (tmp_path / "my_plan/out/schedule.csv").exists()


def test_every_command_is_told() -> None:
    told = set(re.findall(r"^\| `planner ([\w-]+)", README, flags=re.MULTILINE))
    assert told == set(COMMANDS)


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert {"ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md"} <= set(links)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_printed_result_is_there() -> None:
    printed = README.partition("<!-- printed result: begin -->")[2].partition("<!--")[0]
    for figure in ("Cost", "Bound", "Gap", "Short"):
        assert re.search(rf"^ {figure} +[\d,.]+", printed, flags=re.MULTILINE), figure
    assert re.search(r"^ Hard violations +0 ", printed, flags=re.MULTILINE)


def test_the_server_s_settings_are_understood() -> None:
    settings = next(tomllib.loads(block) for block in blocks("toml") if "[access]" in block)
    assert set(settings) == {"auth", "access"}
    found = read_access(settings["access"]).person({"email": "kim@example.com"})
    assert found is not None
    assert found.role == "manager"
