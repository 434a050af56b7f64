"""Write a plan folder of any size: unlike contracts, leave, wishes, two peaks a day, a surge.

    python benchmarks/generate.py OUT --people 1000 --teams 10 --queues 6 [--days 28]
        [--interval 15] [--seed 1] [--rules basic|all]

``basic`` holds what ``planner plan`` has acted on from the start. ``all`` adds the other rules of
contracts, teams and cover, rotations, meetings, and prices of rules and of uneven hours, to the
same people and the same contacts. In neither: presets of labour law, which fill blanks from a table
of their own, and contacts routed to one team alone.

The volumes follow from the people: what they can work is a seventh more than what is needed, in
total and for each queue. The same arguments give the same bytes.
"""

import argparse
import random
import sys
from pathlib import Path

import pandas as pd

if not __package__:
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import generate_demand as demand
from benchmarks import generate_people as people_of
from benchmarks import generate_terms as terms
from benchmarks.generate_cells import START
from benchmarks.generate_staff import draw

SETTINGS = """\
name = "Generated, {people} people"
start = {start}
days = {days}
timezone = "UTC"
interval_minutes = {interval}
currency = "EUR"
"""
PRICED = """
[prices]
shortage_squared_per_hour = 5
unfairness = 1

[rules]
max_weekends = 150
max_start_spread_minutes = 0.5
max_change_per_day = 30
"""


def build(
    folder: Path, *, people: int = 1000, teams: int = 10, queues: int = 6, days: int = 28,
    interval: int = 15, seed: int = 1, rules: str = "basic",
) -> None:  # fmt: skip
    """Write a plan folder for so many people, teams, queues and days."""
    everything = rules == "all"
    text = SETTINGS.format(people=people, start=START, days=days, interval=interval)
    written = tables(people, teams, queues, days=days, seed=seed, everything=everything)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(text + PRICED * everything, encoding="utf-8")
    for name, rows in written.items():
        rows.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def tables(
    people: int, teams: int, queues: int, *, days: int, seed: int, everything: bool
) -> dict[str, pd.DataFrame]:
    """The tables of a folder; ``everything`` adds columns, rows and tables, and changes none."""
    rng = random.Random(seed)
    names = [f"queue_{number + 1}" for number in range(queues)]
    staff = draw(people, teams=teams, queues=names, days=days, rng=rng)
    volumes = demand.weekly_volumes(names, staff)
    found = {
        "queues": demand.queue_table(names),
        "markets": demand.market_table(volumes),
        "profiles": demand.profile_table(),
        "events": demand.event_table(days),
        "teams": terms.team_table(staff, everything=everything),
        "contracts": terms.contract_table(days, everything=everything),
        "shifts": terms.shift_table(),
        "agents": people_of.agent_table(staff, everything=everything),
        "time_off": people_of.leave_table(staff),
        "requests": people_of.request_table(staff, days, rng),
        "availability": people_of.availability_table(staff),
        "pins": people_of.pin_table(staff, days, rng),
        "previous": people_of.previous_table(staff),
        "cover": terms.cover_table(staff, everything=everything),
        "premiums": terms.premium_table(),
    }
    if everything:
        found["rotations"] = terms.rotation_table()
        found["off_queue"] = terms.off_queue_table(staff)
    return {name: rows for name, rows in found.items() if len(rows)}


def main() -> None:
    words = argparse.ArgumentParser(description="Write a plan folder of any size.")
    words.add_argument("out", type=Path)
    for name, value in {"people": 1000, "teams": 10, "queues": 6, "days": 28}.items():
        words.add_argument(f"--{name}", type=int, default=value)
    words.add_argument("--interval", type=int, default=15)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--rules", choices=("basic", "all"), default="basic")
    given = vars(words.parse_args())
    build(given.pop("out"), **given)


if __name__ == "__main__":
    main()
