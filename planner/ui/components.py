"""Components of our own: markup, style and script, the last two in files beside this one."""

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

HERE = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def component(name: str, html: str) -> Any:
    """What draws ``name.css`` and ``name.js`` on some markup; known to the browser as
    ``planner_name``."""
    return st.components.v2.component(
        f"planner_{name}", html=html,
        css=(HERE / f"{name}.css").read_text(encoding="utf-8"),
        js=(HERE / f"{name}.js").read_text(encoding="utf-8"),
    )  # fmt: skip


def nothing() -> None:
    """What a component says needs a callback; the page reads the value instead."""


def redraw() -> None:
    """Draw the fragment that is running anew.

    What is done while all of the page is being drawn is answered there: then all of it.
    """
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
