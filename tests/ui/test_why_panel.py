"""Why on the pages: a button beside a short interval, a question beside a person's day."""

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from planner.example_folders import examples
from tests.ui.conftest import Open

SHOP = "corner_shop"


def said(app: AppTest) -> str:
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption))


def test_what_would_help_is_worked_out_when_asked(open_app: Open, results: Path) -> None:
    app = open_app(examples()[SHOP], runs=results, page="rota", lang="tr")
    app.session_state["rota_interval"] = 33
    app.run()
    assert "Planın bütününde" not in said(app)
    app.button(key="gap_panel_helps").click().run()
    assert not app.exception
    assert "Planın bütününde" in said(app)
    assert "shop ekibinde bir kişi daha" in said(app)


def test_a_persons_day_is_asked_about(open_app: Open, results: Path) -> None:
    app = open_app(examples()[SHOP], runs=results, page="rota", lang="ja")
    app.session_state["rota_chosen"] = ("ben", date(2027, 6, 8))
    app.run()
    app.button(key="why_go_ben_2027-06-08").click().run()
    assert not app.exception
    assert "ben：" in said(app)
    assert "GBP" in said(app)
