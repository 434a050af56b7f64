"""Result folders and the app under test, made once."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from planner.example_folders import examples
from tests.ui.browsing import browsing
from tests.ui.naive_rota import write_result

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs with one result of each example."""
    runs = tmp_path_factory.mktemp("runs")
    for name, folder in examples().items():
        write_result(folder, runs / name)
    return runs


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """Opens the app on a folder, with the results of a folder of runs (none: an empty one)."""
    monkeypatch.chdir(tmp_path)

    def opened(
        folder: Path, *, runs: Path | None = None, page: str = "overview", lang: str = "en"
    ) -> AppTest:
        monkeypatch.setitem(os.environ, "PLANNER_RUNS", str(runs or tmp_path / "runs"))
        monkeypatch.setitem(os.environ, "PLANNER_STORE", str(tmp_path / "scenarios"))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
        app.query_params["folder"] = str(folder)
        app.query_params["lang"] = lang
        app.run()
        return app if page == "overview" else app.switch_page(f"planner/ui/{page}.py").run()

    return opened


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a real browser."""
    with browsing() as page:
        yield page
