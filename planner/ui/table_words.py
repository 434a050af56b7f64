"""What the columns of the app's tables are: definition and unit, shown at their heads."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from planner.ui.texts import mark, t

HEADS = {
    mark("required, h"): mark(
        "Effective agent-hours needed at work to meet every target. Source: requirements.csv."
    ),
    mark("covered, h"): mark("Effective agent-hours at work. Source: coverage.csv."),
    mark("short, h"): mark("Effective agent-hours missing. Source: coverage.csv."),
    mark("Δ required"): mark("Difference to the plan as it is, in effective agent-hours."),
    mark("Δ short"): mark("Difference to the plan as it is, in effective agent-hours."),
    mark("on shift, h"): mark("Hours on shift that the requirement takes, shrinkage included."),
    mark("target"): mark("Share of contacts to be answered in time. Source: queues.csv."),
    mark("service"): mark(
        "Share of contacts answered in time, as the Erlang formulas expect it. ▲ target met, "
        "▼ missed; – work that can wait."
    ),
    mark("before"): mark("The same with the plan as it is."),
    mark("contacts"): mark("Contacts expected. Source: forecast.csv."),
    mark("full-time equivalents"): mark(
        "Paid hours divided by the full-time hours of the team's contract over the horizon."
    ),
    mark("paid, h"): mark("Hours paid: elapsed hours of the shifts without unpaid breaks."),
    mark("people"): mark("People of the team who are planned for."),
    mark("above the best"): mark("Cost above that of the cheapest result of this folder."),
    mark("gap"): mark(
        "(cost − bound) / cost: at most this share of the cost could still be saved."
    ),
    mark("share"): mark("Share of the whole cost of the result."),
    mark("paid hours there are"): mark(
        "Most hours that contracts, leave and shifts allow to be paid."
    ),
    mark("hours at work there are"): mark(
        "The same as effective agent-hours at work: without shrinkage and absence."
    ),
    mark("hours needed"): mark("Effective agent-hours needed at work. Source: requirements.csv."),
    mark("spare"): mark("Hours at work there are, less the hours needed; negative: too few."),
}
"""By the head of the column."""
REPORTS = {
    "queue": mark("Kind of work."),
    "team": mark("Team of the plan."),
    "way": mark("How somebody would be there: own nights, teams in daylight, vendor, or bots."),
    "teams": mark("Teams of the plan that would do it."),
    "cost_per_week": mark("Money a week, in the plan's currency."),
    "cost_per_contact": mark("Money for each contact that comes outside the hours."),
    "fixed_cost_per_week": mark("The part of it that is due whatever comes, in money a week."),
    "net_cost_per_week": mark("Money a week, less the work that is saved by day."),
    "fte": mark("Full-time equivalents of the team's contract."),
    "at_once": mark("Share of these contacts that are answered at once."),
    "decide_by": mark("Day on which the hire must be decided."),
    "first_day": mark("First day at work."),
    "productive_from": mark("First day of full productivity."),
    "hires": mark("People who start together."),
    "cost": mark("Money in the plan's currency."),
    "contacts": mark("How much more or less comes than forecast."),
    "short_hours": mark("Effective agent-hours missing."),
    "weeks_short": mark("Weeks in which more than half an hour is missing."),
    "overtime_hours": mark("Hours of overtime."),
    "idle_hours": mark("Effective agent-hours that nothing needs."),
    "hires_if_known": mark("People who would be hired if it were known."),
    "cost_if_known": mark("Money if it were known."),
    "means": mark("Bot, help pages, macros, or all together."),
    "resolved": mark("Share of contacts resolved without a person."),
    "comes_back": mark("Share of those that come to people after all."),
    "resolved_per_week": mark("Contacts a week that it takes from people."),
    "aht_before_s": mark("Mean handle time today, in seconds."),
    "aht_after_s": mark("Mean handle time of what people still take, in seconds."),
    "hours_saved_per_week": mark("Effective agent-hours saved a week."),
    "fte_saved": mark("Full-time equivalents saved."),
    "net_per_week": mark("Money saved a week, less what it costs."),
    "hours_of_a_point": mark("Hours a week that one more percentage point resolved would save."),
    "money_of_a_point": mark("Money a week that one more percentage point resolved would save."),
    "change": mark("Handle time against today: −10 % is faster."),
    "aht_s": mark("Mean handle time, in seconds."),
    "hours_per_week": mark("Effective agent-hours needed a week."),
    "cost_more": mark("Money a week more than today."),
    "satisfaction": mark("Share of good ratings by your own curve."),
    "cost_of_a_point": mark("Money a week for each percentage point of satisfaction."),
    "agent": mark("Id of the person."),
    "shifts": mark("Shifts in the weeks that are known."),
    "nights": mark("Shifts with at least 3 hours between 23:00 and 06:00."),
    "weekends": mark("Weekends with a shift."),
    "holidays": mark("Shifts on public holidays of the site."),
    "unpopular_hours": mark("Hours on shift at night, on weekends and on public holidays."),
    "fair_hours": mark("An even share of them among people of the same team and contract."),
    "above_fair_hours": mark("Unpopular hours above the even share."),
    "late_changes": mark("Changes that were told less than the notice before."),
    "shortest_notice_days": mark("Days from being told to the shift, at the shortest."),
    "surge_hours": mark("Hours on shift while contacts were far above the usual."),
    "planned_nights": mark("Nights in the next plan."),
    "planned_weekends": mark("Weekends with a shift in the next plan."),
    "planned_holidays": mark("Shifts on public holidays in the next plan."),
    "planned_unpopular_hours": mark("Unpopular hours in the next plan."),
    "planned_fair_hours": mark("An even share of the next plan's unpopular hours."),
    "planned_surge_hours": mark("Surge hours in the next plan."),
    "target_hours": mark("Unpopular hours of the next plan that would make up for the past."),
    "balance_hours": mark("Unpopular hours above the even share, past and plan together."),
    "rule": mark("Rule of the contract."),
    "limit": mark("What the contract allows."),
    "reached": mark("How much of it is used."),
    "market": mark("Region that the contacts come from."),
    "hour": mark("Hour of the day on the clock of the market."),
    "contacts_per_week": mark("Contacts a week once customers know the new hours."),
    "wait_hours": mark("Hours that they wait today until the desk opens."),
    "week": mark("Monday of the week."),
    "released": mark("People who are given back."),
    "leavers": mark("People who leave."),
    "learning_fte": mark("Full-time equivalents that still learn."),
    "available_fte": mark("What everybody counts for in fully productive full-timers."),
    "required_fte": mark("Fully productive full-timers that the team's share of the need takes."),
    "gap_fte": mark("Available less required; negative is short."),
    "available_hours": mark("Effective agent-hours that there are."),
    "used_hours": mark("Effective agent-hours that are used."),
    "unit": mark("What limit and reached are counted in."),
}
"""Columns of the managers' reports, by the names that their files have."""


def helped(labels: Iterable[str]) -> dict[str, Any]:
    """Column settings with the meaning of every head that is known."""
    known = {t(label): t(about) for label, about in HEADS.items()}
    return {label: st.column_config.Column(help=known[label]) for label in labels if label in known}
