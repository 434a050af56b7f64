"""Calendars (iCalendar, RFC 5545): a file for each person and a file for each team."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from planner.export.rota import Person, Rota
from planner.export.texts import file_names
from planner.schedules import WORK, Shift


def files(rota: Rota) -> dict[str, bytes]:
    """``person-ana.ics`` for everybody, ``team-manila.ics`` for every team."""
    people = file_names("person", [person.agent for person in rota.people])
    teams = file_names("team", rota.teams)
    made = {
        f"{people[person.agent]}.ics": calendar(rota, [person], name=person.name)
        for person in rota.people
    }
    for team in rota.teams:
        made[f"{teams[team]}.ics"] = calendar(rota, rota.of_team(team), name=team, named=True)
    return made


def calendar(rota: Rota, people: Iterable[Person], *, name: str, named: bool = False) -> bytes:
    """The shifts and days of leave of some people.

    Instants are in UTC, so that they are right on nights when clocks change and in every reader's
    zone. The same shift keeps its identity from one export to the next, so that a calendar that
    reads the file again moves it instead of showing it twice.

    Parameters
    ----------
    named
        Whether each event says whose it is.
    """
    people = list(people)
    made = Calendar()
    made.add("prodid", "-//planner//rota//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    if people:
        made.add("x-wr-timezone", rota.places[people[0].team].key)
    for person in people:
        who = f"{person.name}: " if named else ""
        for event in _events(rota, person, who):
            made.add_component(event)
    return bytes(made.to_ical())


def _events(rota: Rota, person: Person, who: str) -> Iterable[Event]:
    on_day: dict[str, int] = {}
    for shift in rota.by_agent.get(person.agent, ()):
        day = shift.date.isoformat()
        on_day[day] = on_day.get(day, 0) + 1
        event = _event(rota, f"{person.agent}.{day}.{on_day[day]}")
        event.add("dtstart", shift.start)
        event.add("dtend", shift.end)
        event.add("summary", f"{who}{shift.shift or 'shift'}")
        event.add("description", description(rota, shift))
        event.add("categories", ["shift"])
        yield event
    for away in sorted(rota.leave.get(person.agent, ())):
        event = _event(rota, f"{person.agent}.{away.isoformat()}.leave")
        event.add("dtstart", away)
        event.add("dtend", away + timedelta(days=1))
        event.add("summary", f"{who}Leave")
        event.add("categories", ["leave"])
        yield event


def _event(rota: Rota, identity: str) -> Event:
    event = Event()
    event.add("uid", f"{identity}@planner")
    event.add("dtstamp", rota.written)
    event.add("status", "CONFIRMED")
    return event


def description(rota: Rota, shift: Shift) -> str:
    """Local times with their zone, then breaks and other activities, one a line."""
    place = rota.places[shift.team]
    lines = [f"{rota.span(shift)} ({place.key}), team {shift.team}"]
    queues = dict.fromkeys(part.queue for part in shift.activities if part.queue)
    if queues:
        lines.append("Queues: " + ", ".join(queues))
    lines += [
        f"{rota.local(shift.team, part.start):%H:%M}–{rota.local(shift.team, part.end):%H:%M} "
        f"{part.activity}"
        for part in shift.activities
        if part.activity != WORK
    ]
    return "\n".join(lines)
