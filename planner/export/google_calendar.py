"""CSV files for Google Calendar (Settings, Import): one a person and one a team.

The format has no time zone: times are on the clock of the team, and so must be the calendar that
they are imported into. A local time that happens twice on the night when clocks go back is told
apart by the description only; the ics export is exact there.
"""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from planner.export.calendar_files import description
from planner.export.rota import Person, Rota
from planner.export.texts import file_names, neutral

COLUMNS = (
    "Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Description",
    "Location", "Private",
)  # fmt: skip


def files(rota: Rota) -> dict[str, bytes]:
    """``person-ana.csv`` for everybody, ``team-manila.csv`` for every team."""
    people = file_names("person", [person.agent for person in rota.people])
    teams = file_names("team", rota.teams)
    made = {f"{people[person.agent]}.csv": table(rota, [person]) for person in rota.people}
    for team in rota.teams:
        made[f"{teams[team]}.csv"] = table(rota, rota.of_team(team), named=True)
    return made


def table(rota: Rota, people: Iterable[Person], *, named: bool = False) -> bytes:
    """Shifts and days of leave of some people, one a row; ``named`` says whose each is."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for person in people:
        who = f"{person.name}: " if named else ""
        for row in _rows(rota, person, who):
            writer.writerow([neutral(cell) for cell in row])
    return text.getvalue().encode("utf-8")


def _rows(rota: Rota, person: Person, who: str) -> Iterable[tuple[str, ...]]:
    for shift in rota.by_agent.get(person.agent, ()):
        start, end = (rota.local(shift.team, moment) for moment in (shift.start, shift.end))
        exact = f"Starts {start.isoformat()}, ends {end.isoformat()}"
        yield (
            f"{who}{shift.shift or 'shift'}", _day(start), f"{start:%I:%M %p}", _day(end),
            f"{end:%I:%M %p}", "False", f"{description(rota, shift)}\n{exact}", shift.team, "False",
        )  # fmt: skip
    for away in sorted(rota.leave.get(person.agent, ())):
        day = f"{away:%m/%d/%Y}"
        yield f"{who}Leave", day, "", day, "", "True", "", "", "False"


def _day(moment: datetime) -> str:
    return f"{moment:%m/%d/%Y}"
