"""How the managers' reports look on the terminal."""

from typing import TYPE_CHECKING

from planner import terminal

if TYPE_CHECKING:
    import pandas as pd

    from planner.automation import AutomationSaved
    from planner.fair_load import FairLoad
    from planner.handle_time import HandleTime
    from planner.hiring import HiringPlan

EVERY_WEEKS = 13
MOST_ROWS = 20


def show_hiring(told: "HiringPlan", currency: str) -> None:
    """Each team every quarter, what to decide, what a wrong forecast does, then the words."""
    teams = told.teams.assign(week=told.teams["week"].astype(str))
    weeks = sorted(teams["week"].unique())
    shown = teams[teams["week"].isin([*weeks[::EVERY_WEEKS], weeks[-1]])]
    wide = shown.pivot(index="team", columns="week", values="gap_fte")
    wide = wide.reindex(dict.fromkeys(told.teams["team"]))
    terminal.show_table(
        wide.reset_index().round(1), title="Productive full-timers available less required"
    )
    if len(told.hires):
        names = {
            "decide_by": "decide by", "first_day": "first day", "hires": "people",
            "productive_from": "productive from", "cost": f"cost, {currency}",
        }  # fmt: skip
        terminal.show_table(
            told.hires.head(MOST_ROWS).rename(columns=names), title="Decisions to hire"
        )
        _more(told.hires, "hires.csv")
    _show_risk(told.risk, currency)
    _say(told.lines)


def _show_risk(risk: "pd.DataFrame", currency: str) -> None:
    columns = {
        "contacts": "contacts", "short_hours": "short, h", "weeks_short": "weeks short",
        "overtime_hours": "overtime, h", "idle_hours": "idle, h", "cost": f"cost, {currency}",
        "hires_if_known": "hires if known", "cost_if_known": f"cost if known, {currency}",
    }  # fmt: skip
    shown = risk.assign(contacts=[f"{share:.0%} of forecast" for share in risk["contacts"]])
    terminal.show_table(
        shown[list(columns)].rename(columns=columns), title="The same hires if contacts are off"
    )


def show_automation(told: "AutomationSaved", currency: str) -> None:
    """What each means saves on each queue."""
    columns = {
        "queue": "queue", "means": "means", "resolved": "resolved", "comes_back": "comes back",
        "resolved_per_week": "resolved a week", "aht_before_s": "handle s", "aht_after_s": "then s",
        "hours_saved_per_week": "hours saved", "fte_saved": "full-timers",
        "net_per_week": f"net, {currency}", "hours_of_a_point": "h a point",
        "money_of_a_point": f"{currency} a point",
    }  # fmt: skip
    if len(told.table):
        shares = {
            name: [f"{share:.0%}" for share in told.table[name]]
            for name in ("resolved", "comes_back")
        }
        shown = told.table.assign(**shares)[list(columns)].rename(columns=columns)
        terminal.show_table(shown, title="A week")
    _say(told.lines)


def show_handle_time(told: "HandleTime", currency: str) -> None:
    """Hours, people, money and satisfaction by handle time."""
    columns = {
        "queue": "queue", "change": "change", "aht_s": "handle s", "fte": "full-timers",
        "hours_more": "hours", "fte_more": "full-timers more", "cost_more": f"{currency} more",
        "satisfaction": "satisfaction",
    }  # fmt: skip
    shown = told.table.assign(
        change=[f"{value:+.0%}" if value else "today" for value in told.table["change"]],
        satisfaction=[
            "" if value != value else f"{value:.1%}" for value in told.table["satisfaction"]
        ],
    )
    terminal.show_table(shown[list(columns)].rename(columns=columns), title="A week")
    _say(told.lines)


def show_fair_load(told: "FairLoad") -> None:
    """Who carried most, who is near a limit."""
    columns = {
        "agent": "agent", "team": "team", "nights": "nights", "weekends": "weekends",
        "holidays": "holidays", "unpopular_hours": "unpopular h", "fair_hours": "even share",
        "late_changes": "late changes", "surge_hours": "surge h",
        "planned_unpopular_hours": "planned h", "target_hours": "to make up",
        "balance_hours": "above, both",
    }  # fmt: skip
    most = told.people.sort_values("balance_hours", ascending=False).head(MOST_ROWS)
    known = [name for name in columns if most[name].notna().any()]
    terminal.show_table(most[known].rename(columns=columns), title="Most above an even share")
    if len(told.near_limits):
        shown = told.near_limits.head(MOST_ROWS)
        names = ["agent", "team", "rule", "limit", "reached", "unit"]
        terminal.show_table(shown[names], title="Near a limit")
        _more(told.near_limits, "fair_load_limits.csv")
    _say(told.lines)


def _more(table: "pd.DataFrame", file: str) -> None:
    if len(table) > MOST_ROWS:
        terminal.say(f"and {len(table) - MOST_ROWS} more: --out OUT writes all of them to {file}")


def _say(lines: tuple[str, ...]) -> None:
    for line in lines:
        terminal.say(line)
