"""Do you need 24/7? What comes while a desk is closed, how long it waits, and what cover costs.

``outside`` says what would come, ``covering`` what it takes and costs, ``deciding`` what to make of
it.
"""

from planner.opening_hours.deciding import RoundTheClock as RoundTheClock
from planner.opening_hours.deciding import round_the_clock as round_the_clock
