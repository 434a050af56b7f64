"""How the app is started, with its settings as flags, so that an installed wheel looks the same."""

import sys
from collections.abc import Sequence
from pathlib import Path

SETTINGS = {
    "browser.gatherUsageStats": "false",
    "server.headless": "true",
    "server.address": "127.0.0.1",
    "server.maxUploadSize": "100",
    "server.enableXsrfProtection": "true",
    "runner.magicEnabled": "false",
    "client.toolbarMode": "minimal",
    "client.disableDataExport": "true",
    "theme.base": "light",
    "theme.primaryColor": "#0072B2",
    "theme.backgroundColor": "#FFFFFF",
    "theme.secondaryBackgroundColor": "#F4F6F8",
    "theme.textColor": "#1F2933",
    "theme.borderColor": "#D9DEE3",
    "theme.baseRadius": "0.4rem",
    "theme.metricValueFontSize": "1.55rem",
    "theme.paddingTop": "0.75rem",
}
"""The same as ``.streamlit/config.toml`` of a checkout, which a wheel does not carry.

The app serves this machine alone until a flag says otherwise; uploads are of at most so many MB.
"""


def module_command(name: str, *arguments: str) -> list[str]:
    """The command that runs a module of planner, whatever lies in the folder where it is started.

    Python would look there first: a folder ``coverage`` or a file ``numpy.py`` would be imported.
    """
    return [sys.executable, "-P", "-m", name, *arguments]


def app_command(folder: str | Path | None = None, more: Sequence[str] = ()) -> list[str]:
    """The command that serves the app.

    Parameters
    ----------
    folder
        The plan folder that is open at first; an example without one.
    more
        Further flags of ``streamlit run``, such as ``--server.port=8600``.
    """
    script = Path(__file__).with_name("main.py")
    flags = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command = module_command("planner.ui.serve", "run", str(script), *flags, *more)
    return [*command, "--", str(folder)] if folder is not None else command


def is_open_to_all(address: str) -> bool:
    """Whether others than this machine would reach the app, and nobody has to sign in."""
    asked = any((place / ".streamlit/secrets.toml").is_file() for place in (Path(), Path.home()))
    return address not in ("", "127.0.0.1", "::1", "localhost") and not asked
