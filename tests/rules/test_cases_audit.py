"""The case table against the audit."""

from dataclasses import replace
from datetime import date

import pytest

from planner.auditing import audit
from planner.folder.settings import NEVER_BROKEN, PRICED_RULES
from planner.folder.tables import ALL_TABLES
from planner.rules import RULES, check_rules
from planner.rules.names import DAYS, HOURS, MINUTES, NIGHTS
from tests.rules.case import EARLY, days
from tests.rules.cases import CASES, Case
from tests.rules.team_case import TeamCase
from tests.rules.team_cases import TEAM_CASES
from tests.support.tiny import flat_needs


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_the_audit_finds_what_the_case_says(case: Case) -> None:
    found = check_rules(case.plan(), case.schedule())
    judged = sorted((v.rule, round(v.amount, 6)) for v in found)
    assert judged == sorted((rule, float(amount)) for rule, amount in case.expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_messages_are_one_sentence_with_the_rule_and_the_person(case: Case) -> None:
    for violation in check_rules(case.plan(), case.schedule()):
        named = RULES[violation.rule]
        assert violation.message.startswith(f"{named.name}: ana ")
        assert violation.message.endswith(".")
        assert "2027-" in violation.message
        assert violation.unit == named.unit


@pytest.mark.parametrize("case", TEAM_CASES, ids=lambda case: str(case.name))
def test_the_audit_finds_what_the_case_of_a_team_says(case: TeamCase) -> None:
    found = check_rules(case.plan(), case.schedule(), kept=case.held())
    judged = sorted((v.rule, round(v.amount, 6)) for v in found)
    assert judged == sorted((rule, float(amount)) for rule, amount in case.expected)
    for violation in found:
        named = RULES[violation.rule]
        assert violation.message.startswith(f"{named.name}: ")
        assert violation.message.endswith(".")
        assert "2027-" in violation.message
        assert violation.unit == named.unit


def test_people_above_the_seats_are_told_on_their_own_day() -> None:
    shifts = dict.fromkeys(("ana", "bob"), ("2027-03-03 08:00 8",))
    case = TeamCase(name="one seat", team={"max_seats": 1}, shifts=shifts)
    (violation,) = check_rules(case.plan(), case.schedule())
    assert (violation.rule, violation.date) == ("max_seats", date(2027, 3, 3))
    assert "Wed 2027-03-03" in violation.message


@pytest.mark.parametrize(
    ("previous", "shifts", "told"),
    [
        ((), days(1, 4, EARLY), date(2027, 3, 3)),
        (days(24, 28, EARLY, "2027-02"), days(1, 1, EARLY), date(2027, 3, 1)),
    ],
)
def test_a_long_run_is_told_on_the_first_own_day_above_the_limit(
    previous: tuple[str, ...], shifts: tuple[str, ...], told: date
) -> None:
    contract = {"max_consecutive_days": 2}
    case = Case(name="run", contract=contract, previous=previous, shifts=shifts)
    (violation,) = check_rules(case.plan(), case.schedule())
    assert violation.date == told


@pytest.mark.parametrize(
    ("worked", "said"),
    [(6, "on Sat 2027-03-06 but not on Sun 2027-03-07"),
     (7, "on Sun 2027-03-07 but not on Sat 2027-03-06")],
)  # fmt: skip
def test_half_a_weekend_names_the_other_day(worked: int, said: str) -> None:
    shifts = days(worked, worked, EARLY)
    case = Case(name="half", contract={"complete_weekends": True}, shifts=shifts)
    (violation,) = check_rules(case.plan(), case.schedule())
    assert said in violation.message


def test_a_week_that_owes_fewer_hours_says_how_many_days_count() -> None:
    owes = Case(name="owes", contract={"min_hours_per_week": 35}, leave=("2027-03-01",))
    (violation,) = check_rules(owes.plan(), owes.schedule())
    assert violation.message.endswith("at least 30 are due (6 of 7 days count).")
    (whole,) = check_rules(*(replace(owes, leave=()).plan(), owes.schedule()))
    assert whole.message.endswith("at least 35 are due.")


PRICED_CASES = [
    case for case in CASES if case.expected and {r for r, _ in case.expected} <= set(PRICED_RULES)
]


@pytest.mark.parametrize("case", PRICED_CASES, ids=lambda case: str(case.name))
def test_a_priced_rule_costs_its_price_for_each_unit(case: Case) -> None:
    plan = replace(case.plan(), rules={rule: 3.0 for rule, _ in case.expected})
    found = audit(plan, case.schedule(), flat_needs(plan))
    assert set(found.violations["severity"]) == {"priced"}
    assert found.rule_cost == pytest.approx(3 * sum(amount for _, amount in case.expected))


def test_every_rule_of_a_contract_has_a_priced_case() -> None:
    priced = {rule for case in PRICED_CASES for rule, _ in case.expected}
    assert priced == set(PRICED_RULES) & set(ALL_TABLES["contracts"].column) - set(NEVER_BROKEN)


def test_every_case_is_named_once_and_every_named_rule_of_contracts_has_a_breach() -> None:
    tables = (*CASES, *TEAM_CASES)
    assert len({case.name for case in tables}) == len(tables)
    shown = {rule for case in tables for rule, _ in case.expected}
    elsewhere = {"template", "queue", "agent", "shift_date", "unfairness"}
    assert shown | elsewhere == set(RULES)


def test_rules_are_named_for_planners() -> None:
    assert RULES["min_rest_hours"].name == "Daily rest"
    assert "2003/88" in RULES["min_rest_hours"].source
    assert {RULES["max_consecutive_nights"].unit, RULES["overlap"].unit} == {NIGHTS, HOURS}
    assert {RULES["pins"].unit, RULES["breaks"].unit} == {DAYS, MINUTES}
