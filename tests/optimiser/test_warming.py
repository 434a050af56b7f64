"""Everything that a plan runs compiled has been compiled by the installation."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
import importlib, json, pkgutil
from numba.core.registry import CPUDispatcher
import planner
from planner.optimiser import kernels, warm_up

def compiled():
    found = {}
    for module in pkgutil.iter_modules(kernels.__path__):
        loaded = importlib.import_module(f"{kernels.__name__}.{module.name}")
        for name, value in vars(loaded).items():
            if isinstance(value, CPUDispatcher):
                found[f"{value.py_func.__module__}.{name}"] = len(value.signatures)
    return found

warm_up()
before = compiled()
plan = planner.read_plan("data/follow_the_sun")
needs = planner.require(plan, planner.forecast(plan))
planner.optimise(plan, needs, seconds=8)
after = compiled()
print(json.dumps([sum(before.values()), {n: after[n] for n in after if after[n] != before[n]}]))
"""


def test_a_plan_compiles_nothing_that_the_installation_has_not() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=ROOT
    )
    known, late = json.loads(run.stdout)
    assert known > 15
    assert late == {}
