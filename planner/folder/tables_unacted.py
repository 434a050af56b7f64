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

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

ROTATIONS = Table(
    name="rotations",
    about="patterns that people repeat",
    key=("rotation", "week", "weekday"),
    columns=(
        Column(name="rotation", kind=KEY, about="name", required=True),
        Column(name="week", kind=whole("weeks", low=1, high=60), about="week", required=True),
        Column(name="weekday", kind=WEEKDAYS, about="day", required=True),
        Column(name="shift", kind=NAME, refers="shifts", default="", about="blank: day off"),
    ),
)

OFF_QUEUE = Table(
    name="off_queue",
    about="meetings, one-to-ones and training to be placed inside shifts",
    columns=(
        Column(name="activity", kind=NAME, about="name", required=True),
        Column(name="teams", kind=NAMES, refers="teams", default=(), about="blank: all"),
        Column(name="agents", kind=NAMES, refers="agents", default=(), about="blank: all"),
        Column(
            name="minutes", kind=whole("minutes", low=1, high=1440), about="length", required=True
        ),
        Column(name="per", kind=choice("week", "horizon"), about="how often", default="week"),
        Column(name="together", kind=FLAG, about="one meeting for all", default=False),
        Column(name="weekdays", kind=WEEKDAYS, about="blank: every day", default=EVERY_DAY),
        Column(name="from", kind=TIME, about="blank: from midnight"),
        Column(name="to", kind=TIME, about="blank: to midnight"),
    ),
)

UNACTED = (ROTATIONS, OFF_QUEUE)
