"""Whom to hire, when and where: heads required against available, months ahead, at least cost.

``need`` is the hours that the queues need week by week, ``supply`` what the teams' people give,
``programme`` the choice between hires, overtime, vendors and shortage, ``planning`` the report.
"""

from planner.hiring.planning import HiringPlan as HiringPlan
from planner.hiring.planning import hiring_plan as hiring_plan
