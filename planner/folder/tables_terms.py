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

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

AVAILABILITY = Table(
    name="availability",
    about="when a person can or cannot work",
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="weekdays", kind=WEEKDAYS, about="blank: every day", default=EVERY_DAY),
        Column(name="from", kind=TIME, about="blank: from midnight"),
        Column(name="to", kind=TIME, about="blank: to midnight"),
        Column(name="available", kind=FLAG, about="no shift outside", default=True),
    ),
)

REQUESTS = Table(
    name="requests",
    about="wishes of people",
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="date", kind=DAY, about="local date", required=True),
        Column(name="want", kind=TEXT, required=True, about="off, work, a shift, or not: a shift"),
        Column(name="weight", kind=number(high=1000), about="how much it counts", default=1.0),
    ),
)

PREMIUMS = Table(
    name="premiums",
    about="pay above the rate for nights, weekends and holidays",
    columns=(
        Column(name="teams", kind=NAMES, refers="teams", default=(), about="blank: all"),
        Column(
            name="kind",
            kind=choice("night", "saturday", "sunday", "public_holiday"),
            about="what is paid more",
            required=True,
        ),
        Column(name="from", kind=TIME, about="blank: from midnight"),
        Column(name="to", kind=TIME, about="blank: to midnight"),
        Column(name="factor", kind=number(high=10), about="1.25 is +25 %", required=True),
        Column(name="stack", kind=choice("add", "multiply"), about="with others", default="add"),
    ),
)

TERMS = (AVAILABILITY, REQUESTS, PREMIUMS)
