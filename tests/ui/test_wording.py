"""Days in the languages of the app, and the words of the engine that it shows."""

from datetime import date

import pytest

from planner.folder.tables import ALL_TABLES
from planner.rules import RULES
from planner.ui import engine_words, wording
from planner.ui.coverage_view import ALL, queue_words

MONDAY, SUNDAY = date(2027, 3, 1), date(2027, 3, 7)


@pytest.mark.parametrize(
    ("language", "day", "short", "span", "over_new_year"),
    [
        ("en", "Mon 1 Mar", "Mon", "1 – 7 Mar 2027", "28 Dec 2026 – 3 Jan 2027"),
        ("ja", "3/1(月)", "月", "2027/3/1 – 3/7", "2026/12/28 – 2027/1/3"),
        ("tr", "1 Mar Pzt", "Pzt", "1 – 7 Mar 2027", "28 Ara 2026 – 3 Oca 2027"),
    ],
)
def test_days_read_as_people_write_them(
    monkeypatch: pytest.MonkeyPatch, language: str, day: str, short: str, span: str,
    over_new_year: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(wording, "language", lambda: language)
    assert wording.day_words(MONDAY) == day
    assert wording.short_day(MONDAY) == short
    assert wording.span_of_days(MONDAY, SUNDAY) == span
    assert wording.span_of_days(date(2026, 12, 28), date(2027, 1, 3)) == over_new_year


def test_every_rule_and_unit_of_the_engine_is_in_the_catalogues() -> None:
    assert {rule.name for rule in RULES.values()} == set(engine_words.RULE_NAMES)
    assert {rule.unit for rule in RULES.values()} == set(engine_words.UNITS)
    assert {table.about for table in ALL_TABLES.values()} == set(engine_words.TABLES)


def test_charts_get_every_word_and_the_form_of_a_day() -> None:
    words = wording.chart_words()
    assert words.pop("axis") == "{ee} {d} {MMM}"
    assert set(words) == set(wording.CHART_WORDS)


def test_the_share_of_a_queue_that_a_team_gets_is_told_as_such() -> None:
    assert queue_words("voice_en@manila") == "voice_en, share of manila"
    assert queue_words("voice_en") == "voice_en"
    assert queue_words(ALL) == "All queues"
