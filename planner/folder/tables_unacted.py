"""Tables of the folder that are checked but that no command acts on yet."""

from planner.folder.columns import (
    FLAG,
    KEY,
    NAME,
    NAMES,
    TIME,
    WEEKDAYS,
    Column,
    Table,
    choice,
    whole,
)
from planner.folder.tables_shared import EVERY_DAY

ROTATIONS = Table(
    name="rotations",
    about="patterns that people repeat",
    key=("rotation", "week", "weekday"),
    columns=(
        Column(name="rotation", kind=KEY, about="name of the pattern", required=True),
        Column(name="week", kind=whole("weeks", low=1, high=60),
               about="week of the pattern", required=True),
        Column(name="weekday", kind=WEEKDAYS, about="day of that week", required=True),
        Column(name="shift", kind=NAME, refers="shifts", default="",
               about="shift of that day; blank: day off"),
    ),
)  # fmt: skip

OFF_QUEUE = Table(
    name="off_queue",
    about="meetings, one-to-ones and training to be placed inside shifts",
    columns=(
        Column(name="activity", kind=NAME, about="name of the activity", required=True),
        Column(name="teams", kind=NAMES, refers="teams", default=(),
               about="teams concerned; blank: all"),
        Column(name="agents", kind=NAMES, refers="agents", default=(),
               about="people concerned; blank: all"),
        Column(
            name="minutes", kind=whole("minutes", low=1, high=1440),
            about="length of the activity", required=True
        ),
        Column(name="per", kind=choice("week", "horizon"), about="how often", default="week"),
        Column(name="together", kind=FLAG, about="one meeting for all", default=False),
        Column(name="weekdays", kind=WEEKDAYS,
               about="days concerned; blank: every day", default=EVERY_DAY),
        Column(name="from", kind=TIME, about="from this time of day; blank: midnight"),
        Column(name="to", kind=TIME, about="to this time of day; blank: midnight"),
    ),
)  # fmt: skip

UNACTED = (ROTATIONS, OFF_QUEUE)
