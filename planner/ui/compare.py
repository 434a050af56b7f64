"""Compare & publish: results side by side, versions that stand, and files to hand out."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from planner.errors import PlannerError
from planner.export import FORMATS, Format, exported, read_rota
from planner.export.texts import neutral
from planner.folder import read_folder
from planner.registry import Version
from planner.ui import cost_and_service, cover_differences, messages, signing_in, state
from planner.ui.candidates import candidates
from planner.ui.comparing import Candidate, Measure, measures, rota_differences
from planner.ui.figures import NONE
from planner.ui.results import read_table
from planner.ui.state import Workspace, registry, store_folder
from planner.ui.texts import mark, t

TITLES: dict[Format, str] = {
    "xlsx": mark("Excel workbook"),
    "ics": mark("Calendars (ICS)"),
    "teams-shifts": mark("Teams Shifts"),
    "google-calendar": mark("Google Calendar"),
    "html": mark("Page to print"),
}
MEANING = {
    mark("Service level"): mark(
        "Modelled share of live contacts answered in time, over all live queues, weighted by "
        "contacts."
    ),
    mark("Short"): mark("Effective agent-hours missing."),
    mark("Spare"): mark("Effective agent-hours beyond the need."),
    mark("Unfairness"): mark(
        "Hours at night (23:00–06:00), at weekends and on public holidays above"
        " the mean of the person's team and contract, summed over people."
    ),
}
MOST = 4
UNITS = (mark("Hard rules broken"), mark("times"), mark("people"))


def show() -> None:
    """The page."""
    here = state.current()
    st.markdown(t("### Compare & publish"))
    known = candidates(here)
    if not known:
        st.info(t("There is no result yet: press Optimise in the sidebar."), icon=":material/info:")
        return
    first = [name for name, found in known.items() if here.run and found.path == here.run.path]
    names = st.multiselect(
        t("Results"),
        list(known),
        default=(first or list(known)[:1]),
        max_selections=MOST,
        key="compared",
        persist_state="session",
        placeholder=t("Choose results"),
        help=t(
            "Results of this folder, and saved versions that hold a result. "
            "The first is what the others are compared with."
        ),
    )
    chosen = [known[name] for name in names]
    if chosen:
        _side_by_side(here, chosen)
        if len(chosen) > 1:
            cover_differences.show(here, chosen)
        _rotas(chosen)
        _downloads(chosen)
    if signing_in.may("change"):
        _save_version(here)
    _versions()
    if signing_in.may("log"):
        _log()


def _side_by_side(here: Workspace, chosen: Sequence[Candidate]) -> None:
    found = measures(chosen)
    lines = [line for line in found if signing_in.may("money") or not line.is_money]
    shown = pd.DataFrame(
        {
            "measure": [f"{t(line.label)}, {t(line.unit)}" for line in lines],
            **{c.name: [_cell(line, i) for line in lines] for i, c in enumerate(chosen)},
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        alt=t("Results side by side"),
        column_config={
            "measure": st.column_config.TextColumn(
                t("measure"),
                width="medium",
                help=t("★ best. ") + " ".join(f"{t(k)}: {t(v)}" for k, v in MEANING.items()),
            ),
        },
    )
    st.caption(
        t(
            "★ the best of them; in brackets the difference to the first. Cost "
            "and hours cover the horizon of each plan."
        )
    )
    if signing_in.may("money"):
        cost_and_service.show(chosen, found, currency=here.plan.currency)


def _cell(line: Measure, i: int) -> str:
    value = line.values[i]
    if value != value:
        return NONE
    star = "★ " if line.best[i] else ""
    base = line.values[0]
    change = value - base
    moved = i and change == change and abs(change) >= 0.5 * 10**-line.digits
    sign = "▲" if change > 0 else "▼"
    more = f"  ({sign} {change:+,.{line.digits}f})" if moved else ""
    return f"{star}{value:,.{line.digits}f}{more}"


def _rotas(chosen: Sequence[Candidate]) -> None:
    """Whose days differ from the first result's."""
    base = read_table(chosen[0].path / "schedule.csv")
    for other in chosen[1:]:
        found = rota_differences(base, read_table(other.path / "schedule.csv"))
        words = t(
            "{0}: {1:,} days of {2:,} people differ from {3}",
            other.name,
            len(found),
            found["agent"].nunique(),
            chosen[0].name,
        )
        with st.expander(words, icon=":material/difference:"):
            columns = {"before": chosen[0].name, "after": other.name, "agent": t("agent"),
                       "team": t("team"), "date": t("date")}  # fmt: skip
            st.dataframe(found.rename(columns=columns), hide_index=True, alt=words)


def _downloads(chosen: Sequence[Candidate]) -> None:
    st.markdown(
        t("#### Files to hand out"), help=t("Neither cost nor the reason of leave is in them.")
    )
    names = [candidate.name for candidate in chosen]
    name = names[0]
    if len(names) > 1:
        name = st.segmented_control(t("Of"), names, default=names[0], required=True) or names[0]
    of = next(candidate for candidate in chosen if candidate.name == name)
    with st.container(horizontal=True, gap="small"):
        for to in FORMATS:
            single = to in ("xlsx", "html")
            st.download_button(
                t(TITLES[to]), data=_export(of, to), key=f"export_{to}", on_click="ignore",
                file_name=f"rota.{to}" if single else f"{to}.zip", help=_about_format(to),
            )  # fmt: skip
        if not signing_in.may("money"):
            return
        st.download_button(
            t("All tables (CSV)"), data=lambda: _all_tables(of.path), file_name="tables.zip",
            key="export_csv", on_click="ignore",
            help=t("Every table of the result, with cost: not for publication."),
        )  # fmt: skip


