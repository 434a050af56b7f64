"""The commands ``planner store …``: saved scenarios, shared by everybody who names one store."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner import terminal
from planner.cli_options import Url, store_opened, store_option
from planner.errors import DataError, Problem

if TYPE_CHECKING:
    from planner.registry import Registry, Version

app = typer.Typer(
    no_args_is_help=True, help="Saved scenarios: who saved which version and why, for many people."
)
Store = Annotated[Path, store_option("Where saved plan folders lie.")]
Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a saved scenario.")]
HERE = Path("scenarios")


@app.command("list")
def list_command(store: Store = HERE, registry: Url = None) -> None:
    """Where the store is, and the newest version of every scenario."""
    with store_opened(store, registry) as opened:
        terminal.say(f"Store     {opened.store}")
        terminal.say(f"Register  {opened.database} (form {opened.form})")
        newest = opened.newest()
    if not newest:
        terminal.say("Nothing has been saved yet: planner store save FOLDER --as NAME --author YOU")
    _show(newest)


@app.command("history")
def history_command(scenario: Name, store: Store = HERE, registry: Url = None) -> None:
    """All versions of a scenario: who saved them, when and why."""
    with store_opened(store, registry) as opened:
        _show(_versions(opened, scenario))


@app.command("save")
def save_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The plan folder to save.")],
    scenario: Annotated[str, typer.Option("--as", metavar="SCENARIO", help="Its name.")],
    author: Annotated[str, typer.Option(metavar="NAME", help="Who saves it.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="What is new, and why.")] = "",
    onto: Annotated[
        int | None,
        typer.Option(metavar="VERSION", help="The version you began with; a new scenario without."),
    ] = None,
    result: Annotated[
        Path | None, typer.Option(metavar="OUT", help="A result folder to keep with it.")
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="This is the rota that is handed out.")
    ] = False,
    store: Store = HERE,
    registry: Url = None,
) -> None:
    """Save a plan folder as the next version of a scenario.

    Refused when somebody has saved since the version that you began with; you are told what.
    """
    from planner.folder import read_folder

    if result is not None and not result.is_dir():
        raise DataError([Problem(file=str(result), message="is no result folder of planner plan")])
    with store_opened(store, registry) as opened:
        saved = opened.save(
            scenario, read_folder(folder), author=author, note=note, base=onto,
            at=datetime.now(UTC), result=result, published=publish,
        )  # fmt: skip
    terminal.say(f"Saved: {saved.label}, {saved.plan}", style="bold")


@app.command("get")
def get_command(
    scenario: Name,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    version: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Which version; the newest without it.")
    ] = None,
    store: Store = HERE,
    registry: Url = None,
) -> None:
    """Copy a saved plan, and its result where there is one, to a folder of your own."""
    from planner.folder import write_whole

    with store_opened(store, registry) as opened:
        versions = _versions(opened, scenario)
    chosen = next((v for v in versions if version in (None, v.number)), None)
    if chosen is None:
        message = f"is no version of {scenario}: expected 1 to {versions[0].number}"
        raise DataError([Problem(file="--version", value=str(version), message=message)])
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError([Problem(file=str(folder), message="expected a new or empty folder")])
    write_whole(folder, _files(chosen.plan))
    if chosen.result is not None:
        write_whole(folder / "out", _files(chosen.result))
    terminal.say(f"{folder} is {chosen.label} by {chosen.author}.")
    terminal.say(f"Save it with: planner store save {folder} --onto {chosen.number} …")


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _versions(registry: "Registry", scenario: str) -> "list[Version]":
    found = registry.versions(scenario)
    if not found:
        known = ", ".join(version.scenario for version in registry.newest()) or "none yet"
        message = f"is no saved scenario: expected one of {known}"
        raise DataError([Problem(file="SCENARIO", value=scenario, message=message)])
    return found


def _show(versions: "list[Version]") -> None:
    """One line a version."""
    import pandas as pd

    rows = [
        {
            "scenario": version.scenario, "version": version.number, "author": version.author,
            "saved (UTC)": f"{version.created:%Y-%m-%d %H:%M}", "note": version.note,
            "kind": _kind(version),
        }
        for version in versions
    ]  # fmt: skip
    if rows:
        terminal.show_table(pd.DataFrame(rows), title="")


def _kind(version: "Version") -> str:
    if version.published:
        return "published"
    return "plan and rota" if version.result is not None else "plan"
