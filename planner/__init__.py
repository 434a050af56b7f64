"""Plans around-the-clock customer support: volumes in, an audited rota with a proven bound out.

    plan = planner.read_plan("data/follow_the_sun")
    forecast = planner.forecast(plan)
    needs = planner.require(plan, forecast)
    result = planner.optimise(plan, needs, seconds=60)
    audit = planner.audit(plan, result.schedule, needs)
    trace = planner.simulate(plan, result.schedule)

Names are loaded when they are first used, so that the command line answers at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.auditing import Audit as Audit
    from planner.auditing import audit as audit
    from planner.capacity import Capacity as Capacity
    from planner.capacity import hours_available as hours_available
    from planner.demand import backtest as backtest
    from planner.demand import forecast as forecast
    from planner.demand import learn as learn
    from planner.domain import Plan as Plan
    from planner.errors import Cancelled as Cancelled
    from planner.errors import DataError as DataError
    from planner.errors import InfeasibleError as InfeasibleError
    from planner.errors import PlannerError as PlannerError
    from planner.errors import Problem as Problem
    from planner.folder import check_folder as check_folder
    from planner.folder import read_plan as read_plan
    from planner.folder import write_whole as write_whole
    from planner.followup import FollowUp as FollowUp
    from planner.followup import reforecast as reforecast
    from planner.opening_hours import RoundTheClock as RoundTheClock
    from planner.opening_hours import round_the_clock as round_the_clock
    from planner.optimiser import coverage_plan as coverage_plan
    from planner.optimiser import optimise as optimise
    from planner.optimiser.results import CoverageSummary as CoverageSummary
    from planner.optimiser.results import Progress as Progress
    from planner.optimiser.results import Result as Result
    from planner.reports import Report as Report
    from planner.reports import report as report
    from planner.scenarios import Comparison as Comparison
    from planner.scenarios import whatif as whatif
    from planner.schedule_files import read_schedule as read_schedule
    from planner.schedules import Schedule as Schedule
    from planner.schedules import Shift as Shift
    from planner.simulation import Trace as Trace
    from planner.simulation import simulate as simulate
    from planner.staffing import require as require

    __version__: str
else:
    _HOME = {
        "Audit": "auditing", "audit": "auditing",
        "Capacity": "capacity", "hours_available": "capacity",
        "backtest": "demand", "forecast": "demand", "learn": "demand",
        "Plan": "domain",
        "Cancelled": "errors", "DataError": "errors", "InfeasibleError": "errors",
        "PlannerError": "errors", "Problem": "errors",
        "check_folder": "folder", "read_plan": "folder", "write_whole": "folder",
        "FollowUp": "followup", "reforecast": "followup",
        "RoundTheClock": "opening_hours", "round_the_clock": "opening_hours",
        "coverage_plan": "optimiser", "optimise": "optimiser",
        "CoverageSummary": "optimiser.results", "Progress": "optimiser.results",
        "Result": "optimiser.results",
        "Report": "reports", "report": "reports",
        "Comparison": "scenarios", "whatif": "scenarios",
        "read_schedule": "schedule_files",
        "Schedule": "schedules", "Shift": "schedules",
        "Trace": "simulation", "simulate": "simulation",
        "require": "staffing",
    }  # fmt: skip

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("planner")
        if name not in _HOME:
            raise AttributeError(f"module 'planner' has no attribute '{name}'")
        value = globals()[name] = getattr(import_module(f"planner.{_HOME[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted([*globals(), *_HOME, "__version__"])
