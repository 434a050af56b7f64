"""The command ``why``: of a person's rota, and of an interval."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner import option_values, terminal
from planner.cli_options import Ambiguous, Folder, Ignore, plan_of
from planner.errors import DataError, Problem

if TYPE_CHECKING:
    from planner.domain import Plan
    from planner.why import Ground


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("why")(why_command)


def why_command(
    folder: Folder,
    schedule: Annotated[Path, typer.Argument(metavar="SCHEDULE.csv", help="A schedule of it.")],
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Why is it short then? 2027-03-02T10:00, plan's clock."),
    ] = None,
    queue: Annotated[
        str | None, typer.Option(metavar="QUEUE", help="Of this queue; the shortest without it.")
    ] = None,
    person: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Why not the rota this person asked for?")
    ] = None,
    day: Annotated[str | None, typer.Option(metavar="DATE", help="Of this day alone.")] = None,
    shift: Annotated[
        str | None,
        typer.Option(metavar="SHIFT", help="A shift, off, work or not:SHIFT that is asked for."),
    ] = None,
    ignore: Ignore = None,
    ambiguous: Ambiguous = None,
) -> None:
    """Why an interval is short and what would help most; why a person's rota is not as asked.

    One person's rota at a time is solved again, the others' shifts stay. Money is the difference in
    the cost of the whole plan, by the audit.
    """
    _one_question(at, queue, person, day, shift)
    plan = plan_of(folder, ignore, ambiguous, stage="plan")
    ground = _ground(plan, schedule)
    if person is not None:
        _say_person(ground, person, day, shift)
    elif at is not None:
        _say_interval(ground, at, queue)
    terminal.say_notes(ground.notes)


def _one_question(
    at: str | None, queue: str | None, person: str | None, day: str | None, shift: str | None
) -> None:
    """Refuse no question, two at once, and options of the other one."""
    problems = []
    if (at is None) == (person is None):
        message = "is asked for alone: expected either --at TIME or --person PERSON"
        problems.append(Problem(file="why", message=message))
    for option, value, needed, there in (
        ("--queue", queue, "--at TIME", at), ("--day", day, "--person PERSON", person),
        ("--shift", shift, "--person PERSON", person),
    ):  # fmt: skip
        if value is not None and there is None:
            problems.append(Problem(file=option, value=value, message=f"goes with {needed}"))
    if problems:
        raise DataError(problems)


def _ground(plan: "Plan", path: Path) -> "Ground":
    from planner.demand import forecast
    from planner.schedule_files import read_schedule
    from planner.staffing import require
    from planner.why import Ground

    schedule, needs, notes = read_schedule(
        plan, path, require=lambda: require(plan, forecast(plan))
    )
    assert needs is not None, "requirements are recomputed where none are beside the schedule"
    terminal.say_notes(notes)
    return Ground(plan, schedule, needs)


def _say_person(ground: "Ground", person: str, day: str | None, shift: str | None) -> None:
    from planner.why import why_not

    found = why_not(ground, person, day=option_values.day("--day", day), want=shift)
    if not found:
        terminal.say(f"{person} has no request that is not met; ask of a day: --day DATE.")
    for number, answer in enumerate(found):
        _say(answer.lines, apart=number > 0)


def _say_interval(ground: "Ground", at: str, queue: str | None) -> None:
    from planner.why import what_helps, why_short

    moment = option_values.instant(at)
    _say(why_short(ground, moment, queue).lines, apart=False)
    found = what_helps(ground, moment, queue)
    first, *rest = found.lines
    terminal.say(f"\n{first}", style="bold")
    for number, remedy in enumerate(found.remedies, 1):
        head, *more = remedy.lines
        terminal.say(f"{number}. {head}")
        terminal.say_all(more)
    terminal.say_all(rest)


def _say(lines: Iterable[str], *, apart: bool) -> None:
    """An answer, its question in bold."""
    first, *rest = lines
    terminal.say(("\n" if apart else "") + first, style="bold")
    terminal.say_all(rest)
