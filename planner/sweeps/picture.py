"""Cost against service as a page of its own: no script, nothing fetched, prints as it is."""

from html import escape

import pandas as pd

WIDE, HIGH, EDGE = 880, 460, 70
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#52606D")
"""Okabe and Ito (2008); further values of a lever share the last."""


def spending(table: pd.DataFrame) -> pd.DataFrame:
    """The scenarios that were worked out, with ``spent``: cost without the price of shortage."""
    done = table[table["status"] == "done"]
    return done.assign(spent=done["cost"] - done["shortage_cost"])


def colour_lever(table: pd.DataFrame) -> str:
    """The lever that tells the points apart: the last of outsourcing, scenario … that varies."""
    order = ("outsourced", "scenario", "volume", "shrinkage", "handle_time")
    return next((name for name in order if table[name].nunique(dropna=False) > 1), "volume")


def page(table: pd.DataFrame, *, name: str, currency: str) -> str:
    """The HTML page of a sweep: the picture, then what failed."""
    done = spending(table)
    wrong = table[table["status"] == "failed"]
    told = "".join(f"<li>{escape(n)}: {escape(r)}</li>" for n, r in _pairs(wrong))
    failures = f"<h2>Failed: {len(wrong)}</h2><ul>{told}</ul>" if len(wrong) else ""
    return (
        f"<!doctype html><meta charset=utf-8><title>{escape(name)}: sweep</title><style>{_STYLE}"
        f"</style><h1>{escape(name)}: {len(table)} scenarios</h1><p>{_ABOUT}</p>"
        f"{_picture(done, currency) if len(done) else ''}{failures}"
    )


_STYLE = (
    "body{font:15px system-ui,sans-serif;max-width:900px;margin:2em auto;color:#333f48}"
    "svg text{font-size:12px;fill:#52606d}circle{fill-opacity:.75}"
)
_ABOUT = (
    "Each point is the coverage plan of one scenario: what people without names could cover at "
    "least cost, by the plan's prices. To the right is dearer (labour and sites), up is more of "
    "the hours required covered. Hold the mouse on a point for its figures; sweep.csv has all."
)


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return [(str(n), str(r)) for n, r in zip(rows["name"], rows["reason"], strict=True)]


def _picture(done: pd.DataFrame, currency: str) -> str:
    lever = colour_lever(done)
    values = [_value(value) for value in done[lever].drop_duplicates()]
    x_low, x_high = _span(done["spent"], 1.0)
    y_low, y_high = _span(done["covered_share"] * 100, 1.0)
    y_high = min(y_high, 100.0) if y_low < 100 else 101.0
    points = []
    for row in done.to_dict("records"):
        x = EDGE + (row["spent"] - x_low) / (x_high - x_low) * (WIDE - EDGE - 20)
        up = (row["covered_share"] * 100 - y_low) / (y_high - y_low)
        colour = COLOURS[min(values.index(_value(row[lever])), len(COLOURS) - 1)]
        told = f"{row['name']}: {row['spent']:,.0f} {currency}, {row['covered_share']:.1%} covered"
        y = HIGH - EDGE + 20 - up * (HIGH - EDGE - 10)
        points.append(
            f"<circle cx={x:.1f} cy={y:.1f} r=5 fill={colour}><title>{escape(told)}</title>"
            "</circle>"
        )
    axes = _axes((x_low, x_high), (y_low, y_high), currency)
    return (
        f"<svg viewBox='0 0 {WIDE} {HIGH + 40}' role=img aria-label='Cost against service'>{axes}"
        f"{''.join(points)}{_legend(lever, values)}</svg>"
    )


def _span(values: "pd.Series[float]", least: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = max((high - low) * 0.06, least)
    return low - room, high + room


def _axes(x: tuple[float, float], y: tuple[float, float], currency: str) -> str:
    bottom, parts = HIGH - EDGE + 20, []
    for step in range(5):
        at = EDGE + step / 4 * (WIDE - EDGE - 20)
        value = x[0] + step / 4 * (x[1] - x[0])
        parts.append(f"<text x={at:.0f} y={bottom + 18} text-anchor=middle>{value:,.0f}</text>")
        up = bottom - step / 4 * (HIGH - EDGE - 10)
        share = y[0] + step / 4 * (y[1] - y[0])
        parts.append(f"<text x={EDGE - 8} y={up + 4:.0f} text-anchor=end>{share:.1f} %</text>")
        parts.append(f"<path d='M{EDGE} {up:.0f}H{WIDE - 20}' stroke=#e4e7eb />")
    parts.append(
        f"<text x={WIDE / 2} y={bottom + 38} text-anchor=middle>labour and sites, "
        f"{escape(currency)}</text><text x=8 y=14>required hours covered</text>"
    )
    return "".join(parts)


def _legend(lever: str, values: list[str]) -> str:
    top, parts = HIGH + 30, []
    for number, value in enumerate(values[: len(COLOURS)]):
        at = EDGE + number * 112
        parts.append(f"<circle cx={at} cy={top - 4} r=5 fill={COLOURS[number]} />")
        parts.append(
            f"<text x={at + 9} y={top}>{escape(lever.replace('_', ' '))} {escape(value)}</text>"
        )
    return "".join(parts)


def _value(value: object) -> str:
    if value is None or value != value or value == "":
        return "as planned"
    return f"{value:g}" if isinstance(value, float) else str(value)
