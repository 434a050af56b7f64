"""Texts in English, Japanese and Turkish: none is missing, and each says the same things."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from planner.example_folders import examples
from planner.ui.texts import CATALOGUES, LANGUAGES, catalogue
from tests.ui.conftest import Open
from tests.ui.wording import texts

OTHERS = sorted(set(LANGUAGES) - {"en"})


def entries(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES/planner.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    known = catalogue(language)
    assert [text for text in texts() if known.gettext(text) in ("", text) and not plain(text)] == []


def plain(text: str) -> bool:
    """What may be the same in another language: names and figures without words."""
    return not re.search(r"[A-Za-z]{3}", re.sub(r"\{[^}]*\}|:[a-z-]+\[", "", text)) or text in SAME


SAME = {"plan", "Excel", "**{0}** · {1} · {2}", "CSAT", "NPS"}


@pytest.mark.parametrize("language", OTHERS)
def test_translations_fill_in_the_same_things(language: str) -> None:
    for text in texts():
        other = catalogue(language).gettext(text)
        assert fields(other) == fields(text), (text, other)
        assert other.startswith("#") == text.startswith("#"), (text, other)


def fields(text: str) -> list[tuple[str, str]]:
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", OTHERS)
def test_catalogues_hold_no_text_that_is_gone(language: str) -> None:
    known = {message.id for message in entries(language) if message.id}
    assert known - set(texts()) == set()


@pytest.mark.parametrize(
    ("language", "title"), [("ja", "チームとルール"), ("tr", "Ekip ve kurallar")]
)
def test_pages_open_in_each_language(open_app: Open, language: str, title: str) -> None:
    app = open_app(examples()["corner_shop"], page="team_rules", lang=language)
    assert not app.exception
    assert title in "\n".join(str(part.value) for part in app.markdown)
    assert app.session_state["lang"] == language


def test_english_is_what_stands_in_the_code() -> None:
    assert catalogue("en").gettext("Undo") == "Undo"
