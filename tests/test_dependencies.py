"""Nothing is installed for nothing: each dependency is imported, or it is said what it is for."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NOT_IMPORTED = {
    "tzdata": "the zones themselves, for zoneinfo where the machine has none (Windows)",
    "authlib": "Streamlit signs people in through it (st.login)",
    "httpx": "Authlib asks the provider through it",
    "psycopg": "SQLAlchemy loads it for addresses that begin with postgresql://",
    "dask": "distributed is the same project's cluster and pins it",
}
TOOLS = {
    "build": "python -m build makes the wheel", "ruff": "lint and format", "mypy": "types",
    "pytest-xdist": "pytest -n auto", "pandas-stubs": "types", "types-pytz": "types",
    "scipy-stubs": "types", "types-openpyxl": "types", "setuptools": "the build itself",
}  # fmt: skip
IMPORTED_AS = {"python-calamine": "python_calamine"}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=]", requirement, maxsplit=1)[0].strip()


def _imported(*places: str) -> set[str]:
    """Top names of everything that is imported, also late and by name."""
    return {name for place in places for file in _files(place) for name in _names(file)}


def _files(place: str) -> Iterator[Path]:
    there = ROOT / place
    yield from [there] if there.is_file() else there.rglob("*.py")


def _names(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def _runtime() -> list[str]:
    project = PROJECT["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    return [_name(text) for text in (*project["dependencies"], *extras)]


def test_every_dependency_is_used() -> None:
    used = _imported("planner", "app.py")
    unused = {name for name in _runtime() if IMPORTED_AS.get(name, name) not in used}
    assert unused == set(NOT_IMPORTED)


def test_every_tool_is_used() -> None:
    used = _imported("tests", "benchmarks", "setup.py")
    wanted = {_name(text) for text in PROJECT["dependency-groups"]["dev"]}
    assert wanted - used - set(NOT_IMPORTED) == set(TOOLS) - used


def test_every_dependency_has_an_exact_version() -> None:
    locked = (ROOT / "requirements.lock.txt").read_text()
    pins = {line.partition("==")[0].lower() for line in locked.splitlines() if "==" in line}
    tools = [_name(text) for text in PROJECT["dependency-groups"]["dev"]]
    assert {name for name in (*_runtime(), *tools) if name not in pins} == set()
    assert "://" not in locked
