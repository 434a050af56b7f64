"""What a what-if question leads to: the largest surge, a coverage plan, a rota of its own."""

import pandas as pd
import streamlit as st

from planner.changes import changed
from planner.domain import Plan
from planner.errors import DataError, PlannerError
from planner.folder import RawFolder, Scenario
from planner.folder.drafting import check_draft, save_as
from planner.folder.toml_edits import with_scenario
from planner.ui import messages, sidebar, state
from planner.ui.copies import save_copy
from planner.ui.coverage_plans import MEASURES, CoveragePlan, by_team, place_for_copy, read_plan_of
from planner.ui.drafts import begin, drafts
from planner.ui.jobs import Job, Request
from planner.ui.levers import Levers
from planner.ui.presets import Beginning
from planner.ui.rota_service import Cover
from planner.ui.scenario_changes import scenario_of
from planner.ui.state import Workspace, coverage_manager, runs_folder
from planner.ui.surge_limit import DAYS, LARGEST, Limit, surge_limit
from planner.ui.table_words import helped
from planner.ui.texts import mark, t

EVERY_SECONDS = 1.0
ASKED = "coverage_asked"
LIMIT = "surge_limit"
NAME = "what_if"
SUMS = {
    "in_house": mark("In-house"), "outsourced": mark("Outsourced"), "all": mark("Together"),
}  # fmt: skip


def show_limit(here: Workspace, begun: Beginning, cover: Cover, moved: Levers) -> None:
    """Solve backwards: how large a surge the rota survives."""
    if moved.start is None:
        return
    with st.expander(t("How large a surge does the rota survive?"), icon=":material/u_turn_left:"):
        pick, button = st.columns([2.2, 1], vertical_alignment="bottom")
        target = pick.slider(
            t("Contacts answered in time, at least"), 30, 99, _usual_target(begun.plan),
            format="%d %%", key="limit_target", persist_state="session",
            help=t(
                "Over all live queues, in the {0} days from the day the surge starts. The "
                "other sliders stay where they are.",
                DAYS,
            ),
        )  # fmt: skip
        key = (here.folder, here.stamp, here.run and here.run.path, moved.staff, moved.contacts,
               moved.handle_time, moved.surge_kind, moved.start, moved.half_life_days,
               moved.outage_hours, moved.queue, target)  # fmt: skip
        if button.button(t("Work it out"), key="limit_go", width="stretch"):
            with st.spinner(t("Trying surges …")):
                found = surge_limit(begun.plan, begun.demand.forecast, cover, moved, target / 100)
            st.session_state[LIMIT] = (key, found)
        kept = st.session_state.get(LIMIT)
        if kept is not None and kept[0] == key:
            _tell_limit(kept[1], target)


def _usual_target(plan: Plan) -> int:
    """The live queues' mean service level asked for, in percent."""
    levels = [queue.service_level for queue in plan.queues if not queue.deferred]
    return round(100 * sum(levels) / len(levels)) if levels else 80


def _tell_limit(found: Limit, target: int) -> None:
    if found.level != found.level:
        st.info(t("No live contacts come in those days."))
        return
    if found.surge is None:
        words = t(
            "Even without a surge only {0:.1%} are answered in time: at {1} % it survives none.",
            found.level,
            target,
        )
    elif found.beyond:
        words = t("It survives {0:.0f} times the contacts, the most that is tried.", LARGEST)
    else:
        words = t(
            "The rota survives **{0:.2f} times** the contacts: then {1:.1%} are answered in time.",
            found.surge,
            found.level,
        )
    st.markdown(words)
    st.caption(
        t("Worst off then: {0}, {1:.1%}.", messages.plain(found.weakest), found.weakest_level)
    )
    if found.surge is not None:
        st.button(t("Set the slider to it"), on_click=_set_surge, args=(found.surge,))


def _set_surge(surge: float) -> None:
    st.session_state["surge"] = min(10.0, int(surge * 10) / 10)


