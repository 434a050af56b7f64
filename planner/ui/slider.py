"""A slider that tells the page of a key press at once.

Streamlit's own waits a fifth of a second after every move, in case another one follows. This one
sends the first press, and only what follows closely, or is dragged, waits for a pause.
"""

from functools import partial
from pathlib import Path

import streamlit as st

from planner.ui.components import component

HTML = (Path(__file__).parent / "slider.html").read_text(encoding="utf-8")
PART, TURN = "_slider", "_turn"


def slider(
    label: str, low: float, high: float, *, step: float, key: str, unit: str = "", digits: int = 0,
    sign: bool = False, help: str = "", disabled: bool = False,
) -> float:  # fmt: skip
    """Where the slider stands; the session keeps it under ``key``, on other pages too.

    Whoever sets ``key`` in the session moves the slider.

    Parameters
    ----------
    unit, digits, sign
        How the number is written: what follows it, decimals, a plus where it is above 0.
    """
    value = _within(st.session_state.get(key, low), low, high, step)
    st.session_state[key] = value
    data = {
        "label": label, "low": low, "high": high, "step": step, "unit": unit, "digits": digits,
        "sign": sign, "help": help, "disabled": disabled, "value": value,
        "turn": st.session_state.get(key + TURN, 0),
    }  # fmt: skip
    component("slider", HTML)(
        key=key + PART, data=data, on_moved_change=partial(_take, key, low, high, step)
    )
    return value


def _take(key: str, low: float, high: float, step: float) -> None:
    """What the browser has sent: where the slider stands, and which of its moves that is."""
    sent = st.session_state[key + PART].get("moved")
    if not isinstance(sent, dict) or not all(
        isinstance(sent.get(name), int | float) for name in ("value", "turn")
    ):
        return
    st.session_state[key] = _within(sent["value"], low, high, step)
    st.session_state[key + TURN] = sent["turn"]


def _within(value: float, low: float, high: float, step: float) -> float:
    """The nearest position that the slider has."""
    steps = round((min(max(value, low), high) - low) / step)
    nearest = low + steps * step
    return int(nearest) if isinstance(step, int) and isinstance(low, int) else round(nearest, 9)
