"""Every table of the plan folder: its columns with unit, range, default and meaning.

This is the one place that says what may stand in a folder. A column with a ``stage`` is checked,
but nothing acts on it yet: that command refuses it unless it is ignored.
"""

from planner.folder.columns import (
    BREAKS,
    DAY,
    DAY_OR_MOMENT,
    FLAG,
    KEY,
    MOMENT,
    NAME,
    NAMES,
    STAMP,
    TEXT,
    TIME,
    WEEKDAYS,
    WINDOWS,
    ZONE,
    Column,
    Table,
    choice,
    number,
    share,
    whole,
)
from planner.folder.tables_driven import DRIVEN
from planner.folder.tables_kpis import KPI_TABLES
from planner.folder.tables_outlook import OUTLOOK
from planner.folder.tables_shared import HOLIDAYS, QUEUES_OR_ALL, VOLUME, YEARLY_GROWTH
from planner.folder.tables_terms import TERMS
from planner.folder.tables_unacted import UNACTED

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
NEVER_FULL = 0.99
"""Largest share of time lost: with all of it lost nobody is ever at work."""

QUEUES = Table(
    name="queues",
    about="one row for each kind of work",
    required=True,
    key=("queue",),
    columns=(
        Column(name="queue", kind=KEY, about="key", required=True),
        Column(name="channel", kind=choice("voice", "chat", "email", "ticket", "back_office"),
               about="chooses the staffing model", required=True),
        Column(name="timezone", kind=ZONE, about="customers' zone; the plan's where blank"),
        *HOLIDAYS,
        Column(name="language", kind=TEXT, about="label", default=""),
        Column(name="tier", kind=TEXT, about="label", default=""),
        Column(name="priority", kind=whole(low=1, high=1000), about="1 is served first", default=1),
        Column(name="aht_s", kind=number("seconds", above=True, high=1e7), required=True,
               about="average handle time: talk, hold and after-contact work, over contacts"),
        Column(name="aht_cv", kind=number(high=10),
               about="coefficient of variation of lognormal handle times; blank: exponential"),
        Column(name="service_level", kind=share(above=True, below=True), default=0.80,
               about="share answered in time"),
        Column(name="answer_within_s", kind=number("seconds", high=1e6), default=20.0,
               about="seconds within which an answer is in time"),
        Column(name="service_level_definition", default="offered",
               kind=choice("offered", "answered", "virtual", "excluding_short_abandons"),
               about="how abandoned contacts count"),
        Column(name="complete_within_hours", kind=number("hours", above=True, high=1e5),
               about="target of work that can wait"),
        Column(name="complete_share", kind=share(above=True), about="share of it done by then",
               default=1.0),
        Column(name="clock", kind=choice("all", "open"), default="all",
               about="hours counted around the clock or in open hours"),
        Column(name="patience_s", kind=number("seconds", above=True, high=1e7),
               about="mean patience; blank: nobody hangs up"),
        Column(name="max_abandon", kind=share(above=True), about="limit of abandonment"),
        Column(name="max_occupancy", kind=share(above=True), about="limit of occupancy",
               default=0.88),
        Column(name="concurrency", kind=whole("chats", low=1, high=100), default=1,
               about="chats handled at once"),
        Column(name="min_agents", kind=whole("people"), about="floor while open", default=0),
        Column(name="open", kind=WINDOWS, about="opening hours; blank: always"),
        Column(name="escalates_to", kind=NAME, refers="queues", default="",
               about="queue that gets escalated contacts"),
        Column(name="escalation_share", kind=share(), about="share passed on", default=0.0),
        Column(name="deflection", kind=share(), default=0.0,
               about="contacts resolved by self-service beyond what history holds"),
        Column(name="deflection_return", kind=share(), default=0.0,
               about="share of those that come back within a day"),
        *VOLUME,
    ),
)  # fmt: skip

MARKETS = Table(
    name="markets",
    about="regions that feed a queue, each with its own zone and holidays",
    key=("market", "queue"),
    columns=(
        Column(name="market", kind=KEY, about="key together with queue", required=True),
        Column(name="queue", kind=NAME, refers="queues", about="queue it feeds", required=True),
        Column(name="timezone", kind=ZONE, about="customers' zone; the queue's where blank"),
        *HOLIDAYS,
        *VOLUME,
        Column(name="growth", kind=YEARLY_GROWTH, default=0.0,
               about="per year on top of history: 0.05 is +5 %"),
    ),
)  # fmt: skip

