"""Scripts of the repository, which are no package, as modules."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
AXA = ROOT.parent / "shared/volumes/axa_assistance_30min_2011_2013.csv"
"""Real volumes, which are not part of the repository."""


def load(path: str) -> ModuleType:
    """A script of the repository as a module."""
    name = "script_" + Path(path).stem
    spec = importlib.util.spec_from_file_location(name, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
