"""Changes to a rota stay when its run writes a better one, and when another result is opened."""

import os
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.example_folders import examples
from planner.ui.rota_draft import pinned
from planner.ui.rota_steps import KEY, Draft
from tests.ui.conftest import Open

SHOP = examples()["corner_shop"]


@pytest.fixture
def runs(results: Path, tmp_path: Path) -> Path:
    shutil.copytree(results / "corner_shop", tmp_path / "some_runs/one")
    written(tmp_path / "some_runs/one", 1_000_000)
    return tmp_path / "some_runs"


def written(run: Path, when: int) -> None:
    os.utime(run / "summary.json", (when, when))


def change(app: AppTest) -> None:
    """Pin the first shift of the rota that is open."""
    (key, kept), *_ = reversed(app.session_state[KEY].items())
    shift = kept.steps.now.schedule.shifts[0]
    new = pinned(kept.steps.now, shift.agent, shift.date, keep=True)
    app.session_state[KEY][key] = Draft(kept.written, kept.steps.push(new))
    app.run()


def is_disabled(app: AppTest, label: str) -> bool:
    return next(bool(button.disabled) for button in app.button if button.label == label)


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_a_changed_rota_stays_until_the_better_one_is_taken(open_app: Open, runs: Path) -> None:
    app = open_app(SHOP, runs=runs, page="rota")
    change(app)
    assert not is_disabled(app, "Undo")
    written(runs / "one", 2_000_000)
    app.run()
    assert not app.exception
    assert not is_disabled(app, "Undo")
    assert "rota anew since you began" in app.info[0].value
    app.button(key="rota_anew").click().run()
    assert is_disabled(app, "Undo")
    assert "Take the new rota" not in labels(app)


def test_an_unchanged_rota_is_the_one_last_written(open_app: Open, runs: Path) -> None:
    app = open_app(SHOP, runs=runs, page="rota")
    lines = (runs / "one/schedule.csv").read_text().splitlines(keepends=True)
    before = len(app.dataframe[0].value)
    gone = lines[1].split(",")[0]
    rest = [line for line in lines if line.split(",")[0] != gone]
    (runs / "one/schedule.csv").write_text("".join(rest))
    written(runs / "one", 2_000_000)
    app.run()
    assert not app.exception
    assert "Take the new rota" not in labels(app)
    assert len(app.dataframe[0].value) == before
    (kept,) = app.session_state[KEY].values()
    assert gone not in kept.steps.now.schedule.by_agent


def test_changes_stay_while_another_result_is_looked_at(
    open_app: Open, runs: Path, results: Path
) -> None:
    app = open_app(SHOP, runs=runs, page="rota")
    change(app)
    shutil.copytree(results / "corner_shop", runs / "two")
    written(runs / "two", 2_000_000)
    for run in ("two", "one"):
        app.session_state["next_run"] = run
        app.run()
        assert not app.exception
        assert is_disabled(app, "Undo") == (run == "two")
