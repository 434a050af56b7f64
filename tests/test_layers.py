"""Imports point down, and each outside library is met in one place only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "planner"

LAYERS = (
    ("errors", "clock", "deadlines", "sentences"),
    ("databases", "migrations"),
    ("calendars", "contacts", "terms", "outlook", "kpi_rows"),
    ("domain", "laws"),
    ("schedules", "staffing"),
    ("folder", "demand"),
    ("rules",),
    ("assumptions", "reach", "schedule_rows", "provenance", "foreign_schedules"),
    ("schedule_files", "auditing", "simulation", "optimiser"),
    (
        "service",
        "deferred_service",
        "capacity",
        "feasibility",
        "changes",
        "charts",
        "export",
        "why",
    ),
    ("weekly",),
    (
        "example_folders",
        "reports",
        "followup",
        "opening_hours",
        "hiring",
        "automation",
        "handle_time",
        "fair_load",
        "kpis",
    ),
    ("scenarios", "runs", "registry", "access"),
    ("sweeps", "publications"),
    ("",),
    ("terminal", "option_values", "ui"),
    (
        "terminal_forecast",
        "terminal_managers",
        "terminal_results",
        "cli_options",
    ),
    ("export_command", "store_command"),
    ("cli_forecast", "cli_managers", "cli_reports", "cli_why"),
    ("cli",),
)
"""Parts of the package from the ground up; ``""`` is ``planner`` itself."""
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}

ONLY_IN = {
    "ortools": ("planner/optimiser/", "planner/hiring/linear.py"),
    "numba": ("planner/optimiser/", "planner/simulation/", "planner/staffing/"),
    "streamlit": ("planner/ui/", "app.py"),
    "altair": ("planner/ui/", "planner/charts.py"),
    "holidays": ("planner/calendars.py",),
    "pytz": ("planner/clock.py",),
    "pandera": ("planner/folder/",),
    "pydantic": ("planner/folder/",),
    "python_calamine": ("planner/folder/",),
    "typer": ("planner/cli", "planner/export_command.py", "planner/store_command.py"),
    "xlsxwriter": ("planner/export/",),
    "sqlalchemy": ("planner/registry.py", "planner/databases.py", "planner/migrations/"),
    "alembic": ("planner/migrations/",),
    "babel": ("planner/ui/texts.py", "planner/ui/wording.py"),
    "tomlkit": ("planner/folder/",),
    "icalendar": ("planner/export/",),
    "joblib": ("planner/sweeps/",),
    "distributed": ("planner/sweeps/",),
    "rich": ("planner/terminal.py", "planner/terminal_results.py"),
}
FILES = sorted([*PACKAGE.rglob("*.py"), *ROOT.glob("app.py")])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def part_of(path: Path) -> str:
    """The part of the package that a file belongs to."""
    if path.parent == ROOT:
        return "ui"
    inside = path.relative_to(PACKAGE)
    return inside.parts[0].removesuffix(".py").replace("__init__", "")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, but for what only type checkers read."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for branch in node.orelse:
                yield from imports(branch)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        else:
            yield from imports(node)


def imported_part(name: str) -> str | None:
    """The part of ``planner`` that an import reaches; ``None`` for another library."""
    first, _, rest = name.partition(".")
    if first != "planner":
        return None
    part = rest.partition(".")[0]
    return part if part in RANK else ""


def test_every_part_has_its_layer() -> None:
    assert {part_of(path) for path in FILES} <= set(RANK)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = part_of(path)
    wrong = [
        f"line {line}: {name}"
        for line, name in imports(ast.parse(path.read_text()))
        if (part := imported_part(name)) is not None and part != own and RANK[part] >= RANK[own]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_met_in_one_place(library: str) -> None:
    met = {
        name_of(path)
        for path in FILES
        for _, name in imports(ast.parse(path.read_text()))
        if name.partition(".")[0] == library
    }
    assert {name for name in met if not name.startswith(ONLY_IN[library])} == set()


def test_kernels_know_arrays_only() -> None:
    for path in PACKAGE.glob("optimiser/kernels/*.py"):
        names = {name.partition(".")[0] for _, name in imports(ast.parse(path.read_text()))}
        assert names <= {"numpy", "numba", "math", "typing", "planner"}, path.name
        assert not any(
            (imported_part(name) or "optimiser") != "optimiser"
            for _, name in imports(ast.parse(path.read_text()))
        ), path.name


def test_the_optimiser_shares_no_judgement() -> None:
    judges = {"rules", "auditing"}
    for path in PACKAGE.glob("optimiser/**/*.py"):
        reached = {imported_part(name) for _, name in imports(ast.parse(path.read_text()))}
        assert not reached & judges, path.name
