"""The weights of a plan as they can be changed for a run: prices, and which rules are hard."""

from collections.abc import Mapping

from planner.domain import Plan
from planner.ui.texts import mark

PRICES = {
    "shortage_per_hour": (
        mark("Shortage"),
        mark("an hour"),
        mark("Of one effective agent-hour missing of a queue."),
    ),
    "shortage_squared_per_hour": (
        mark("Deep shortage"),
        mark("an hour × agents²"),
        mark("n agents short of one queue for an hour cost this × n² more."),
    ),
    "surplus_per_hour": (
        mark("Surplus"),
        mark("an hour"),
        mark("Of one effective agent-hour that nothing needs."),
    ),
    "request": (
        mark("Wish not met"),
        mark("each"),
        mark("Per unit of weight of a request that is not met."),
    ),
    "unfairness": (
        mark("Unfairness"),
        mark("an unpopular hour"),
        mark(
            "Of one hour at night, at a weekend or on a public holiday above the mean of the "
            "person's team and contract."
        ),
    ),
}
"""Label, unit and meaning of the prices that a run acts on."""

PERSONAL = (
    "min_hours_per_week", "max_hours_per_week", "max_hours_per_day", "max_days_per_week",
    "max_consecutive_days", "min_consecutive_days_off", "max_consecutive_nights", "min_rest_hours",
    "max_weekends", "complete_weekends",
)  # fmt: skip


def rule_prices(plan: Plan) -> dict[str, float | None]:
    """The rules of the plan's contracts that can be bent, each with its price; ``None``: hard."""
    used = [
        rule
        for rule in PERSONAL
        if any(getattr(contract, rule) not in (None, False) for contract in plan.contracts)
    ]
    return {rule: plan.rules.get(rule) for rule in used}


def changed_weights(
    plan: Plan, prices: Mapping[str, float], rules: Mapping[str, float | None]
) -> dict[str, dict[str, float | None]]:
    """What differs from the plan, by section of ``plan.toml``; nothing where all is as it was."""
    new_prices: dict[str, float | None] = {
        name: value for name, value in prices.items() if value != getattr(plan.prices, name)
    }
    new_rules = {rule: price for rule, price in rules.items() if price != plan.rules.get(rule)}
    changes = {"prices": new_prices, "rules": new_rules}
    return {section: values for section, values in changes.items() if values}
