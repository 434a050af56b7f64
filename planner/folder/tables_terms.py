"""Tables of what people and sites stipulate: availability, wishes, premiums."""

from planner.folder.columns import (
    DAY,
    FLAG,
    NAME,
    NAMES,
    TEXT,
    TIME,
    WEEKDAYS,
    Column,
    Table,
    choice,
    number,
)
from planner.folder.tables_shared import EVERY_DAY

AVAILABILITY = Table(
    name="availability",
    about="when a person can or cannot work",
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="weekdays", kind=WEEKDAYS,
               about="days concerned; blank: every day", default=EVERY_DAY),
        Column(name="from", kind=TIME, about="from this time of day; blank: midnight"),
        Column(name="to", kind=TIME, about="to this time of day; blank: midnight"),
        Column(name="available", kind=FLAG,
               about="yes: no shift outside these times; no: none inside", default=True),
    ),
)  # fmt: skip

REQUESTS = Table(
    name="requests",
    about="wishes of people",
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="date", kind=DAY, about="local date", required=True),
        Column(name="want", kind=TEXT, required=True,
               about="off, work, a shift, or not: and a shift"),
        Column(name="weight", kind=number(high=1000),
               about="how much it counts against other wishes", default=1.0),
    ),
)  # fmt: skip

PREMIUMS = Table(
    name="premiums",
    about="pay above the rate for nights, weekends and holidays",
    columns=(
        Column(name="teams", kind=NAMES, refers="teams", default=(),
               about="teams concerned; blank: all"),
        Column(
            name="kind",
            kind=choice("night", "saturday", "sunday", "public_holiday"),
            about="what is paid more",
            required=True,
        ),
        Column(name="from", kind=TIME, about="from this time of day; blank: midnight"),
        Column(name="to", kind=TIME, about="to this time of day; blank: midnight"),
        Column(name="factor", kind=number(high=10),
               about="pay as a factor: 1.25 is +25 %", required=True),
        Column(name="stack", kind=choice("add", "multiply"),
               about="how it goes together with other rows", default="add"),
    ),
)  # fmt: skip

TERMS = (AVAILABILITY, REQUESTS, PREMIUMS)
