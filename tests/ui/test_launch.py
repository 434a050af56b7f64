"""The app looks the same from a checkout and from an installed wheel."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from planner.folder.drafting import MOST_UPLOADED
from planner.ui.coverage_plans import FILE, coverage_command
from planner.ui.jobs import Request
from planner.ui.launch import SETTINGS, app_command, is_open_to_all, module_command

ROOT = Path(__file__).parents[2]


def test_flags_are_the_settings_of_a_checkout() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    written = {
        f"{section}.{name}": value if isinstance(value, str) else str(value).lower()
        for section, values in config.items()
        for name, value in values.items()
    }
    assert written == SETTINGS


def test_the_command_opens_a_folder_with_the_package_s_own_script() -> None:
    command = app_command("my plan", ["--server.port=8600"])
    assert command[-2:] == ["--", "my plan"]
    assert Path(command[5]).is_file()
    assert "--server.port=8600" in command


def test_nothing_is_imported_from_the_folder_where_a_command_starts(tmp_path: Path) -> None:
    (tmp_path / "coverage").mkdir()
    for name in ("numpy", "pandas", "secrets"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    for command in (
        module_command("planner.cli", "check", str(ROOT / "data/corner_shop")),
        coverage_command(
            Request(folder=str(ROOT / "data/corner_shop"), seconds=5), tmp_path / "out"
        ),
    ):
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
    assert (tmp_path / "out" / FILE).is_file()


def test_the_app_serves_this_machine_alone_unless_told() -> None:
    assert SETTINGS["server.address"] == "127.0.0.1"
    assert int(SETTINGS["server.maxUploadSize"]) * 1_000_000 == MOST_UPLOADED


@pytest.mark.parametrize(
    ("address", "secrets", "open_to_all"),
    [("127.0.0.1", False, False), ("localhost", False, False), ("0.0.0.0", False, True),
     ("0.0.0.0", True, False), ("192.168.1.5", False, True)],
)  # fmt: skip
def test_an_app_open_to_all_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, secrets: bool, open_to_all: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    if secrets:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit/secrets.toml").write_text("[auth]\n")
    assert is_open_to_all(address) == open_to_all