_HISTORY = (
    Column(name="interval_start", kind=STAMP, about="start of the interval", required=True),
    Column(name="queue", kind=NAME, refers="queues", about="queue", required=True),
    Column(name="offered", kind=number("contacts"), about="contacts; blank is unknown"),
    Column(name="market", kind=TEXT, about="region the contacts came from", default=""),
    Column(name="aht_s", kind=number("seconds", high=1e7), about="mean handle time"),
    Column(name="handled", kind=number("contacts"), about="contacts handled"),
    Column(name="abandoned", kind=number("contacts"), about="contacts abandoned"),
)

HISTORY = Table(
    name="history",
    about="past contacts, one row for each interval, queue and perhaps market",
    columns=_HISTORY,
    bulk=True,
    most_rows=20_000_000,
)

ACTUALS = Table(
    name="actuals",
    about="contacts inside the horizon as they came",
    columns=(
        *_HISTORY,
        Column(name="on_duty", kind=number("people", high=1e6), about="agents really at work"),
    ),
    bulk=True,
    most_rows=20_000_000,
)

PROFILES = Table(
    name="profiles",
    about="shapes of a usual week",
    key=("profile", "weekday", "time"),
    columns=(
        Column(name="profile", kind=KEY, about="name of the shape", required=True),
        Column(name="weekday", kind=WEEKDAYS, about="blank: every day", default=EVERY_DAY),
        Column(name="time", kind=TIME, about="start of the stretch", required=True),
        Column(name="share", kind=share(), about="share of the week's contacts", required=True),
    ),
)

EVENTS = Table(
    name="events",
    about="dated changes of volume",
    columns=(
        Column(name="event", kind=NAME, about="name", required=True),
        Column(name="kind", required=True, about="what it is",
               kind=choice("launch", "campaign", "outage", "closure", "holiday")),
        QUEUES_OR_ALL,
        Column(name="markets", kind=NAMES, refers="markets", default=(), about="blank: all"),
        Column(name="start", kind=DAY_OR_MOMENT, about="local start", required=True),
        Column(name="end", kind=DAY_OR_MOMENT, about="local end; a date is included"),
        Column(name="multiplier", kind=number(high=1e4), about="volume at the peak: 6 is six-fold"),
        Column(name="extra_contacts", kind=number("contacts"),
               about="contacts on top, over the whole event and all it concerns"),
        Column(name="new_customers", kind=number("customers"), about="customers won"),
        Column(name="contacts_per_customer", kind=number("contacts"),
               about="contacts of each while new"),
        Column(name="ramp_hours", kind=number("hours", high=1e4), about="hours until the peak"),
        Column(name="plateau_days", kind=number("days", high=366), about="days at the peak"),
        Column(name="half_life_days", kind=number("days", above=True, high=1e4),
               about="days in which the excess halves"),
        Column(name="floor_share", kind=share(), about="share of the excess that stays"),
        Column(name="aht_factor", kind=number(above=True, high=100),
               about="handle time at the peak, as a factor"),
        Column(name="escalation_factor", kind=number(high=100),
               about="escalated share at the peak, as a factor"),
        Column(name="exclude", kind=FLAG, default=False, about="keep these days out of learning"),
    ),
)  # fmt: skip

BACKLOG = Table(
    name="backlog",
    about="work that waits at the start",
    columns=(
        Column(name="queue", kind=NAME, refers="queues", about="queue", required=True),
        Column(name="age_hours", kind=number("hours"), about="waiting so long", default=0.0),
        Column(name="contacts", kind=number("contacts"), about="how many", required=True),
    ),
)

