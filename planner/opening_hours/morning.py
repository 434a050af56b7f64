"""Self-service with the rest left to the morning, an outsourcer by the contact, and day work.

What waits is worked when the desk opens, at the price of the teams that serve the queue by day.
"""

from dataclasses import dataclass
from math import prod

import numpy as np

from planner.domain import Plan
from planner.opening_hours.covering import OUTSOURCER, Cover
from planner.sentences import Sentence, joined
from planner.weekly import hour_worth

SELF_SERVICE = "self_service"


@dataclass(frozen=True, kw_only=True)
class SelfService:
    """What bots and help pages would do with contacts that come while the desk is closed.

    ``resolved`` share of them that they resolve for good, ``met`` share that they resolve at first.
    """

    resolved: float
    met: float
    cost_per_week: float
    cost_per_resolution: float
    means: str


def self_service_of(plan: Plan, queue: str, share: float | None) -> SelfService | None:
    """What ``automation.csv`` says of a queue, or a share given for all; ``None`` without any."""
    if share is not None:
        return SelfService(
            resolved=share, met=share, cost_per_week=0.0, cost_per_resolution=0.0,
            means=Sentence("{0:.0%} resolved, as given", share),
        )  # fmt: skip
    rows = [row for row in plan.outlook.automation if row.queue == queue and row.resolved > 0]
    if not rows:
        return None
    met = 1 - prod(1 - row.resolved for row in rows)
    return SelfService(
        resolved=1 - prod(1 - row.resolved * (1 - row.comes_back) for row in rows), met=met,
        cost_per_week=sum(row.cost_per_week for row in rows),
        cost_per_resolution=sum(row.cost_per_resolution * row.resolved for row in rows) / met,
        means=joined([row.means for row in rows]),
    )  # fmt: skip


def day_work_cost(plan: Plan, queue: str, contacts: float, aht_s: float) -> float:
    """Money for so many contacts worked by day, at the queue's largest occupancy."""
    own = plan.queue[queue]
    busy = 1.0 if own.deferred else own.max_occupancy
    slots = own.concurrency if own.channel == "chat" else 1
    return contacts * aht_s / 3600 / busy / slots * hour_worth(plan, queue).money


def left_to_the_morning(
    plan: Plan, queue: str, *, contacts: float, aht_s: float, share: float | None
) -> Cover:
    """Self-service and bots answer what they can, people the rest when the desk opens.

    ``contacts`` a week come outside the hours.
    """
    found = self_service_of(plan, queue, share)
    if found is None:
        return Cover(
            way=SELF_SERVICE, teams=(), paid_hours=np.nan, cost=np.nan, by_day=np.nan,
            note=Sentence("no share of it is known: a row in automation.csv, or --self-service"),
        )  # fmt: skip
    left = contacts * (1 - found.resolved)
    people = day_work_cost(plan, queue, left, aht_s)
    worth = hour_worth(plan, queue).money
    rate = np.mean([team.hourly_cost for team in plan.teams if queue in team.queues] or [np.nan])
    bots = found.cost_per_week + found.cost_per_resolution * found.met * contacts
    return Cover(
        way=SELF_SERVICE, teams=(), paid_hours=float(people / rate) if worth == worth else np.nan,
        cost=bots + people, fixed_cost=found.cost_per_week, by_day=1.0, at_once=found.resolved,
        note=Sentence("{0}; {1:,.0f} contacts a week wait for the morning", found.means, left),
    )  # fmt: skip


def by_the_contact(contacts: float, price: float) -> Cover:
    """An outsourcer who is paid for each contact and shares people with other customers."""
    return Cover(
        way=OUTSOURCER, teams=(), paid_hours=0.0, cost=contacts * price, by_day=np.nan,
        note=Sentence("{0:g} a contact, as given", price),
    )  # fmt: skip
