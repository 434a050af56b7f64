"""What each key figure is: formula, unit, which way is better, how sure one can be of it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["share", "ratio", "points", "count"]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One key figure: ``top`` ÷ ``bottom``, each a sum of columns of ``kpis.csv``.

    Columns of ``minus`` are taken off the top. ``better`` is 1 where more is better, −1 where less
    is, 0 where neither. A ``share`` counts cases; ``points`` is NPS; a ``ratio`` is a mean over
    something; a ``count`` stands alone and has no interval.
    """

    kpi: str
    short: str
    title: str
    kind: Kind
    unit: str
    formula: str
    top: tuple[str, ...]
    minus: tuple[str, ...] = ()
    bottom: tuple[str, ...] = ()
    better: int = 1

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that must be known of a row."""
        return tuple(dict.fromkeys((*self.top, *self.minus, *self.bottom)))


DEFINITIONS = (
    Definition(
        kpi="csat", short="CSAT", title="Satisfaction (CSAT)", kind="share", unit="%",
        formula="answers of 4 or 5 of 5 ÷ answers", top=("csat_positive",),
        bottom=("csat_responses",),
    ),
    Definition(
        kpi="first_response", short="First response", title="First response time (FRT)",
        kind="ratio", unit="s",
        formula="waiting until the first reply by a person, summed ÷ first replies; "
        "automatic replies do not count", top=("first_response_total_s",),
        bottom=("first_responses",), better=-1,
    ),
    Definition(
        kpi="tickets", short="Tickets", title="Tickets", kind="count", unit="a day",
        formula="tickets created ÷ days with figures", top=("tickets_created",), better=0,
    ),
    Definition(
        kpi="solved", short="Solved", title="Tickets solved", kind="count", unit="a day",
        formula="tickets solved ÷ days with figures", top=("tickets_solved",), better=0,
    ),
    Definition(
        kpi="fcr", short="First contact", title="First contact resolution (FCR)", kind="share",
        unit="%",
        formula="issues resolved at the first contact and not opened again ÷ issues",
        top=("first_contact_resolved",), bottom=("first_contact_issues",),
    ),
    Definition(
        kpi="resolution", short="Resolution", title="Resolution rate", kind="share", unit="%",
        formula="(resolved − opened again within 7 days) ÷ conversations", top=("resolved",),
        minus=("reopened",), bottom=("conversations",),
    ),
    Definition(
        kpi="nps", short="NPS", title="Net promoter score (NPS)", kind="points", unit="points",
        formula="100 × (answers of 9–10 − answers of 0–6) ÷ answers", top=("nps_promoters",),
        minus=("nps_detractors",), bottom=("nps_responses",),
    ),
    Definition(
        kpi="automated", short="Automated", title="Automated resolution", kind="share", unit="%",
        formula="conversations resolved without a person ÷ all conversations "
        "(involvement × resolution of the bot)", top=("bot_resolved",), bottom=("conversations",),
    ),
    Definition(
        kpi="service_level", short="Service level", title="Service level", kind="share", unit="%",
        formula="contacts answered within the queue's time ÷ contacts offered",
        top=("answered_in_time",), bottom=("offered",),
    ),
    Definition(
        kpi="occupancy", short="Occupancy", title="Occupancy", kind="ratio", unit="%",
        formula="handling hours ÷ (handling + available hours); the target is a limit",
        top=("handling_hours",), bottom=("handling_hours", "available_hours"), better=-1,
    ),
    Definition(
        kpi="adherence", short="Adherence", title="Adherence", kind="ratio", unit="%",
        formula="scheduled minutes in the scheduled state ÷ scheduled minutes",
        top=("adherent_minutes",), bottom=("scheduled_minutes",),
    ),
)  # fmt: skip
"""Every key figure, in the order in which they are shown."""
