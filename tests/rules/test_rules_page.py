"""RULES.md says what the registry says."""

from tests.support.rules_page import PAGE, page


def test_the_page_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.support.rules_page"
