"""Tables of the managers' reports: hiring, growth, automation, satisfaction, late changes."""

from planner.folder import cells
from planner.folder.cells import CellError
from planner.folder.columns import (
    DAY,
    FLAG,
    KEY,
    NAME,
    Column,
    Kind,
    Table,
    choice,
    number,
    share,
    whole,
)  # fmt: skip
from planner.folder.tables_shared import QUEUES_OR_ALL, YEARLY_GROWTH
from planner.outlook import ADDED, CANCELLED, CHANGED, MONTHS, USUAL_LEAD_WEEKS

MOST_WEEKS = 104
MOST_RAMP = 2.0
OF_MONTHS = "a share from 0 to 1, or twelve of them separated by |"
OF_WEEKS = "factors of the weeks since the first day, separated by |"


def _numbers(text: str, *, high: float, expects: str) -> tuple[float, ...]:
    values = tuple(cells.number(part.strip(), expects=expects) for part in text.split("|"))
    if any(not 0 <= value <= high for value in values):
        raise CellError(f"is out of range: expected {expects}")
    return values


def _leave(text: str) -> tuple[float, ...]:
    values = _numbers(text, high=0.99, expects=OF_MONTHS)
    if len(values) not in (1, MONTHS):
        raise CellError(f"holds {len(values)} numbers: expected {OF_MONTHS}, January first")
    return values * (MONTHS // len(values))


def _ramp(text: str) -> tuple[float, ...]:
    values = _numbers(text, high=MOST_RAMP, expects=OF_WEEKS)
    if len(values) > MOST_WEEKS:
        raise CellError(f"holds {len(values)} weeks: at most {MOST_WEEKS} are read")
    return values


LEAVE = Kind(expects=OF_MONTHS, parse=_leave)
RAMP = Kind(expects=OF_WEEKS, parse=_ramp)

HIRING = Table(
    name="hiring",
    about="how teams grow and shrink, for the question whom to hire",
    key=("team",),
    columns=(
        Column(name="team", kind=NAME, refers="teams",
               about="team that the row is about", required=True),
        Column(name="attrition_per_year", kind=share(high=0.99), default=0.0,
               about="share of the people who leave within a year"),
        Column(name="leave", kind=LEAVE, default=(0.0,) * MONTHS,
               about="share of contract hours on leave: 0.1, or January to December by |"),
        Column(name="lead_weeks", kind=whole("weeks", high=MOST_WEEKS), default=USUAL_LEAD_WEEKS,
               about="from the decision to the first day at work"),
        Column(name="ramp", kind=RAMP, default=(),
               about="productivity by week since the first day: 0|0|0.5|0.8; then 1"),
        Column(name="hire_cost", kind=number("money"),
               about="cost of hiring one person", default=0.0),
        Column(name="max_hires_per_week", kind=whole("people"),
               about="most people who can start in a week"),
        Column(name="max_heads", kind=whole("people"), about="most people in the team"),
        Column(name="max_overtime", kind=share(), default=0.0,
               about="share of contract hours that may come on top"),
        Column(name="least_share", kind=share(), default=0.0,
               about="share of the hours of its queues that it must get"),
        Column(name="most_share", kind=share(),
               about="largest share of the hours of its queues that it may get"),
        Column(name="release", kind=FLAG, about="heads may be given back; outsourced: yes"),
    ),
)  # fmt: skip

GROWTH = Table(
    name="growth",
    about="how contacts grow beyond the forecast, for the question whom to hire",
    columns=(
        Column(name="from", kind=DAY, about="first day, local date", required=True),
        QUEUES_OR_ALL,
        Column(name="growth_per_year", kind=YEARLY_GROWTH, default=0.0,
               about="from that day on: 0.2 is +20 % a year"),
        Column(name="factor", kind=number(high=1000), default=1.0,
               about="step on that day: 1.15 is +15 %"),
    ),
)  # fmt: skip

AUTOMATION = Table(
    name="automation",
    about="what bots, help pages and macros do, for the question what automation saves",
    key=("queue", "means"),
    columns=(
        Column(name="queue", kind=NAME, refers="queues",
               about="queue whose contacts it resolves", required=True),
        Column(name="means", kind=KEY, about="bot, help pages, macros, …", required=True),
        Column(name="resolved", kind=share(high=0.99), default=0.0,
               about="share of contacts that it resolves, beyond what the forecast holds"),
        Column(name="comes_back", kind=share(), default=0.0,
               about="share of those that come to people after all"),
        Column(name="resolved_aht_factor", kind=number(high=10), default=1.0,
               about="handle time of what it resolves, as a factor of the mean"),
        Column(name="aht_factor", kind=number(above=True, high=10), default=1.0,
               about="handle time of what people take, as a factor"),
        Column(name="cost_per_resolution", kind=number("money"),
               about="cost of each contact resolved",
               default=0.0),
        Column(name="cost_per_week", kind=number("money"), about="licence and upkeep", default=0.0),
    ),
)  # fmt: skip

SATISFACTION = Table(
    name="satisfaction",
    about="satisfaction by handle time as you have measured it, for faster or better",
    key=("queue", "aht_s"),
    columns=(
        Column(name="queue", kind=NAME, refers="queues", default="",
               about="queue it was measured on; blank: all queues"),
        Column(name="aht_s", kind=number("seconds", above=True, high=1e7), required=True,
               about="mean handle time"),
        Column(name="satisfaction", kind=share(), about="share of good ratings", required=True),
    ),
)  # fmt: skip

ROSTER_CHANGES = Table(
    name="roster_changes",
    about="shifts that were not as announced, for the question who carries the nights",
    columns=(
        Column(name="agent", kind=NAME, about="person", required=True),
        Column(name="date", kind=DAY, about="local date of the shift", required=True),
        Column(name="announced", kind=DAY, about="day on which the person was told", required=True),
        Column(name="kind", kind=choice(CHANGED, ADDED, CANCELLED), about="what happened",
               default=CHANGED),
        Column(name="hours", kind=number("hours", high=48), about="hours added or cancelled by it",
               default=0.0),
    ),
)  # fmt: skip

OUTLOOK = (HIRING, GROWTH, AUTOMATION, SATISFACTION, ROSTER_CHANGES)
