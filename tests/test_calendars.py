from datetime import date

import pytest

from planner.calendars import (
    countries,
    is_country,
    is_subdivision,
    public_holidays,
    subdivisions,
)


def test_national_holidays_by_date_with_names() -> None:
    days = public_holidays("FR", "", [2012])
    assert days[date(2012, 5, 8)] == "Victory Day"
    assert date(2012, 5, 9) not in days


def test_observed_day_stands_beside_the_holiday() -> None:
    days = public_holidays("US", "", [2026])
    assert date(2026, 7, 4) in days
    assert "observed" in days[date(2026, 7, 3)]


def test_subdivision_adds_its_own_days() -> None:
    epiphany = date(2027, 1, 6)
    assert epiphany in public_holidays("DE", "BY", [2027])
    assert epiphany not in public_holidays("DE", "", [2027])


def test_several_years_and_small_letters() -> None:
    days = public_holidays("gb", "sct", range(2026, 2028))
    assert {day.year for day in days} == {2026, 2027}


def test_blank_country_has_no_holidays() -> None:
    assert public_holidays("", "", [2027]) == {}


def test_changing_the_answer_does_not_change_the_next_one() -> None:
    public_holidays("FR", "", [2012]).clear()
    assert public_holidays("FR", "", [2012])


@pytest.mark.parametrize(
    ("country", "known"), [("DE", True), ("in", True), ("UK", False), ("", False), ("XX", False)]
)
def test_countries_are_iso_codes(country: str, known: bool) -> None:
    assert is_country(country) is known


def test_subdivisions_belong_to_their_country() -> None:
    assert is_subdivision("US", "CA")
    assert not is_subdivision("FR", "CA")
    assert "BY" in subdivisions("DE")
    assert {"DE", "IN", "PH", "TR"} <= set(countries())
