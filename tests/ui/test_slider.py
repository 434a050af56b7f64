"""Our own slider: what a browser sends is a position of it, whatever it is."""

import json
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from planner.example_folders import examples
from planner.ui import slider
from tests.ui.conftest import Open


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        ({"value": 33, "turn": 4}, 35),
        ({"value": 1e9, "turn": 4}, 100),
        ({"value": -1e9, "turn": 4}, -50),
        ({"value": "much", "turn": 4}, 10),
        ({"value": 5}, 10),
        ([5], 10),
    ],
)
def test_what_is_sent_becomes_the_nearest_position(
    sent: Any, stands: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    session: dict[str, Any] = {"volume": 10, "volume_slider": {"moved": sent}}
    monkeypatch.setattr(st, "session_state", session)
    slider._take("volume", -50, 100, 5)
    assert session["volume"] == stands


def test_tenths_stay_tenths() -> None:
    assert slider._within(3.0000001, 1.0, 10.0, 0.1) == 3.0
    assert slider._within(2.34, 1.0, 10.0, 0.1) == 2.3


def test_a_slider_says_its_name_its_ends_and_its_help(open_app: Open) -> None:
    app = open_app(examples()["corner_shop"], page="what_if")
    assert not app.exception
    shown = {told["label"]: told for told in sliders(app)}
    assert {"Volume", "Handle time", "Deflection", "Size of the surge", "Absence"} <= set(shown)
    volume = shown["Volume"]
    assert (volume["low"], volume["high"], volume["step"]) == (-50, 100, 5)
    assert (volume["value"], volume["sign"], volume["unit"]) == (0, True, " %")
    assert volume["help"] == "Contacts, changed by so much."
    assert shown["Half-life, days"]["disabled"]


def sliders(app: AppTest) -> list[dict[str, Any]]:
    """What the browser gets of each slider."""
    found = [json.loads(element.proto.json or "{}") for element in app.get("bidi_component")]
    return [data for data in found if "turn" in data]
