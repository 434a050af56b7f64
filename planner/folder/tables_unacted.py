"""Tables of the folder that are checked but that no command acts on yet."""

from planner.folder.columns import (
    DAY,
    FLAG,
    KEY,
    NAME,
    NAMES,
    TIME,
    WEEKDAYS,
    Column,
    Table,
    choice,
    number,
    whole,
)

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

DRIVERS = Table(
    name="drivers",
    about="what contacts come from: orders, users, visits",
    stage="forecast",
    key=("date", "market", "metric"),
    columns=(
        Column(name="date", kind=DAY, about="local date", required=True),
        Column(name="market", kind=NAME, refers="markets", default="", about="region"),
        Column(name="metric", kind=NAME, about="what is counted", required=True),
        Column(name="value", kind=number(), about="amount", required=True),
    ),
)

CONTACT_RATES = Table(
    name="contact_rates",
    about="contacts that a unit of a driver makes",
    stage="forecast",
    key=("queue", "metric"),
    columns=(
        Column(name="queue", kind=NAME, refers="queues", about="queue", required=True),
        Column(name="metric", kind=NAME, about="what is counted", required=True),
        Column(name="contacts_per_unit", kind=number("contacts"), about="rate", required=True),
    ),
)

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
        Column(
            name="together", kind=FLAG, stage="plan", about="one meeting for all", default=False
        ),
        Column(name="weekdays", kind=WEEKDAYS, about="blank: every day", default=EVERY_DAY),
        Column(name="from", kind=TIME, about="blank: from midnight"),
        Column(name="to", kind=TIME, about="blank: to midnight"),
    ),
)

UNACTED = (DRIVERS, CONTACT_RATES, ROTATIONS, OFF_QUEUE)
