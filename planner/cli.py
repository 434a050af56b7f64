"""The command line: ``planner COMMAND``. Every command says what it read, did and wrote.

Exit codes: 0 done, 2 wrong input, 3 the hard rules clash, 130 stopped by the user, 1 a bug.
"""

import gc
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from planner import (
    cli_forecast,
    cli_managers,
    cli_reports,
    cli_why,
    option_values,
    store_command,
    terminal,
    terminal_results,
)
from planner.cli_options import Ambiguous, Folder, Ignore, MaybeOut, Out
from planner.cli_options import made_from as _made_from
from planner.cli_options import plan_of as _plan
from planner.cli_options import write as _write
from planner.errors import Cancelled, DataError, PlannerError, Problem
from planner.export_command import export_command

if TYPE_CHECKING:
    import pandas as pd

    from planner.domain import Plan

STOPPED = 130


class Commands(TyperGroup):
    """Shows what a planner can act on without a traceback; anything else is a bug and shows."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PlannerError as error:
            raise typer.Exit(terminal.show_error(error)) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(terminal.show_error(Cancelled())) from error


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


def _version(asked: bool) -> None:
    if asked:
        from planner import __version__

        terminal.say(f"planner {__version__}")
        raise typer.Exit


@app.callback()
def _planner(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Plans around-the-clock customer support: volumes in, an audited rota out."""


Keep = Annotated[
    Path | None,
    typer.Option(metavar="SCHEDULE.csv", help="The rota to keep: changes have a price."),
]
Since = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First day on which it may be changed."),
]


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    example: Annotated[
        str | None, typer.Option(metavar="NAME", help="follow_the_sun or corner_shop.")
    ] = None,
) -> None:
    """Make a plan folder to start from: a copy of an example."""
    from planner.example_folders import FIRST, copy_example

    copy_example(folder, name=example or FIRST)
    terminal.say(f"{folder} is a copy of the example {example or FIRST}.")
    terminal.say(f"Next: planner check {folder}")


@app.command()
def check(folder: Folder, ignore: Ignore = None, ambiguous: Ambiguous = None) -> None:
    """Tell everything that is wrong or doubtful, and hours available against hours needed.

    Exit code 3: hours that hard rules ask for are out of reach, whatever the rota.
    """
    from planner.capacity import hours_available
    from planner.demand import forecast
    from planner.feasibility import refuse_impossible
    from planner.folder import check_folder
    from planner.staffing import require

    found = check_folder(folder, ignore=ignore or (), ambiguous=ambiguous)
    if found.plan is None:
        raise DataError(found.problems)
    terminal.show_problems([*found.problems, *_unacted(found.plan)])
    needs = require(found.plan, forecast(found.plan))
    terminal_results.show_capacity(hours_available(found.plan, needs))
    _say_pooling(found.plan, needs)
    refuse_impossible(found.plan)


def _say_pooling(plan: "Plan", needs: "pd.DataFrame") -> None:
    """Of a pooled plan, what pooling saves or costs."""
    from planner.staffing.pooling_gain import pooling_gain, pooling_line

    if plan.staffing.pooling == "pooled":
        terminal.say(pooling_line(pooling_gain(plan, needs)))


@app.command("require")
def require_command(
    folder: Folder,
    out: Out,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="QUEUE TIME",
            help="Tell how the requirement of one queue and interval comes about: "
            "voice_de 2027-03-02T10:00 (on the plan's clock unless it has an offset).",
        ),
    ] = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """And the agents that every interval requires: requirements.csv."""
    from planner.demand import backtest, forecast
    from planner.staffing import explain_alone, explain_sets, require

    plan = _plan(folder, ignore, ambiguous, stage="require")
    at = option_values.instant(explain[1]) if explain else None
    volumes = forecast(plan)
    if explain and at:
        terminal.say(explain_alone(plan, volumes, explain[0], at))
    pooled = plan.staffing.pooling == "pooled"
    if pooled:
        terminal.say("Working out what queues need together …")
    needs = require(plan, volumes)
    if explain and at and pooled and (said := explain_sets(plan, explain[0], at, needs=needs)):
        terminal.say(said)
    files = {"forecast.csv": volumes, "backtest.csv": backtest(plan), "requirements.csv": needs}
    _write(out, {**files, **_made_from(plan)})
    _say_pooling(plan, needs)


