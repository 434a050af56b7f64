"""Commands for managers: ``hiring``, ``automation``, ``handle-time``, ``fair-load``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner import option_values, terminal
from planner.cli_options import (
    Ambiguous,
    Folder,
    Ignore,
    MaybeOut,
    Url,
    plan_of,
    store_opened,
    store_option,
    write_report,
)

if TYPE_CHECKING:
    from planner.domain import Plan
    from planner.fair_load import Publication
    from planner.schedules import Shift


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("hiring")(hiring_command)
    app.command("automation")(automation_command)
    app.command("handle-time")(handle_time_command)
    app.command("fair-load")(fair_load_command)


def hiring_command(
    folder: Folder,
    months: Annotated[int, typer.Option(min=1, max=60, help="How far ahead.")] = 18,
    error: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="By how much the forecast may be off.")
    ] = 0.1,
    rota_surplus: Annotated[
        float,
        typer.Option(
            min=0, max=1,
            help="Hours at work beyond the need that shifts cannot avoid, as a share of it.",
        ),
    ] = 0.1,
    out: MaybeOut = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:  # fmt: skip
    """Whom to hire, when and where: people required against available, months ahead."""
    from planner.hiring import hiring_plan
    from planner.terminal_managers import show_hiring

    plan = plan_of(folder, ignore, ambiguous, stage="require")
    told = hiring_plan(plan, months=months, error=error, rota_surplus=rota_surplus)
    show_hiring(told, plan.currency)
    write_report(out, told.files, plan)


def automation_command(
    folder: Folder, out: MaybeOut = None, ignore: Ignore = None, ambiguous: Ambiguous = None
) -> None:
    """What bots, help pages and macros save: contacts, hours, people, money; what comes back."""
    from planner.automation import automation_saved
    from planner.terminal_managers import show_automation

    plan = plan_of(folder, ignore, ambiguous, stage="require")
    told = automation_saved(plan)
    show_automation(told, plan.currency)
    write_report(out, told.files, plan)


def handle_time_command(
    folder: Folder,
    change: Annotated[
        list[float] | None,
        typer.Option(help="Share by which handle times change: -0.1 is 10 % faster. Repeatable."),
    ] = None,
    out: MaybeOut = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """What shorter or longer contacts cost or free, and what your curve says of satisfaction."""
    from planner.handle_time import CHANGES, handle_time
    from planner.terminal_managers import show_handle_time

    plan = plan_of(folder, ignore, ambiguous, stage="require")
    told = handle_time(plan, changes=change or CHANGES)
    show_handle_time(told, plan.currency)
    write_report(out, told.files, plan)


def fair_load_command(
    folder: Folder,
    planned: Annotated[
        Path | None,
        typer.Option(
            metavar="SCHEDULE.csv", help="The next rota; else schedule.csv in FOLDER/out."
        ),
    ] = None,
    past: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="SCHEDULE.csv",
            help="A schedule of earlier weeks, besides previous.csv. Repeatable.",
        ),
    ] = None,
    published: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE=SCHEDULE.csv",
            help="A rota and the day on which it was handed out; what a later one changes is a "
            "change told on its day. Repeatable.",
        ),
    ] = None,
    store: Annotated[
        Path | None, store_option("Saved scenarios, whose published rotas are read as well.")
    ] = None,
    registry: Url = None,
    notice_days: Annotated[
        int, typer.Option(min=0, help="Changes told fewer days before are at short notice.")
    ] = 14,
    near: Annotated[
        float, typer.Option(min=0, max=1, help="Share of a limit from which it is told.")
    ] = 0.9,
    out: MaybeOut = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """Who carries nights, weekends, holidays, late changes and surges; who is near a limit."""
    from planner.fair_load import fair_load
    from planner.schedule_files import read_schedule
    from planner.terminal_managers import show_fair_load

    plan = plan_of(folder, ignore, ambiguous, stage="audit")
    before = [shift for path in past or () for shift in _worked(plan, path)]
    beside = folder / "out" / "schedule.csv"
    path = planned or (beside if beside.exists() else None)
    if path is not None:
        terminal.say(f"Next plan: {path}")
    told = fair_load(
        plan, past=before, planned=read_schedule(plan, path)[0] if path is not None else None,
        published=_published(plan, published or (), store, registry), notice_days=notice_days,
        near=near,
    )  # fmt: skip
    show_fair_load(told)
    write_report(out, told.files, plan)


def _worked(plan: "Plan", path: Path) -> "tuple[Shift, ...]":
    """The shifts of a schedule; that those of strangers are left out is said."""
    from planner.schedule_files import read_past

    shifts, strangers = read_past(plan, path)
    if strangers:
        terminal.notice(f"{path}: {strangers:,} shifts are of nobody of the plan: left out")
    return shifts


def _published(
    plan: "Plan", files: Sequence[str], store: Path | None, url: str | None
) -> "list[Publication]":
    """Rotas that were handed out: those of files, and those of a store where one is named."""
    from planner.fair_load import from_schedule
    from planner.publications import published_rotas

    dated = [option_values.dated_file("--published", text) for text in files]
    found = [from_schedule(day, _worked(plan, path), plan) for day, path in dated]
    told = [publication for publication in found if publication is not None]
    if store is not None:
        with store_opened(store, url) as opened:
            told += published_rotas(opened, plan)
    return told
