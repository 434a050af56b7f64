"""The terms of a generated plan: contracts, conditions of teams, shifts, cover, pay, meetings."""

import math

import pandas as pd

from benchmarks.generate_cells import WEEKDAYS, named, table
from benchmarks.generate_staff import AGENTS, LEADER, SENIOR, VENDOR, Staff, Team

SHRINKAGE, ABSENCE = 0.12, 0.05
FEWEST_AT_NIGHT, MEETING_SIZE = 2, 5
AGENTS_A_SENIOR, PEOPLE_A_SENIOR = 30, 500

COMMON: dict[str, object] = {
    "max_days_per_week": 5, "max_consecutive_days": 6, "min_consecutive_days_off": 2,
    "min_rest_hours": 11, "max_consecutive_nights": 4, "max_weekends": 3,
}  # fmt: skip
CONTRACTS: dict[str, dict[str, object]] = {
    "full": {"min_hours_per_week": 32, "max_hours_per_week": 40},
    "family": {"min_hours_per_week": 32, "max_hours_per_week": 40, "max_consecutive_nights": 0,
               "max_weekends": 2, "complete_weekends": "yes"},
    "long_days": {"min_hours_per_week": 30, "max_hours_per_week": 40, "max_days_per_week": 4},
    "part": {"min_hours_per_week": 15, "max_hours_per_week": 25, "max_hours_per_day": 6,
             "max_consecutive_nights": 0},
    "flexible": {"min_hours_per_week": 16, "max_hours_per_week": 40,
                 "min_consecutive_days_off": 1, "max_consecutive_nights": 5},
    "rotating": {"max_hours_per_week": 40},
    VENDOR: {"min_hours_per_week": 30, "max_hours_per_week": 40, "max_days_per_week": 6,
             "min_consecutive_days_off": 1, "max_consecutive_nights": 5, "max_weekends": None},
}  # fmt: skip
HOURS_A_WEEK = {"full": 40, "family": 40, "long_days": 40, "part": 25, "flexible": 36,
                "rotating": 36, VENDOR: 40}  # fmt: skip
"""Paid hours a week that shifts can fill."""
WEEKLY_REST = {"weekly_rest_hours": 35}
MORE: dict[str, dict[str, object]] = {
    "full": {"rest_after_nights_hours": 46, "max_overtime_hours_per_week": 4,
             "overtime_after_hours_per_day": 9, "overtime_factor": 1.5},
    "family": {"max_start_spread_minutes": 120},
    "long_days": {"forward_rotation": "yes"},
    "part": {"guaranteed_pay": "yes"},
    "rotating": {"rotation": "wave"},
    VENDOR: {"rest_after_nights_hours": 24},
}  # fmt: skip
HORIZON_HOURS = (62 / 28, 140 / 28)
"""Fewest and most paid hours of flexible people, a day of the horizon."""
BASIC_COLUMNS = (
    "contract", "min_hours_per_week", "max_hours_per_week", "max_hours_per_day",
    "max_days_per_week", "max_consecutive_days", "min_consecutive_days_off", "min_rest_hours",
    "max_consecutive_nights", "max_weekends", "complete_weekends",
)  # fmt: skip
MORE_COLUMNS = (
    "min_hours_per_horizon", "max_hours_per_horizon", "weekly_rest_hours",
    "rest_after_nights_hours", "forward_rotation", "max_start_spread_minutes",
    "max_overtime_hours_per_week", "overtime_after_hours_per_day", "overtime_factor",
    "guaranteed_pay", "rotation",
)  # fmt: skip
EIGHT = "15 paid 90-135|30 unpaid 210-270|15 paid 345-420"
SHIFTS = (
    ("eight", "00:00", "23:30", 30, 510, EIGHT),
    ("ten", "05:00", "12:00", 30, 630, "15 paid 105-150|30 unpaid 255-330|15 paid 435-510"),
    ("five", "07:00", "18:00", 30, 300, "15 paid 120-180"),
    ("early", "06:15", "06:15", 30, 510, EIGHT),
    ("late", "14:15", "14:15", 30, 510, EIGHT),
    ("night", "22:15", "22:15", 30, 510, EIGHT),
)
WAVE = (("late", 2, 6), ("night", 2, 5), ("late", 1, 4), ("early", 0, 4))
"""Four weeks: template, first and last weekday; two days off or more lie between."""
BREAKS = 15 / 16
"""Share of paid time without paid breaks."""


def team_table(staff: Staff, *, everything: bool) -> pd.DataFrame:
    """Sites in house, and vendors who are paid for productive time."""
    columns = ["team", "tier", "kind", "timezone", "country", "queues", "contract", "heads",
               "hourly_cost", "billed", "shrinkage", "absence", "fixed_cost_per_week"]  # fmt: skip
    columns += [
        "fixed_cost_per_open_hour", "max_seats", "min_paid_hours_per_week",
        "max_paid_hours_per_week", "lock_days", "max_change_per_day",
    ] * everything  # fmt: skip
    return named(columns, (_team(team, number) for number, team in enumerate(staff.teams)))