TEAMS = Table(
    name="teams",
    about="a site, a zone, conditions",
    required=True,
    key=("team",),
    columns=(
        Column(name="team", kind=KEY, about="key", required=True),
        Column(name="tier", kind=TEXT, about="senior, leader, …", default=""),
        Column(name="kind", kind=choice("in_house", "outsourced"), default="in_house",
               about="outsourced people need no names"),
        Column(name="timezone", kind=ZONE, about="the site's zone", required=True),
        *HOLIDAYS,
        Column(name="queues", kind=NAMES, refers="queues", default=(),
               about="queues it can serve, best first; blank: takes no contacts"),
        Column(name="contract", kind=NAME, refers="contracts", about="work rules", required=True),
        Column(name="heads", kind=whole("people", high=20_000), about="size when nobody is named"),
        Column(name="hourly_cost", kind=number("money"), about="cost an hour", required=True),
        Column(name="billed", kind=choice("paid", "productive"), default="paid",
               about="hours that the rate is paid for"),
        Column(name="shrinkage", kind=share(high=NEVER_FULL), default=0.0,
               about="time on shift lost to what the rota does not place"),
        Column(name="absence", kind=share(high=NEVER_FULL), default=0.0,
               about="unplanned absence"),
        Column(name="productivity", kind=number(low=0.001, high=10), about="factor", default=1.0),
        Column(name="fixed_cost_per_week", kind=number("money"), about="site, IT, security",
               default=0.0),
        Column(name="fixed_cost_per_open_hour", kind=number("money"), default=0.0,
               about="for each hour with anyone at work"),
        Column(name="max_seats", kind=whole("people"), about="at one time"),
        Column(name="min_paid_hours_per_week", kind=number("hours"),
               about="whole team: commitment"),
        Column(name="max_paid_hours_per_week", kind=number("hours"), about="whole team: ceiling"),
        Column(name="volume_share", kind=share(),
               about="share of each of its queues' contacts routed to it alone"),
        Column(name="lock_days", kind=whole("days", high=366),
               about="an order is fixed so long ahead"),
        Column(name="max_change_per_day", kind=whole("people"),
               about="largest change between days"),
    ),
)  # fmt: skip

CONTRACTS = Table(
    name="contracts",
    about="work rules, for each person and Monday-to-Sunday week",
    required=True,
    key=("contract",),
    columns=(
        Column(name="contract", kind=KEY, about="key", required=True),
        Column(name="law", kind=choice("eu", "uk", "us-flsa", "us-ca", "ph", "in", "jp", "tr"),
               default="", about="preset that fills blanks"),
        Column(name="min_hours_per_week", kind=number("hours", high=168), about="paid hours"),
        Column(name="max_hours_per_week", kind=number("hours", high=168), about="paid hours"),
        Column(name="min_hours_per_horizon", kind=number("hours", high=1e4), about="paid hours"),
        Column(name="max_hours_per_horizon", kind=number("hours", high=1e4), about="paid hours"),
        Column(name="max_hours_per_day", kind=number("hours", high=24), about="paid hours"),
        Column(name="max_days_per_week", kind=whole("days", high=7), about="days with a shift"),
        Column(name="max_consecutive_days", kind=whole("days", low=1, high=366), about="days"),
        Column(name="min_consecutive_days_off", kind=whole("days", high=60), about="days"),
        Column(name="min_rest_hours", kind=number("hours", high=168), about="between two shifts"),
        Column(name="weekly_rest_hours", kind=number("hours", high=168),
               about="longest rest of the local week"),
        Column(name="max_consecutive_nights", kind=whole("nights", high=366), about="nights"),
        Column(name="rest_after_nights_hours", kind=number("hours", high=336),
               about="after the last of nights in a row"),
        Column(name="forward_rotation", kind=FLAG, default=False,
               about="starts may not move earlier"),
        Column(name="max_weekends", kind=whole("weekends", high=60), about="for each horizon"),
        Column(name="complete_weekends", kind=FLAG, default=False, about="both days or none"),
        Column(name="max_start_spread_minutes", kind=whole("minutes", high=1440),
               about="arc of the clock that holds all starts of a week"),
        Column(name="max_overtime_hours_per_week", kind=number("hours", high=168),
               about="above max_hours_per_week"),
        Column(name="overtime_after_hours_per_day", kind=number("hours", high=24),
               about="daily limit above which hours are overtime"),
        Column(name="overtime_factor", kind=number(low=1, high=10),
               about="pay of an overtime hour"),
        Column(name="guaranteed_pay", kind=FLAG, default=False,
               about="the minimum is a floor of pay, not a rule"),
        Column(name="rotation", kind=NAME, refers="rotations", default="",
               about="rows of rotations that a person repeats"),
    ),
)  # fmt: skip

SHIFTS = Table(
    name="shifts",
    about="templates of shifts, in the team's local time",
    required=True,
    key=("shift",),
    columns=(
        Column(name="shift", kind=KEY, about="key", required=True),
        Column(name="teams", kind=NAMES, refers="teams", default=(), about="blank: all"),
        Column(name="weekdays", kind=WEEKDAYS, about="blank: every day", default=EVERY_DAY),
        Column(name="start_from", kind=TIME, about="earliest start", required=True),
        Column(name="start_to", kind=TIME, about="latest start, itself included"),
        Column(name="start_step_minutes", kind=whole("minutes", low=1, high=1440),
               about="step between starts; blank: the interval"),
        Column(name="length_minutes", kind=whole("minutes", low=5, high=1440), required=True,
               about="from start to end, breaks included"),
        Column(name="breaks", kind=BREAKS, default=(),
               about="minutes, paid or unpaid, earliest and latest start"),
    ),
)  # fmt: skip

