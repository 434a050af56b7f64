"""The controls of What if: presets, sliders of the contacts, sliders of the people."""

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from planner.domain import Plan
from planner.ui.choices import said
from planner.ui.coverage_view import ALL, queue_words
from planner.ui.levers import LAUNCH, LIKE_THE_TEAM, OUTAGE, Levers
from planner.ui.slider import slider
from planner.ui.texts import mark, t

HEADS, SHOWN_AFRESH = "what_if_heads", "what_if_shown"
KINDS = {LAUNCH: mark("Launch"), OUTAGE: mark("Outage")}
AT = {
    LIKE_THE_TEAM: mark("as their team does"),
    "day": mark("by day, 08–16"),
    "evening": mark("in the evening, 16–24"),
    "night": mark("at night, 22–06"),
}
RESTING: dict[str, float | str] = {
    "volume": 0, "handle": 0, "deflection": 0, "shrinkage": 0, "absence": 0, "surge": 1.0,
    "surge_kind": LAUNCH, "half_life": 3.0, "outage_hours": 6, "extra_at": LIKE_THE_TEAM,
    "moved_queue": "",
}  # fmt: skip
PRESETS: dict[str, tuple[str, str, Mapping[str, float | str]]] = {
    "launch": (
        mark("Launch"), mark("Three times the contacts from 09:00 on the day chosen below."),
        {"surge": 3.0, "surge_kind": LAUNCH},
    ),
    "outage": (
        mark("Outage"), mark("Four times the contacts for six hours from 09:00."),
        {"surge": 4.0, "surge_kind": OUTAGE},
    ),
    "holiday": (
        mark("Holiday season"), mark("20 % more contacts, and 10 points more absence."),
        {"volume": 20, "absence": 10},
    ),
    "vendor": (
        mark("Outsourcer lost"), mark("The largest outsourced team has nobody any more."), {},
    ),
}  # fmt: skip


def preset_row(plan: Plan) -> None:
    """Buttons that move several sliders at once."""
    vendor = largest_vendor(plan)
    with st.container(horizontal=True, gap="small"):
        for name, (label, about, _) in PRESETS.items():
            st.button(
                t(label), key=f"preset_{name}", help=t(about), on_click=_set, args=(plan, name),
                disabled=name == "vendor" and vendor is None,
            )  # fmt: skip
        st.button(t("Reset"), key="preset_none", icon=":material/restart_alt:",
                  on_click=_set, args=(plan, ""), help=t("All sliders back."))  # fmt: skip


def largest_vendor(plan: Plan) -> str | None:
    """The outsourced team of most people; ``None`` without any."""
    sizes = _sizes(plan)
    vendors = [team.team for team in plan.teams if team.outsourced and sizes[team.team]]
    return max(vendors, key=lambda name: sizes[name], default=None)


def _set(plan: Plan, name: str) -> None:
    """Sliders to rest, then to what the preset says."""
    values = {**RESTING, **(PRESETS[name][2] if name else {})}
    st.session_state.update(values)
    kept = _kept_heads()
    kept.clear()
    st.session_state[SHOWN_AFRESH] = st.session_state.get(SHOWN_AFRESH, 0) + 1
    if name == "vendor" and (vendor := largest_vendor(plan)) is not None:
        kept[vendor] = -_sizes(plan)[vendor]
        st.session_state["heads_team"] = vendor


def sliders(plan: Plan) -> Levers:
    """Where the sliders stand."""
    for key, value in RESTING.items():
        st.session_state.setdefault(key, value)
    contacts, people = st.tabs([t("Contacts"), t("People")])
    with contacts:
        queue = _queue(plan)
        volume, handle, deflection = _volume_sliders()
        surge, kind, start = _surge_sliders(plan)
        half_life, hours = _fading(kind, still=surge == 1)
    with people:
        shrinkage, absence = _share_sliders()
        heads, at = _heads_inputs(plan)
    return Levers(
        volume=1 + volume / 100, handle_time=1 + handle / 100, deflection=deflection / 100,
        shrinkage=shrinkage / 100, absence=absence / 100, surge=surge, surge_kind=kind,
        start=start, half_life_days=half_life, outage_hours=hours, queue=queue, heads=heads,
        extra_at=at,
    )  # fmt: skip


def _queue(plan: Plan) -> str:
    """The queue whose contacts the sliders change; blank for all."""
    names = ["", *(queue.queue for queue in plan.queues)]
    if st.session_state["moved_queue"] not in names:
        st.session_state["moved_queue"] = ""
    chosen: str = st.selectbox(
        t("Contacts of"), names, key="moved_queue", persist_state="session",
        format_func=said(names, lambda name: name or queue_words(ALL)),
        help=t("The sliders below change the contacts of this queue alone, or of all queues."),
    )  # fmt: skip
    return chosen


