"""Published rotas: files for other programs, without cost and without the reason of leave.

:func:`exported` turns a :class:`~planner.export.rota.Rota` into the files of one format; each
format has a module of its own: ``workbook`` (xlsx), ``calendar_files`` (ics), ``teams_shifts``,
``google_calendar`` and ``printed`` (html).
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Literal, get_args

from planner.export.rota import Rota as Rota
from planner.export.rota import published as published
from planner.export.rota import read_rota as read_rota

Format = Literal["xlsx", "ics", "teams-shifts", "google-calendar", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
_HOME: Mapping[Format, str] = {
    "xlsx": "workbook",
    "ics": "calendar_files",
    "teams-shifts": "teams_shifts",
    "google-calendar": "google_calendar",
    "html": "printed",
}


def exported(rota: Rota, to: Format) -> dict[str, bytes]:
    """The files of one format, by name.

    Parameters
    ----------
    to
        ``xlsx``: one workbook; ``ics`` and ``google-calendar``: a file a person and a file a team;
        ``teams-shifts``: a workbook a team, because each Teams team has one time zone; ``html``:
        one page to print.
    """
    made: dict[str, bytes] = import_module(f"planner.export.{_HOME[to]}").files(rota)
    return made
