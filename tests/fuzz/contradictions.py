"""Folders whose tables are fine one by one and cannot hold together, with what must be said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.folders import EVERYTHING

Files = Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """A change that makes a folder contradict itself.

    ``says`` are pieces of the problem that ``planner check`` must show, ``exit_code`` what it ends
    with; on folders other than the one called everything the outcome is not foretold.
    """

    change: Callable[[Files], dict[str, bytes]]
    says: tuple[str, ...]
    exit_code: int = 2


def _with(**tables: str) -> Callable[[Files], dict[str, bytes]]:
    """The folder with some tables exchanged."""
    return lambda files: {
        **files, **{f"{name}.csv": text.encode() for name, text in tables.items()}
    }  # fmt: skip


def _and_row(table: str, row: str) -> Callable[[Files], dict[str, bytes]]:
    """The folder with one row more in a table."""
    name = f"{table}.csv"
    base = EVERYTHING.get(name, "").encode()
    return lambda files: {**files, name: files.get(name, base).rstrip() + f"\n{row}\n".encode()}


def _settings(old: str, new: str) -> Callable[[Files], dict[str, bytes]]:
    return lambda files: {
        **files, "plan.toml": files.get("plan.toml", b"").replace(old.encode(), new.encode())
    }  # fmt: skip


_SHIFTS = "shift,start_from,start_to,start_step_minutes,length_minutes,breaks\n"
ALL: Mapping[str, Contradiction] = {
    "break outside its shift": Contradiction(
        change=_with(shifts=_SHIFTS + "day,08:00,12:00,30,240,30 unpaid 300-400\n"),
        says=("shifts.csv row 2, breaks", "the shift ends at 240"),
    ),
    "breaks that overlap": Contradiction(
        change=_with(shifts=_SHIFTS + "day,08:00,12:00,30,480,60 paid 100-100|60 paid 130-130\n"),
        says=("shifts.csv row 2, breaks", "without overlapping"),
    ),
    "a break as long as the shift": Contradiction(
        change=_with(shifts=_SHIFTS + "day,08:00,12:00,30,30,30 unpaid 0-0\n"),
        says=("shifts.csv row 2, breaks",),
    ),
    "minimum hours that no templates add up to": Contradiction(
        change=_with(
            contracts="contract,min_hours_per_week,max_hours_per_week\nfull,37,39\n",
            shifts=_SHIFTS + "day,08:00,12:00,30,480,\n",
        ),
        says=("contracts.csv row 2, min_hours_per_week",),
    ),
    "minimum hours on too few days": Contradiction(
        change=_with(contracts="contract,min_hours_per_week,max_days_per_week\nfull,40,2\n"),
        says=("contracts.csv row 2, min_hours_per_week",),
    ),
    "minimum above maximum": Contradiction(
        change=_with(contracts="contract,min_hours_per_week,max_hours_per_week\nfull,40,30\n"),
        says=("contracts.csv row 2, min_hours_per_week", "is above max_hours_per_week"),
    ),
    "pin during leave": Contradiction(
        change=_with(pins="agent,date,shift,start\nada,2027-03-04,day,09:00\n"),
        says=("pins.csv row 2, date", "is leave of ada"),
    ),
    "pins without rest": Contradiction(
        change=_with(
            contracts="contract,min_rest_hours\nfull,20\n",
            pins="agent,date,shift,start\nbob,2027-03-02,day,12:00\nbob,2027-03-03,day,08:00\n",
        ),
        says=("pins.csv row 3, date", "hours of rest after the pin"),
    ),
    "pin of a person who has left": Contradiction(
        change=_with(
            agents="agent,team,end_date\nada,leads,2027-03-01\nbob,leads,\n",
            pins="agent,date,shift\nada,2027-03-03,day\n",
        ),
        says=("pins.csv row 2, date", "outside the employment of ada"),
    ),
    "two pins for a day": Contradiction(
        change=_and_row("pins", "bob,2027-03-02,,"), says=("pins.csv row 4", "is in row 2 already")
    ),
    "previous shift inside the horizon": Contradiction(
        change=_and_row("previous", "bob,leads,,day,2027-03-03T08:00:00Z,2027-03-03T16:00:00Z,8"),
        says=("previous.csv row 3, start", "lies in the horizon"),
    ),
    "a queue that escalates to itself": Contradiction(
        change=_with(
            queues="queue,channel,aht_s,weekly_volume,escalates_to,escalation_share\n"
            "calls,voice,240,900,senior,0.5\nsenior,voice,600,60,calls,0.5\n"
        ),
        says=("queues.csv", "escalates_to"),
    ),
    "an event that ends before it starts": Contradiction(
        change=_with(events="event,kind,start,end,multiplier\nx,launch,2027-03-05,2027-03-02,3\n"),
        says=("events.csv row 2, end", "is not after start"),
    ),
    "a launch a thousand times": Contradiction(
        change=_with(
            events="event,kind,start,multiplier\n" + "x,launch,2027-03-02,3\n" * 1000
        ),
        says=("events.csv", "1,000 rows at the same time multiply by more than 1,000,000 (x)"),
    ),
    "a premium a thousand times": Contradiction(
        change=_with(premiums="kind,factor,stack\n" + "night,1.5,multiply\n" * 1000),
        says=("premiums.csv, factor", "premiums of berlin together make more than 1,000 times"),
    ),
    "no time at all": Contradiction(
        change=_with(queues="queue,channel,aht_s,open,weekly_volume\n"
                     "calls,voice,240,08:00-08:00,900\nsenior,voice,600,,60\n"),
        says=("queues.csv row 2, open",),
    ),
    "cover by nobody": Contradiction(
        change=_with(cover="cover,tiers,min,max\nx,senior,3,2\n"), says=("cover.csv row 2, min",)
    ),
    "leave that ends before it begins": Contradiction(
        change=_with(time_off="agent,from,to\nada,2027-03-05,2027-03-04\n"),
        says=("time_off.csv row 2, to", "is before from"),
    ),
    "a date past 2037": Contradiction(
        change=_settings("start = 2027-03-01", "start = 2038-03-01"), says=(), exit_code=0
    ),
    "the last year": Contradiction(
        change=_settings("start = 2027-03-01", "start = 2099-12-28"), says=(), exit_code=0
    ),
    "weeks and days": Contradiction(
        change=_settings("weeks = 1", "weeks = 1\ndays = 7"),
        says=("plan.toml", "either weeks or days"),
    ),
    "one table twice": Contradiction(
        change=lambda files: {**files, "plan.xlsx": _shifts_sheet()},
        says=("plan.xlsx sheet shifts", "holds the table shifts"),
    ),
}  # fmt: skip


def _shifts_sheet() -> bytes:
    from tests.support.workbooks import text_rows, workbook

    return workbook({"shifts": text_rows([["shift", "start_from"], ["day", "08:00"]])})