def _volume_sliders() -> tuple[float, float, float]:
    volume = slider(
        t("Volume"), -50, 100, step=5, unit=" %", sign=True, key="volume",
        help=t("Contacts, changed by so much."),
    )  # fmt: skip
    handle = slider(
        t("Handle time"), -30, 50, step=5, unit=" %", sign=True, key="handle",
        help=t("Average handle time, changed by so much."),
    )  # fmt: skip
    deflection = slider(
        t("Deflection"), 0, 50, step=5, unit=" %", key="deflection",
        help=t("Share of contacts that self-service or a bot settles: they no longer come."),
    )  # fmt: skip
    return volume, handle, deflection


def _surge_sliders(plan: Plan) -> tuple[float, str, date | None]:
    kind = st.segmented_control(
        t("Surge"), list(KINDS), key="surge_kind", required=True,
        format_func=said(KINDS, lambda name: t(KINDS[name])), persist_state="session",
        help=t(
            "A launch rises over 4 hours from 09:00 on each market's clock, stays for 2 "
            "days, then fades; 5 % last. An outage is there at once and ends after its hours."
        ),
    )  # fmt: skip
    surge = slider(
        t("Size of the surge"), 1.0, 10.0, step=0.1, unit=" ×", digits=1, key="surge",
        help=t("It multiplies the contacts by this."),
    )  # fmt: skip
    first, days = plan.horizon.start, plan.horizon.days
    chosen = st.date_input(
        t("Day it starts"), value=first + timedelta(days=min(7, days // 2)), min_value=first,
        max_value=first + timedelta(days=days - 1), format="YYYY-MM-DD", key=f"launch_{first}",
        persist_state="session",
    )  # fmt: skip
    return surge, str(kind or LAUNCH), chosen if isinstance(chosen, date) else None


def _fading(kind: str, *, still: bool) -> tuple[float, int]:
    """Half-life of a launch, or hours of an outage."""
    if kind == OUTAGE:
        hours = slider(
            t("Lasts for, hours"), 1, 48, step=1, key="outage_hours", disabled=still
        )  # fmt: skip
        return Levers().half_life_days, int(hours)
    half_life = slider(
        t("Half-life, days"), 0.5, 7.0, step=0.5, digits=1, key="half_life", disabled=still,
        help=t("Days in which the surge falls by half once it fades."),
    )  # fmt: skip
    return half_life, Levers().outage_hours


def _share_sliders() -> tuple[float, float]:
    shrinkage = slider(
        t("Shrinkage"), -15, 30, step=1, sign=True, key="shrinkage",
        help=t(
            "Percentage points on top of every team's shrinkage: time on shift lost to "
            "what the rota does not place."
        ),
    )  # fmt: skip
    absence = slider(
        t("Absence"), -10, 30, step=1, sign=True, key="absence",
        help=t("Percentage points on top of every team's unplanned absence."),
    )  # fmt: skip
    return shrinkage, absence


def _heads_inputs(plan: Plan) -> tuple[tuple[tuple[str, int], ...], str]:
    """People more or fewer by team, and when those on top work."""
    sizes = _sizes(plan)
    team = st.selectbox(
        t("Team"), list(sizes), key="heads_team", persist_state="session",
        format_func=said(sizes, lambda name: t("{0}: {1} people", name, sizes[name])),
    )  # fmt: skip
    kept = _kept_heads()
    kept[team] = int(st.number_input(
        t("People more or fewer"), -sizes[team], 500, kept.get(team, 0), 1,
        key=f"heads_{team}_{st.session_state.get(SHOWN_AFRESH, 0)}",
        help=t(
            "Fewer people take their share of the team's shifts away. Those on top cost "
            "the team's hourly rate and take the queues that are shortest."
        ),
    ) or 0)  # fmt: skip
    heads = tuple((name, kept[name]) for name in sizes if kept.get(name))
    at = st.selectbox(
        t("People on top work"), list(AT), key="extra_at", persist_state="session",
        format_func=said(AT, lambda name: t(AT[name])), disabled=not any(n > 0 for _, n in heads),
        help=t("On their team's own clock."),
    )  # fmt: skip
    if heads:
        st.caption(" · ".join(f"{name} {number:+d}" for name, number in heads))
    return heads, at


def _kept_heads() -> dict[str, int]:
    """People more or fewer, by team; kept here, because only one team's number is on the page."""
    kept: dict[str, int] = st.session_state.setdefault(HEADS, {})
    return kept


def _sizes(plan: Plan) -> dict[str, int]:
    """People of each team."""
    sizes = dict.fromkeys(plan.team, 0)
    for agent in plan.agents:
        sizes[agent.team] += 1
    return sizes
