"""Sentences of reports: English text that can be said in another language."""

from planner.sentences import Sentence, joined

GERMAN = {"{0} frees {1:,.1f} hours": "{1:,.1f} Stunden frei durch {0}", "a bot": "einen Bot"}


def german(pattern: str) -> str:
    return GERMAN.get(pattern, pattern)


def test_a_sentence_is_its_english_text() -> None:
    told = Sentence("{0} frees {1:,.1f} hours", Sentence("a bot"), 1234.56)
    assert told == "a bot frees 1,234.6 hours"
    assert "\n".join([told]) == told


def test_clauses_are_said_in_the_other_language_too() -> None:
    told = Sentence("{0} frees {1:,.1f} hours", Sentence("a bot"), 2)
    assert told.said(german) == "2.0 Stunden frei durch einen Bot"


def test_joined_clauses_keep_names_as_they_are() -> None:
    told = joined([Sentence("a bot"), "{macros}"], by=" + ")
    assert told == "a bot + {macros}"
    assert told.said(german) == "einen Bot + {macros}"
    assert joined([]) == ""
