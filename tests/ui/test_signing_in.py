"""Signing in: without it the app is one's own; with it nobody gets further than their role."""

import json
import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from planner.example_folders import examples
from planner.registry import Registry
from tests.support.folders import write_folder
from tests.ui.conftest import Open
from tests.ui.test_pages import figures, visible

SHOP = examples()["corner_shop"]
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "COOKIE-SECRET",
    "client_id": "planner", "client_secret": "CLIENT-SECRET",
    "server_metadata_url": "http://localhost/.well-known/openid-configuration",
}  # fmt: skip
ACCESS = {
    "viewer": ["vic@example.com"], "planner": ["pat@example.com"], "manager": ["meg@example.com"],
}  # fmt: skip


@pytest.fixture
def entered(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Opens the app as somebody, with secrets of the server."""

    def opened(
        folder: Path = SHOP, *, user: Mapping[str, Any] | str | None, page: str = "overview",
        access: object = ACCESS, runs: Path | None = None,
    ) -> AppTest:  # fmt: skip
        first = AppTest.run
        identity = {"email": user, "is_logged_in": True} if isinstance(user, str) else user

        def run(self: AppTest, *words: Any, **more: Any) -> AppTest:
            self.secrets = {"auth": AUTH, **({"access": access} if access is not None else {})}
            self.user = dict(identity or {"is_logged_in": False})
            return first(self, *words, **more)

        monkeypatch.setattr(AppTest, "run", run)
        return open_app(folder, page=page, runs=runs)

    return opened


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def log(tmp_path: Path) -> list[tuple[str, str, str]]:
    register = Registry(tmp_path / "scenarios")
    found = [(entry.who, entry.role, entry.what) for entry in reversed(register.log())]
    register.close()
    return found


def test_before_signing_in_nothing_is_shown(entered: Any) -> None:
    app = entered(user=None)
    assert not app.exception
    assert labels(app) == {"Sign in"}
    assert not app.metric
    assert not app.dataframe
    assert not app.selectbox


def test_whom_nobody_gave_a_role_sees_nothing(entered: Any, tmp_path: Path) -> None:
    app = entered(user="eve@example.com")
    assert "eve@example.com has no role here" in visible(app)
    assert labels(app) == {"Sign out"}
    assert not app.metric
    app.run()
    assert log(tmp_path) == [("eve@example.com", "", "turned away")]


@pytest.mark.parametrize("access", [None, {}, {"manger": ["eve@example.com"]}])
def test_a_server_set_up_wrongly_lets_nobody_in(
    entered: Any, caplog: pytest.LogCaptureFixture, access: object
) -> None:
    with caplog.at_level(logging.ERROR):
        app = entered(user="eve@example.com", access=access)
    assert "Nobody can sign in" in visible(app)
    assert not app.metric
    assert "secrets.toml [access]" in caplog.text
    assert "SECRET" not in caplog.text + visible(app)


def test_one_signs_in_anew_after_a_day(entered: Any) -> None:
    app = entered(user={"email": "meg@example.com", "is_logged_in": True, "iat": 1_000})
    assert "too long ago" in visible(app)
    assert not app.metric


def test_viewers_see_the_rota_and_no_money(entered: Any, results: Path) -> None:
    app = entered(user="vic@example.com", runs=results)
    assert not app.exception
    assert {"Service level", "Short", "Required", "Covered", "Paid"} == set(figures(app))
    assert "vic@example.com · viewer" in visible(app)
    assert labels(app) == {"Sign out"}
    for page in ("demand", "rota", "compare"):
        app.switch_page(f"planner/ui/{page}.py").run()
        assert not app.exception
        shown = visible(app) + "".join(str(table.value) for table in app.dataframe)
        assert "GBP" not in shown, page
        assert not labels(app) & {"Optimise", "Optimise the rest", "Save as a version"}, page
    assert not [tag for tag in app.get("download_button") if "All tables" in tag.label]


@pytest.mark.parametrize("page", ["what_if", "team_rules", "optimise"])
def test_viewers_do_not_reach_pages_that_change_or_cost(
    entered: Any, results: Path, page: str
) -> None:
    app = entered(user="vic@example.com", runs=results)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page(f"planner/ui/{page}.py")


def test_planners_save_under_their_own_name_and_do_not_publish(
    entered: Any, results: Path, tmp_path: Path
) -> None:
    app = entered(user="pat@example.com", page="compare", runs=results)
    name = next(t for t in app.text_input if t.label == "Your name")
    assert (name.value, name.disabled) == ("pat@example.com", True)
    publish = next(box for box in app.checkbox if box.label.startswith("Publish"))
    assert publish.disabled
    publish.proto.disabled = False
    publish.check()  # as a browser does that was tampered with
    next(t for t in app.text_input if t.label == "Scenario").input("Spring")
    next(b for b in app.button if b.label == "Save as a version").click().run()
    assert log(tmp_path)[-1] == ("pat@example.com", "planner", "saved a version")
    assert not [box for box in app.expander if box.label.startswith("Who did what")]


def test_managers_publish_and_read_who_did_what(
    entered: Any, results: Path, tmp_path: Path
) -> None:
    app = entered(user="meg@example.com", page="compare", runs=results)
    next(t for t in app.text_input if t.label == "Scenario").input("Spring")
    next(box for box in app.checkbox if box.label.startswith("Publish")).check()
    next(b for b in app.button if b.label == "Save as a version").click().run()
    assert not app.error
    lines = next(d.value for d in app.dataframe if "who" in d.value)
    assert lines["what"].tolist() == ["published", "signed in"]
    assert set(lines["who"]) == {"meg@example.com"}
    assert log(tmp_path)[-1] == ("meg@example.com", "manager", "published")


def test_only_folders_of_the_server_are_opened(entered: Any, tmp_path: Path) -> None:
    mine, other = write_folder(tmp_path / "plans/mine"), write_folder(tmp_path / "other")
    (tmp_path / "plans/way").symlink_to(other)
    access = {**ACCESS, "folders": [str(tmp_path / "plans")]}
    assert figures(entered(mine, user="meg@example.com", access=access))
    for folder in (other, tmp_path / "plans/way", tmp_path / "plans/mine/../../other"):
        for page in ("overview", "team_rules"):
            app = entered(folder, user="meg@example.com", access=access, page=page)
            assert not app.exception
            assert not app.metric
            assert not app.text_area
            assert "is not opened by this server" in str(app.table[0].value)


def test_only_folders_of_the_server_are_written(entered: Any, tmp_path: Path) -> None:
    access = {**ACCESS, "folders": [str(tmp_path / "plans")]}
    app = entered(SHOP, user="pat@example.com", access=access, page="team_rules")
    for target, fine in ((tmp_path / "away", False), (tmp_path / "plans/../away", False),
                         (tmp_path / "plans/new", True)):  # fmt: skip
        app.text_input(key="save_as").input(str(target)).run()
        next(b for b in app.button if b.label == "Save as a new folder").click().run()
        assert not app.exception
        assert target.exists() == fine
    assert log(tmp_path)[-1] == ("pat@example.com", "planner", "saves a new folder")


def test_what_is_saved_into_a_folder_is_logged(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    app = open_app(folder, page="team_rules")
    app.selectbox(key="table").set_value("contracts").run()
    text = (folder / "contracts.csv").read_text().replace("24,30", "20,30").replace(",", "\t")
    app.text_area(key="paste_contracts").set_value(text)
    app.toggle(key="paste_replaces_contracts").set_value(True)
    app.button(key="take_contracts").click().run()
    next(b for b in app.button if b.label == "Save to the folder").click().run()
    assert not app.exception
    assert not app.error
    register = Registry(tmp_path / "scenarios")
    entry = register.log()[0]
    register.close()
    assert (entry.what, entry.role, entry.on) == ("saves a folder", "manager", str(folder))
    assert entry.more == "contracts"


def test_a_role_claim_is_looked_up(entered: Any, results: Path) -> None:
    user = {"sub": "7", "is_logged_in": True, "groups": ["wfm-heads"]}
    app = entered(user=user, access={"manager": ["wfm-heads"], "claim": "groups"}, runs=results)
    assert "Cost" in figures(app)
    assert "7 · manager" in visible(app)


def test_without_signing_in_the_app_is_one_s_own(open_app: Open, results: Path) -> None:
    app = open_app(SHOP, runs=results)
    assert "Cost" in figures(app)
    assert "Optimise" in labels(app)
    assert "Sign out" not in labels(app)
    assert json.loads((results / "corner_shop/summary.json").read_text())["cost"] > 0
