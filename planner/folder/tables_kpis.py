"""Tables of how support did: counts of a day, and targets."""

from planner.folder.columns import DAY, NAME, TEXT, Column, Table, choice, number
from planner.kpi_rows import KPI_NAMES


def _count(name: str, about: str, unit: str = "") -> Column:
    return Column(name=name, kind=number(unit), about=about)


KPIS = Table(
    name="kpis",
    about="how support did: counts of a day, by queue, team and perhaps person",
    columns=(
        Column(name="date", kind=DAY, about="local date of the team or queue", required=True),
        Column(name="queue", kind=NAME, about="blank: not by queue", default=""),
        Column(name="team", kind=NAME, about="blank: not by team", default=""),
        Column(name="agent", kind=TEXT, about="blank: not by person", default=""),
        _count("tickets_created", "contacts and tickets that came", "tickets"),
        _count("tickets_solved", "tickets that were solved", "tickets"),
        _count("conversations", "conversations that ended", "conversations"),
        _count("resolved", "of them resolved", "conversations"),
        _count("reopened", "of the resolved ones, opened again within 7 days", "conversations"),
        _count("bot_resolved", "of the conversations, resolved without a person", "conversations"),
        _count("first_contact_issues", "issues of which it is known", "issues"),
        _count("first_contact_resolved", "of them resolved at the first contact", "issues"),
        _count("csat_responses", "answers to the satisfaction survey", "answers"),
        _count("csat_positive", "of them 4 or 5 of 5", "answers"),
        _count("nps_responses", "answers to: would you recommend us?", "answers"),
        _count("nps_promoters", "of them 9 or 10", "answers"),
        _count("nps_detractors", "of them 0 to 6", "answers"),
        _count("first_responses", "first replies by a person", "replies"),
        _count("first_response_total_s", "waiting until then, summed", "seconds"),
        _count("offered", "live contacts offered", "contacts"),
        _count("answered_in_time", "of them answered within the queue's time", "contacts"),
        _count("handling_hours", "hours spent on contacts", "hours"),
        _count("available_hours", "hours ready and waiting for one", "hours"),
        _count("scheduled_minutes", "minutes scheduled", "minutes"),
        _count("adherent_minutes", "of them in the scheduled state", "minutes"),
    ),
)  # fmt: skip

KPI_TARGETS = Table(
    name="kpi_targets",
    about="what key figures should be",
    key=("kpi", "queue", "team"),
    columns=(
        Column(name="kpi", kind=choice(*KPI_NAMES),
               about="key figure that is aimed at", required=True),
        Column(name="queue", kind=NAME, refers="queues",
               about="queue concerned; blank: all", default=""),
        Column(name="team", kind=NAME, refers="teams",
               about="team concerned; blank: all", default=""),
        Column(
            name="target", kind=number(low=-100), required=True,
            about="share; seconds of first_response; points of nps; tickets a day",
        ),
    ),
)  # fmt: skip

KPI_TABLES = (KPIS, KPI_TARGETS)
