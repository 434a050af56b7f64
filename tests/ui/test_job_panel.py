"""A run seen through the app: live figures, a button that stops it, the result at its end."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.example_folders import examples
from planner.ui import jobs, state
from planner.ui.jobs import Request
from tests.ui.conftest import Open
from tests.ui.test_jobs import FAILS, UNTIL_STOPPED
from tests.ui.test_pages import figures

COPIES = """
import shutil, sys
print('{"seconds": 1, "phase": "search", "cost": 4321, "bound": 4000, "gap": 0.074}', flush=True)
shutil.copytree(sys.argv[1], sys.argv[2], dirs_exist_ok=True)
"""


@pytest.fixture
def run_instead(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes runs do something else than plan."""

    def instead(script: str, *more: str) -> None:
        def command(request: Request, out: Path) -> Sequence[str]:
            return [sys.executable, "-c", script, *more, str(out)]

        monkeypatch.setattr(jobs, "plan_command", command)
        state.job_manager.clear()

    return instead


def until(app: AppTest, reached: Callable[[AppTest], bool]) -> None:
    """Look again and again, as a browser does."""
    deadline = time.monotonic() + 90
    while not reached(app):
        assert time.monotonic() < deadline, [part.value for part in app.markdown]
        time.sleep(0.1)
        app.run()
        assert not app.exception


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def place_of(app: AppTest, heading: str) -> int:
    """At which place of the page's main part a heading stands."""
    parts = app.main.children.items()
    return next(at for at, part in parts if getattr(part, "value", "") == f"### {heading}")


def test_a_run_ends_with_its_result_on_the_page(
    open_app: Open, results: Path, run_instead: Callable[..., None]
) -> None:
    run_instead(COPIES, str(results / "corner_shop"))
    app = open_app(examples()["corner_shop"])
    press(app, "Plan it now")
    until(app, lambda app: "job" not in app.query_params)  # a schedule may stand before the end
    assert {"Gap", "Paid"} <= figures(app).keys()
    assert figures(app)["Gap"] == "10.00%"


def test_a_run_that_ends_before_the_page_is_drawn_shows_its_result(
    open_app: Open, results: Path, run_instead: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = jobs.JobManager.submit

    def ended(manager: jobs.JobManager, request: Request) -> str:
        job_id = submit(manager, request)
        while (job := manager.job(job_id)) is not None and job.active:
            time.sleep(0.05)
        return job_id

    monkeypatch.setattr(jobs.JobManager, "submit", ended)
    run_instead(COPIES, str(results / "corner_shop"))
    app = open_app(examples()["corner_shop"])
    press(app, "Plan it now")
    assert "job" not in app.query_params
    assert figures(app)["Gap"] == "10.00%"


def test_a_run_can_be_followed_stopped_and_put_away(
    open_app: Open, run_instead: Callable[..., None]
) -> None:
    run_instead(UNTIL_STOPPED)
    app = open_app(examples()["corner_shop"])
    press(app, "Optimise")
    until(app, lambda app: "Cost so far" in figures(app))
    press(app, "Stop")
    until(app, lambda app: any("was stopped" in info.value for info in app.info))
    press(app, "Close")
    assert not any("was stopped" in info.value for info in app.info)
    assert "job" not in app.query_params


def test_the_page_stays_where_it_is_when_the_panel_comes_and_goes(
    open_app: Open, run_instead: Callable[..., None]
) -> None:
    """Streamlit drops a click in a fragment that has changed its place meanwhile."""
    run_instead(UNTIL_STOPPED)
    app = open_app(examples()["corner_shop"])
    before = place_of(app, "Overview")
    press(app, "Optimise")
    until(app, lambda app: "Cost so far" in figures(app))
    assert place_of(app, "Overview") == before
    press(app, "Stop")
    until(app, lambda app: any("was stopped" in info.value for info in app.info))
    assert place_of(app, "Overview") == before


def test_a_failed_run_shows_what_was_wrong(
    open_app: Open, run_instead: Callable[..., None]
) -> None:
    run_instead(FAILS)
    app = open_app(examples()["corner_shop"])
    press(app, "Optimise")
    until(app, lambda app: any("failed" in error.value for error in app.error))
    assert "plan.toml: is missing" in app.code[0].value
