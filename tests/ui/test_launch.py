"""The app looks the same from a checkout and from an installed wheel."""

import tomllib
from pathlib import Path

import pytest

from planner.folder.drafting import MOST_UPLOADED
from planner.ui.launch import SETTINGS, app_command, is_open_to_all

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
    assert Path(command[4]).is_file()
    assert "--server.port=8600" in command


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
