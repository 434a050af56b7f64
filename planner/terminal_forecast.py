"""What the commands about volumes print."""

from typing import TYPE_CHECKING

from planner import terminal

if TYPE_CHECKING:
    import pandas as pd

    from planner.followup import FollowUp

MOST_ACTIONS = 20
LESSON_WORDS = {
    "days": "days seen", "level": "usual ×", "today": "rest of today ×", "aht_factor": "handle ×",
    "peak": "peak ×", "half_life_p10": "half-life, days", "half_life_p50": "likely",
    "half_life_p90": "at most",
}  # fmt: skip
VARIANCE_WORDS = {
    "forecast_contacts": "forecast", "actual_contacts": "came", "volume_hours": "volume",
    "handle_time_hours": "handle time", "shrinkage_hours": "shrinkage", "total_hours": "in all",
}  # fmt: skip


def show_follow_up(told: "FollowUp") -> None:
    """What was learnt, where the forecast was wrong, and what to do."""
    terminal.say(f"Actual contacts until {told.now:%Y-%m-%d %H:%M} UTC")
    lessons = told.lessons
    if not (lessons["event"] != "").any():
        lessons = lessons[["queue", "market", "days", "level", "today", "aht_factor"]]
    if not (lessons["market"] != "").any():
        lessons = lessons.drop(columns="market")
    terminal.show_table(
        _rounded(lessons).rename(columns=LESSON_WORDS), title="Learnt, as factors on the forecast"
    )
    whole = told.variance[told.variance["date"] == "all"]
    shown = whole[["queue", *VARIANCE_WORDS]].rename(columns=VARIANCE_WORDS)
    terminal.show_table(shown, title="Contacts, and missing agent-hours by cause")
    _show_actions(told.actions)
    terminal.say_notes(told.notes)


def _rounded(lessons: "pd.DataFrame") -> "pd.DataFrame":
    """Factors with two decimals, which the table would cut to one."""
    factors = {
        name: lessons[name].map("{:.2f}".format) for name in ("level", "today", "aht_factor")
    }
    return lessons.assign(**factors)


def _show_actions(actions: "pd.DataFrame") -> None:
    doing = actions[actions["action"] != "keep"]
    if doing.empty:
        terminal.say("The coming days are covered as planned.")
        return
    columns = ["date", "queue", "short_hours", "action", "team", "hours", "cost", "message"]
    shown = doing[columns].head(MOST_ACTIONS)
    names = {"short_hours": "short h", "hours": "h", "message": "how"}
    terminal.show_table(shown.rename(columns=names), title="The coming days")
    terminal.say_more(doing, MOST_ACTIONS, file="actions.csv")
