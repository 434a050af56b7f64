"""From volumes to people: Erlang formulas and the requirement of every queue and interval."""

from planner.staffing import erlang as erlang
from planner.staffing import overflow as overflow
from planner.staffing.explaining import explain as explain
from planner.staffing.explaining import explain_alone as explain_alone
from planner.staffing.explaining import explain_sets as explain_sets
from planner.staffing.requirement import require as require
from planner.staffing.requirement import volume_outside_opening as volume_outside_opening
