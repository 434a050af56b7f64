"""What stands beside the rota: how the draft stands, the chosen day, and what can be done to it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.auditing import HARD
from planner.clock import instant, monday_of
from planner.errors import PlannerError
from planner.folder import read_folder
from planner.rules import RULES
from planner.schedules import Shift
from planner.ui import messages, rota_steps
from planner.ui.choices import said
from planner.ui.components import redraw
from planner.ui.coverage_view import day_name
from planner.ui.figures import change
from planner.ui.history import Steps
from planner.ui.rota_draft import (
    RotaDraft,
    given_leave,
    hours_of,
    moved,
    new_breaches,
    pinned,
    removed,
    swapped,
    with_pins,
)
from planner.ui.rota_swaps import Partner, partners
from planner.ui.sidebar import changed_copy, start
from planner.ui.state import Workspace
from planner.ui.texts import t

CHOSEN, SWAPS = "rota_chosen", "rota_swaps"
MOST_BADGES = 6


def chosen(draft: RotaDraft) -> tuple[str, date] | None:
    """The person and day that were chosen, if the plan knows the person."""
    found: tuple[str, date] | None = st.session_state.get(CHOSEN)
    return found if found and found[0] in draft.plan.agent else None


def choose_day(agent: str, day: date) -> None:
    """Choose a person's day."""
    st.session_state[CHOSEN] = (agent, day)


def attempt(here: Workspace, make: Callable[[], RotaDraft]) -> bool:
    """Make a change and keep it, or tell why it cannot be made."""
    try:
        rota_steps.push(here, make())
    except PlannerError as error:
        messages.show_error(error)
        return False
    return True


def show_standing(here: Workspace, steps: Steps[RotaDraft]) -> None:
    """What the draft does to cost, shortage and rules; undo, redo; optimise the rest."""
    first, now = steps.first, steps.now
    told, undo, redo, again = st.columns([3.4, 1.15, 1.15, 1.9], vertical_alignment="center")
    with told:
        _figures(here, first, now)
    undo.button(t("Undo"), icon=":material/undo:", disabled=not steps.can_undo, width="stretch",
                on_click=lambda: rota_steps.keep(here, steps.undo()), key="rota_undo")  # fmt: skip
    redo.button(t("Redo"), icon=":material/redo:", disabled=not steps.can_redo, width="stretch",
                on_click=lambda: rota_steps.keep(here, steps.redo()), key="rota_redo")  # fmt: skip
    with again.popover(t("Optimise the rest"), icon=":material/auto_fix_high:", width="stretch"):
        _optimise_the_rest(here, now)
    if rota_steps.is_surpassed(here):
        _tell_of_a_new_one(here)


def _tell_of_a_new_one(here: Workspace) -> None:
    told, take = st.columns([5.2, 2], vertical_alignment="center")
    told.info(
        t(
            "The run has written its rota anew since you began to change it. "
            "Your changes stay until you take the new one."
        ),
        icon=":material/update:",
    )
    take.button(
        t("Take the new rota"), icon=":material/file_open:", width="stretch", key="rota_anew",
        on_click=rota_steps.begin_anew, args=(here,),
        help=t("Your changes to the earlier rota are put away."),
    )  # fmt: skip


def _broken(first: RotaDraft, now: RotaDraft) -> str:
    count = len(new_breaches(first, now))
    return t("▼ {0} new breaches", count) if count else t("no new breach")


def _figures(here: Workspace, first: RotaDraft, now: RotaDraft) -> None:
    if first is now:
        st.caption(t("The rota as it was made: nothing is changed yet."))
        return
    currency = here.plan.currency
    cost = change(now.judged.cost - first.judged.cost, currency, 0)
    missing = change(now.judged.short_hours - first.judged.short_hours, "h")
    st.markdown(
        t(
            "**{0}**  \ncost {1} · short {2} · {3}",
            messages.plain(now.done),
            cost,
            missing,
            _broken(first, now),
        ),
        help=t("Against the rota as it was made; recomputed by the audit after every change."),
    )


def show_breaches(first: RotaDraft, now: RotaDraft) -> None:
    """The rules that the changes break, hard ones first."""
    found = new_breaches(first, now)
    for severity, rule, message in zip(
        found["severity"][:MOST_BADGES], found["rule"], found["message"], strict=False
    ):
        hard = severity == HARD
        english = RULES[rule].name if rule in RULES else str(rule)
        said, name = str(message).removeprefix(f"{english}: "), t(english)
        st.markdown(
            t(
                ":orange-badge[▼ {0}{1}] :small[{2}]",
                messages.plain(name),
                "" if hard else t(" · priced"),
                messages.plain(said),
            )
        )
    if len(found) > MOST_BADGES:
        st.caption(t("… and {0} more", len(found) - MOST_BADGES))


def show_card(here: Workspace, draft: RotaDraft) -> None:
    """The chosen person and day, and what can be done to them."""
    found = chosen(draft)
    with st.container(border=True, height=146, vertical_alignment="center"):
        if found is None:
            st.caption(
                t(
                    "Choose a shift in the picture, or a day in the table below: then "
                    "it can be pinned, moved, swapped, taken away, or the day given as leave."
                )
            )
        else:
            _actions(here, draft, *found)


