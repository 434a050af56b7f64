"""Commands around the rota: ``sweep``, ``kpis``."""

from typing import TYPE_CHECKING, Annotated

import typer

from planner import option_values, terminal
from planner.cli_options import (
    Ambiguous,
    Folder,
    Ignore,
    MaybeOut,
    Out,
    made_from,
    plan_of,
    write,
    write_report,
)
from planner.errors import Cancelled, DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from planner.domain import Plan


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("sweep")(sweep_command)
    app.command("kpis")(kpis_command)


def _lever(meaning: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        metavar="VALUES", help=f"{meaning} 0.9,1,1.1 or from:to:step."
    )
    return option


def sweep_command(
    folder: Folder,
    out: Out,
    volume: Annotated[str | None, _lever("Factors of all volumes:")] = None,
    handle_time: Annotated[str | None, _lever("Factors of all handle times:")] = None,
    shrinkage: Annotated[str | None, _lever("Added to every team's shrinkage:")] = None,
    outsourced: Annotated[
        str | None, _lever("Share of their queues' contacts for the outsourced teams alone:")
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A scenario of scenarios.toml; may be repeated."),
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, help="Time for each coverage plan.")] = 60,
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = 2,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler in place of processes here."),
    ] = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
    progress: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Many scenarios side by side, cost against service: sweep.csv, sweep.html.

    Every combination of the values given is a scenario. Started again with the same OUT, it goes on
    where it was; a scenario that fails is a row with its reason.
    """
    from planner.folder import read_folder
    from planner.scenarios import BASELINE, chosen, plan_of
    from planner.sweeps import JOURNAL, grid, page, sweep

    raw = read_folder(folder)
    cases = grid(
        scenarios=scenario or (), volume=option_values.numbers("--volume", volume),
        handle_time=option_values.numbers("--handle-time", handle_time),
        shrinkage=option_values.numbers("--shrinkage", shrinkage),
        outsourced=option_values.numbers("--outsourced", outsourced),
    )  # fmt: skip
    if scenario:
        chosen(raw, scenario)
    plan = plan_of(raw, BASELINE, tuple(ignore or ()), ambiguous)
    try:
        with terminal.progress_shown(progress) as show:
            told = sweep(
                raw, cases, out=out, seconds=seconds, workers=workers, cluster=cluster,
                ignore=ignore or (), ambiguous=ambiguous, report=show,
            )  # fmt: skip
    except KeyboardInterrupt as error:
        kept = f"Stopped. What is finished stands in {out / JOURNAL}: the same command goes on."
        raise Cancelled(kept) from error
    drawn = page(told.table, name=plan.name, currency=plan.currency)
    write(out, {"sweep.csv": told.table, "sweep.html": drawn, **made_from(plan)})
    done = told.table[told.table["status"] == "done"]
    terminal.say(
        f"{len(done)} scenarios done, {told.failed} failed, {told.resumed} of them from before."
    )
    if len(done):
        _say_ends(done, plan.currency)


def _say_ends(done: "pd.DataFrame", currency: str) -> None:
    """The cheapest, and the one that covers most."""
    for words, row in (
        ("Cheapest", done.sort_values("cost", kind="stable").iloc[0]),
        ("Best covered", done.sort_values("covered_share", kind="stable").iloc[-1]),
    ):
        cost, covered = float(row["cost"]), float(row["covered_share"])
        terminal.say(f"{words}: {row['name']}: {cost:,.0f} {currency}, {covered:.1%} covered")


def kpis_command(
    folder: Folder,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="First day.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day.")] = None,
    level: Annotated[
        str, typer.Option(metavar="all|queue|team|agent", help="What is printed.")
    ] = "queue",
    out: MaybeOut = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """How are we doing? The KPI board of kpis.csv: kpi_board.csv, kpi_weeks.csv, kpi_board.html.

    Satisfaction, first response time, tickets, first contact resolution, resolution, NPS, automated
    resolution, service level, occupancy, adherence, each with its 95 % interval, against target
    (kpi_targets.csv) and plan, and whether it has moved. Nobody is ranked.
    """
    from planner.kpis import board_lines, board_page, kpi_board, shown
    from planner.kpis.counting import LEVELS

    first, last = option_values.day("--since", since), option_values.day("--until", until)
    if level not in LEVELS:
        message = f"is no level: expected one of {', '.join(LEVELS)}"
        raise DataError([Problem(file="--level", value=level, message=message)])
    plan = plan_of(folder, ignore, ambiguous, stage="forecast", learning=True)
    told = kpi_board(plan, since=first, until=last, forecast=_forecast(plan))
    for (at, name), rows in told.board.groupby(["level", "name"], sort=False):
        if at in ("all", level):
            terminal.show_table(shown(rows), title=f"{at} {name}".strip())
    terminal.say_all(board_lines(told))
    write_report(out, {**told.files, "kpi_board.html": board_page(told, name=plan.name)}, plan)


def _forecast(plan: "Plan") -> "pd.DataFrame | None":
    """What tickets are held against; none where the days are not in the horizon."""
    from planner.demand import forecast

    days = set(plan.horizon.dates())
    if not any(row.date in days for row in plan.kpis):
        return None
    try:
        return forecast(plan)
    except DataError:
        return None
