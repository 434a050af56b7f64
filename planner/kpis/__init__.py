"""The KPI board: how support did, against targets and plan, with how sure one can be."""

from planner.kpis.board import KpiBoard as KpiBoard
from planner.kpis.board import kpi_board as kpi_board
from planner.kpis.definitions import DEFINITIONS as DEFINITIONS
from planner.kpis.definitions import Definition as Definition
from planner.kpis.words import board_lines as board_lines
from planner.kpis.words import board_page as board_page
from planner.kpis.words import figure as figure
from planner.kpis.words import shown as shown
