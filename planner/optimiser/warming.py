"""Compile the kernels once, so that the first real plan does not wait for it."""

import time
from datetime import date

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Agent, Break, Contract, Cover, Plan, Queue, ShiftTemplate, Team, TimeOff
from planner.optimiser.bundle import Bundle
from planner.optimiser.coverage_totals import summary_of
from planner.optimiser.optimising import Run
from planner.optimiser.search import SLIDE, RotaSearch


def warm_up() -> float:
    """Compile everything the optimiser runs; the seconds it took.

    Compiled code is kept beside the package (or in the user's cache where that cannot be written),
    so later runs start at once.
    """
    begun = time.monotonic()
    plan, needs = _sample()
    run = Run(plan, needs, seconds=10, gap=0.0, seed=0, report=None, stop=None, save=None)
    run.prover.bounder.without_rota()
    run.coverage.run(1, of=1)
    summary_of(run.problem, run.coverage)
    run.prover.solve_coverage()
    run.prover.prove_more()
    guide = run.rounded.plain(run.coverage.guide)
    search = RotaSearch(run.problem, run.facts, run.assembler, seed=0)
    search.round(run.coverage.plan)
    search.slide(guide, SLIDE[-1])
    search.improve(guide, moves=1, heat=0.0)
    if run.prover.optimum is not None:
        bounder, prices = run.prover.bounder, run.prover.optimum.prices
        bundle = Bundle(bounder, run.coverage, run.prover.optimum, prices=prices, bound=-np.inf)
        bundle.step()
        bundle.step()
        rotas = bundle.rotas()
        if rotas is not None:
            search.adopt(rotas, guide)
    run.assembler.assemble(search.state)
    return time.monotonic() - begun


def _sample() -> tuple[Plan, pd.DataFrame]:
    """A plan of thirteen people, too large to be solved by listing, that uses every kernel."""
    horizon = Horizon(date(2027, 3, 1), 14, "UTC", 60)
    starts = pd.DatetimeIndex(horizon.starts).tz_localize("UTC")
    plan = Plan(
        name="sample", horizon=horizon,
        queues=(
            Queue(queue="q", channel="voice", timezone="UTC", aht_s=300),
            Queue(queue="r", channel="email", timezone="UTC", aht_s=300, complete_within_hours=24),
        ),
        teams=(Team(team="t", timezone="UTC", queues=("q", "r"), contract="c", hourly_cost=20),),
        contracts=(Contract(contract="c", max_hours_per_week=40, min_rest_hours=11),),
        shifts=(
            ShiftTemplate(
                shift="s", start_from=0, start_to=1380, start_step_minutes=60, length_minutes=480,
                breaks=(Break(minutes=60, paid=False, earliest=180, latest=300),),
            ),
        ),
        agents=tuple(
            Agent(agent=f"a{n}", team="t", contract="c", queues=("q", "r"), productivity=1,
                  hourly_cost=20)
            for n in range(13)
        ),
        time_off=(TimeOff(agent="a0", first=date(2027, 3, 2), last=date(2027, 3, 3)),),
        cover=(Cover(cover="one", timezone="UTC", min=1),),
    )  # fmt: skip
    hours = np.arange(1.0, len(starts) + 1)
    voice = pd.DataFrame({"interval_start": starts, "queue": "q", "required_real": 2.5})
    email = pd.DataFrame(
        {
            "interval_start": starts, "queue": "r", "required_real": 0.5,
            "arrived_hours": 0.5, "due_hours": np.where(hours > 24, 0.5, 0.0),
        }
    )  # fmt: skip
    return plan, pd.concat([voice, email], ignore_index=True)
