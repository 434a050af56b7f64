"""Drafts of plan folders, one a session and folder: what was typed, with undo."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from planner.errors import StaleSave
from planner.folder import RawFolder
from planner.folder.differences import changed_tables, changed_texts
from planner.folder.drafting import with_rows
from planner.ui.history import Steps
from planner.ui.state import Opened

KEY = "drafts"


class Drafts:
    """The draft of one folder.

    ``generation`` is part of the editors' keys: a new one shows the draft afresh. Between two
    generations an editor keeps the rows that it began with, so that nobody who is typing is
    interrupted.
    """

    def __init__(self, base: RawFolder) -> None:
        self.steps: Steps[RawFolder] = Steps((base,))
        self.generation = 0
        self.stale: StaleSave | None = None
        self._sources: dict[str, pd.DataFrame] = {}
        self._typed: dict[str, pd.DataFrame] = {}

    @property
    def changed(self) -> bool:
        """Whether anything differs from the folder."""
        first, now = self.steps.first, self.steps.now
        return first is not now and bool(changed_tables(first, now) or changed_texts(first, now))

    def source(
        self, name: str, read: Callable[[RawFolder, str], pd.DataFrame], *, afresh: bool = False
    ) -> pd.DataFrame:
        """The rows that the editor of a table began with; it begins ``afresh`` with the draft."""
        if afresh:
            self._sources.pop(name, None)
            self._typed.pop(name, None)
        if name not in self._sources:
            self._sources[name] = read(self.steps.now, name)
        return self._sources[name]

    def typed(self, name: str, rows: pd.DataFrame) -> None:
        """What the editor holds now: a new step if that is something new."""
        before = self._typed.get(name, self._sources[name])
        text = rows.fillna("").astype(str)
        if before.shape == text.shape and (before.to_numpy() == text.to_numpy()).all():
            return
        self._typed[name] = text
        self.push(with_rows(self.steps.now, name, text))
        st.rerun()

    def push(self, draft: RawFolder) -> None:
        """A change."""
        self.steps = self.steps.push(draft)

    def remount(self) -> None:
        """Show every editor afresh, with the draft as it is now."""
        self.generation += 1
        self._sources.clear()
        self._typed.clear()

    def undo(self) -> None:
        self.steps = self.steps.undo()
        self.remount()

    def redo(self) -> None:
        self.steps = self.steps.redo()
        self.remount()

    def discard(self) -> None:
        """Back to the folder, as a step that can be undone."""
        self.push(self.steps.first)
        self.remount()

    def forget(self) -> None:
        """Drop everything; the folder is read again."""
        st.session_state.get(KEY, {}).pop(str(self.steps.first.path), None)


def drafts(opened: Opened) -> Drafts:
    """The draft of the folder that is open, begun when it is first looked at."""
    assert opened.checked.raw is not None
    every: dict[str, Drafts] = st.session_state.setdefault(KEY, {})
    key = str(opened.checked.raw.path)
    kept = every.get(key)
    fresh = opened.checked.raw.inputs_sha256
    if kept is None or (not kept.changed and kept.steps.first.inputs_sha256 != fresh):
        kept = every[key] = Drafts(opened.checked.raw)
    return kept


def begin(base: RawFolder, draft: RawFolder) -> None:
    """A draft of a folder with changes that were made elsewhere."""
    made = Drafts(base)
    made.push(draft)
    st.session_state.setdefault(KEY, {})[str(base.path)] = made
