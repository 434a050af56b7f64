"""Every text that the app shows, found in its source: the first argument of ``t`` and ``mark``."""

import ast
from pathlib import Path

UI = Path(__file__).parents[2] / "planner/ui"
WORDED = ("t", "mark", "heading", "card")


def texts() -> list[str]:
    """Texts in the order of files and lines, each once."""
    found: dict[str, None] = {}
    for path in sorted(UI.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WORDED:
                text = node.args[0] if node.args else None
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    found.setdefault(text.value)
    return list(found)
