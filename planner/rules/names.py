"""What every rule is called: the same words in messages, explanations and the app.

The registry is keyed by the name that files use: a column of ``contracts.csv``, or a short name
for what the plan itself demands (leave, pins, templates). Units are those of a breach's amount.
Sources say where such a limit usually comes from; the figure itself is the contract's.
"""

from dataclasses import dataclass

HOURS, MINUTES, DAYS, NIGHTS = "hours", "minutes", "days", "nights"
WEEKENDS, SHIFTS, AGENT_HOURS = "weekends", "shifts", "agent-hours"
REQUESTS, PEOPLE = "requests", "people"

_EU = "Directive 2003/88/EC"
_HSE = "HSE guide HSG256, Managing shift work (2006)"
_PLAN = "the plan folder"


@dataclass(frozen=True)
class RuleName:
    """How a rule is called and explained.

    ``rule`` is its name in files, ``name`` the human one, ``unit`` that of a breach's amount,
    ``meaning`` one line in a planner's words, ``source`` the law or practice it comes from.
    """

    rule: str
    name: str
    unit: str
    meaning: str
    source: str


_ROWS = (
    RuleName("min_hours_per_week", "Minimum weekly hours", HOURS,
             "Paid hours a person must be given from Monday to Sunday, less for leave.",
             "employment contract; Directive (EU) 2019/1152 art. 4 (hours in writing)"),
    RuleName("max_hours_per_week", "Maximum weekly hours", HOURS,
             "Paid hours a person may work from Monday to Sunday, agreed overtime included.",
             f"{_EU} art. 6 (48 hours on average); ILO convention 1, art. 2"),
    RuleName("min_hours_per_horizon", "Minimum hours of the horizon", HOURS,
             "Paid hours a person must be given over the whole plan, less for leave.",
             "employment contract; Directive (EU) 2019/1152 art. 4 (hours in writing)"),
    RuleName("max_hours_per_horizon", "Maximum hours of the horizon", HOURS,
             "Paid hours a person may work over the whole plan.",
             f"{_EU} art. 16 (a reference period for the weekly average)"),
    RuleName("max_hours_per_day", "Maximum daily hours", HOURS,
             "Paid hours of the shifts that start on one day.",
             "ILO convention 1, art. 2 (8 hours); ArbZG § 3 (8, at most 10 hours)"),
    RuleName("max_days_per_week", "Working days a week", DAYS,
             "Days from Monday to Sunday on which a shift starts.",
             f"{_EU} art. 5 (a rest of 24 hours in every seven days)"),
    RuleName("max_consecutive_days", "Consecutive working days", DAYS,
             "Days in a row on which a shift starts.",
             f"{_EU} art. 5; {_HSE}: at most five to seven"),
    RuleName("min_consecutive_days_off", "Consecutive days off", DAYS,
             "Days off come at least so many in a row.", _HSE),
    RuleName("max_consecutive_nights", "Consecutive nights", NIGHTS,
             "Days in a row whose shift has three hours or more between 23:00 and 06:00.",
             f"{_EU} art. 8 (night work); {_HSE}: two to three"),
    RuleName("min_rest_hours", "Daily rest", HOURS,
             "Elapsed hours between the end of a shift and the start of the next.",
             f"{_EU} art. 3 (11 hours in every 24)"),
    RuleName("rest_after_nights_hours", "Rest after nights", HOURS,
             "Elapsed hours from the end of the last night of a run, a single one included, to the "
             "start of the next shift.",
             f"{_HSE}: two full nights of sleep when nights end"),
    RuleName("weekly_rest_hours", "Weekly rest", HOURS,
             "The longest stretch without work from Monday to Sunday, where the whole week is "
             "known.",
             f"{_EU} art. 5 (24 hours and the daily 11 in every seven days)"),
    RuleName("forward_rotation", "Forward rotation", HOURS,
             "No start at an earlier hour than on the working day before, unless two days off lie "
             "between.",
             f"{_HSE}: rotate forwards, morning, afternoon, night"),
    RuleName("max_start_spread_minutes", "Regular starts", MINUTES,
             "The shortest arc of the clock that holds all start times of a week.",
             "practice: regular hours of sleep"),
    RuleName("rotation", "Rotation", DAYS,
             "Every day has the shift, or the day off, of the person's pattern; leave excepted.",
             "rotations.csv"),
    RuleName("unfairness", "Even split of unpopular hours", HOURS,
             "Hours on shift at night (23:00 to 06:00), on weekends and public holidays above the "
             "mean of the person's team and contract.",
             "plan.toml, prices.unfairness"),
    RuleName("overlap", "No overlapping shifts", HOURS,
             "Nobody works two shifts at once.", "nobody is in two places"),
    RuleName("max_weekends", "Working weekends", WEEKENDS,
             "Weekends of the horizon in which a shift starts.",
             f"{_HSE}: regular free weekends"),
    RuleName("complete_weekends", "Complete weekends", WEEKENDS,
             "Both days of a weekend are worked, or none.", f"{_HSE}: regular free weekends"),
    RuleName("time_off", "Leave", DAYS,
             "No shift starts on a day of leave.", f"time_off.csv; {_EU} art. 7 (annual leave)"),
    RuleName("pins", "Pinned days", DAYS,
             "A pinned day is kept as it stands in pins.csv.", "pins.csv"),
    RuleName("availability", "Availability", HOURS,
             "Shifts lie within the times at which a person can work, breaks included.",
             "availability.csv; Directive (EU) 2019/1152 art. 10 (reference hours agreed before)"),
    RuleName("request", "Wishes", REQUESTS,
             "A wish for a day off, for work or for a shift is met; each counts its weight.",
             "requests.csv"),
    RuleName("employment", "Employment dates", DAYS,
             "Shifts start between a person's first and last day, both included.", "agents.csv"),
    RuleName("one_shift_per_day", "One shift a day", SHIFTS,
             "At most one shift starts on a local date.", _PLAN),
    RuleName("horizon", "Inside the horizon", SHIFTS,
             "Every shift starts inside the planned stretch of time.", "plan.toml"),
    RuleName("shift_date", "Date of the shift", DAYS,
             "A shift belongs to its team's local date at its start.", _PLAN),
    RuleName("agent", "Known person", SHIFTS,
             "Shifts are given to people of the plan, in their own team.", "agents.csv, teams.csv"),
    RuleName("template", "Offered shifts", MINUTES,
             "A shift starts and ends as a template offers it to that team on that weekday.",
             "shifts.csv"),
    RuleName("activities", "Complete shifts", MINUTES,
             "Activities fill a shift from start to end, without gap and without overlap.", _PLAN),
    RuleName("breaks", "Breaks", MINUTES,
             "Every break of the template once, inside its window and at an interval's start where "
             "one lies in it, as long and as paid as stated.",
             f"shifts.csv; {_EU} art. 4 (a break after six hours)"),
    RuleName("queue", "Served queues", HOURS,
             "People take contacts only of queues that they serve.", "agents.csv, teams.csv"),
    RuleName("cover", "Minimum cover", AGENT_HOURS,
             "Enough people of the right kind are at work, as cover.csv asks.", "cover.csv"),
    RuleName("max_cover", "Maximum cover", AGENT_HOURS,
             "At most so many people of a kind are at work, as cover.csv says; filed as cover.",
             "cover.csv, max"),
    RuleName("max_seats", "Seats", AGENT_HOURS,
             "People of a team on shift at one time, breaks included, find a seat.",
             "teams.csv; the room and licences there are"),
    RuleName("min_paid_hours_per_week", "Committed hours of a team", HOURS,
             "Paid hours that a whole team must be given from Monday to Sunday.",
             "teams.csv; contract with the supplier (minimum commitment)"),
    RuleName("max_paid_hours_per_week", "Ceiling of a team's hours", HOURS,
             "Paid hours that a whole team may be given from Monday to Sunday.",
             "teams.csv; contract with the supplier, or budget of the site"),
    RuleName("max_change_per_day", "Daily change of an order", PEOPLE,
             "People of a team with a shift may change by so many from one day to the next.",
             "teams.csv; contract with the supplier (flex band)"),
    RuleName("lock_days", "Locked order", PEOPLE,
             "On the first days of the horizon a team's people on shift stay as they were ordered.",
             "teams.csv; contract with the supplier (lead time of orders)"),
    RuleName("off_queue", "Meetings and training", MINUTES,
             "Off-queue activities lie inside paid time, as long as due, in their window.",
             "off_queue.csv"),
    RuleName("keep", "Kept days", SHIFTS,
             "Before the day from which a plan may change, shifts stay as they were.",
             "--keep with --from"),
    RuleName("change", "Changes to the kept rota", SHIFTS,
             "A person's day has another shift than in the rota that is kept.",
             "--keep; Directive (EU) 2019/1152 art. 10 (notice of a work schedule)"),
)  # fmt: skip

RULES: dict[str, RuleName] = {row.rule: row for row in _ROWS}
"""Rule name in files -> its human name, unit, meaning and source."""