def show_plan_anew(here: Workspace, begun: Beginning, moved: Levers, scenario: str) -> None:
    """The coverage plan of the sliders in seconds; a rota for them in the background."""
    st.markdown(
        t("#### If it were planned anew"),
        help=t(
            "A coverage plan: what each team gives at best if nobody had a name. Hours and days "
            "of contracts and leave are kept, daily rest and runs of days are not, so a "
            "named rota costs a little more."
        ),
    )
    unacted = bool(here.plan.unacted)
    with st.container(horizontal=True, gap="small"):
        anew = st.button(
            t("Heads, hours and cost per team"), type="primary", icon=":material/groups:",
            help=t("Takes some seconds, in the background."), key="anew",
        )  # fmt: skip
        rota = st.button(
            t("Plan a rota for this"), icon=":material/play_arrow:", key="anew_rota",
            disabled=unacted,
            help=t("Choose in the sidebar what to leave out.") if unacted else
            t("Names, shifts and breaks, in a copy of the plan folder; this page stays usable."),
        )  # fmt: skip
        keep = st.button(
            t("Keep as a scenario"), icon=":material/bookmark:", key="anew_keep",
            disabled=moved.still,
            help=t("Into a draft of scenarios.toml: save it on Team & rules."),
        )  # fmt: skip
    try:
        if anew:
            _ask(here, begun.plan, moved, scenario)
        if rota:
            _start_rota(here, begun.plan, moved, scenario)
        if keep:
            _keep(begun.plan, moved)
    except PlannerError as error:
        messages.show_error(error)
    asked = st.session_state.get(ASKED)
    if asked is not None and asked["folder"] == (here.folder, here.stamp):
        now = asked["levers"] == moved and asked["scenario"] == scenario
        jobs = [coverage_manager(str(runs_folder())).job(asked[name]) for name in ("job", "base")]
        active = any(job is not None and job.active for job in jobs)
        st.fragment(_answer, run_every=EVERY_SECONDS if active else None)(here, begun.plan, now)


def _ask(here: Workspace, plan: Plan, moved: Levers, scenario: str) -> None:
    """Start the coverage plan, and that of the plan as it is unless it is known."""
    manager = coverage_manager(str(runs_folder()))
    before = st.session_state.get(ASKED) or {}
    if before:
        manager.cancel(before["job"])
    folder = place_for_copy(runs_folder())
    save_as(_changed(plan, moved, scenario), folder)
    ignore = tuple(item.name for item in here.plan.unacted)
    job = manager.submit(Request(folder=str(folder), seconds=60, ignore=ignore))
    same = before.get("folder") == (here.folder, here.stamp)
    base = before["base"] if same else manager.submit(
        Request(folder=str(here.folder), seconds=60, ignore=ignore)
    )  # fmt: skip
    st.session_state[ASKED] = {
        "folder": (here.folder, here.stamp), "levers": moved, "scenario": scenario, "job": job,
        "base": base,
    }  # fmt: skip


def _changed(plan: Plan, moved: Levers, scenario: str) -> RawFolder:
    """The open folder as the scenario and the sliders change it; problems as an error."""
    raw = state.opened().checked.raw
    assert raw is not None
    if scenario:
        raw = changed(raw, next(found for found in raw.scenarios if found.name == scenario))
    raw = changed(raw, _scenario(plan, moved))
    checked = check_draft(raw)
    if checked.plan is None:
        raise DataError(checked.errors)
    return raw


def _scenario(plan: Plan, moved: Levers) -> Scenario:
    return scenario_of(plan, moved, name=NAME, title=title_of(moved))


def title_of(moved: Levers) -> str:
    """The sliders in words, for a list of scenarios."""
    parts = [
        f"{t(label)} {value}"
        for label, value, said in (
            (mark("Volume"), f"{100 * (moved.volume - 1):+.0f} %", moved.volume != 1),
            (mark("Handle time"), f"{100 * (moved.handle_time - 1):+.0f} %",
             moved.handle_time != 1),
            (mark("Deflection"), f"{100 * moved.deflection:.0f} %", moved.deflection != 0),
            (mark("Surge"), f"{moved.surge:.1f} × {moved.start}", moved.surging),
            (mark("Shrinkage"), f"{100 * moved.shrinkage:+.0f}", moved.shrinkage != 0),
            (mark("Absence"), f"{100 * moved.absence:+.0f}", moved.absence != 0),
        )
        if said
    ]  # fmt: skip
    of = [moved.queue] if moved.queue and moved.demand != Levers().demand else []
    return " · ".join([*of, *parts, *(f"{name} {number:+d}" for name, number in moved.heads)])


