"""Changing ``plan.toml`` and ``scenarios.toml`` without touching their comments and order."""

from collections.abc import Mapping

import tomlkit
from tomlkit.items import Table

from planner.folder.drafting import with_text
from planner.folder.raw import RawFolder
from planner.folder.reading import SETTINGS
from planner.folder.scenario_file import FILE, Scenario


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


def with_scenario(raw: RawFolder, scenario: Scenario) -> RawFolder:
    """The folder with the scenario at the end of ``scenarios.toml``, in place of one of its name.

    Raises
    ------
    DataError
        When the scenarios of the folder are not TOML.
    """
    document = tomlkit.parse(raw.scenarios_text or "")
    table = tomlkit.table()
    table["title"] = scenario.title
    changes = tomlkit.array().multiline(True)
    for change in scenario.changes:
        row = tomlkit.inline_table()
        for key, value in change.model_dump(exclude_none=True).items():
            if value != {}:
                row[key] = value
        changes.append(row)
    table["changes"] = changes
    document[scenario.name] = table
    return with_text(raw, FILE, tomlkit.dumps(document))
