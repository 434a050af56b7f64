"""Commands about volumes: ``forecast``, ``reforecast``, ``round-the-clock``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner import terminal
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

if TYPE_CHECKING:
    from planner.domain import Plan
    from planner.schedules import Schedule


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("forecast")(forecast_command)
    app.command("reforecast")(reforecast_command)
    app.command("round-the-clock")(round_the_clock_command)


def forecast_command(
    folder: Folder, out: Out, ignore: Ignore = None, ambiguous: Ambiguous = None
) -> None:
    """Forecast the contacts of every interval: forecast.csv, backtest.csv."""
    from planner.demand import backtest, forecast
    from planner.demand.backtesting import backtest_lines

    plan = plan_of(folder, ignore, ambiguous, stage="forecast")
    tested = backtest(plan)
    write(out, {"forecast.csv": forecast(plan), "backtest.csv": tested, **made_from(plan)})
    terminal.say_all(backtest_lines(tested))


def reforecast_command(
    folder: Folder,
    out: Out,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="SCHEDULE.csv",
            help="The rota that people work by; without it the schedule.csv in OUT or FOLDER.",
        ),
    ] = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """Learn from actuals.csv: forecast.csv, variance.csv, actions.csv."""
    from planner.followup import reforecast
    from planner.terminal_forecast import show_follow_up

    plan = plan_of(folder, ignore, ambiguous, stage="forecast", learning=True)
    told = reforecast(plan, _rota(plan, keep, out, folder))
    show_follow_up(told)
    write(out, told.files)


def _rota(plan: "Plan", keep: Path | None, *places: Path) -> "Schedule | None":
    """The rota that is named, or the one beside the results or the plan; None without any."""
    from planner.demand import forecast
    from planner.schedule_files import read_schedule
    from planner.staffing import require

    near = next((at / "schedule.csv" for at in places if (at / "schedule.csv").exists()), None)
    path = keep or near
    if path is None:
        return None
    terminal.say(f"Rota: {path}")
    schedule, _, notes = read_schedule(plan, path, require=lambda: require(plan, forecast(plan)))
    terminal.say_notes(notes)
    return schedule


def round_the_clock_command(
    folder: Folder,
    come_back: Annotated[
        float,
        typer.Option(
            min=0, max=1,
            help="Share of those who find the desk closed and come back when it is open.",
        ),
    ] = 0.5,
    night_fixed: Annotated[
        float, typer.Option(min=0, help="Money a week for being open at night besides people.")
    ] = 0.0,
    self_service: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Share that bots resolve, instead of automation.csv."),
    ] = None,
    per_contact: Annotated[
        float | None, typer.Option(min=0, help="Price of an outsourcer paid by the contact.")
    ] = None,
    value: Annotated[
        float | None, typer.Option(min=0, help="What an answer at once is worth, a contact.")
    ] = None,
    out: MaybeOut = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:  # fmt: skip
    """Do you need 24/7? What comes while queues are closed, how long it waits, what cover costs."""
    from planner.opening_hours import round_the_clock

    plan = plan_of(folder, ignore, ambiguous, stage="require")
    told = round_the_clock(
        plan, come_back=come_back, night_fixed=night_fixed, self_service=self_service,
        per_contact=per_contact, value=value,
    )  # fmt: skip
    terminal.say_all(told.lines)
    write_report(out, told.files, plan)
