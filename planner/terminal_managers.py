"""How the managers' reports look on the terminal."""

from typing import TYPE_CHECKING

from planner import terminal

if TYPE_CHECKING:
    import pandas as pd

    from planner.automation import AutomationSaved
    from planner.fair_load import FairLoad
    from planner.handle_time import HandleTime
    from planner.hiring import HiringPlan

EVERY_WEEKS = 26
WHOLE = ("weeks_short", "hires_if_known")
MOST_ROWS = 12


def show_hiring(told: "HiringPlan", currency: str) -> None:
    """Each team every quarter, what to decide, what a wrong forecast does, then the words."""
    teams = told.teams.assign(week=told.teams["week"].astype(str))
    weeks = sorted(teams["week"].unique())
    shown = teams[teams["week"].isin([*weeks[::EVERY_WEEKS], weeks[-1]])]
    wide = shown.pivot(index="team", columns="week", values="gap_fte")
    # Adding 0 turns what is rounded to -0 into 0.
    wide = wide.reindex(list(dict.fromkeys(told.teams["team"]))).round(1) + 0.0
    terminal.show_table(wide.reset_index(), title="Productive full-timers available less required")
    if len(told.hires):
        _show_hires(told.hires, currency)
    _show_risk(told.risk, currency)
    terminal.say_all(told.lines)


def _show_hires(hires: "pd.DataFrame", currency: str) -> None:
    """Decisions by month and team."""
    months = hires.assign(month=[f"{day:%Y-%m}" for day in hires["decide_by"]])
    table = months.groupby(["month", "team"], sort=False).agg(
        first=("decide_by", "min"), people=("hires", "sum"), cost=("cost", "sum")
    )
    names = {
        "first": "decide by", "team": "team", "people": "people", "cost": f"cost, {currency}",
    }  # fmt: skip
    shown = table.reset_index()[list(names)].rename(columns=names)
    terminal.show_table(shown.head(MOST_ROWS), title="Decisions to hire, by month and team")
    terminal.say_more(shown, MOST_ROWS, file="hires.csv")


def _show_risk(risk: "pd.DataFrame", currency: str) -> None:
    import pandas as pd

    measures = {
        "short_hours": "hours short", "weeks_short": "weeks short",
        "overtime_hours": "hours of overtime", "idle_hours": "hours idle",
        "cost": f"cost, {currency}", "hires_if_known": "hires if it were known",
        "cost_if_known": f"cost if it were known, {currency}",
    }  # fmt: skip
    table = pd.DataFrame({"contacts": list(measures.values())})
    for row in risk.to_dict("records"):
        figures = [
            round(row[name]) if name in WHOLE else round(float(row[name]), 1) + 0.0
            for name in measures
        ]
        table[f"{row['contacts']:.0%}"] = pd.Series(figures, dtype=object)
    terminal.show_table(table, title="The same hires if contacts are off")


def show_automation(told: "AutomationSaved", currency: str) -> None:
    """What each means saves on each queue."""
    columns = {
        "queue": "queue", "means": "means", "resolved": "resolved", "comes_back": "back",
        "aht_after_s": "then s", "hours_saved_per_week": "hours", "net_per_week": currency,
        "money_of_a_point": "a point",
    }  # fmt: skip
    if len(told.table):
        shares = {
            name: [f"{share:.0%}" for share in told.table[name]]
            for name in ("resolved", "comes_back")
        }
        shown = told.table.assign(**shares)[list(columns)].rename(columns=columns)
        terminal.show_table(shown, title="A week")
    terminal.say_all(told.lines)


def show_handle_time(told: "HandleTime", currency: str) -> None:
    """Hours, people, money and satisfaction by handle time."""
    columns = {
        "queue": "queue", "change": "change", "aht_s": "handle s", "hours_more": "hours more",
        "fte_more": "FTE more", "cost_more": f"{currency} more", "satisfaction": "ratings",
    }  # fmt: skip
    shown = told.table.assign(
        change=[f"{value:+.0%}" if value else "today" for value in told.table["change"]],
        satisfaction=[
            "" if value != value else f"{value:.1%}" for value in told.table["satisfaction"]
        ],
    )
    terminal.show_table(shown[list(columns)].rename(columns=columns), title="A week")
    terminal.say_all(told.lines)


def show_fair_load(told: "FairLoad") -> None:
    """Who carried most, who is near a limit."""
    columns = {
        "agent": "agent", "nights": "nights", "weekends": "weekends", "holidays": "holidays",
        "unpopular_hours": "hours", "fair_hours": "even", "late_changes": "late",
        "surge_hours": "surge", "planned_unpopular_hours": "planned", "balance_hours": "above",
    }  # fmt: skip
    most = told.people.sort_values("balance_hours", ascending=False).head(MOST_ROWS)
    known = [name for name in list(columns)[1:] if most[name].fillna(0).any()]
    if known:
        terminal.show_table(
            most[["agent", *known]].rename(columns=columns),
            title="Most above an even share of unpopular hours (nights, weekends, holidays)",
        )
    if len(told.near_limits):
        shown = told.near_limits.head(MOST_ROWS)
        names = ["agent", "team", "rule", "limit", "reached", "unit"]
        terminal.show_table(shown[names], title="Near a limit")
        terminal.say_more(told.near_limits, MOST_ROWS, file="fair_load_limits.csv")
    terminal.say_all(told.lines)
