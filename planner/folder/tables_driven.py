"""Tables of what contacts come from: orders, active users, visits, and the contacts each makes."""

from planner.folder.columns import DAY, NAME, Column, Table, number

DRIVERS = Table(
    name="drivers",
    about="what contacts come from: orders, users, visits",
    key=("date", "market", "metric"),
    columns=(
        Column(name="date", kind=DAY, about="local date; holds until the next row", required=True),
        Column(name="market", kind=NAME, refers="markets", default="",
               about="region; blank: all together"),
        Column(name="metric", kind=NAME, about="what is counted", required=True),
        Column(name="value", kind=number(), about="amount of a day", required=True),
    ),
)  # fmt: skip

CONTACT_RATES = Table(
    name="contact_rates",
    about="contacts that a unit of a driver makes",
    key=("queue", "metric", "from"),
    columns=(
        Column(name="queue", kind=NAME, refers="queues",
               about="queue that they come to", required=True),
        Column(name="metric", kind=NAME, about="what is counted", required=True),
        Column(name="contacts_per_unit", kind=number("contacts"),
               about="contacts that one unit makes a day", required=True),
        Column(name="from", kind=DAY, about="first local date, as of a release; blank: always"),
    ),
)  # fmt: skip

DRIVEN = (DRIVERS, CONTACT_RATES)
