"""What the command line prints of plans and schedules: figures, service, hours, breaches."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table

from planner.terminal import counted, draw, say, say_more, say_notes, show_table

if TYPE_CHECKING:
    import pandas as pd

    from planner.capacity import Capacity
    from planner.scenarios import Comparison
    from planner.simulation import Trace

SHOWN_IN_SECONDS = 1800.0
"""Longer waits are shown in hours."""
LEAST_HOURS = 0.05
"""Hours below which a line of the summary would read 0.0."""
MINIMUM_WORDS = {
    "separate": "more, at work for min_agents",
    "pooled": "more, at work for min_agents or for some of the queues",
}
COVERED_WORDS = {
    False: "required + surplus − short", True: "required + minimum + surplus − short",
}  # fmt: skip
COST_PARTS = {
    "labour_cost": "labour", "fixed_cost": "sites", "shortage_cost": "shortage",
    "surplus_cost": "surplus", "rule_cost": "priced rules", "request_cost": "requests",
}  # fmt: skip

LABOUR_PARTS = {"overtime_cost": "overtime", "guarantee_cost": "guaranteed pay"}


def show_summary(summary: Mapping[str, Any]) -> None:
    """The figures of a schedule, then the service of each queue."""
    table = Table(title=summary["name"], title_justify="left", show_header=False, box=None)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for row in figure_rows(summary):
        table.add_row(*row)
    draw(table)
    show_services(summary)
    say_notes(summary["notes"])


def figure_rows(summary: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Figure, value and remark of each line of the summary."""
    currency, cost, required = summary["currency"], summary["cost"], summary["required_hours"]

    def money(name: str) -> str:
        return f"{summary[name]:,.0f}"

    def hours(name: str) -> str:
        return f"{summary[name]:,.1f} h"

    def of_required(name: str) -> str:
        return f"{summary[name] / required:.2%} of required" if required else ""

    rows = [("Cost", f"{cost:,.0f} {currency}", "")]
    rows += [
        (f"  {text}", money(name), _inside(summary, name, money))
        for name, text in COST_PARTS.items()
        if summary[name]
    ]
    if "bound" in summary:
        rows.append(("Bound", f"{money('bound')} {currency}", "proven: no legal rota costs less"))
        rows.append(("Gap", f"{summary['gap']:.2%}", summary["status"]))
    rows.append(("Required", hours("required_hours"), "effective agents at work"))
    minimum = summary["floor_hours"] >= LEAST_HOURS
    if minimum:
        rows.append(("Minimum", hours("floor_hours"), MINIMUM_WORDS[summary["pooling"]]))
    rows += [
        ("Surplus", hours("surplus_hours"), of_required("surplus_hours")),
        ("Short", hours("short_hours"), of_required("short_hours") + _at_best(summary)),
        ("Covered", hours("covered_hours"), COVERED_WORDS[minimum]),
        ("Paid", hours("paid_hours"), f"{summary['shifts']:,} shifts"),
        ("Heads", f"{summary['heads_on_shift']:,}", f"of {summary['heads']:,} people"),
        ("Hard violations", f"{summary['hard_violations']:,}", "found by the audit"),
    ]
    if summary["priced_violations"]:
        price = f"price {summary['rule_cost'] + summary['request_cost']:,.0f} {currency}"
        rows.append(("Priced violations", f"{summary['priced_violations']:,}", price))
    if "seconds" in summary:
        first = f"first complete schedule after {summary['first_seconds']:.1f} s"
        rows.append(("Time", f"{summary['seconds']:.1f} s", first))
    return rows


def _inside(summary: Mapping[str, Any], name: str, money: Callable[[str], str]) -> str:
    """What of the labour no shift holds: overtime and guaranteed hours."""
    parts = [
        f"{text} {money(part)}"
        for part, text in LABOUR_PARTS.items()
        if name == "labour_cost" and summary.get(part)
    ]
    return f"{' and '.join(parts)} of it" if parts else ""


def _at_best(summary: Mapping[str, Any]) -> str:
    """What the anonymous coverage plan leaves short, for comparison."""
    short = summary.get("coverage_plan", {}).get("short_hours")
    return "" if short is None else f" (coverage plan {short:,.1f} h)"


def show_services(summary: Mapping[str, Any]) -> None:
    """Target, modelled and simulated service level of each queue, and where it is thin."""
    simulated = ("Simulated",) if "simulation" in summary else ()
    heads = ("Queue", "Target", "Modelled", *simulated, "Required", "Short", "Thinnest")
    table = Table(box=None, title="Service by the people really present", title_justify="left")
    for number, head in enumerate(heads):
        _add_column(table, head, name=not number)
    for name, figures in summary["queues"].items():
        table.add_row(
            name, _target(figures), _share(figures["modelled"]),
            *(_share(figures["simulated"]) for _ in simulated),
            f"{figures['required_hours']:,.0f} h", f"{figures['short_hours']:,.1f} h",
            f"{figures['lowest_gap']:+.2f} agents" if "answer_within_s" in figures else "–",
        )  # fmt: skip
    draw(table)
    if any(_left_behind(figures) for figures in summary["queues"].values()):
        say(UNEVEN_DAYS[summary.get("spread", "mean") == "mean"])


