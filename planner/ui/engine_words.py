"""Words that come out of the engine and stand on pages: rules, their units, phases of a run,
tables of a plan folder.

Here they are only named, so that the catalogues have them; pages show them with ``t``.
"""

from planner.ui.texts import mark

RULE_NAMES = (
    mark("Minimum weekly hours"), mark("Maximum weekly hours"),
    mark("Minimum hours of the horizon"), mark("Maximum hours of the horizon"),
    mark("Maximum daily hours"), mark("Working days a week"), mark("Consecutive working days"),
    mark("Consecutive days off"), mark("Consecutive nights"), mark("Daily rest"),
    mark("Rest after nights"), mark("Weekly rest"), mark("Forward rotation"),
    mark("Regular starts"), mark("Rotation"), mark("Even split of unpopular hours"),
    mark("No overlapping shifts"), mark("Working weekends"), mark("Complete weekends"),
    mark("Leave"), mark("Pinned days"), mark("Availability"), mark("Wishes"),
    mark("Employment dates"), mark("One shift a day"), mark("Inside the horizon"),
    mark("Date of the shift"), mark("Known person"), mark("Offered shifts"),
    mark("Complete shifts"), mark("Breaks"), mark("Served queues"), mark("Minimum cover"),
    mark("Maximum cover"), mark("Seats"), mark("Committed hours of a team"),
    mark("Ceiling of a team's hours"), mark("Daily change of an order"), mark("Locked order"),
    mark("Meetings and training"), mark("Kept days"), mark("Changes to the kept rota"),
)  # fmt: skip
UNITS = (
    mark("hours"), mark("days"), mark("nights"), mark("minutes"), mark("weekends"),
    mark("requests"), mark("shifts"), mark("agent-hours"), mark("people"),
)  # fmt: skip
LIMITS = (
    mark("days in a row"), mark("nights in a row"), mark("weekends in the plan"),
    mark("hours in the plan"), mark("hours of overtime in a week"),
)  # fmt: skip
PHASES = (
    mark("Reading rules and needs"), mark("Coverage plan: how many people start when"),
    mark("First rota: everybody in turn"), mark("Better rotas, everybody in turn"),
    mark("Better rotas, a few people at a time"), mark("Limits of whole teams"),
    mark("A complete schedule stands"), mark("Done"),
)  # fmt: skip
TABLES = (
    mark("one row for each kind of work"),
    mark("regions that feed a queue, each with its own zone and holidays"),
    mark("shapes of a usual week"),
    mark("past contacts, one row for each interval, queue and perhaps market"),
    mark("dated changes of volume"),
    mark("work that waits at the start"),
    mark("a site, a zone, conditions"),
    mark("work rules, for each person and Monday-to-Sunday week"),
    mark("templates of shifts, in the team's local time"),
    mark("people; blank is the team's value"),
    mark("leave, first and last day included"),
    mark("days that stand"),
    mark("the schedule of the weeks before"),
    mark("rows of presence in people"),
    mark("when a person can or cannot work"),
    mark("wishes of people"),
    mark("pay above the rate for nights, weekends and holidays"),
    mark("contacts inside the horizon as they came"),
    mark("what contacts come from: orders, users, visits"),
    mark("contacts that a unit of a driver makes"),
    mark("patterns that people repeat"),
    mark("meetings, one-to-ones and training to be placed inside shifts"),
    mark("how teams grow and shrink, for the question whom to hire"),
    mark("how contacts grow beyond the forecast, for the question whom to hire"),
    mark("what bots, help pages and macros do, for the question what automation saves"),
    mark("satisfaction by handle time as you have measured it, for faster or better"),
    mark("shifts that were not as announced, for the question who carries the nights"),
    mark("how support did: counts of a day, by queue, team and perhaps person"),
    mark("what key figures should be"),
)  # fmt: skip
