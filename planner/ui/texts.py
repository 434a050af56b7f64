"""The app's texts in the language of whoever looks at it, through gettext catalogues.

English stands in the code; ``locale/ja`` and ``locale/tr`` hold the others. Names of columns, files
and rules stay as files have them.
"""

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

LANGUAGES = {"en": "English", "ja": "日本語", "tr": "Türkçe"}
CATALOGUES = Path(__file__).parent / "locale"
KEY = "lang"


def t(text: str, *values: Any) -> str:
    """A text in the language of this session, its ``{0}`` filled in."""
    found = catalogue(language()).gettext(text)
    return found.format(*values) if values else found


def mark(text: str) -> str:
    """A text that is translated where it is shown; it stands in the catalogues all the same."""
    return text


def capital(text: str) -> str:
    """A text as the beginning of a sentence; a Turkish i becomes İ."""
    first = "İ" if text[:1] == "i" and language() == "tr" else text[:1].upper()
    return first + text[1:]


def language() -> str:
    """``en``, ``ja`` or ``tr``: what was chosen or stands in the address, else the browser's."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return "en"
    chosen = st.session_state.get(KEY) or st.query_params.get(KEY)
    if chosen in LANGUAGES:
        return str(chosen)
    browser = (st.context.locale or "en")[:2].casefold()
    return browser if browser in LANGUAGES else "en"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> NullTranslations:
    """The catalogue of a language; English needs none."""
    path = CATALOGUES / language / "LC_MESSAGES" / "planner.po"
    if language == "en" or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        entries = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, entries)
    compiled.seek(0)
    return GNUTranslations(compiled)
