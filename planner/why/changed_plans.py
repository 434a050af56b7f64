"""Plans with one thing changed: one more person, one more template, one rule relaxed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.clock import DAY_MINUTES
from planner.domain import Agent, Contract, Plan, ShiftTemplate
from planner.optimiser.one_person import FLAGS
from planner.rules import RULES
from planner.sentences import Sentence

BY_ONE = (
    "max_days_per_week", "max_consecutive_days", "max_consecutive_nights", "max_weekends",
)  # fmt: skip
LESS_HOURS = {
    "min_rest_hours": 1.0, "weekly_rest_hours": 5.0, "rest_after_nights_hours": 12.0,
}  # fmt: skip
"""Hours of rest by which a rule is relaxed."""
A_SHIFT_MORE = ("max_hours_per_week", "max_hours_per_horizon")
A_SHIFT_LESS = ("min_hours_per_week", "min_hours_per_horizon")
WIDER_MINUTES = 60
NEW = "+1 "
"""The id of one more person begins like this."""


@dataclass(frozen=True, kw_only=True)
class Relaxed:
    """A rule of a contract relaxed: ``before`` and ``after`` are its figures."""

    contract: str
    rule: str
    before: Any
    after: Any

    @property
    def is_none(self) -> bool:
        """Whether it is the contract as it is, to hold the others against."""
        return bool(self.before == self.after)

    @property
    def said(self) -> Sentence:
        """The change in words."""
        if self.after is False:
            return Sentence("Contract {0} without: {1}", self.contract, self.name)
        return Sentence(
            "Contract {0}: {1} {2:g} instead of {3:g}", self.contract, self.name, self.after,
            self.before,
        )  # fmt: skip

    @property
    def name(self) -> Sentence:
        """The rule's human name."""
        name = RULES[self.rule].name
        return Sentence(name)

    def of(self, plan: Plan) -> Plan:
        """The plan with the rule relaxed for everybody of the contract."""
        contracts = tuple(
            replace(c, **{self.rule: self.after}) if c.contract == self.contract else c
            for c in plan.contracts
        )
        return replace(plan, contracts=contracts)


def relaxations(plan: Plan, contract: Contract) -> Iterator[Relaxed]:
    """The contract as it is, then every rule of it relaxed by a little."""
    shift, kind = _usual_hours(plan, contract), contract.guaranteed_pay
    yield Relaxed(contract=contract.contract, rule="guaranteed_pay", before=kind, after=kind)
    for rule in RULES:
        value = getattr(contract, rule, None)
        after = _relaxed(rule, value, shift) if value is not None else None
        if after is not None:
            yield Relaxed(contract=contract.contract, rule=rule, before=value, after=after)


def _relaxed(rule: str, value: Any, shift: float) -> Any:
    """A rule's figure relaxed by a little; ``None`` where it is no such rule."""
    if rule in FLAGS:
        return False if value else None
    if rule in BY_ONE:
        return value + 1
    if rule in LESS_HOURS:
        return max(0.0, value - LESS_HOURS[rule])
    if rule in A_SHIFT_MORE:
        return value + shift
    if rule in A_SHIFT_LESS:
        return max(0.0, value - shift) if value > 0 else None
    if rule == "max_hours_per_day":
        return value + 1
    if rule == "max_start_spread_minutes":
        return value + WIDER_MINUTES
    if rule == "min_consecutive_days_off":
        return value - 1 if value > 1 else None
    return None


def _usual_hours(plan: Plan, contract: Contract) -> float:
    """Paid hours of the longest template that people of a contract are offered."""
    teams = {agent.team for agent in plan.agents if agent.contract == contract.contract}
    most = contract.max_hours_per_day or 24.0
    paid = [
        (row.length_minutes - sum(rest.minutes for rest in row.breaks if not rest.paid)) / 60
        for row in plan.shifts
        if any(row.serves(team) for team in teams)
    ]
    return max((hours for hours in paid if hours <= most), default=8.0)


def one_more(plan: Plan, queue: str) -> tuple[Agent, ...]:
    """A new person like most of each team and contract who serve a queue, without any history."""
    kinds = Counter(
        replace(agent, agent="", name="", email="", start_date=None, end_date=None,
                rotation_week=None)
        for agent in plan.agents
        if queue in agent.queues
    )  # fmt: skip
    usual: dict[tuple[str, str], Agent] = {}
    for kind, _ in kinds.most_common():
        usual.setdefault((kind.team, kind.contract), kind)
    return tuple(
        replace(kind, agent=f"{NEW}{team}, {contract}") for (team, contract), kind in usual.items()
    )


def with_people(plan: Plan, people: Sequence[Agent]) -> Plan:
    """The plan with more people."""
    return replace(plan, agents=(*plan.agents, *people))


def with_template(plan: Plan, template: ShiftTemplate) -> Plan:
    """The plan with one more template."""
    return replace(plan, shifts=(*plan.shifts, template))


def new_templates(plan: Plan, team: str) -> Iterator[ShiftTemplate]:
    """Shifts as long as templates of the plan, breaks alike, at full hours when a team has none."""
    own = [row for row in plan.shifts if row.serves(team)]
    known = {
        (start % DAY_MINUTES, row.length_minutes) for row in own for start in row.start_minutes()
    }
    moulds = {(row.length_minutes, row.breaks): row for row in [*plan.shifts, *own]}
    for mould in moulds.values():
        for start in range(0, DAY_MINUTES, 60):
            if (start, mould.length_minutes) not in known:
                yield replace(
                    mould, shift=f"{mould.shift} {start // 60:02d}:00", teams=(team,),
                    weekdays=tuple(range(7)), start_from=start, start_to=start,
                )  # fmt: skip


def variants(
    plan: Plan, changes: Sequence[Relaxed], people: Sequence[str]
) -> tuple[Plan, dict[tuple[str, int], str]]:
    """The plan with a double of each of these people under each relaxed contract.

    Gives the doubles' ids by person and number of the change; a double has the person's leave,
    requests, pins and the rest.
    """
    ids = {
        (name, number): f"{name} ~{number}"
        for number, change in enumerate(changes)
        for name in people
        if plan.agent[name].contract == change.contract
    }
    contracts = [
        replace(plan.contract[c.contract], contract=f"{c.contract} ~{n}", **{c.rule: c.after})
        for n, c in enumerate(changes)
    ]
    agents = [
        replace(plan.agent[name], agent=own, contract=f"{changes[n].contract} ~{n}")
        for (name, n), own in ids.items()
    ]
    more: dict[str, Any] = {
        table: (
            *getattr(plan, table),
            *(
                replace(row, agent=own)
                for (name, _), own in ids.items()
                for row in getattr(plan, table)
                if row.agent == name
            ),
        )
        for table in ("time_off", "pins", "previous", "availability", "requests")
    }
    return replace(
        plan, agents=(*plan.agents, *agents), contracts=(*plan.contracts, *contracts), **more
    ), ids