def _about_format(to: Format) -> str:
    return {
        "xlsx": t("Rota person by day, shifts, activities, coverage."),
        "ics": t("A calendar a person and one a team, for Outlook, Apple and Google."),
        "teams-shifts": t(
            "A workbook a team for Import in Microsoft Teams Shifts, unshared "
            "at first, on the team's clock."
        ),
        "google-calendar": t("CSV a person and a team; the calendar must be on the team's clock."),
        "html": t("Every team's weeks, to print or to pin up."),
    }[to]


def _export(of: Candidate, to: Format) -> Callable[[], bytes]:
    def made() -> bytes:
        files = exported(read_rota(of.path, plan=of.plan), to)
        return next(iter(files.values())) if to in ("xlsx", "html") else zipped(files)

    return made


def zipped(files: dict[str, bytes]) -> bytes:
    """Files in one archive, always the same for the same files."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def _all_tables(path: Path) -> bytes:
    return zipped({file.name: neutral_csv(file) for file in sorted(path.glob("*.csv"))})


def neutral_csv(path: Path) -> bytes:
    """A table of a result as a spreadsheet may open it: no text is taken for a formula."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in table.columns:
        table[name] = [cell if _is_number(cell) else neutral(cell) for cell in table[name]]
    return b"\xef\xbb\xbf" + table.to_csv(index=False, lineterminator="\r\n").encode()


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _save_version(here: Workspace) -> None:
    """Keep what is open, the plan and the result that is looked at, as a version."""
    opened = state.opened()
    st.markdown(
        t("#### Save what is open"),
        help=t(
            "The plan folder and the result chosen in the sidebar are copied "
            "and never changed again."
        ),
    )
    with st.form("version", border=True):
        name, author, note = st.columns([1.3, 1, 2])
        base = opened.saved
        scenario = name.text_input(t("Scenario"), value=base.scenario if base else "",
                                   disabled=base is not None, max_chars=80)  # fmt: skip
        who = signing_in.author(author)
        why = note.text_input(t("Note"), placeholder=t("What is new, and why"))
        publish = st.checkbox(
            t("Publish: this is the rota that is handed out"),
            disabled=here.run is None or not signing_in.may("publish"),
            help=None if signing_in.may("publish") else t("Managers publish."),
        )
        if not st.form_submit_button(t("Save as a version"), icon=":material/save:"):
            return
    try:
        signing_in.person().must("publish" if publish else "change")
        saved = registry().save(
            scenario, read_folder(here.folder), author=who, note=why, published=publish,
            role=signing_in.person().role,
            base=base.number if base else None, at=datetime.now(UTC),
            result=here.run.path if here.run else None,
        )  # fmt: skip
    except PlannerError as error:
        messages.show_error(error)
        return
    st.toast(t("Saved: {0}.", saved.label), icon=":material/save:")
    st.session_state["next_folder"] = str(saved.plan)
    st.rerun()


def _versions() -> None:
    """Everything that was ever saved, with who and why."""
    every = [
        version for head in registry().newest() for version in registry().versions(head.scenario)
    ]
    if not every:
        st.caption(t("No version has been saved yet. Versions stand in {0}.", store_folder()))
        return
    with st.expander(
        t("Saved versions: {0}", len(every)), icon=":material/history:", expanded=True
    ):
        shown = pd.DataFrame(
            {
                t("scenario"): [version.scenario for version in every],
                t("version"): [version.number for version in every],
                t("author"): [version.author for version in every],
                t("saved (UTC)"): [f"{version.created:%Y-%m-%d %H:%M}" for version in every],
                t("note"): [version.note for version in every],
                t("kind"): [_kind(version) for version in every],
                t("as saved"): [_stands(version) for version in every],
                t("digest"): [version.digest[:10] for version in every],
            }
        )
        st.dataframe(shown, hide_index=True, alt=t("Saved versions"))
        st.caption(t("Versions stand in {0}, the register in {1}.", store_folder(),
                     registry().database))  # fmt: skip


def _log() -> None:
    """Who did what, the latest first."""
    entries = registry().log()
    with st.expander(t("Who did what: {0:,}", len(entries)), icon=":material/fact_check:"):
        shown = pd.DataFrame(
            [(f"{e.at:%Y-%m-%d %H:%M:%S}", e.who, e.role, e.what, e.on, e.more) for e in entries],
            columns=["when (UTC)", "who", "role", "what", "on", "more"],
        )
        st.dataframe(shown, hide_index=True, alt=t("Log of changes and publications"))
        st.download_button(
            t("Log as CSV"), data=lambda: _log_file(shown), file_name="log.csv", mime="text/csv",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _log_file(shown: pd.DataFrame) -> bytes:
    return shown.map(neutral).to_csv(index=False).encode("utf-8-sig")


def _stands(version: Version) -> str:
    unchanged = state.stands_unchanged(str(version.path), version.digest)
    return t("yes") if unchanged else t("▼ changed")


def _kind(version: Version) -> str:
    if version.published:
        return t("published")
    return t("plan and rota") if version.result is not None else t("plan")


if __name__ == "__main__":
    show()
