"""Plan folders: read, checked and turned into a plan; results written.

The way through: :mod:`reading` (files to text), :mod:`checking` (text against the declarations in
:mod:`tables`), :mod:`demand_side` and :mod:`people_side` (rows to objects), :mod:`sense` (objects
against each other), :mod:`plans` (all of it), :mod:`writing` (results). The way back:
:mod:`drafting` (changes by hand), :mod:`differences` (two states of a folder).
"""

from planner.folder.checking import CheckedTable as CheckedTable
from planner.folder.plans import Checked as Checked
from planner.folder.plans import build_plan as build_plan
from planner.folder.plans import check_folder as check_folder
from planner.folder.plans import read_plan as read_plan
from planner.folder.raw import RawFolder as RawFolder
from planner.folder.raw import RawTable as RawTable
from planner.folder.reading import read_folder as read_folder
from planner.folder.recovering import recover as recover
from planner.folder.scenario_file import Change as Change
from planner.folder.scenario_file import Scenario as Scenario
from planner.folder.scenario_file import cell_text as cell_text
from planner.folder.unacted import refuse_unacted as refuse_unacted
from planner.folder.writing import table_text as table_text
from planner.folder.writing import write_whole as write_whole


def scenario_names(raw: RawFolder) -> tuple[str, ...]:
    """Names of the scenarios of a folder, in the order of the file."""
    return tuple(scenario.name for scenario in raw.scenarios)
