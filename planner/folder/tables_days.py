"""Tables of people's days: leave, days that stand, the weeks before, who must be there."""

from planner.folder.columns import (
    DAY,
    FLAG,
    MOMENT,
    NAME,
    NAMES,
    TEXT,
    TIME,
    WEEKDAYS,
    ZONE,
    Column,
    Table,
    number,
    whole,
)
from planner.folder.tables_shared import EVERY_DAY, QUEUES_OR_ALL

TIME_OFF = Table(
    name="time_off",
    about="leave, first and last day included",
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="from", kind=DAY, about="first day", required=True),
        Column(name="to", kind=DAY, about="last day; blank: the first"),
        Column(name="kind", kind=TEXT, about="reason; it is never published", default=""),
        Column(name="paid", kind=FLAG, about="paid leave", default=False),
    ),
)  # fmt: skip

PINS = Table(
    name="pins",
    about="days that stand",
    key=("agent", "date"),
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="date", kind=DAY, about="team's local date", required=True),
        Column(name="shift", kind=NAME, refers="shifts", default="",
               about="shift that stands; blank: day off"),
        Column(name="start", kind=TIME, about="local start; blank: free"),
    ),
)  # fmt: skip

PREVIOUS = Table(
    name="previous",
    about="the schedule of the weeks before",
    key=("agent", "start"),
    columns=(
        Column(name="agent", kind=NAME, about="person", required=True),
        Column(name="team", kind=TEXT, about="team; blank: the person's", default=""),
        Column(name="date", kind=DAY, about="local date; blank: that of the start"),
        Column(name="shift", kind=TEXT, about="name of the kind of shift", default=""),
        Column(name="start", kind=MOMENT, about="start of the shift", required=True),
        Column(name="end", kind=MOMENT, about="end of the shift", required=True),
        Column(name="local_start", kind=TEXT,
               about="start on the local clock; not read", default=""),
        Column(name="local_end", kind=TEXT, about="end on the local clock; not read", default=""),
        Column(name="timezone", kind=ZONE, about="zone of start and end without an offset"),
        Column(name="paid_hours", kind=number("hours", high=48), about="paid hours of the shift"),
        Column(name="cost", kind=number("money"), about="cost of the shift; not read"),
    ),
)  # fmt: skip

COVER = Table(
    name="cover",
    about="rows of presence in people",
    columns=(
        Column(name="cover", kind=NAME, about="name of the row, as reports tell it", required=True),
        Column(name="teams", kind=NAMES, refers="teams", default=(),
               about="teams concerned; blank: all"),
        Column(name="tiers", kind=NAMES, refers="tiers", default=(),
               about="levels concerned; blank: all"),
        QUEUES_OR_ALL,
        Column(name="weekdays", kind=WEEKDAYS,
               about="days concerned; blank: every day", default=EVERY_DAY),
        Column(name="from", kind=TIME, about="from this time of day; blank: midnight"),
        Column(name="to", kind=TIME, about="to this time of day; blank: midnight"),
        Column(name="timezone", kind=ZONE, about="zone of from and to; the plan's where blank"),
        Column(name="min", kind=whole("people"), about="fewest people at work"),
        Column(name="max", kind=whole("people"), about="most people at work"),
        Column(name="per_agents", kind=whole("people", low=1),
               about="the fewest count for every started so many people"),
        Column(name="of_teams", kind=NAMES, refers="teams", default=(),
               about="teams whose people per_agents counts"),
    ),
)  # fmt: skip
