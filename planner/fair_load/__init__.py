"""Who carries the nights, weekends, holidays, late changes and surges, and what comes next.

``counting`` says what a stretch of shifts holds, ``published`` what rotas that were handed out
changed at what notice, ``known`` puts together what is known of the past, ``limits`` who is near a
limit of the contract, ``balance`` what of it is fair and what the next plan does about it.
"""

from planner.fair_load.balance import FairLoad as FairLoad
from planner.fair_load.balance import fair_load as fair_load
from planner.fair_load.published import Publication as Publication
from planner.fair_load.published import from_schedule as from_schedule
