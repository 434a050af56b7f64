"""Workbooks for Microsoft Teams Shifts (Import a schedule): one for each team.

A schedule in Teams has one time zone, so dates and times stand on the clock of the team. Import
adds shifts and never changes or deletes any; the shifts come in unshared, to be looked at first.
"""

import io

import xlsxwriter

from planner.export.rota import Person, Rota
from planner.export.texts import file_names, neutral
from planner.schedules import Shift

SHEET = "Shifts"
COLUMNS = (
    "Member", "Work Email", "Group", "Start Date", "Start Time", "End Date", "End Time",
    "Theme Color", "Custom Label", "Unpaid Break (minutes)", "Notes", "Shared",
)  # fmt: skip
UNSHARED = "2. Not Shared"


def files(rota: Rota) -> dict[str, bytes]:
    """``teams-shifts-manila.xlsx`` for every team."""
    names = file_names("teams-shifts", rota.teams)
    return {f"{names[team]}.xlsx": workbook(rota, team) for team in rota.teams}


def workbook(rota: Rota, team: str) -> bytes:
    """The shifts of one team; every cell is text but for the minutes of unpaid breaks."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, COLUMNS)
        row = 0
        for person in rota.of_team(team):
            for shift in rota.by_agent.get(person.agent, ()):
                row += 1
                for column, cell in enumerate(_cells(rota, person, shift)):
                    if isinstance(cell, int):
                        sheet.write_number(row, column, cell)
                    else:
                        sheet.write_string(row, column, neutral(cell))
    return memory.getvalue()


def _cells(rota: Rota, person: Person, shift: Shift) -> tuple[str | int, ...]:
    start, end = (rota.local(shift.team, moment) for moment in (shift.start, shift.end))
    unpaid = sum(part.hours for part in shift.activities if not part.paid)
    return (
        person.name, person.email, shift.team,
        f"{start.month}/{start.day}/{start.year}", f"{start:%H:%M}",
        f"{end.month}/{end.day}/{end.year}", f"{end:%H:%M}",
        "", shift.shift, round(60 * unpaid), "", UNSHARED,
    )  # fmt: skip