@app.command("plan")
def plan_command(
    folder: Folder,
    out: Out,
    seconds: Annotated[float, typer.Option(min=0, help="Time for the search.")] = 60,
    gap: Annotated[float, typer.Option(min=0, max=1, help="Good enough: stop there.")] = 0.0,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, one worker: same rota.")] = 0,
    workers: Annotated[int, typer.Option(min=1, help="Cores to use; 1 counts work as time.")] = 2,
    keep: Keep = None,
    since: Since = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
    progress: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Make the rota: every file of the result folder, with live cost, bound and gap."""
    plan = _plan(folder, ignore, ambiguous, stage="plan")
    from planner.runs import run_plan, what_happened
    from planner.schedule_files import read_schedule

    terminal.notice(*what_happened(out))

    first = option_values.first_day(since, keep)
    kept = read_schedule(plan, keep)[0] if keep else None
    with terminal.progress_shown(progress, currency=plan.currency) as show, _stoppable() as stop:
        told = run_plan(
            plan, out, seconds=seconds, gap=gap, seed=seed, workers=workers, progress=show,
            stop=stop, keep=kept, since=first,
        )  # fmt: skip
    if progress == "json":
        terminal.print_json_line({"done": str(out)})
    else:
        terminal_results.show_summary(told.summary)
        terminal.show_files(out, list(told.files))
    if told.summary["status"] == "cancelled":
        raise typer.Exit(STOPPED)


@app.command("audit")
def audit_command(
    folder: Folder,
    schedule: Annotated[Path, typer.Argument(metavar="SCHEDULE.csv", help="Any schedule.")],
    out: MaybeOut = None,
    keep: Keep = None,
    since: Since = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """Hold any schedule against every rule and recompute its cost.

    Broken rules are an answer, not an error: the exit code is 0.

    How many hard rules are broken is said at the end, in red.
    """
    from planner.auditing import audit
    from planner.demand import forecast
    from planner.reports import audit_report
    from planner.schedule_files import read_schedule
    from planner.staffing import require

    plan = _plan(folder, ignore, ambiguous, stage="audit")
    rota, needs, notes = read_schedule(
        plan, schedule, require=lambda: require(plan, forecast(plan))
    )
    assert needs is not None, "requirements are recomputed where none are beside the schedule"
    first = option_values.first_day(since, keep)
    kept = read_schedule(plan, keep)[0] if keep else None
    told = audit_report(
        plan, audit(plan, rota, needs, keep=kept, since=first, notes=notes), needs=needs,
        schedule=rota, forecast=_forecast_if_known(plan),
    )  # fmt: skip
    terminal_results.show_summary(told.summary)
    terminal_results.show_violations(told.audit.violations)
    if out is not None:
        _write(out, told.files)


@app.command("simulate")
def simulate_command(
    folder: Folder,
    schedule: Annotated[Path, typer.Argument(metavar="SCHEDULE.csv", help="Any schedule.")],
    replications: Annotated[int, typer.Option(min=2, help="How often it is run.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Same seed: same contacts.")] = 1,
    out: MaybeOut = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """Run any schedule contact by contact: service.csv per queue and interval."""
    from planner.demand import forecast
    from planner.reports import targets_of
    from planner.schedule_files import read_schedule
    from planner.simulation import simulate
    from planner.staffing import require

    plan = _plan(folder, ignore, ambiguous, stage="audit")
    volumes = forecast(plan)
    rota, needs, notes = read_schedule(plan, schedule, require=lambda: require(plan, volumes))
    trace = simulate(
        plan, rota, replications=replications, seed=seed, forecast=volumes, needs=needs
    )
    terminal_results.show_trace(trace, targets_of(plan))
    terminal.say_notes(notes)
    if out is not None:
        _write(out, {"service.csv": trace.service, **_made_from(plan, seed=seed)})


@app.command("whatif")
def whatif_command(
    folder: Folder,
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME...", help="Scenarios of scenarios.toml; all without it."),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="SCHEDULE.csv", help="Keep this rota; only demand changes."),
    ] = None,
    out: MaybeOut = None,
    seconds: Annotated[float, typer.Option(min=0, help="Time for each coverage plan.")] = 10,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """Scenarios side by side with the plan as it is: comparison.csv."""
    from planner.scenarios import whatif

    with terminal.progress_shown() as show:
        compared = whatif(
            folder, [*(scenario or ()), *(more or ())], keep=keep, seconds=seconds,
            ignore=ignore or (), ambiguous=ambiguous, report=show,
        )  # fmt: skip
    terminal_results.show_comparison(compared)
    if out is not None:
        _write(out, {"comparison.csv": compared.table})


app.command("export")(export_command)
app.add_typer(store_command.app, name="store")


@app.command("app")
def open_app(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="A plan folder to open.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Where it is served; 8501 or the next free."),
    ] = None,
    address: Annotated[
        str, typer.Option(help="127.0.0.1: this machine alone; 0.0.0.0: everybody who reaches it.")
    ] = "127.0.0.1",
) -> None:
    """Open the app in the browser.

    Before others may reach it, set up signing in (README, "On a server").
    """
    from planner.ui.launch import app_command, is_open_to_all

    if is_open_to_all(address):
        terminal.notice(
            "Everybody who reaches this machine can read and change plans: nobody has to sign in "
            "(.streamlit/secrets.toml is missing)."
        )
    more = [f"--server.address={address}", *([f"--server.port={port}"] if port else [])]
    raise typer.Exit(subprocess.call(app_command(folder, more)))


def _forecast_if_known(plan: "Plan") -> "pd.DataFrame | None":
    """The forecast, unless nothing is known of some queue's volume."""
    from planner.demand import forecast

    try:
        return forecast(plan)
    except DataError:
        return None


def _unacted(plan: "Plan") -> list[Problem]:
    """What ``planner plan`` would refuse, as warnings."""
    from planner.folder import refuse_unacted

    try:
        refuse_unacted(plan, "plan")
    except DataError as error:
        return [replace(problem, warning=True) for problem in error.problems]
    return []


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Whether the user has asked to stop (Ctrl-C); a second time stops at once."""
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        terminal.notice("Stopping: a schedule that is complete is written. Ctrl-C again drops it.")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


cli_forecast.register(app)
cli_managers.register(app)
cli_reports.register(app)
cli_why.register(app)


def main() -> None:
    """Run the command line; being asked to end (SIGTERM) is being interrupted (Ctrl-C)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app(prog_name="planner")
    finally:
        gc.freeze()  # a process that ends need not look through millions of objects first


if __name__ == "__main__":
    main()
