"""Names and formulas of key figures, to be translated; a test holds them to their definitions."""

from planner.ui.texts import mark

TITLES = {
    "csat": mark("Satisfaction (CSAT)"),
    "first_response": mark("First response time (FRT)"),
    "tickets": mark("Tickets"),
    "solved": mark("Tickets solved"),
    "fcr": mark("First contact resolution (FCR)"),
    "resolution": mark("Resolution rate"),
    "nps": mark("Net promoter score (NPS)"),
    "automated": mark("Automated resolution"),
    "service_level": mark("Service level"),
    "occupancy": mark("Occupancy"),
    "adherence": mark("Adherence"),
}
SHORT = (
    mark("CSAT"), mark("First response"), mark("Solved"), mark("First contact"),
    mark("Resolution"), mark("NPS"), mark("Automated"),
)  # fmt: skip
"""As the sentences of the board name them."""
UNITS = (mark("a day"), mark("points"))
FORMULAS = {
    "csat": mark("answers of 4 or 5 of 5 ÷ answers"),
    "first_response": mark(
        "waiting until the first reply by a person, summed ÷ first replies; "
        "automatic replies do not count"
    ),
    "tickets": mark("tickets created ÷ days with figures"),
    "solved": mark("tickets solved ÷ days with figures"),
    "fcr": mark("issues resolved at the first contact and not opened again ÷ issues"),
    "resolution": mark("(resolved − opened again within 7 days) ÷ conversations"),
    "nps": mark("100 × (answers of 9–10 − answers of 0–6) ÷ answers"),
    "automated": mark(
        "conversations resolved without a person ÷ all conversations "
        "(involvement × resolution of the bot)"
    ),
    "service_level": mark("contacts answered within the queue's time ÷ contacts offered"),
    "occupancy": mark("handling hours ÷ (handling + available hours); the target is a limit"),
    "adherence": mark("scheduled minutes in the scheduled state ÷ scheduled minutes"),
}
