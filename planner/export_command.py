"""The command ``planner export``: a rota as files for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner import terminal
from planner.errors import DataError, Problem

if TYPE_CHECKING:
    from planner.domain import Plan
    from planner.export import Format

PUBLISHED = "published"


def export_command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A result folder of planner plan.")],
    to: Annotated[
        list[str],
        typer.Option(
            metavar="xlsx|ics|teams-shifts|google-calendar|html",
            help="The format; may be repeated.",
        ),
    ],
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The plan folder, for names, e-mail addresses and days of leave, which a result "
            "folder does not hold.",
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the files go; OUT/published without it."),
    ] = None,
) -> None:
    """Publish a rota: Excel, calendars, Teams Shifts, Google Calendar, a page to print.

    Published files show neither cost nor the reason of leave.
    """
    from planner.export import exported, read_rota
    from planner.folder import write_whole

    formats = [_format(name) for name in to]
    rota = read_rota(out, plan=_plan(plan) if plan is not None else None)
    for name in formats:
        files = exported(rota, name)
        folder = (into or out / PUBLISHED) / ("" if len(files) == 1 else name)
        write_whole(folder, files)
        _say(folder, list(files))
    if plan is None:
        terminal.say("Names, e-mail addresses and leave are in the plan folder: --plan FOLDER.")


def _format(name: str) -> "Format":
    from planner.export import FORMATS

    for known in FORMATS:
        if name == known:
            return known
    message = f"is no format: expected one of {', '.join(FORMATS)}"
    raise DataError([Problem(file="--to", value=name, message=message)])


def _plan(folder: Path) -> "Plan":
    """The plan, whatever of it nothing acts on yet."""
    from planner.folder import read_plan

    return read_plan(folder)


def _say(folder: Path, names: list[str]) -> None:
    """Where the files are; of many, how many."""
    if len(names) > 8:
        terminal.say(f"Written to {folder}: {len(names)} files", style="bold")
    else:
        terminal.show_files(folder, names)
