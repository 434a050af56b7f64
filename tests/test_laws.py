"""Presets of labour law: every limit filled in, every limit judged, cells of the contract first."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.auditing import audit
from planner.domain import Contract, Plan, Premium
from planner.errors import DataError
from planner.folder import check_folder, read_plan
from planner.folder.tables import ALL_TABLES
from planner.laws import LAWS, LegalPremium, Limit, with_law
from planner.rules import check_rules, shift_costs
from tests.rules.case import days
from tests.support.folders import write_folder
from tests.support.tiny import flat_needs, tiny_plan, tiny_schedule

LIMITS: dict[str, dict[str, float]] = {
    "EU": {"max_hours_per_week": 48, "min_rest_hours": 11, "weekly_rest_hours": 35},
    "UK": {"max_hours_per_week": 48, "min_rest_hours": 11, "weekly_rest_hours": 35},
    "US-FLSA": {"max_hours_per_week": 40, "overtime_factor": 1.5},
    "US-CA": {"max_hours_per_week": 40, "max_hours_per_day": 12, "max_days_per_week": 6,
              "overtime_after_hours_per_day": 8, "overtime_factor": 1.5},
    "PH": {"overtime_after_hours_per_day": 8, "overtime_factor": 1.25, "max_consecutive_days": 6,
           "weekly_rest_hours": 24},
    "IN": {"overtime_after_hours_per_day": 8, "overtime_factor": 2, "max_hours_per_week": 48,
           "max_days_per_week": 6},
    "JP": {"max_hours_per_week": 40, "overtime_after_hours_per_day": 8, "overtime_factor": 1.25,
           "max_days_per_week": 6},
    "TR": {"max_hours_per_week": 45, "max_hours_per_day": 11, "overtime_factor": 1.5,
           "min_rest_hours": 11, "weekly_rest_hours": 24},
}  # fmt: skip
EACH = [(law, column) for law, limits in LIMITS.items() for column in limits]


def _folder(path: Path, law: str, **cells: Any) -> Path:
    """The small folder under one contract of these cells."""
    header = ",".join(("contract", "law", *cells))
    row = ",".join(("full", law, *(str(value) for value in cells.values())))
    return write_folder(path, {"contracts.csv": f"{header}\n{row}\n"})


def _plan(law: str, shifts: tuple[str, ...], **more: Any) -> Plan:
    blank = {column.name: column.default for column in ALL_TABLES["contracts"].columns}
    cells = with_law({**blank, "law": law.lower(), **more.pop("cells", {})})
    return tiny_plan(shifts=shifts, contract={k: v for k, v in cells.items() if k != "contract"},
                     **more)  # fmt: skip


def test_every_preset_of_the_format_is_there() -> None:
    (column,) = [c for c in ALL_TABLES["contracts"].columns if c.name == "law"]
    assert set(LIMITS) == {law.law for law in LAWS.values()}
    for law in LIMITS:
        assert column.read(law) in LAWS
        stated = {limit.column: limit.value for limit in LAWS[law.lower()].limits}
        assert stated == LIMITS[law]


@pytest.mark.parametrize(("law", "column"), EACH)
def test_a_blank_is_filled_by_the_law_and_a_cell_wins(
    tmp_path: Path, law: str, column: str
) -> None:
    (filled,) = read_plan(_folder(tmp_path / "law", law)).contracts
    assert getattr(filled, column) == LIMITS[law][column]
    cell = 7 if column == "max_days_per_week" else 9
    (own,) = read_plan(_folder(tmp_path / "own", law, **{column: cell})).contracts
    assert getattr(own, column) == cell


@pytest.mark.parametrize("law", LIMITS)
def test_a_law_says_nothing_else(tmp_path: Path, law: str) -> None:
    (filled,) = read_plan(_folder(tmp_path, law)).contracts
    (plain,) = read_plan(_folder(tmp_path / "plain", "")).contracts
    changed = {name for name in vars(filled) if getattr(filled, name) != getattr(plain, name)}
    assert changed == {"law", *LIMITS[law]}


@pytest.mark.parametrize(
    ("law", "shifts", "expected"),
    [
        ("EU", days(1, 5, "08:00 10"), {"max_hours_per_week": 2}),
        ("EU", ("2027-03-01 14:00 8", "2027-03-02 08:00 8"), {"min_rest_hours": 1}),
        ("EU", days(1, 6, "08:00 8"), {"weekly_rest_hours": 3}),
        ("UK", days(1, 5, "08:00 10"), {"max_hours_per_week": 2}),
        ("UK", ("2027-03-01 14:00 8", "2027-03-02 08:00 8"), {"min_rest_hours": 1}),
        ("UK", days(1, 6, "08:00 8"), {"weekly_rest_hours": 3}),
        ("US-FLSA", days(1, 6, "08:00 7"), {"max_hours_per_week": 2}),
        ("US-CA", days(1, 6, "08:00 7"), {"max_hours_per_week": 2}),
        ("US-CA", days(1, 1, "06:00 13"), {"max_hours_per_day": 1}),
        ("US-CA", days(1, 7, "08:00 5"), {"max_days_per_week": 1}),
        ("PH", days(1, 7, "08:00 3"), {"max_consecutive_days": 1, "weekly_rest_hours": 3}),
        ("IN", days(1, 5, "08:00 10"), {"max_hours_per_week": 2}),
        ("IN", days(1, 7, "08:00 5"), {"max_days_per_week": 1}),
        ("JP", days(1, 6, "08:00 7"), {"max_hours_per_week": 2}),
        ("JP", days(1, 7, "08:00 5"), {"max_days_per_week": 1}),
        ("TR", days(1, 5, "08:00 10"), {"max_hours_per_week": 5}),
        ("TR", days(1, 1, "06:00 12"), {"max_hours_per_day": 1}),
        ("TR", ("2027-03-01 14:00 8", "2027-03-02 08:00 8"), {"min_rest_hours": 1}),
        ("TR", days(1, 7, "08:00 3"), {"weekly_rest_hours": 3}),
    ],
)  # fmt: skip
def test_a_broken_limit_is_found(
    law: str, shifts: tuple[str, ...], expected: dict[str, float]
) -> None:
    found = check_rules(_plan(law, shifts), tiny_schedule(shifts))
    assert {v.rule: round(v.amount, 6) for v in found} == expected


@pytest.mark.parametrize(
    ("law", "shifts", "overtime", "hours"),
    [
        ("US-FLSA", days(1, 5, "08:00 10"), 10, 10 / 2),
        ("US-FLSA", days(1, 4, "08:00 10"), 10, 0),
        ("US-CA", days(1, 4, "08:00 10"), None, 8 / 2),
        ("PH", days(1, 4, "08:00 10"), None, 8 / 4),
        ("IN", days(1, 4, "08:00 10"), None, 8),
        ("JP", days(1, 5, "08:00 9"), 10, 5 / 4),
        ("TR", days(1, 5, "08:00 10"), 5, 5 / 2),
    ],
)
def test_overtime_costs_what_the_law_says(
    law: str, shifts: tuple[str, ...], overtime: float | None, hours: float
) -> None:
    plan = _plan(law, shifts, cells={"max_overtime_hours_per_week": overtime})
    found = audit(plan, tiny_schedule(shifts), flat_needs(plan))
    assert found.overtime_cost == pytest.approx(hours * 20)
    assert found.hard == 0


def test_overtime_is_in_the_48_hours_of_the_directive(tmp_path: Path) -> None:
    (contract,) = read_plan(_folder(tmp_path, "EU", max_overtime_hours_per_week=8)).contracts
    assert contract.max_hours_per_week == 40
    (japan,) = read_plan(_folder(tmp_path, "JP", max_overtime_hours_per_week=8)).contracts
    assert japan.max_hours_per_week == 40


def test_a_minimum_above_the_law_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_plan(_folder(tmp_path, "JP", min_hours_per_week=42))
    assert str(error.value) == (
        "contracts.csv row 2, min_hours_per_week: '42' is above max_hours_per_week, which is 40 by "
        "the law JP"
    )


@pytest.mark.parametrize(
    ("law", "cells", "warning"),
    [
        ("EU", {"min_rest_hours": 9},
         "min_rest_hours: '9' goes beyond the law EU, which says 11 (Directive 2003/88/EC art. 3)"),
        ("UK", {"max_hours_per_week": 45, "max_overtime_hours_per_week": 5},
         "max_hours_per_week: '45' makes 50 with overtime and goes beyond the law UK, which says "
         "48 (Working Time Regulations 1998 (SI 1998/1833) reg. 4)"),
        ("JP", {"overtime_after_hours_per_day": 10},
         "overtime_after_hours_per_day: '10' goes beyond the law JP, which says 8 "
         "(Labour Standards Act (Act 49 of 1947) art. 32(2))"),
        ("IN", {"overtime_factor": 1.5},
         "overtime_factor: '1.5' goes beyond the law IN, which says 2 "
         "(Occupational Safety, Health and Working Conditions Code 2020 s. 27)"),
    ],
)  # fmt: skip
def test_a_cell_beyond_the_law_is_taken_with_a_warning(
    tmp_path: Path, law: str, cells: dict[str, float], warning: str
) -> None:
    checked = check_folder(_folder(tmp_path, law, **cells))
    assert [str(problem) for problem in checked.problems] == [
        f"contracts.csv row 2, {warning}: the cell is taken"
    ]


@pytest.mark.parametrize(("law", "column"), EACH)
def test_a_cell_that_says_what_the_law_says_is_no_doubt(
    tmp_path: Path, law: str, column: str
) -> None:
    checked = check_folder(_folder(tmp_path, law, **{column: LIMITS[law][column]}))
    assert checked.problems == ()


NIGHT_PH = Premium(kind="night", start=1320, end=360, factor=1.1, stack="multiply")
HOLIDAY_PH = Premium(kind="public_holiday", factor=2.0, stack="multiply")


@pytest.mark.parametrize(
    ("law", "premiums"),
    [
        ("PH", {NIGHT_PH, HOLIDAY_PH}),
        ("JP", {Premium(kind="night", start=1320, end=300, factor=1.25)}),
        ("TR", {Premium(kind="public_holiday", factor=2.0)}),
        ("EU", set()), ("UK", set()), ("US-FLSA", set()), ("US-CA", set()), ("IN", set()),
    ],
)  # fmt: skip
def test_premiums_of_the_law(law: str, premiums: set[Premium]) -> None:
    assert {legal.premium for legal in LAWS[law.lower()].premiums} == premiums


def test_night_in_manila_and_on_its_holiday() -> None:
    """Eight night hours at 1.1; on 9 April 2027 (Day of Valour) six of them at 2.2."""
    plan = tiny_plan(start="2027-04-05", days=7, timezone="Asia/Manila", team={"country": "PH"},
                     premiums=(NIGHT_PH, HOLIDAY_PH))  # fmt: skip
    for night, pay in (("2027-04-05 22:00 8", 8 * 1.1), ("2027-04-08 22:00 8", 2.2 + 6 * 2.2)):
        (cost,) = shift_costs(plan, tiny_schedule((night,), timezone="Asia/Manila")).values()
        assert cost == pytest.approx(20 * pay)


@pytest.mark.parametrize(
    ("law", "country", "place", "shift", "pay"),
    [
        ("JP", "JP", "Asia/Tokyo", "2027-03-01 22:00 8", 7 * 1.25 + 1),
        ("TR", "TR", "Europe/Istanbul", "2027-04-23 09:00 8", 8 * 2),
        ("TR", "TR", "Europe/Istanbul", "2027-04-22 09:00 8", 8),
    ],
)
def test_a_premium_of_the_law_is_paid_on_the_local_clock(
    law: str, country: str, place: str, shift: str, pay: float
) -> None:
    """Nights until 5:00 in Tokyo; 23 April is National Sovereignty Day."""
    plan = tiny_plan(
        start=shift[:10], days=2, plan_timezone=place, timezone=place, team={"country": country},
        premiums=tuple(legal.premium for legal in LAWS[law.lower()].premiums),
    )  # fmt: skip
    (cost,) = shift_costs(plan, tiny_schedule((shift,), timezone=place)).values()
    assert cost == pytest.approx(20 * pay)


def test_premiums_of_the_law_fill_in_for_kinds_that_no_row_gives_a_team(tmp_path: Path) -> None:
    law = {"contracts.csv": "contract,law\nfull,PH\n"}
    plan = read_plan(write_folder(tmp_path, law))
    kinds = [(premium.teams, premium.kind, premium.factor) for premium in plan.premiums]
    both = [(team, kind, factor) for team in (("berlin",), ("leads",))
            for kind, factor in (("night", 1.1), ("public_holiday", 2.0))]  # fmt: skip
    assert kinds == both
    own = {**law, "premiums.csv": "teams,kind,factor\nleads,night,1.3\n"}
    plan = read_plan(write_folder(tmp_path, own))
    kinds = [(premium.teams, premium.kind, premium.factor) for premium in plan.premiums]
    assert kinds == [(("leads",), "night", 1.3), both[0], both[1], both[3]]


def test_every_figure_has_its_article_and_the_day_and_text_it_was_checked_against() -> None:
    for law in LAWS.values():
        every: list[Limit | LegalPremium] = [*law.limits, *law.premiums]
        for legal in every:
            assert re.search(r"(art\.|reg\.|s\.|U\.S\.C\.) ?\d", legal.source)
            assert date(2026, 11, 22) <= legal.checked
            assert legal.against
        assert len({limit.column for limit in law.limits}) == len(law.limits)
        assert {limit.column for limit in law.limits} <= set(vars(Contract(contract="any")))


def test_an_unknown_law_is_told(tmp_path: Path) -> None:
    problems = check_folder(_folder(tmp_path, "DE")).errors
    assert "contracts.csv row 2, law: 'DE' is not one of eu, uk" in str(problems[0])
