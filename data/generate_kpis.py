"""Writes ``follow_the_sun/kpis.csv``: invented counts of eight weeks and three days of the horizon.

What is put into them, so that the board has something to find: satisfaction of dublin's chat falls
by 10 points from February on, the bot of voice_en resolves more from February on, manila
answers in time less often than the others; people differ by chance alone, but for one.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from planner.folder import read_plan, table_text

HERE = Path(__file__).parent / "follow_the_sun"
FIRST, LAST, CHANGED = date(2027, 1, 4), date(2027, 3, 3), date(2027, 2, 1)
PEOPLE_OF, ODD_ONE = "singapore", 3
SEED = 20270104


def table() -> pd.DataFrame:
    """The rows of kpis.csv: teams by queue and day, one team by person."""
    plan = read_plan(HERE)
    draw = np.random.default_rng(SEED)
    rows = []
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    for day in days:
        for team in plan.teams:
            people = [agent for agent in plan.agents if agent.team == team.team]
            if team.team == PEOPLE_OF:
                for number, agent in enumerate(people):
                    if (day.toordinal() + number) % 7 < 5:
                        shift = -0.10 if number == ODD_ONE else 0.0
                        rows.append(_row(draw, day, team.queues[0], team.team, agent.agent,
                                         contacts=28, better=shift))  # fmt: skip
                continue
            for place, queue in enumerate(team.queues[:3]):
                contacts = len(people) * 22 // (place + 2)
                falls = (team.team, queue) == ("dublin", "chat_de") and day >= CHANGED
                late = team.team == "manila"
                rows.append(_row(draw, day, queue, team.team, "", contacts=contacts,
                                 better=-0.1 if falls else 0.0, late=late))  # fmt: skip
    return pd.DataFrame(rows)


def _row(
    draw: np.random.Generator, day: date, queue: str, team: str, agent: str, *, contacts: int,
    better: float = 0.0, late: bool = False,
) -> dict[str, object]:  # fmt: skip
    came = int(draw.poisson(contacts * (0.75 if day.weekday() > 4 else 1.1)))
    live = queue.startswith(("voice", "chat", "senior"))
    answers = int(draw.binomial(came, 0.12))
    bot = 0.24 if queue == "voice_en" and day >= CHANGED else 0.2
    resolved = int(draw.binomial(came, 0.86 + better / 2))
    promoters, passive, _ = draw.multinomial(answers, [0.48, 0.3, 0.22])
    scheduled = 480 * max(1, came // 28)
    hours = came * (370 if live else 430) / 3600
    row: dict[str, object] = {
        "date": day, "queue": queue, "team": team, "agent": agent,
        "tickets_created": came, "tickets_solved": int(draw.binomial(came, 0.97)),
        "conversations": came, "resolved": resolved,
        "reopened": int(draw.binomial(resolved, 0.05)),
        "bot_resolved": "" if agent else int(draw.binomial(came, bot)),
        "first_contact_issues": came, "first_contact_resolved": int(draw.binomial(came, 0.72)),
        "csat_responses": answers,
        "csat_positive": int(draw.binomial(answers, 0.84 + better)),
        "nps_responses": answers, "nps_promoters": int(promoters),
        "nps_detractors": int(answers - promoters - passive),
        "first_responses": came,
        "first_response_total_s": round(
            float(draw.gamma(8, 1 / 8)) * came * (35 if live else 9000)
        ),
        "offered": came if live else "", "answered_in_time": "",
        "handling_hours": round(hours, 2),
        "available_hours": round(hours * float(draw.uniform(0.15, 0.35)), 2),
        "scheduled_minutes": scheduled,
        "adherent_minutes": round(scheduled * float(draw.beta(46, 4))),
    }  # fmt: skip
    if live:
        row["answered_in_time"] = int(draw.binomial(came, 0.74 if late else 0.81))
    return row


def write(folder: Path = HERE) -> None:
    """Write the table."""
    (folder / "kpis.csv").write_text(table_text(table()))


if __name__ == "__main__":
    write()
