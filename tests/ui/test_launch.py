"""The app looks the same from a checkout and from an installed wheel."""

import tomllib
from pathlib import Path

from planner.ui.launch import SETTINGS, app_command

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