AGENTS = Table(
    name="agents",
    about="people; blank is the team's value",
    key=("agent",),
    columns=(
        Column(name="agent", kind=KEY, about="key", required=True),
        Column(name="name", kind=TEXT, about="name", default=""),
        Column(name="email", kind=TEXT, about="address", default=""),
        Column(name="team", kind=NAME, refers="teams", about="team", required=True),
        Column(name="contract", kind=NAME, refers="contracts", default="", about="work rules"),
        Column(name="queues", kind=NAMES, refers="queues", about="queues, best first"),
        Column(name="productivity", kind=number(low=0.001, high=10), about="factor"),
        Column(name="hourly_cost", kind=number("money"), about="cost an hour"),
        Column(name="tier", kind=TEXT, about="senior, leader, …", default=""),
        Column(name="start_date", kind=DAY, about="first day of employment"),
        Column(name="end_date", kind=DAY, about="last day of employment"),
        Column(name="rotation_week", kind=whole("weeks", low=1, high=60),
               about="week of the rotation at the start"),
    ),
)  # fmt: skip

TIME_OFF = Table(
    name="time_off",
    about="leave, first and last day included",
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="from", kind=DAY, about="first day", required=True),
        Column(name="to", kind=DAY, about="last day; blank: the first"),
        Column(name="kind", kind=TEXT, about="reason", default=""),
        Column(name="paid", kind=FLAG, about="paid leave", default=False),
    ),
)

PINS = Table(
    name="pins",
    about="days that stand",
    key=("agent", "date"),
    columns=(
        Column(name="agent", kind=NAME, refers="agents", about="person", required=True),
        Column(name="date", kind=DAY, about="team's local date", required=True),
        Column(name="shift", kind=NAME, refers="shifts", default="", about="blank: day off"),
        Column(name="start", kind=TIME, about="local start; blank: free"),
    ),
)

PREVIOUS = Table(
    name="previous",
    about="the schedule of the weeks before",
    key=("agent", "start"),
    columns=(
        Column(name="agent", kind=NAME, about="person", required=True),
        Column(name="team", kind=TEXT, about="team; blank: the person's", default=""),
        Column(name="date", kind=DAY, about="local date; blank: that of the start"),
        Column(name="shift", kind=TEXT, about="template", default=""),
        Column(name="start", kind=MOMENT, about="start", required=True),
        Column(name="end", kind=MOMENT, about="end", required=True),
        Column(name="local_start", kind=TEXT, about="for people", default=""),
        Column(name="local_end", kind=TEXT, about="for people", default=""),
        Column(name="timezone", kind=ZONE, about="zone of start and end without an offset"),
        Column(name="paid_hours", kind=number("hours", high=48), about="paid hours"),
        Column(name="cost", kind=number("money"), about="for people"),
    ),
)

COVER = Table(
    name="cover",
    about="rows of presence in people",
    columns=(
        Column(name="cover", kind=NAME, about="name of the row", required=True),
        Column(name="teams", kind=NAMES, refers="teams", default=(), about="blank: all"),
        Column(name="tiers", kind=NAMES, refers="tiers", default=(), about="blank: all"),
        QUEUES_OR_ALL,
        Column(name="weekdays", kind=WEEKDAYS, about="blank: every day", default=EVERY_DAY),
        Column(name="from", kind=TIME, about="blank: from midnight"),
        Column(name="to", kind=TIME, about="blank: to midnight"),
        Column(name="timezone", kind=ZONE, about="zone of from and to; the plan's where blank"),
        Column(name="min", kind=whole("people"), about="at least so many at work"),
        Column(name="max", kind=whole("people"), about="at most so many at work"),
        Column(name="per_agents", kind=whole("people", low=1),
               about="min counts for every started so many"),
        Column(name="of_teams", kind=NAMES, refers="teams", default=(),
               about="teams whose people per_agents counts"),
    ),
)  # fmt: skip

ALL_TABLES = {
    table.name: table
    for table in (
        QUEUES, MARKETS, PROFILES, HISTORY, EVENTS, BACKLOG, TEAMS, CONTRACTS, SHIFTS, AGENTS,
        TIME_OFF, PINS, PREVIOUS, COVER, *TERMS, ACTUALS, *DRIVEN, *UNACTED, *OUTLOOK, *KPI_TABLES,
    )
}  # fmt: skip
