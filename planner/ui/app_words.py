"""Sentences of reports that name options of the command line, as the app says them.

Reports know neither the app nor its fields; the app shows what stands here in their place.
"""

from planner.sentences import Sentence
from planner.ui.texts import catalogue, language, mark

IN_APP = {
    "Nothing is known of the weeks before: previous.csv is empty, no schedule was given.": mark(
        "Nothing is known of the weeks before: the table previous is empty, and no earlier rota "
        "is given above."
    ),
    "No next plan is given: planner plan makes one, --planned names its schedule.csv.": mark(
        "No next plan is chosen: Optimise in the sidebar makes one, Result there chooses it."
    ),
    "That is little: nights and weekends come in turns, so differences within {0} weeks may be "
    "chance. Name earlier schedules with --past.": mark(
        "That is little: nights and weekends come in turns, so differences within {0} weeks may "
        "be chance. Add earlier rotas above."
    ),
    "Late changes are not known: no published rotas (--store, --published), no "
    "roster_changes.csv.": mark(
        "Late changes are not known: no rota is published on Compare & publish, and the table "
        "roster_changes on Team & rules is empty."
    ),
    "It does not look at this: unfairness in [prices] of plan.toml is 0. A price for each "
    "unpopular hour above the even share of the plan's own weeks makes it do so; what was "
    "before the plan it does not repay.": mark(
        "It does not look at this: the price of unfairness on Optimise is 0. A price for each "
        "unpopular hour above the even share of the plan's own weeks makes it do so; what was "
        "before the plan it does not repay."
    ),
    "Assumed: shifts leave {0:.0%} of the need as surplus (--rota-surplus), each queue is staffed "
    "on its own, weekly hours decide and not hours of the day; contract hours are paid and hires "
    "count from their first day.": mark(
        "Assumed: shifts leave {0:.0%} of the need as surplus (the field above), each queue is "
        "staffed on its own, weekly hours decide and not hours of the day; contract hours are "
        "paid and hires count from their first day."
    ),
    "Fixed costs of nights (site, IT, security) are taken to be 0: fixed_cost_per_open_hour in "
    "teams.csv, or --night-fixed.": mark(
        "Fixed costs of nights (site, IT, security) are taken to be 0: give them in the field "
        "above, or as fixed_cost_per_open_hour in the table teams on Team & rules."
    ),
    "no share of it is known: a row in automation.csv, or --self-service": mark(
        "no share of it is known: give it in the field above, or in the table automation on "
        "Team & rules"
    ),
}
"""The app's words by the pattern of the report's sentence."""


def sentence(line: str) -> str:
    """A sentence of a report in the app's words, in the language of this session."""
    if not isinstance(line, Sentence):
        return line
    said = catalogue(language()).gettext
    return line.said(lambda pattern: said(IN_APP.get(pattern, pattern)))
