"""The board in words and as a page to print: figures with unit and interval, a line for each."""

from collections.abc import Callable, Iterator
from html import escape

import pandas as pd

from planner.kpis.board import KpiBoard
from planner.kpis.definitions import DEFINITIONS
from planner.sentences import Sentence, joined

TITLES = {definition.kpi: definition.short for definition in DEFINITIONS}
NONE = "–"


def figure(value: float, unit: str, unit_words: Callable[[str], str] = str) -> str:
    """``83.4 %``, ``45 s``, ``+31 points``, ``1,204 a day``; a dash where nothing is known."""
    if value != value:
        return NONE
    if unit == "%":
        return f"{100 * value:.1f} %"
    said = unit_words(unit)
    return f"{value:+.0f} {said}" if unit == "points" else f"{value:,.0f} {said}"


def between(low: float, high: float, unit: str) -> str:
    """``81.0–85.6``; a dash where there is no interval."""
    if low != low or high != high:
        return NONE
    factor, digits = (100, 1) if unit == "%" else (1, 0)
    return f"{factor * low:,.{digits}f}–{factor * high:,.{digits}f}"


def shown(board: pd.DataFrame, *, unit_words: Callable[[str], str] = str) -> pd.DataFrame:
    """The board for the eye: a row each, figures as text; ``unit_words`` says units elsewhere."""
    rows = [
        {
            "what": TITLES[str(row["kpi"])], "value": figure(row["value"], row["unit"], unit_words),
            "95 %": between(row["low"], row["high"], row["unit"]),
            "cases": f"{row['n']:,.0f}", "plan": figure(row["plan"], row["unit"], unit_words),
            "verdict": row["verdict"], "change": _change(row["change"], row["unit"]),
            "trend": row["trend"],
        }
        for row in board.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows).fillna("")


def _change(value: float, unit: str) -> str:
    if value != value:
        return NONE
    text = f"{100 * value:+.1f}" if unit == "%" else f"{value:+,.0f}"
    return text.replace("-", "−") if text.strip("+-0.") else "0"


def board_lines(found: KpiBoard) -> list[Sentence]:
    """What the board says in a few sentences: what is missed, what has moved, what is not known."""
    told = found.board[found.board["level"] != "agent"]
    lines = [Sentence("{0} to {1}", found.first, found.last)]
    judged = told[told["verdict"].isin(["met", "missed", "unclear"])]
    if len(judged):
        counts = [int((judged["verdict"] == word).sum()) for word in ("met", "missed", "unclear")]
        lines.append(
            Sentence(
                "Of {0} figures with a target {1} are met for certain, {2} are missed for certain, "
                "{3} are unclear.", len(judged), *counts,
            )
        )  # fmt: skip
    for column, word, pattern in (
        ("verdict", "missed", Sentence("Missed for certain")),
        ("trend", "worse", Sentence("Got worse")), ("trend", "better", Sentence("Got better")),
    ):  # fmt: skip
        rows = told[told[column] == word]
        if len(rows):
            lines.append(Sentence("{0}: {1}", pattern, joined([*_names(rows)], by="; ")))
    people = found.board[found.board["level"] == "agent"]
    apart = people["apart"].isin(["above the others", "below the others"])
    if len(people):
        lines.append(
            Sentence(
                "People: {0}; {1} figures stand apart from their team's, chance over the whole "
                "team allowed for.", people["name"].nunique(), int(apart.sum()),
            )
        )  # fmt: skip
    return lines


def _names(rows: pd.DataFrame) -> Iterator[Sentence]:
    """``CSAT (all, chat_de)`` of each figure."""
    for kpi, own in rows.groupby("kpi", sort=False):
        names = [name or Sentence("all") for name in own["name"]]
        yield Sentence("{0} ({1})", Sentence(TITLES[str(kpi)]), joined(names))


def board_page(found: KpiBoard, *, name: str) -> str:
    """The board of all, queues and teams as an HTML page to print; no person is on it."""
    parts = [f"<h1>{escape(name)}: {found.first} to {found.last}</h1>"]
    rows = found.board[found.board["level"] != "agent"]
    for (level, who), group in rows.groupby(["level", "name"], sort=False):
        heading = f"{level} {who}" if who else "All"
        table = shown(group).to_html(index=False, border=0)
        parts.append(f"<h2>{escape(str(heading))}</h2>{table}")
    meanings = "".join(f"<dt>{escape(d.title)}<dd>{escape(d.formula)}" for d in DEFINITIONS)
    parts.append(f"<h2>What the figures are</h2><dl>{meanings}</dl>")
    title = f"<!doctype html><meta charset=utf-8><title>{escape(name)}: KPI board</title>"
    return f"{title}<style>{_STYLE}</style>{''.join(parts)}"


_STYLE = (
    "body{font:14px system-ui,sans-serif;max-width:60em;margin:2em auto;color:#333f48}"
    "table{border-collapse:collapse;width:100%}td,th{padding:3px 8px;text-align:left;"
    "border-bottom:1px solid #e4e7eb}h2{break-after:avoid}"
)
