"""What is known of how support did: counts of ``kpis.csv`` and targets of ``kpi_targets.csv``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

KPI_NAMES = (
    "csat", "first_response", "tickets", "solved", "fcr", "resolution", "nps", "automated",
    "service_level", "occupancy", "adherence",
)  # fmt: skip
"""Key figures by the name they bear in files."""
PARTS = {
    "csat_positive": "csat_responses",
    "first_contact_resolved": "first_contact_issues",
    "resolved": "conversations",
    "reopened": "resolved",
    "nps_promoters": "nps_responses",
    "nps_detractors": "nps_responses",
    "bot_resolved": "conversations",
    "answered_in_time": "offered",
    "adherent_minutes": "scheduled_minutes",
}
"""Counts that are part of another count of their row."""


@dataclass(frozen=True, kw_only=True)
class KpiRow:
    """Counts of one day, of whoever the row names; ``counts`` by column, without blanks."""

    date: date
    queue: str = ""
    team: str = ""
    agent: str = ""
    counts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class KpiTarget:
    """What a key figure should be, of a queue or a team, of all where both are blank."""

    kpi: str
    queue: str = ""
    team: str = ""
    target: float
