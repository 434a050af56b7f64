"""Sentences about demands that clash, and the changes that would free them."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from planner.domain import Agent, Plan
from planner.optimiser.clash_model import Demand
from planner.sentences import named, on_day

RULES = {
    "min_hours_per_week": "at least {0:g} paid hours a week",
    "max_hours_per_week": "at most {0:g} paid hours a week",
    "max_hours_per_day": "at most {0:g} paid hours a day",
    "max_days_per_week": "at most {0:g} working days a week",
    "max_consecutive_days": "at most {0:g} working days in a row",
    "min_consecutive_days_off": "at least {0:g} days off in a row",
    "min_rest_hours": "at least {0:g} hours of rest between shifts",
    "max_consecutive_nights": "at most {0:g} nights in a row",
    "max_weekends": "at most {0:g} weekends in the horizon",
    "complete_weekends": "weekends worked on both days or not at all",
    "min_hours_per_horizon": "at least {0:g} paid hours in the horizon",
    "max_hours_per_horizon": "at most {0:g} paid hours in the horizon",
    "weekly_rest_hours": "at least {0:g} hours of rest at a stretch a week",
    "rest_after_nights_hours": "at least {0:g} hours of rest after nights",
    "forward_rotation": "starts that move later only",
    "max_start_spread_minutes": "starts of a week within {0:g} minutes of the clock",
    "rotation": "the days and shifts of rotation '{0}'",
}
"""Rules of contracts.csv in a planner's words."""
_TEAMS = {
    "max_seats": "at most {0} on shift at a time",
    "max_change_per_day": "at most {0} more or fewer than on the day before",
    "min_paid_hours_per_week": "at least {0:g} paid hours of the whole team a week",
    "max_paid_hours_per_week": "at most {0:g} paid hours of the whole team a week",
}
_WEEKLY = ("_per_week",)


def told(plan: Plan, demands: Sequence[Demand]) -> list[str]:
    """A sentence for each rule and what it is asked of, people and days together."""
    sentences = []
    keyed = sorted(demands, key=lambda demand: _key(plan, demand))
    for key, group in groupby(keyed, key=lambda demand: _key(plan, demand)):
        sentences.append(_sentence(plan, key, list(group)))
    return sentences


def _key(plan: Plan, demand: Demand) -> tuple[int, str, str]:
    """Teams first, then contracts, then what is written of people."""
    if demand.rule in _TEAMS or demand.rule == "cover":
        return 0, demand.rule, demand.who
    if demand.rule in RULES and demand.rule != "rotation":
        return 1, demand.rule, plan.agent[demand.who].contract
    return 2, demand.rule, ""


def _sentence(plan: Plan, key: tuple[int, str, str], demands: list[Demand]) -> str:
    kind, rule, name = key
    if kind == 0:
        return f"{_limit(plan, rule, name)} – {_when(rule, [demand.when for demand in demands])}."
    if kind == 1:
        text = RULES[rule].format(getattr(plan.contract[name], rule))
        people = named(dict.fromkeys(demand.who for demand in demands))
        when = _when(rule, [demand.when for demand in demands])
        return f"contracts.csv, {name}, {rule}: {text} – {people}{', ' if when else ''}{when}."
    return _written(plan, rule, demands)


def _limit(plan: Plan, rule: str, name: str) -> str:
    if rule == "cover":
        row = next(row for row in plan.cover if row.cover == name)
        return f"cover.csv, '{name}', max: at most {_people(row.max or 0)} at work at a time"
    limit = getattr(plan.team[name], rule)
    said = _people(limit) if rule in ("max_seats", "max_change_per_day") else limit
    return f"teams.csv, {name}, {rule}: {_TEAMS[rule].format(said)}"


def _people(number: int) -> str:
    return f"{number} person" if number == 1 else f"{number} people"


def _written(plan: Plan, rule: str, demands: list[Demand]) -> str:
    """What a table says of people, date by date."""
    if rule == "overlap":
        return f"Shifts of one person may not overlap – {named(d.who for d in demands)}."
    files = {
        "rotation": "rotations.csv",
        "keep": "The rota that is kept",
        "employment": "agents.csv",
    }
    parts: dict[tuple[str, str], list[date]] = {}
    for demand in demands:
        if demand.when is not None:
            what = _what(plan, rule, plan.agent[demand.who], demand.when)
            parts.setdefault((demand.who, what), []).append(demand.when)
    rows = (f"{who} {what} {named(map(on_day, days))}" for (who, what), days in parts.items())
    return f"{files.get(rule, f'{rule}.csv')}: {'; '.join(rows)}."


def _what(plan: Plan, rule: str, agent: Agent, day: date) -> str:
    """What is written of a person and a date."""
    if rule == "pins":
        return f"has {_pinned(plan, agent, day)} on"
    if rule == "rotation":
        return f"has {plan.rotation_shift(agent, day) or 'a day off'} on"
    return {
        "time_off": "has leave on", "employment": "is not employed on",
        "availability": "can work at some times only on", "keep": "keeps what stands on",
    }[rule]  # fmt: skip


def _pinned(plan: Plan, agent: Agent, day: date) -> str:
    pin = plan.pin[agent.agent, day]
    if not pin.shift:
        return "a day off"
    at = "" if pin.start is None else f" at {pin.start // 60:02d}:{pin.start % 60:02d}"
    return f"'{pin.shift}'{at}"


def _when(rule: str, days: Iterable[date | None]) -> str:
    known = sorted({day for day in days if day is not None})
    if not known:
        return ""
    weekly = rule.endswith(_WEEKLY)
    return ("in the week from " if weekly else "on ") + named(map(on_day, known))


def changes(plan: Plan, demands: Sequence[Demand], freeing: dict[tuple[str, str], int]) -> str:
    """What would free a clash, any one of these; ``freeing`` are limits by rule and name."""
    found: dict[str, None] = {}
    for demand in sorted(demands, key=lambda demand: _key(plan, demand)):
        found.setdefault(_change(plan, demand, freeing))
    return f"Any one of these: {'; '.join(filter(None, found))}."


def _change(plan: Plan, demand: Demand, freeing: dict[tuple[str, str], int]) -> str:
    kind, rule, name = _key(plan, demand)
    if kind == 0:
        value = freeing.get((rule, name))
        where = f"max of '{name}' in cover.csv" if rule == "cover" else f"{rule} of {name}"
        least = "at most" if rule == "min_paid_hours_per_week" else "at least"
        return f"set {where} to {least} {value:g}" if value is not None else f"relax {where}"
    if kind == 1:
        return f"relax {rule} of {name} in contracts.csv"
    return {
        "pins": "take a pin back", "rotation": "change a rotation", "keep": "keep from a later day",
        "time_off": "move leave", "availability": "widen availability.csv",
        "employment": "", "overlap": "",
    }[rule]  # fmt: skip