def _start_rota(here: Workspace, plan: Plan, moved: Levers, scenario: str) -> None:
    folder = here.folder
    if not moved.still or scenario:
        folder = save_copy(_changed(plan, moved, scenario), here.folder, runs_folder())
    sidebar.start(folder)
    st.rerun()


def _keep(plan: Plan, moved: Levers) -> None:
    """The sliders as one more scenario of the open folder's draft."""
    opened = state.opened()
    now = drafts(opened).steps.now
    taken = {scenario.name for scenario in now.scenarios}
    name = next(n for n in (f"{NAME}_{i}" for i in range(1, 1000)) if n not in taken)
    scenario = scenario_of(plan, moved, name=name, title=title_of(moved))
    assert opened.checked.raw is not None
    begin(opened.checked.raw, with_scenario(now, scenario))
    st.toast(
        t("{0} stands in the draft: save it on Team & rules.", name), icon=":material/bookmark:"
    )


def _answer(here: Workspace, plan: Plan, now: bool) -> None:
    """The table as far as it is known."""
    asked = st.session_state[ASKED]
    manager = coverage_manager(str(runs_folder()))
    job, base = manager.job(asked["job"]), manager.job(asked["base"])
    if job is None or base is None:
        return
    if not (job.active or base.active) and st.session_state.get("coverage_told") != job.id:
        st.session_state["coverage_told"] = job.id
        st.rerun()
    if job.state == "failed":
        st.error(job.message, icon=":material/error:")
        return
    found = read_plan_of(job.out)
    if found is None:
        st.caption(t(":material/hourglass: Working out the coverage plan … {0:.0f} s", job.seconds))
        return
    if not now:
        st.caption(t(":material/history: The sliders have moved since this was worked out."))
    _table(here, plan, found, read_plan_of(base.out), base)


def _table(
    here: Workspace, plan: Plan, found: CoveragePlan, before: CoveragePlan | None, base: Job
) -> None:
    table = by_team(plan, found)
    known = by_team(here.plan, before).set_index("name") if before else None
    currency = here.plan.currency
    forms = {"people": ",.0f", "fte": ",.1f", "hours": ",.0f", "cost": ",.0f"}
    heads = {
        "people": t("people"), "fte": t("full-time equivalents"), "hours": t("paid, h"),
        "cost": t("cost, {0}", currency),
    }  # fmt: skip
    shown = {
        "team": [
            t(SUMS[name]) if level == "sum" else name
            for name, level in zip(table["name"], table["level"], strict=True)
        ]
    }
    for measure in MEASURES:
        shown[heads[measure]] = [
            _with_change(float(value), known, name, measure, forms[measure])
            for name, value in zip(table["name"], table[measure], strict=True)
        ]
    st.dataframe(
        pd.DataFrame(shown).rename(columns={"team": t("team")}), hide_index=True,
        alt=t("Coverage plan by team"), height=38 + 35 * len(table),
        column_config=helped(heads.values()),
    )  # fmt: skip
    vendors = float(table.loc[table["name"] == "outsourced", "hours"].iloc[0])
    total = float(table.loc[table["name"] == "all", "hours"].iloc[0])
    share = vendors / total if total else 0.0
    st.caption(
        t(
            "Outsourced: {0:.0%} of the paid hours. Still short: {1:,.0f} h. Cost is labour and "
            "sites over the horizon; in brackets the difference to the plan as it is.",
            share,
            found.short_hours,
        )
        + ("" if before or not base.active else t(" The plan as it is follows …"))
    )


def _with_change(
    value: float, known: pd.DataFrame | None, name: str, measure: str, form: str
) -> str:
    text = format(value, form)
    if known is None or name not in known.index:
        return text
    change = value - float(known[measure].to_dict()[name])
    digits = 1 if measure == "fte" else 0
    if abs(change) < 0.5 * 10**-digits:
        return text
    return f"{text}  ({'▲' if change > 0 else '▼'} {change:+,.{digits}f})"
