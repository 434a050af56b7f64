"""What a column is, takes and could hold, as the tables of Team & rules tell it."""

import pytest

from planner.folder.tables import ALL_TABLES
from planner.ui import column_words, texts
from planner.ui.column_words import meaning
from planner.ui.team_rules import ORDER


def test_a_column_tells_its_meaning_its_unit_an_example_and_its_default() -> None:
    queues = ALL_TABLES["queues"].column
    assert meaning("queues", queues["max_occupancy"]) == (
        "Largest share of time at work that may be busy. Takes a share from 0 to 1. "
        "For example `0.85`. Blank: 0.88."
    )
    assert meaning("queues", queues["channel"]).startswith(
        "Kind of contact; it chooses the staffing model. Takes one of voice, chat, email"
    )
    assert meaning("queues", queues["queue"]).endswith("For example `voice_en`. Required.")


@pytest.mark.parametrize(
    ("table", "column", "blank"),
    [("shifts", "weekdays", "Mon-Sun"), ("events", "exclude", "no"), ("hiring", "leave", "0.0")],
)
def test_defaults_are_told_as_they_are_typed(table: str, column: str, blank: str) -> None:
    assert meaning(table, ALL_TABLES[table].column[column]).endswith(f"Blank: {blank}.")


def test_a_turkish_sentence_begins_with_a_dotted_capital(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "language", lambda: "tr")
    told = column_words.meaning("time_off", ALL_TABLES["time_off"].column["from"])
    assert told.startswith("İlk gün. Beklenen: bir tarih.")


def test_every_table_of_a_plan_folder_can_be_edited() -> None:
    assert sorted(ORDER) == sorted(ALL_TABLES)