def _team(team: Team, number: int) -> dict[str, object]:
    row: dict[str, object] = {
        "team": team.name, "tier": team.kind if team.kind in (SENIOR, LEADER) else "agent",
        "kind": "in_house", "timezone": team.zone, "country": team.country,
        "queues": "|".join(team.queues), "contract": "full", "hourly_cost": team.hourly_cost,
        "billed": "paid", "shrinkage": SHRINKAGE, "absence": ABSENCE,
    }  # fmt: skip
    if team.kind == VENDOR:
        row |= {
            "kind": "outsourced", "contract": VENDOR, "heads": team.heads, "billed": "productive",
            "fixed_cost_per_week": 1500, "max_seats": math.ceil(0.5 * team.heads),
            "min_paid_hours_per_week": 27 * team.heads, "max_paid_hours_per_week": 34 * team.heads,
            "lock_days": 7, "max_change_per_day": max(2, round(0.3 * team.heads)),
        }  # fmt: skip
    elif team.kind == AGENTS and number == 0:
        row |= {"max_seats": math.ceil(0.6 * team.heads)}
    elif team.kind == AGENTS and number == 1:
        row |= {"fixed_cost_per_open_hour": 25}
    return row


def contract_table(days: int, *, everything: bool) -> pd.DataFrame:
    """Full and part time, nights and weekends allowed or not, free and fixed patterns."""
    columns = BASIC_COLUMNS + MORE_COLUMNS * everything
    least, most = (round(hours * days) for hours in HORIZON_HOURS)
    flexible = {"min_hours_per_horizon": least, "max_hours_per_horizon": most}
    more = MORE | {"flexible": flexible}
    return named(columns, (
        {"contract": name, **COMMON, **own, **WEEKLY_REST, **more[name]}
        for name, own in CONTRACTS.items()
    ))  # fmt: skip


def shift_table() -> pd.DataFrame:
    """Three free templates and the three of the rotation, open to every team."""
    columns = (
        "shift", "start_from", "start_to", "start_step_minutes", "length_minutes", "breaks",
    )  # fmt: skip
    return table(columns, SHIFTS)


def rotation_table() -> pd.DataFrame:
    """The one rotation: late, nights, late, early, each with days off after it."""
    rows = [
        ("wave", week, WEEKDAYS[day], shift)
        for week, (shift, first, last) in enumerate(WAVE, start=1)
        for day in range(first, last + 1)
    ]
    return table(("rotation", "week", "weekday", "shift"), rows)


def cover_table(staff: Staff, *, everything: bool) -> pd.DataFrame:
    """Seniors and leaders at every hour, nobody alone at night; a ratio and a most at night."""
    seniors, leaders = staff.of_kind(SENIOR), staff.of_kind(LEADER)
    night = (staff.of_kind(VENDOR) or staff.of_kind(AGENTS))[0]
    dark = {"from": "22:00", "to": "06:00"}
    rows: list[dict[str, object]] = [
        {"cover": "nobody_alone_at_night", "teams": night.name, "timezone": night.zone, **dark,
         "min": FEWEST_AT_NIGHT},
    ]  # fmt: skip
    if seniors:
        fewest = max(1, len(staff.people) // PEOPLE_A_SENIOR)
        rows.append({"cover": "seniors_always", "tiers": SENIOR, "min": fewest})
    if leaders:
        rows.append({"cover": "leader_on_every_shift", "tiers": LEADER, "min": 1})
    if everything:
        most = staff.of_kind(AGENTS)[0]
        of_teams = "|".join(team.name for team in staff.of_kind(AGENTS, VENDOR))
        rows.append({"cover": "most_at_night", "teams": most.name, "timezone": most.zone,
                     "from": "00:00", "to": "05:00", "max": max(4, most.heads // 4)})  # fmt: skip
        rows += [{"cover": "senior_ratio", "tiers": SENIOR, "min": 1,
                  "per_agents": AGENTS_A_SENIOR, "of_teams": of_teams}] * bool(seniors)  # fmt: skip
    columns = ["cover", "teams", "tiers", "timezone", "from", "to", "min"]
    return named(columns + ["max", "per_agents", "of_teams"] * everything, rows)


def premium_table() -> pd.DataFrame:
    """Nights, weekends and public holidays are paid more, in house."""
    rows = (
        ("night", "22:00", "06:00", 1.25), ("saturday", None, None, 1.1),
        ("sunday", None, None, 1.3), ("public_holiday", None, None, 1.5),
    )  # fmt: skip
    return table(("kind", "from", "to", "factor"), rows)


def off_queue_table(staff: Staff) -> pd.DataFrame:
    """One-to-ones, training, and a meeting of five who work by day and have no leave."""
    sites = staff.of_kind(AGENTS)
    seniors = staff.of_kind(SENIOR)
    day_people = [person.agent for person in staff.people if person.team == sites[0]
                  and person.contract == "family" and not person.leave]  # fmt: skip
    rows: list[dict[str, object]] = [
        {"activity": "one_to_one", "teams": "|".join(team.name for team in sites), "minutes": 30,
         "per": "horizon", "together": "no"},
    ]  # fmt: skip
    if seniors:
        rows.append({"activity": "training", "teams": "|".join(team.name for team in seniors),
                     "minutes": 60, "per": "horizon", "together": "no"})  # fmt: skip
    if len(day_people) > 1:
        rows.append({"activity": "team_meeting", "agents": "|".join(day_people[:MEETING_SIZE]),
                     "minutes": 30, "per": "horizon", "together": "yes", "weekdays": "Mon-Fri",
                     "from": "10:00", "to": "17:00"})  # fmt: skip
    columns = (
        "activity",
        "teams",
        "agents",
        "minutes",
        "per",
        "together",
        "weekdays",
        "from",
        "to",
    )
    return named(columns, rows)
