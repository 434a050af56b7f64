"""Why the rota is as it is: what would help an interval most, why a person's rota is not as asked.

Rotas are solved again, which takes seconds: only when somebody asks.
"""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from planner.errors import DataError, PlannerError
from planner.terms import OFF, WORKING
from planner.ui import messages
from planner.ui.app_words import sentence
from planner.ui.choices import said
from planner.ui.coverage_view import day_name
from planner.ui.rota_draft import RotaDraft
from planner.ui.short_interval import Moment, start_of
from planner.ui.texts import t
from planner.why import Answer, Ground, Helps, Short, what_helps, why_not, why_short

GROUND, HELPS, ANSWER = "why_ground", "why_helps", "why_answer"


def show_helps(draft: RotaDraft, at: Moment, panel: str) -> None:
    """What would help most in an interval and over the plan, once somebody asks."""
    key = HELPS + panel
    asked = st.button(
        t("What would help most?"), key=f"{panel}_helps", icon=":material/lightbulb:",
        help=t(
            "One more person of which team, one more shift template, a rule relaxed, a break "
            "moved: worked out with the optimiser, told by the audit. Takes some seconds."
        ),
    )  # fmt: skip
    if asked:
        try:
            with st.spinner(t("Solving rotas again …")):
                st.session_state[key] = (draft, at, *_worked_out(draft, at))
        except PlannerError as error:
            st.session_state.pop(key, None)
            _refuse(error)
    kept = st.session_state.get(key)
    if kept is not None and kept[0] is draft and kept[1] == at:
        _show(draft, kept[2], kept[3])


def _worked_out(draft: RotaDraft, at: Moment) -> tuple[Short, Helps]:
    moment, ground = start_of(draft.plan, at.interval), _ground(draft)
    return why_short(ground, moment, at.queue), what_helps(ground, moment, at.queue)


def _show(draft: RotaDraft, why: Short, helps: Helps) -> None:
    _list(why.lines[1:])
    first, *rest = helps.lines
    st.markdown(f"**{_words(first)}**")
    for number, remedy in enumerate(helps.remedies, 1):
        head, *more = remedy.lines
        st.markdown(
            f"{number}. **{_words(head)}**  \n" + "  \n".join(_words(line) for line in more)
        )
    for line in [*rest, *_ground(draft).notes]:
        st.caption(_words(line))


def show_why_not(draft: RotaDraft, agent: str, day: date) -> None:
    """Why a person's day is not another one; what is asked is chosen here."""
    wants = [OFF, WORKING, *(row.shift for row in draft.plan.shifts
                             if row.serves(draft.plan.agent[agent].team))]  # fmt: skip
    wish = next((w.want for w in draft.plan.wishes.get(agent, ()) if w.date == day), None)
    if wish is not None and wish not in wants:
        wants.append(wish)
    usual = wish or (OFF if draft.shift_of(agent, day) else WORKING)
    with st.expander(t("Why not as asked?"), icon=":material/help:"):
        choice, button = st.columns([3, 1], vertical_alignment="bottom")
        want = choice.selectbox(
            t("On {0}", day_name(day)), wants, index=wants.index(usual),
            key=f"why_{agent}_{day}", format_func=said(wants, _want_words),
        )  # fmt: skip
        if button.button(t("Work it out"), key=f"why_go_{agent}_{day}", width="stretch"):
            _answer(draft, agent, day, str(want))
        kept = st.session_state.get(ANSWER)
        if kept is not None and kept[0] is draft and kept[1] == (agent, day, want):
            _show_answers(draft, kept[2])


def _answer(draft: RotaDraft, agent: str, day: date, want: str) -> None:
    try:
        with st.spinner(t("Solving rotas again …")):
            found = why_not(_ground(draft), agent, day=day, want=want)
        st.session_state[ANSWER] = (draft, (agent, day, want), found)
    except PlannerError as error:
        st.session_state.pop(ANSWER, None)
        _refuse(error)


def _show_answers(draft: RotaDraft, answers: tuple[Answer, ...]) -> None:
    for answer in answers:
        first, *rest = answer.lines
        st.markdown(f"**{_words(first)}**")
        _list(rest)
    for line in _ground(draft).notes:
        st.caption(_words(line))


def _refuse(error: PlannerError) -> None:
    """Shifts moved by hand to where no template has them cannot be held against others."""
    if not isinstance(error, DataError):
        messages.show_error(error)
        return
    st.warning(
        t("Rotas can be solved again only where every shift is one that the table shifts offers:"),
        icon=":material/info:",
    )
    messages.list_problems(error.problems)


def _want_words(want: str) -> str:
    known = {OFF: t("a day off"), WORKING: t("any shift")}
    return known.get(want) or want


def _list(lines: Iterable[str]) -> None:
    """Lines one below the other, those of a list a little in."""
    st.markdown(
        "  \n".join(("&emsp;" if line.startswith("  ") else "") + _words(line) for line in lines)
    )


def _words(line: str) -> str:
    return messages.plain(sentence(line).strip())


def _ground(draft: RotaDraft) -> Ground:
    """What questions about a draft stand on, made once as long as it stays."""
    kept = st.session_state.get(GROUND)
    if kept is None or kept[0] is not draft:
        kept = (draft, Ground(draft.plan, draft.schedule, draft.needs))
        st.session_state[GROUND] = kept
    ground: Ground = kept[1]
    return ground
