"""Words that come out of the engine and stand on pages: rules, their units, phases of a run.

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
PHASES = (
    mark("Reading rules and needs"), mark("Coverage plan: how many people start when"),
    mark("First rota: everybody in turn"), mark("Better rotas, everybody in turn"),
    mark("Better rotas, a few people at a time"), mark("Limits of whole teams"),
    mark("A complete schedule stands"), mark("Done"),
)  # fmt: skip
