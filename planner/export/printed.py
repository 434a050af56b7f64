"""A page to print or to pin to the wall: every team's weeks, person by day. No scripts, no links.

Times stand on the clock of the team; a shift stands under the day on which it starts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from planner.clock import monday_of
from planner.export.rota import LEAVE, Person, Rota

STYLE = """
  body { font: 10pt system-ui, sans-serif; margin: 1.5em; color: #1f2933; }
  table { border-collapse: collapse; margin: 0 0 1.5em; width: 100%; page-break-inside: auto; }
  caption { text-align: left; font-weight: bold; padding: .3em 0; }
  th, td { border: 1px solid #c3cbd3; padding: .15em .35em; text-align: left; }
  th, td { white-space: nowrap; }
  thead { display: table-header-group; } tr { page-break-inside: avoid; }
  td.leave { background: #e4e7eb; } td.night { background: #d6e6f2; }
  td.number { text-align: right; }
  section { page-break-after: always; }
  @page { size: A4 landscape; margin: 12mm; }
"""


def files(rota: Rota) -> dict[str, bytes]:
    """``rota.html``."""
    return {"rota.html": page(rota).encode("utf-8")}


def page(rota: Rota) -> str:
    """The whole page, UTF-8, complete in itself."""
    mondays = sorted({monday_of(day) for day in rota.days})
    tables = "\n".join(
        f"<section>\n{''.join(_week(rota, team, monday) for monday in mondays)}</section>"
        for team in rota.teams
    )
    title = escape(rota.title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        "<p>A shift stands under the day on which it starts. Shaded blue: it ends on the next "
        f"day. Grey: leave.</p>\n{tables}\n</body>\n</html>\n"
    )


def _week(rota: Rota, team: str, monday: date) -> str:
    known = set(rota.days)
    days = [day for day in (monday + timedelta(days=i) for i in range(7)) if day in known]
    place = rota.places[team].key
    caption = f"{team} · week of {monday.isoformat()} · times in {place}"
    heads = "".join(f'<th scope="col">{day:%a} {day.day} {day:%b}</th>' for day in days)
    body = "\n".join(_row(rota, person, days) for person in rota.of_team(team))
    return (
        f"<table>\n<caption>{escape(caption)}</caption>\n"
        f'<thead><tr><th scope="col">Name</th>{heads}<th scope="col">Hours</th></tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table>\n"
    )


def _row(rota: Rota, person: Person, days: Sequence[date]) -> str:
    name = person.name if person.name == person.agent else f"{person.name} ({person.agent})"
    of = [s for s in rota.by_agent.get(person.agent, ()) if s.date in days]
    hours = sum(shift.paid_hours for shift in of)
    cells = "".join(_cell(rota, person, day) for day in days)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}<td class="number">{hours:g}</td></tr>'


def _cell(rota: Rota, person: Person, day: date) -> str:
    shifts = [s for s in rota.by_agent.get(person.agent, ()) if s.date == day]
    if not shifts:
        away = day in rota.leave.get(person.agent, frozenset())
        return f'<td class="leave">{LEAVE}</td>' if away else "<td></td>"
    words = "<br>".join(f"{rota.span(shift)} {escape(shift.shift)}" for shift in shifts)
    over = any(
        rota.local(s.team, s.end).date() > rota.local(s.team, s.start).date() for s in shifts
    )
    return f'<td class="night">{words}</td>' if over else f"<td>{words}</td>"
