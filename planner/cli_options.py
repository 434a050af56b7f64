"""What the commands have in common: their arguments, reading the plan, writing results."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner import terminal
from planner.errors import DataError

if TYPE_CHECKING:
    from planner.domain import Plan
    from planner.registry import Registry

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The plan folder.")]
Out = Annotated[Path, typer.Option("--out", metavar="OUT", help="Folder for the results.")]
MaybeOut = Annotated[
    Path | None, typer.Option("--out", metavar="OUT", help="Folder for the results.")
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="NAME",
        help="Leave out a table (off_queue), column (contracts.law) or setting (prices.change) "
        "that nothing acts on yet. May be repeated.",
    ),
]  # fmt: skip
Ambiguous = Annotated[
    str | None,
    typer.Option(
        metavar="first|second|split",
        help="What history without an offset means in the doubled hour of a clock change.",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--registry", envvar="PLANNER_REGISTRY", metavar="URL",
        help="Database of the register, postgresql://USER:PASSWORD@HOST/DATABASE; "
        "without it registry.sqlite in the store.",
    ),
]  # fmt: skip


def store_option(help_text: str) -> typer.models.OptionInfo:
    """``--store``: the folder of saved plan folders."""
    option: typer.models.OptionInfo = typer.Option(
        "--store", envvar="PLANNER_STORE", metavar="FOLDER", help=help_text
    )
    return option


@contextmanager
def store_opened(store: Path, url: str | None) -> "Iterator[Registry]":
    """The register of a store, closed afterwards."""
    from planner.registry import Registry

    with closing(Registry(store.resolve(), url)) as registry:
        yield registry


def plan_of(
    folder: Path, ignore: list[str] | None, ambiguous: str | None, *, stage: str,
    learning: bool = False,
) -> "Plan":  # fmt: skip
    """The plan of a folder for a command that acts on all of it, warnings told.

    ``learning``: it acts on actual contacts too.
    """
    from planner.folder import check_folder, refuse_unacted

    found = check_folder(folder, ignore=ignore or (), ambiguous=ambiguous)
    if found.plan is None:
        raise DataError(found.problems)
    refuse_unacted(found.plan, stage)
    terminal.show_warnings(found.warnings)
    if len(found.plan.actuals.start) and not learning:
        terminal.notice("actuals.csv: planner reforecast learns from it, this command does not")
    return found.plan


def made_from(plan: "Plan", *, seed: int | None = None) -> dict[str, Any]:
    """The file that says what results were made from."""
    from planner.provenance import FILE, provenance

    return {FILE: provenance(plan, seed=seed)}


def write_report(out: Path | None, files: Mapping[str, Any], plan: "Plan") -> None:
    """Write the tables of a report, and what they were made from, where a folder is named."""
    if out is not None:
        write(out, {**files, **made_from(plan)})


def write(out: Path, files: Any) -> None:
    """Write result files whole and say where they are."""
    from planner.folder import recover, write_whole

    terminal.notice(*recover(out))
    write_whole(out, files)
    terminal.show_files(out, list(files))
