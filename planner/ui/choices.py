"""Choices that stand in the address, so that a link shows what its sender saw."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T")


def said(options: Iterable[T], words: Callable[[T], str]) -> Callable[[T], str]:
    """Words for a choice's options, found now: Streamlit asks again where no language is known."""
    shown = {option: words(option) for option in options}
    return lambda option: shown.get(option, str(option))


def choose_one(
    label: str, options: Sequence[str], *, key: str, help: str | None = None,
    words: Callable[[str], str] = str, place: DeltaGenerator | None = None,
) -> str:  # fmt: skip
    """One of some names, shown as ``words`` says; the name itself is kept in the address.

    An address or an earlier choice that names something else is forgotten.
    """
    wanted = st.session_state.get(key, st.query_params.get(key))
    if wanted in options:
        st.session_state[key] = wanted
    else:
        st.session_state.pop(key, None)
    shown = {option: words(option) for option in options}
    chosen: str = (place or st).selectbox(
        label, options, key=key, format_func=lambda name: shown.get(name, name), help=help,
        persist_state="session",
    )  # fmt: skip
    if chosen:
        st.query_params[key] = chosen
    elif key in st.query_params:
        del st.query_params[key]
    return chosen
