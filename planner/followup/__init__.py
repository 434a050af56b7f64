"""Following up: what the first days say about the days to come, and what to do about it.

``reforecasting`` puts it together; ``variance`` tells where the forecast was wrong, ``gaps`` where
the coming days are short or have people to spare, ``levers`` what could be done and at what cost,
``actions`` which of it to do.
"""

from planner.followup.reforecasting import FollowUp as FollowUp
from planner.followup.reforecasting import reforecast as reforecast
