"""What is wrong, told where somebody can act on it."""

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from planner.errors import DataError, InfeasibleError, PlannerError, Problem, StaleSave
from planner.ui.texts import t

MOST_WRAPPED = 60
"""Longer lists can be scrolled and sorted, but long messages are cut."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>$:~|#])")


def show_error(error: PlannerError) -> None:
    """Any error that a planner can act on."""
    if isinstance(error, DataError):
        show_problems(error.problems)
    elif isinstance(error, InfeasibleError):
        show_clash(error)
    elif isinstance(error, StaleSave):
        show_stale(error)
    else:
        st.error(str(error), icon=":material/error:")


def show_clash(error: InfeasibleError) -> None:
    """Rules that clash, or that a search could not keep, and what would free them."""
    if error.proven:
        told, remedy = t("The hard rules cannot hold together."), t("**This would free it:** {0}")
    else:
        told = t("No rota was found that keeps all hard rules; that there is none is not proven.")
        remedy = t("**What may help:** {0}")
    st.error(told, icon=":material/block:")
    st.markdown("\n".join(f"- {sentence}" for sentence in error.clash))
    if error.remedy:
        st.markdown(remedy.format(error.remedy))


def show_stale(error: StaleSave) -> None:
    """Somebody else was faster: what they changed."""
    told, *theirs = str(error).split("\n")
    st.warning(t("{0} Nothing was saved.", plain(told)), icon=":material/sync_problem:")
    st.markdown("\n".join(f"- {plain(line)}" for line in theirs))


def show_problems(problems: Sequence[Problem]) -> None:
    """All problems at once, as a table: where, what, and what was expected."""
    errors = sum(not problem.warning for problem in problems)
    noun = t("problem") if errors == 1 else t("problems")
    st.error(
        t(
            "This plan folder has {0} {1}. Nothing can be planned until they are put right.",
            errors,
            noun,
        ),
        icon=":material/error:",
    )
    list_problems(problems)


def list_problems(problems: Sequence[Problem]) -> None:
    """The table alone."""
    table = problem_table(problems)
    if len(table) <= MOST_WRAPPED:
        st.table(table.map(plain), hide_index=True)
    else:
        st.dataframe(table, hide_index=True, alt=t("Problems of the plan folder"))


def problem_table(problems: Sequence[Problem]) -> pd.DataFrame:
    """One row a problem, errors first."""
    ordered = sorted(problems, key=lambda problem: problem.warning)
    return pd.DataFrame(
        [
            (
                t("warning") if p.warning else t("error"), p.file,
                "" if p.row is None else str(p.row), p.column or "", p.value or "", p.message,
            )
            for p in ordered
        ],
        columns=[t("kind"), t("file"), t("row"), t("column"), t("value"), t("what is wrong")],
    )  # fmt: skip


def plain(text: str) -> str:
    """Text that stands as it is where Markdown is understood."""
    return _MARKDOWN.sub(r"\\\1", text)
