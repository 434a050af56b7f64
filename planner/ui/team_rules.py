"""Team & rules: every table of the plan folder, edited, pasted, uploaded, checked and saved."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from planner.errors import DataError, PlannerError, Problem, StaleSave
from planner.folder import Checked, RawFolder
from planner.folder.columns import Column
from planner.folder.differences import changed_tables, changed_texts, differences
from planner.folder.drafting import (
    TEXTS,
    check_draft,
    editable,
    on_top_of,
    pasted,
    save,
    save_as,
    uploaded,
    with_rows,
    with_text,
)
from planner.folder.reading import read_folder
from planner.folder.tables import ALL_TABLES
from planner.ui import messages, signing_in, state
from planner.ui.choices import choose_one
from planner.ui.column_words import meaning
from planner.ui.drafts import Drafts, begin, drafts
from planner.ui.state import Opened
from planner.ui.texts import capital, mark, t

ABOUT = {
    "plan.toml": mark("name, horizon, zone, interval, prices"),
    "scenarios.toml": mark("named changes for what-if"),
}
ORDER = (
    "agents", "teams", "contracts", "shifts", "time_off", "availability", "requests", "pins",
    "cover", "premiums", "off_queue", "rotations", "previous", "queues", "markets", "events",
    "profiles", "backlog", "drivers", "contact_rates", "history", "actuals", "hiring", "growth",
    "automation", "satisfaction", "roster_changes", "kpis", "kpi_targets",
)  # fmt: skip
# Longer tables (years of history) are replaced by upload, not edited cell by cell.
MOST_ROWS = 5_000
MOST_PASTED = 2_000_000
FAULT = "background-color: #FBE3D6; color: #7A2E00; font-weight: 600"


def show() -> None:
    """The page."""
    opened = state.opened()
    st.markdown(t("### Team & rules"))
    kept = drafts(opened)
    checked = check_draft(kept.steps.now)
    _bar(opened, kept, checked)
    name = _pick(kept.steps.now, checked)
    if name in TEXTS:
        _text_editor(kept, name)
    else:
        _table_editor(kept, name)
    _problems(kept.steps.now, checked, name)
    if name not in TEXTS:
        _bring_in(kept, name, list(editable(kept.steps.now, name).columns))
    _changes(opened, kept)


def _bar(opened: Opened, kept: Drafts, checked: Checked) -> None:
    """How the draft stands, and what can be done with it."""
    told, undo, redo, drop, keep = st.columns(
        [2.9, 1.25, 1.25, 1.3, 1.6], vertical_alignment="center"
    )
    told.caption(_standing(opened, kept, checked))
    undo.button(t("Undo"), icon=":material/undo:", disabled=not kept.steps.can_undo,
                on_click=kept.undo, width="stretch",
                help=t("Take the last change back."))  # fmt: skip
    redo.button(t("Redo"), icon=":material/redo:", disabled=not kept.steps.can_redo,
                on_click=kept.redo, width="stretch", help=t("Make it again."))  # fmt: skip
    drop.button(t("Discard"), icon=":material/delete:", disabled=not kept.changed,
                on_click=kept.discard, width="stretch",
                help=t("Back to what stands in the folder."))  # fmt: skip
    with keep.popover(t("Save …"), icon=":material/save:", width="stretch"):
        _saving(opened, kept, sound=checked.plan is not None)


def _standing(opened: Opened, kept: Drafts, checked: Checked) -> str:
    folder = f"**{opened.folder.name}** · "
    if checked.errors:
        count = len(checked.errors)
        return t("{0}▼ problems: {1}; nothing can be saved yet", folder, count)
    if not kept.changed:
        return t("{0}no changes; every problem is told as you type", folder)
    tables = [*changed_tables(kept.steps.first, kept.steps.now)]
    what = ", ".join(tables) if tables else "settings"
    return t("{0}changed and not saved: {1}", folder, what)


def _saving(opened: Opened, kept: Drafts, *, sound: bool) -> None:
    """Back into the folder, into a new one, or as a version of a saved scenario."""
    if opened.saved is not None:
        st.caption(t("{0} stays as it is: your changes make the next version.", opened.saved.label))
    elif opened.example:
        st.caption(t("An example stays as it is: save your changes elsewhere."))
    elif st.button(t("Save to the folder"), type="primary", disabled=not (sound and kept.changed),
                   width="stretch", help=t("Writes the changed files, all or none.")):  # fmt: skip
        _attempt(kept, lambda: _into_folder(kept))
    name, author, note = _scenario_inputs(opened)
    if st.button(t("Save as a scenario"), disabled=not (sound and name.strip() and author.strip()),
                 width="stretch", help=t("Kept for good, with your name and note.")):  # fmt: skip
        _attempt(kept, lambda: _next_version(opened, kept, name=name, author=author, note=note))
    if opened.saved is None:
        target = st.text_input(t("New folder"), placeholder="/home/me/plans/spring", key="save_as")
        if st.button(t("Save as a new folder"), disabled=not (sound and target.strip()),
                     width="stretch"):  # fmt: skip
            _attempt(kept, lambda: _new_folder(kept, Path(target.strip()).expanduser()))


def _into_folder(kept: Drafts) -> None:
    first, now = kept.steps.first, kept.steps.now
    _may_write(first.path)
    more = ", ".join((*changed_tables(first, now), *changed_texts(first, now)))
    signing_in.record("saves a folder", str(first.path), more)
    save(first, now)


def _may_write(folder: Path) -> None:
    """Raise unless the server lets plan folders be written there."""
    signing_in.person().must("change")
    if not signing_in.writes(folder):
        message = (
            "is not written by this server: expected a folder inside those of [access], folders"
        )
        raise DataError([Problem(file=str(folder), message=message)])


def _scenario_inputs(opened: Opened) -> tuple[str, str, str]:
    saved = opened.saved
    name = (
        saved.scenario if saved else st.text_input(t("Scenario"), key="scenario_name", max_chars=80)
    )
    author = signing_in.author(st)
    return name, author, st.text_input(t("Note"), key="version_note", placeholder=t("What is new?"))


def _next_version(opened: Opened, kept: Drafts, *, name: str, author: str, note: str) -> None:
    signing_in.person().must("change")
    made = state.registry().save(
        name, kept.steps.now, author=author, note=note, at=datetime.now(UTC),
        role=signing_in.person().role,
        base=opened.saved.number if opened.saved else None,
    )  # fmt: skip
    st.session_state["next_folder"] = str(made.plan)


def _new_folder(kept: Drafts, folder: Path) -> None:
    _may_write(folder)
    signing_in.record("saves a new folder", str(folder))
    save_as(kept.steps.now, folder)
    st.session_state["next_folder"] = str(folder.resolve())


def _attempt(kept: Drafts, write: Callable[[], object]) -> None:
    """Save and begin afresh, or tell why not; the draft stays then."""
    try:
        write()
    except StaleSave as stale:
        kept.stale = stale
    except PlannerError as error:
        messages.show_error(error)
        return
    else:
        kept.forget()
        st.toast(t("Saved."), icon=":material/save:")
    st.rerun()


def _pick(raw: RawFolder, checked: Checked) -> str:
    """Which table is edited."""
    rows = {name: len(raw.tables[name].frame) for name in ORDER if name in raw.tables}
    wrong = dict.fromkeys((*ORDER, *TEXTS), 0)
    for problem in checked.errors:
        for name in wrong:
            wrong[name] += problem.file in (name, raw.file_of(name))

    def words(name: str) -> str:
        size = (
            t("{0:,} rows", rows[name])
            if name in rows
            else t(ABOUT.get(name, mark("not in the folder")))
        )
        return f"{name} · {size}" + (f" · ▼ {wrong[name]}" if wrong[name] else "")

    names = [*rows, *TEXTS, *(name for name in ORDER if name not in rows)]
    return choose_one(
        t("Table"), names, key="table", words=words,
        help=t("Tables that are not in the folder are optional; a row makes them."),
    )  # fmt: skip


def _text_editor(kept: Drafts, name: str) -> None:
    now = kept.steps.now
    text = now.settings_text if name == "plan.toml" else now.scenarios_text
    typed = st.text_area(
        name, text, height=320, key=f"text_{name}_{kept.generation}",
        help=t("TOML, as it stands in the folder. Press Ctrl+Enter to take it over."),
    )  # fmt: skip
    if typed != text:
        try:
            kept.push(with_text(now, name, typed))
        except DataError as error:
            messages.list_problems(error.problems)
        else:
            st.rerun()


def _table_editor(kept: Drafts, name: str) -> None:
    table = ALL_TABLES[name]
    key = f"edit_{name}_{kept.generation}"
    # An editor forgets what was typed once another page or table is looked at.
    source = kept.source(name, editable, afresh=key not in st.session_state)
    if len(source) > MOST_ROWS:
        st.caption(
            t(
                "{0:,} rows: the first {1:,} are shown. Upload a file to replace them.",
                len(source),
                MOST_ROWS,
            )
        )
        st.dataframe(source.head(MOST_ROWS), height=320, alt=name)
    else:
        typed = st.data_editor(
            source, num_rows="dynamic", hide_index=False, height=min(340, 110 + 35 * len(source)),
            key=key, placeholder="",
            column_config={c: _column(name, table.column.get(c), c) for c in source.columns},
        )  # fmt: skip
        kept.typed(name, typed)
    st.caption(
        t(
            "{0}. Cells copied in Excel can be pasted into the table; a new "
            "row begins below the last one.",
            capital(t(table.about)),
        )
    )


def _column(table: str, column: Column | None, name: str) -> Any:
    """A column as text, with its meaning; text, so that nothing typed is lost before it is told."""
    if column is None:
        return st.column_config.TextColumn(name, help=t("No column of this table: not read."))
    return st.column_config.TextColumn(name, help=meaning(table, column))


def _bring_in(kept: Drafts, name: str, columns: list[str]) -> None:
    paste, upload = st.columns(2)
    with paste.expander(
        t("Paste from Excel"), icon=":material/content_paste:", key=f"paste_box_{name}",
        on_change="rerun",
    ):  # fmt: skip
        with st.form(f"paste_form_{name}", border=False):
            text = st.text_area(
                t("Cells with or without their headings"),
                key=f"paste_{name}",
                height=120,
                max_chars=MOST_PASTED,
            )
            replaces = st.toggle(t("Replace all rows"), key=f"paste_replaces_{name}")
            given = st.form_submit_button(t("Take over"), key=f"take_{name}")
        if given and text.strip():
            _take(kept, name, lambda: pasted(text, name, columns), replaces=replaces)
        elif given:
            st.info(t("Nothing has been pasted yet."))
    with upload.expander(
        t("Upload a file"), icon=":material/upload_file:", key=f"upload_box_{name}",
        on_change="rerun",
    ):  # fmt: skip
        file = st.file_uploader(
            t("CSV or Excel for {0}", name), type=["csv", "txt", "xlsx"], key=f"upload_{name}"
        )
        if st.button(t("Replace all rows by the file"), key=f"load_{name}", disabled=file is None):
            assert file is not None
            content, title = file.getvalue(), file.name
            _take(kept, name, lambda: uploaded(title, content, name), replaces=True)


def _take(kept: Drafts, name: str, read: Callable[[], pd.DataFrame], *, replaces: bool) -> None:
    """Rows from elsewhere become part of the draft, or are refused with what is wrong."""
    try:
        rows = read()
    except DataError as error:
        messages.list_problems(error.problems)
        return
    old = kept.steps.now
    if not replaces:
        rows = pd.concat([editable(old, name), rows]).fillna("")
    kept.push(with_rows(old, name, rows))
    kept.remount()
    st.rerun()


def _problems(raw: RawFolder, checked: Checked, name: str) -> None:
    """What is wrong with this table, at its cells; then what is wrong elsewhere."""
    file = name if name in TEXTS else raw.file_of(name)
    here = [p for p in checked.problems if p.file == file]
    elsewhere = [p for p in checked.errors if p.file != file]
    if here:
        _faulty_rows(raw, name, here)
        messages.list_problems(here)
    if elsewhere:
        with st.expander(t("▼ {0} in other files", len(elsewhere)), expanded=not here):
            messages.list_problems(elsewhere)


def _faulty_rows(raw: RawFolder, name: str, found: list[Problem]) -> None:
    """The rows that something is wrong with, the very cells marked."""
    if name not in raw.tables:
        return
    frame = raw.tables[name].frame
    cells = {(p.row, part) for p in found if p.row and p.column for part in p.column.split(", ")}
    rows = sorted({row for row, _ in cells if row in frame.index})
    if not rows:
        return
    first = [c for c in frame.columns if any(c == column for _, column in cells)]
    columns = [*first, *(c for c in frame.columns if c not in first)]
    kept = frame.loc[rows, columns]
    at_fault = [[(row, column) in cells for column in columns] for row in rows]
    marks = pd.DataFrame(at_fault, index=kept.index, columns=kept.columns)
    shown = kept.where(~marks, "▼ " + kept).style.apply(
        lambda _: marks.map(lambda fault: FAULT if fault else ""), axis=None
    )
    st.dataframe(shown, alt=t("Rows with a problem"))


def _changes(opened: Opened, kept: Drafts) -> None:
    if kept.stale is not None:
        _stale(opened, kept, kept.stale)
    if kept.changed:
        found = differences(kept.steps.first, kept.steps.now)
        with st.expander(t("Changes: {0:,}", len(found)), icon=":material/difference:"):
            st.dataframe(found, hide_index=True, alt=t("Changes of this draft"))


def _stale(opened: Opened, kept: Drafts, stale: StaleSave) -> None:
    """Somebody else was faster: their changes, and the two ways on."""
    messages.show_stale(stale)
    newest = opened.saved and state.registry().versions(opened.saved.scenario)[0].plan
    theirs = newest or kept.steps.first.path
    mine, drop = st.columns(2)
    if mine.button(t("Put my changes on top of theirs"), width="stretch"):
        try:
            now = read_folder(theirs)
            joined = on_top_of(kept.steps.first, kept.steps.now, now)
        except PlannerError as error:
            messages.show_error(error)
            return
        kept.forget()
        begin(now, joined)
        st.session_state["next_folder"] = str(theirs)
        st.rerun()
    if drop.button(t("Take theirs, drop mine"), width="stretch"):
        kept.forget()
        st.session_state["next_folder"] = str(theirs)
        st.rerun()


if __name__ == "__main__":
    show()
