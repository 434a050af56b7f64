"""Many scenarios side by side: cost against service, over a grid or a list.

``cases`` says which, ``evaluating`` works one out, ``running`` does them all, on this machine or on
a cluster, and ``picture`` draws them.
"""

from planner.sweeps.cases import AXES as AXES
from planner.sweeps.cases import Case as Case
from planner.sweeps.cases import grid as grid
from planner.sweeps.picture import page as page
from planner.sweeps.picture import spending as spending
from planner.sweeps.running import JOURNAL as JOURNAL
from planner.sweeps.running import Sweep as Sweep
from planner.sweeps.running import sweep as sweep
