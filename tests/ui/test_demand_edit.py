"""Targets and events changed beside the chart: into the draft, and nothing else with them."""

from pathlib import Path

import pandas as pd
import pytest

from planner.example_folders import examples
from planner.folder import RawFolder
from planner.folder.drafting import editable
from planner.folder.reading import read_folder
from planner.ui.demand_edit import EVENT, draft_with
from tests.ui.conftest import Open

FOLDER = examples()["follow_the_sun"]


@pytest.fixture(scope="module")
def folder() -> RawFolder:
    return read_folder(FOLDER)


def events(folder: RawFolder) -> pd.DataFrame:
    return editable(folder, "events")[list(EVENT)]


def test_nothing_typed_changes_nothing(folder: RawFolder) -> None:
    assert draft_with(folder, "voice_en", {"aht_s": "370 "}, events(folder)) is folder


def test_a_target_changes_its_own_cell_alone(folder: RawFolder) -> None:
    draft = draft_with(folder, "voice_de", {"service_level": "0.9"}, events(folder))
    before, after = (editable(each, "queues") for each in (folder, draft))
    different = before.ne(after)
    assert different.to_numpy().sum() == 1
    assert after.loc[after["queue"] == "voice_de", "service_level"].tolist() == ["0.9"]
    assert draft.tables["events"] is folder.tables["events"]


def test_an_event_is_added_changed_or_taken_away(folder: RawFolder) -> None:
    shown = events(folder)
    longer = shown.assign(plateau_days="3")
    more = pd.concat([longer, pd.DataFrame([{"event": "sale", "start": "2027-03-20T08:00"}])])
    now = editable(draft_with(folder, "voice_en", {}, more), "events")
    assert now["event"].tolist() == ["launch", "sale"]
    assert now["plateau_days"].tolist() == ["3", ""]
    none = draft_with(folder, "voice_en", {}, shown.iloc[:0])
    assert editable(none, "events").empty


def test_the_page_tells_what_the_draft_needs(open_app: Open, results: Path) -> None:
    app = open_app(FOLDER, runs=results, page="demand")
    app.session_state["demand_edit"] = True
    app.run()
    field = next(each for each in app.text_input if each.label == "answer_within_s")
    field.set_value("5")
    next(each for each in app.button if each.label == "Into the draft").click().run()
    told = [each.value for each in app.markdown if "agent-hours" in each.value]
    assert len(told) == 1
    assert not app.exception
