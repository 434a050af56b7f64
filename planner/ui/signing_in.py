"""Who looks at the app: signed in (OpenID Connect) where the server asks for it, else its own user.

A server asks for it when its ``secrets.toml`` has the section ``[auth]``, as ``st.login`` reads it;
``[access]`` beside it gives roles and folders (:mod:`planner.access`). What cannot be read or is
missing there lets nobody in.
"""

import getpass
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from planner.access import FILE, Access, Action, Person, Role, lies_in, read_access
from planner.errors import DataError, PlannerError, Problem
from planner.example_folders import examples
from planner.registry import Entry
from planner.ui import messages, state
from planner.ui.texts import mark, t

SHARED = ("redirect_uri", "cookie_secret", "expose_tokens")
"""Settings of ``[auth]`` that are not a provider's own."""
TOLD = "told_as"
ROLE_WORDS: Mapping[Role, str] = {
    "viewer": mark("viewer"), "planner": mark("planner"), "manager": mark("manager"),
}  # fmt: skip
_LOGGER = logging.getLogger(__name__)


def enter() -> Person | None:
    """Who may come in; draws the page to sign in, or why not, where it is nobody."""
    try:
        access = _access()
    except DataError as error:
        _LOGGER.error("Nobody is let in:\n%s", error)
        st.error(
            t("Nobody can sign in: the server is not set up for it. Its log says what is wrong."),
            icon=":material/lock:",
        )
        return None
    if access is None:
        return _own_user()
    if not st.user.get("is_logged_in"):
        _ask()
        return None
    identity = st.user.to_dict()
    found = access.person(identity)
    if found is None or access.is_over(identity, time.time()):
        _turn_away(str(identity.get("email") or identity.get("sub") or ""), known=found is not None)
        return None
    if not _tell(found, "signed in"):
        return None
    return found


def person() -> Person:
    """Who looks at this page; nobody gets so far without having come in."""
    access = _access()
    identity = st.user.to_dict()
    found = _own_user() if access is None else access.person(identity)
    if found is None or (access and access.is_over(identity, time.time())):
        raise PlannerError(t("You are not signed in."))
    return found


def may(action: Action) -> bool:
    """Whether whoever looks at this page may do that."""
    return person().may(action)


def signed_in() -> bool:
    """Whether this server asks people to sign in."""
    return _access() is not None


def author(place: Any) -> str:
    """Who saves: the name that was signed in with, or one to be typed."""
    words = t("Your name")
    if signed_in():
        place.text_input(words, value=person().name, disabled=True, key="signed_author")
        return person().name
    return str(place.text_input(words, key="author", persist_state="session", max_chars=200) or "")


def record(what: str, on: str, more: str = "") -> None:
    """Add a line to the log of who did what; :class:`PlannerError` when it cannot be written."""
    who = person()
    state.registry().record(
        Entry(at=datetime.now(UTC), who=who.name, role=who.role, what=what, on=on, more=more)
    )


def opens(folder: Path) -> bool:
    """Whether this server opens a plan folder: where people sign in, only those that it names."""
    return _is_open(folder, examples().values(), (state.runs_folder(), state.store_folder()))


def writes(folder: Path) -> bool:
    """Whether a plan folder may be written to, or made there."""
    return _is_open(folder)


def _is_open(folder: Path, *more: Any) -> bool:
    access = _access()
    if access is None:
        return True
    started = state.started_with()
    places = [*access.folders, *(place.resolve() for places in more for place in places)]
    return lies_in(folder, [*places, *([started] if started else [])])


def show_person() -> None:
    """At the foot of the sidebar: who is signed in, and the way out."""
    if signed_in():
        st.caption(
            f":material/person: {messages.plain(person().name)} · {t(ROLE_WORDS[person().role])}"
        )
        st.button(t("Sign out"), icon=":material/logout:", on_click=st.logout, width="stretch")


def _access() -> Access | None:
    """Roles and folders; ``None`` where nobody signs in."""
    secrets = _secrets()
    if "auth" not in secrets:
        if "access" in secrets:
            message = "is there without [auth]: expected redirect_uri, cookie_secret, client_id …"
            raise DataError([Problem(file=FILE, message=message)])
        return None
    return read_access(secrets.get("access"))


def _secrets() -> Mapping[str, Any]:
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError:
        there = [path for path in st.get_option("secrets.files") if Path(path).exists()]
        if not there:
            return {}
        problems = [Problem(file=path, message="cannot be read as TOML") for path in there]
        raise DataError(problems) from None


def _own_user() -> Person:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "local"
    return Person(name=name, role="manager")


def _ask() -> None:
    """The page of whoever has not signed in."""
    auth = _secrets().get("auth")
    settings = auth if isinstance(auth, Mapping) else {}
    named = [name for name, value in settings.items()
             if isinstance(value, Mapping) and name not in (*SHARED, "client_kwargs")]  # fmt: skip
    st.markdown(t("### Please sign in"))
    st.caption(t("Plans and rotas of this server are for people whom it knows."))
    for name in named or [None]:
        words = t("Sign in with {0}", name) if name else t("Sign in")
        st.button(words, type="primary", icon=":material/login:", key=f"sign_in_{name}",
                  on_click=st.login, args=(name,) if name else ())  # fmt: skip


def _turn_away(name: str, *, known: bool) -> None:
    """Signed in, but to nothing; or too long ago."""
    if known:
        st.info(t("You signed in too long ago: please sign in again."), icon=":material/schedule:")
    else:
        st.error(
            t("{0} has no role here: ask whoever runs this server.", messages.plain(name or "?")),
            icon=":material/lock:",
        )
        _tell(Person(name=name or "?", role="viewer"), "turned away")
    st.button(t("Sign out"), icon=":material/logout:", on_click=st.logout)


def _tell(who: Person, what: str) -> bool:
    """One line of the log for each session; nobody comes in unlogged."""
    if st.session_state.get(TOLD) == (what, who):
        return True
    role = who.role if what == "signed in" else ""
    try:
        state.registry().record(
            Entry(at=datetime.now(UTC), who=who.name[:200], role=role, what=what, on="the app")
        )
    except PlannerError as error:
        st.error(str(error), icon=":material/error:")
        return False
    st.session_state[TOLD] = (what, who)
    return True
