"""The public names: what other programs rely on, and how fast they are there."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import planner

PROMISED = (
    "read_plan", "forecast", "require", "optimise", "audit", "coverage_plan", "whatif", "Plan",
    "Schedule", "Shift", "Result", "Audit", "Problem", "PlannerError", "DataError",
    "InfeasibleError", "Cancelled",
)  # fmt: skip


def declared() -> set[str]:
    """Names that type checkers see."""
    tree = ast.parse(Path(planner.__file__).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {
        alias.asname or alias.name
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize("name", sorted(declared()))
def test_a_declared_name_is_there(name: str) -> None:
    assert getattr(planner, name).__name__ == name


def test_all_names_are_declared_and_listed() -> None:
    assert set(PROMISED) <= declared() <= set(dir(planner))


def test_an_unknown_name_is_an_attribute_error() -> None:
    american = "optimize"
    with pytest.raises(AttributeError, match=american):
        getattr(planner, american)


def test_the_version_is_that_of_the_package() -> None:
    assert planner.__version__.split(".")[0].isdigit()


def test_help_needs_no_solver_and_no_app() -> None:
    code = (
        "import sys, planner.cli\n"
        "print([m for m in ('ortools', 'streamlit', 'numba', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