def _add_column(table: Table, head: str, *, name: bool) -> None:
    """A column of figures, or of names, which are folded where there is no room, never cut."""
    if name:
        table.add_column(head, overflow="fold")
    else:
        table.add_column(head, justify="right", no_wrap=True)


UNEVEN_DAYS = {
    True: (
        "Work that can wait is staffed to the mean of the days. Busy days leave some of it late, "
        'and that keeps newer work waiting: spread = "average" in plan.toml staffs for them.'
    ),
    False: "Work that can wait: what busy days leave late keeps newer work waiting.",
}
"""Said where the model expects less of it in time than asked, by whether the mean is staffed."""
FAR_BELOW = 0.03


def _left_behind(figures: Mapping[str, Any]) -> bool:
    """Whether uneven days leave work that can wait well below its target."""
    modelled = figures["modelled"]
    waits = "complete_within_hours" in figures and modelled is not None
    return bool(waits and modelled < figures["target"] - FAR_BELOW)


def _share(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.1%}"


def show_trace(trace: "Trace", targets: Mapping[str, Mapping[str, Any]]) -> None:
    """The service that contacts met in a simulation; ``targets`` by queue as in the summary."""
    table = Table(box=None, title="Service, contact by contact", title_justify="left")
    heads = ("Queue", "Target", "In time", "95 % sure", "Mean wait", "Gave up", "Busy")
    for number, head in enumerate(heads):
        _add_column(table, head, name=not number)
    for row in trace.queues.to_dict("records"):
        low, high = row["service_level_low"], row["service_level_high"]
        table.add_row(
            row["queue"], _target(targets[row["queue"]]), _share(row["service_level"]),
            "–" if low != low else f"{low:.1%}–{high:.1%}", _wait(row["mean_wait_s"]),
            _share(row["abandonment"]), _share(row["occupancy"]),
        )  # fmt: skip
    draw(table)
    say(f"{trace.replications} replications, seed {trace.seed}")
    turned = trace.queues[trace.queues["turned_away"] >= 1]
    for name, contacts in zip(turned["queue"], turned["turned_away"], strict=True):
        say(f"{name}: {contacts:,.0f} contacts met a closed queue and are in no other figure")


def _wait(seconds: float) -> str:
    if seconds != seconds:
        return "–"
    return f"{seconds:,.0f} s" if seconds < SHOWN_IN_SECONDS else f"{seconds / 3600:,.1f} h"


def _target(figures: Mapping[str, Any]) -> str:
    if "answer_within_s" in figures:
        return f"{figures['target']:.0%} in {figures['answer_within_s']:g} s"
    return f"{figures['target']:.0%} in {figures['complete_within_hours']:g} h"


def show_capacity(capacity: "Capacity") -> None:
    """Hours available against hours needed by team, week and hour of the day."""
    hours = capacity.hours
    busy = hours[(hours["peak_agents"] > 0) | (hours["available_agents"] > 0)]
    clock = busy["hour"].map("{:02d}:00".format)
    for title, frame in (
        ("Hours by team", capacity.by_team),
        ("Hours by week", capacity.weeks),
        (f"Agents by hour of the day ({capacity.timezone})", busy.assign(hour=clock)),
    ):
        show_table(frame.rename(columns=CAPACITY_WORDS), title=title)
    for remark in CAPACITY_REMARKS:
        say(remark)


CAPACITY_WORDS = {
    "heads": "people", "week": "week from", "available_paid_hours": "paid, at most",
    "available_hours": "at work, at most", "needed_hours": "needed", "spare_hours": "to spare",
    "needed_agents": "needed, mean", "peak_agents": "needed, most",
    "available_agents": "there at most, mean", "lowest_spare": "to spare, least",
}  # fmt: skip
"""Columns of :class:`planner.capacity.Capacity` in words."""
CAPACITY_REMARKS = (
    "At most: whole shifts within contracts, leave, availability and pins; rest and runs of days "
    "are not looked at. Hours at work and agents are effective ones, without breaks and shrinkage.",
    "Needed by a team: of each queue the share that falls to it by the hours its teams have left, "
    "queues of few teams first.",
    "There at most: agents if everybody came whom shifts, leave, availability and seats allow.",
)


def show_violations(violations: "pd.DataFrame", most: int = 20) -> None:
    """The first breaches, hard ones before priced ones, and how many hard rules are broken."""
    for row in violations.sort_values("severity", kind="stable").head(most).to_dict("records"):
        say(
            f"{row['severity']}: {row['message']}", style="red" if row["severity"] == "hard" else ""
        )
    say_more(violations, most, file="violations.csv")
    hard = violations.loc[violations["severity"] == "hard", "rule"]
    if len(hard):
        rules, times = counted(hard.nunique(), "hard rule"), counted(len(hard), "time")
        say(f"The schedule breaks {rules}, {times} in all.", style="bold red")
    else:
        say("The schedule breaks no hard rule.", style="bold")


def show_comparison(compared: "Comparison") -> None:
    """Scenarios side by side, the plan as it is first."""
    for title, frame in compared.blocks().items():
        show_table(frame, title=title)
    say_notes(compared.notes)