def _actions(here: Workspace, draft: RotaDraft, agent: str, day: date) -> None:
    person, shift = draft.plan.agent[agent], draft.shift_of(agent, day)
    hours = hours_of(draft, agent, monday_of(day))
    most = draft.plan.contract[person.contract].max_hours_per_week
    st.markdown(
        t(
            "**{0}** · {1} · {2} · {3} · {4:g} h this week",
            messages.plain(person.name or agent),
            person.team,
            day_name(day),
            _what(draft, agent, day),
            hours,
        )
        + (t(" of at most {0:g}", most) if most is not None else "")
    )
    pin, clock, move, swap, leave, away = st.columns(6, vertical_alignment="bottom")
    keep = (agent, day) not in draft.pinned
    if pin.button(t("Pin") if keep else t("Unpin"), width="stretch",
                  help=t("Pinned days stay when the rest is optimised again.")):  # fmt: skip
        _do(here, lambda: pinned(draft, agent, day, keep=keep))
    if shift is not None:
        place = draft.plan.team[shift.team].zone
        local = shift.start.astimezone(place)
        at = clock.time_input(
            t("Start"), local.time(), step=timedelta(minutes=here.plan.horizon.interval_minutes),
            key=f"start_{agent}_{day}_{local:%H%M}", help=t("On the clock of {0}.", place.key),
        )  # fmt: skip
        if move.button(t("Move"), width="stretch", disabled=at is None or at == local.time()):
            assert at is not None
            _do(here, lambda: moved(draft, agent, day, _instant(draft, agent, day, at)))
        if away.button(t("Take away"), width="stretch", help=t("No shift on this day.")):
            _do(here, lambda: removed(draft, agent, day))
    _swap(here, draft, agent, day, place=swap)
    if leave.button(t("Give leave"), width="stretch", help=t("The day off; a shift on it goes.")):
        _do(here, lambda: given_leave(draft, agent, day))


def _swap(
    here: Workspace, draft: RotaDraft, agent: str, day: date, *, place: DeltaGenerator
) -> None:
    """Whom to swap the day with; who could is looked for when somebody asks."""
    # A box of another name is closed: after a swap one sees what it did.
    swaps = st.session_state.get(SWAPS, 0)
    key = f"swap_{agent}_{day}_{swaps}"
    box = place.popover(t("Swap"), key=key, on_change="rerun", width="stretch",
                        help=t("With somebody of the same team, for this day."))  # fmt: skip
    if not box.open:
        return
    with box:
        with st.spinner(t("Looking for people …")):
            found = {partner.agent.agent: partner for partner in partners(draft, agent, day)}
        other = st.selectbox(
            t("Swap with"), list(found), index=None, key=f"{key}_with", placeholder=t("Choose"),
            format_func=said(found, lambda name: _partner_words(draft, found[name], day)),
            help=t("▲ no more hard rules are broken than now; ▼ one more would be."),
        )  # fmt: skip
        if st.button(t("Swap these two"), type="primary", disabled=other is None, width="stretch"):
            st.session_state[SWAPS] = swaps + 1
            _do(here, lambda: swapped(draft, agent, str(other), day))


def _partner_words(draft: RotaDraft, partner: Partner, day: date) -> str:
    sign = "▲" if partner.keeps_rules else "▼"
    name = partner.agent.name or partner.agent.agent
    own = _when(draft, partner.shift) if partner.shift else _what(draft, partner.agent.agent, day)
    return f"{sign} {own} · {name}"


def _what(draft: RotaDraft, agent: str, day: date) -> str:
    shift = draft.shift_of(agent, day)
    if shift is None:
        return t("leave") if draft.plan.on_leave(agent, day) else t("no shift")
    kept = t(" · pinned") if (agent, day) in draft.pinned else ""
    return f"{messages.plain(shift.shift)} {_when(draft, shift)}{kept}"


def _when(draft: RotaDraft, shift: Shift) -> str:
    """``22:00–06:30`` on the clock of the team."""
    place = draft.plan.team[shift.team].zone
    return f"{shift.start.astimezone(place):%H:%M}–{shift.end.astimezone(place):%H:%M}"


def _instant(draft: RotaDraft, agent: str, day: date, at: time) -> datetime:
    place = draft.plan.team[draft.plan.agent[agent].team].zone
    return instant(day, at.hour * 60 + at.minute, place)


def _do(here: Workspace, make: Callable[[], RotaDraft]) -> None:
    if attempt(here, make):
        redraw()


def _optimise_the_rest(here: Workspace, draft: RotaDraft) -> None:
    """Pins and leave become a plan folder of their own, and that is optimised."""
    st.caption(
        t(
            "{0} pinned days and {1} days of leave that you gave stand; "
            "everything else is planned anew, in a copy of the plan folder.",
            len(draft.pinned),
            len(draft.given_off),
        )
    )
    seconds = st.number_input(t("Seconds"), 5, 3600, 60, 5, key="rest_seconds")
    unacted = tuple(item.name for item in here.plan.unacted)
    agreed = not unacted or st.checkbox(
        t("Plan without: {0}", ", ".join(unacted)), key="rest_without"
    )
    if st.button(t("Optimise the rest"), type="primary", width="stretch", disabled=not agreed,
                 key="optimise_rest"):  # fmt: skip
        try:
            copy = changed_copy(with_pins(read_folder(here.folder), draft), here.folder)
        except PlannerError as error:
            messages.show_error(error)
            return
        start(copy, seconds=int(seconds), ignore=unacted)
        st.session_state["next_folder"] = str(copy)
        st.rerun()
