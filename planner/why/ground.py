"""What questions stand on: a plan with a schedule and its audit, read once for many questions."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

import pandas as pd

from planner.auditing import Audit, audit
from planner.clock import instant, zone
from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.optimiser.resolving import Rotas, Standing
from planner.schedules import Schedule
from planner.sentences import Sentence

APART = 0.5
"""Money by which the schedule may cost other than as it is read before that is said."""


class Ground:
    """A plan, a schedule of it and the requirement; ``needs`` as for :func:`planner.audit`.

    Answers are held against ``base``: the same shifts, people given to queues as the optimiser does
    it, so that a difference is that of the change alone.
    """

    def __init__(self, plan: Plan, schedule: Schedule, needs: pd.DataFrame) -> None:
        self.plan, self.schedule, self.needs = plan, schedule, needs
        self.rounds: dict[tuple[str, ...], tuple[float, Audit]] = {}

    @cached_property
    def standing(self) -> Standing:
        """The schedule in the optimiser's arrays."""
        return Standing(self.plan, self.needs, self.schedule)

    @cached_property
    def base(self) -> Audit:
        """The audit that answers are held against."""
        return self.judged(self.standing, self.standing.now)[1]

    def judged(
        self, standing: Standing, rotas: Rotas, plan: Plan | None = None
    ) -> tuple[Schedule, Audit]:
        """The schedule of some rotas and what the audit says of it."""
        schedule = standing.schedule(rotas)
        return schedule, audit(plan or standing.plan, schedule, self.needs)

    def round(self, agents: Sequence[str]) -> tuple[float, Audit]:
        """Each of these people has had their best rota, nothing else changed: the cost as the
        search counts it, and the audit."""
        key = tuple(agents)
        if key not in self.rounds:
            rotas = self.standing.round(agents)
            self.rounds[key] = rotas.cost, self.judged(self.standing, rotas)[1]
        return self.rounds[key]

    @cached_property
    def own(self) -> Audit:
        """The audit of the schedule as it is, people on the queues that it names."""
        return audit(self.plan, self.schedule, self.needs)

    @cached_property
    def notes(self) -> tuple[Sentence, ...]:
        """What has to be known of the figures."""
        own = self.own.cost
        if abs(own - self.base.cost) < APART:
            return ()
        return (
            Sentence(
                "Giving people to queues anew alone changes the cost by {0:+,.0f} {1}; the "
                "differences told here are held against that.",
                self.base.cost - own, self.plan.currency,
            ),
        )  # fmt: skip

    def interval(self, at: datetime) -> int:
        """The interval that holds an instant; without an offset it is on the plan's clock.

        Raises
        ------
        DataError
            When it lies outside the horizon.
        """
        horizon = self.plan.horizon
        if at.tzinfo is None:
            at = instant(at.date(), 60 * at.hour + at.minute, zone(horizon.timezone))
        if horizon.first <= at < horizon.last:
            return horizon.minute_of(at) // horizon.interval_minutes
        last = horizon.dates()[-1]
        message = f"lies outside the horizon: expected {horizon.start} to {last}"
        raise DataError([Problem(file="--at", value=f"{at:%Y-%m-%dT%H:%M}", message=message)])
