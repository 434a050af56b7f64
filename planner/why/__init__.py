"""Why the rota is as it is: of a person, and of an interval that is short.

The schedule stands as it is; one person's rota at a time is solved again by the optimiser, and what
comes of it is held against the schedule by the audit.
"""

from planner.why.ground import Ground as Ground
from planner.why.interval import Short as Short
from planner.why.interval import why_short as why_short
from planner.why.person import Answer as Answer
from planner.why.person import why_not as why_not
from planner.why.remedies import Helps as Helps
from planner.why.remedies import Remedy as Remedy
from planner.why.remedies import what_helps as what_helps
