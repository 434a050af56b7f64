"""The sidebar: which plan folder, which result, which clock, and the button that plans."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import streamlit as st

from planner.domain import Plan
from planner.errors import DataError, PlannerError, Problem
from planner.example_folders import examples
from planner.folder import Checked, RawFolder
from planner.folder.drafting import check_draft
from planner.ui import live, messages, results, signing_in
from planner.ui.choices import choose_one, said
from planner.ui.copies import origin_of, save_copy
from planner.ui.jobs import Request
from planner.ui.results import Run
from planner.ui.state import (
    FIRST_EXAMPLE,
    OPENED,
    Opened,
    Workspace,
    job_manager,
    read_checked,
    registry,
    runs_folder,
    runs_of_folder,
    started_with,
)
from planner.ui.texts import LANGUAGES, language, t

MOST_SECONDS = 3600


def choose() -> Workspace | tuple[Problem, ...]:
    """Draw the sidebar; gives the workspace, or what is wrong with the folder."""
    with st.sidebar:
        folder = _folder()
        if not signing_in.opens(folder):
            st.session_state.pop(OPENED, None)
            return (_elsewhere(folder),)
        stamp = results.stamp(folder)
        checked = read_checked(str(folder), stamp)
        example = folder in {path.resolve() for path in examples().values()}
        st.session_state[OPENED] = Opened(
            folder=folder, checked=checked, example=example, saved=registry().at(folder)
        )
        if checked.plan is None:
            return checked.problems
        plan = checked.plan
        run = _result(folder, plan)
        site = _site(plan)
        zone = _clock(plan)
        if signing_in.may("change"):
            _optimise(folder, checked)
        _about(checked)
        st.session_state.setdefault("lang", language())
        choose_one(
            "Language · 言語 · Dil", list(LANGUAGES), key="lang",
            words=lambda name: LANGUAGES.get(name, name),
        )  # fmt: skip
        signing_in.show_person()
    return Workspace(folder=folder, stamp=stamp, plan=plan, run=run, timezone=zone, site=site)


def _folder() -> Path:
    known = {str(path): t("{0} (example)", name) for name, path in examples().items()}
    known |= {str(version.plan): version.label for version in registry().newest()}
    given = str(started_with() or "")
    now = st.session_state.get("folder") or st.query_params.get("folder") or given
    if now and origin_of(Path(now)) != Path(now):
        origin, letters = origin_of(Path(now)).name, Path(now).name.rpartition("-")[2]
        known[now] = t("{0}, changed copy {1}", origin, letters)
    options = list(dict.fromkeys([*(path for path in (given, now) if path), *known]))
    first = given or str(examples().get(FIRST_EXAMPLE, ""))
    typed = st.selectbox(
        t("Plan folder"),
        options,
        index=options.index(first) if first in options else None,
        key="folder",
        accept_new_options=True,
        bind="query-params",
        format_func=lambda path: known.get(path, path),
        placeholder=t("Path of a plan folder"),
        help=t(
            "Choose an example or a saved scenario, or type the path of any "
            "plan folder and press Enter."
        ),
    )
    return Path(_named(typed or ".")).expanduser().resolve()


def _named(typed: str) -> str:
    """A path, also for an example as an address in another language names it."""
    for name, path in examples().items():
        if typed.startswith((f"{name} (", f"{name}（")) and not Path(typed).exists():
            return str(path)
    return typed


def _elsewhere(folder: Path) -> Problem:
    message = "is not opened by this server: expected a folder inside those of [access], folders"
    return Problem(file=str(folder), message=message)


def _result(folder: Path, plan: Plan) -> Run | None:
    runs = {run.path.name: run for run in runs_of_folder(folder, plan.inputs_sha256)}
    if not runs:
        st.caption(t("**Result**  \nNone yet for this folder: optimise below."))
        return None
    _forget_unknown("run", runs)
    names = results.told_apart({run.path: run.label for run in runs.values()})
    chosen = st.selectbox(
        t("Result"),
        list(runs),
        key="run",
        bind="query-params",
        format_func=said(runs, lambda name: names[runs[name].path]),
        help=t("Finished runs of this folder, the newest first; they stand in {0}.", runs_folder()),
    )
    if any(run.is_from_the_future(datetime.now()) for run in runs.values()):
        st.caption(
            t(
                ":material/schedule: The clock of this computer was set back: some results bear a "
                "time that is still to come, and the newest may not stand first."
            )
        )
    run = runs[chosen]
    if not run.made_from(plan.inputs_sha256):
        st.caption(t(":material/history: The folder has changed since this result was made."))
    return run


def _site(plan: Plan) -> str:
    places = {team.team: f"{team.team} · {team.timezone}" for team in plan.teams}
    return choose_one(
        t("Site"), ["", *places], key="site", words=lambda team: places.get(team, t("All sites")),
        help=t("Whose people the page Rota shows; a team is a site."),
    )  # fmt: skip


def _clock(plan: Plan) -> str:
    zones = [plan.horizon.timezone, *(team.timezone for team in plan.teams)]
    zones += [queue.timezone for queue in plan.queues] + [m.timezone for m in plan.markets]
    zones = list(dict.fromkeys(zones))
    _forget_unknown("zone", zones)
    return st.selectbox(
        t("Times shown in"),
        zones,
        key="zone",
        bind="query-params",
        help=t(
            "The clock of maps and charts. Rotas always stand in the clock of each person's team."
        ),
    )


def _forget_unknown(key: str, options: Collection[str]) -> None:
    """Let a choice go that another folder does not offer."""
    if key in st.session_state and st.session_state[key] not in options:
        del st.session_state[key]


def _optimise(folder: Path, checked: Checked) -> None:
    assert checked.plan is not None
    left_out = tuple(item.name for item in checked.plan.unacted)
    with st.form("optimise", border=False):
        seconds = st.number_input(
            t("Seconds to optimise"), min_value=5, max_value=MOST_SECONDS, value=60, step=5,
            help=t("Longer runs narrow the gap between the cost and the proven bound."),
        )  # fmt: skip
        agreed = not left_out or st.checkbox(
            t("Plan without: {0}", ", ".join(left_out)),
            help=t("These stand in the folder, and nothing acts on them yet."),
        )
        pressed = st.form_submit_button(
            t("Optimise"), type="primary", icon=":material/play_arrow:", width="stretch",
            shortcut="Ctrl+Enter", help=t("Plan in the background; pages stay usable."),
        )  # fmt: skip
    if pressed and not agreed:
        st.warning(t("Tick the box first: nothing is left out in silence."))
    elif pressed:
        start(folder, seconds=int(seconds), ignore=left_out)


def changed_copy(raw: RawFolder, folder: Path) -> Path:
    """A changed folder, checked and saved as a copy of the one it was made from.

    Raises
    ------
    PlannerError
        When the person may not change anything.
    DataError
        For everything that is wrong in the changed folder.
    """
    signing_in.person().must("change")
    checked = check_draft(raw)
    if checked.plan is None:
        raise DataError(checked.errors)
    return save_copy(raw, folder, runs_folder())


def start(
    folder: Path, *, seconds: int = 60, ignore: tuple[str, ...] = (), gap: float = 0.0,
    seed: int = 0,
) -> None:  # fmt: skip
    """Take on a run and show it."""
    request = Request(folder=str(folder), seconds=seconds, ignore=ignore, gap=gap, seed=seed)
    try:
        signing_in.person().must("change")
        signing_in.record("started a run", str(folder), f"{seconds} s, seed {seed}")
        live.follow(job_manager(str(runs_folder())).submit(request))
    except PlannerError as error:
        messages.show_error(error)
    except OSError as error:
        st.error(
            t(
                "No run can be kept in {0}: {1}. Set PLANNER_RUNS to a folder that can be written.",
                runs_folder(),
                error.strerror,
            )
        )


def _about(checked: Checked) -> None:
    if checked.warnings:
        count = len(checked.warnings)
        words = t("Warnings: {0}", count)
        with st.expander(words, icon=":material/warning:"):
            for problem in checked.warnings:
                st.caption(str(problem))
