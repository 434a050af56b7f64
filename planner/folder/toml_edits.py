"""Changing values of ``plan.toml`` without touching its comments and order."""

from collections.abc import Mapping

import tomlkit
from tomlkit.items import Table

from planner.folder.drafting import with_text
from planner.folder.raw import RawFolder
from planner.folder.reading import SETTINGS


def with_settings(raw: RawFolder, changes: Mapping[str, Mapping[str, float | None]]) -> RawFolder:
    """The folder with other values in sections of ``plan.toml``.

    Parameters
    ----------
    changes
        Values by section and key (``{"prices": {"request": 30}}``); ``None`` takes a key away.

    Raises
    ------
    DataError
        When the settings of the folder are not TOML.
    """
    document = tomlkit.parse(raw.settings_text)
    for section, values in changes.items():
        table = document.get(section)
        if not isinstance(table, Table):
            table = tomlkit.table()
            document[section] = table
        for key, value in values.items():
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
    return with_text(raw, SETTINGS, tomlkit.dumps(document))
