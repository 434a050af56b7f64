"""Small changes of a module's meaning, one at a time, to see whether any test notices."""

import ast
import copy
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
ALREADY = "ignore::pytest.PytestAssertRewriteWarning"
"""Libraries were loaded before the fork."""
_CALLS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all",
          "all": "any", "ceil": "floor", "floor": "ceil"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A module with one node changed; ``what`` says how, for people.

    ``lines`` are those of its statement, without what an ``if`` or a loop holds.
    """

    module: str
    path: Path
    line: int
    lines: range
    what: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}"


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    source = ast.parse(path.read_text(encoding="utf-8"))
    module = ".".join(path.with_suffix("").parts)
    count = sum(1 for _ in _places(source))
    found = []
    for number in range(count):
        tree = copy.deepcopy(source)
        node, change = list(_places(tree))[number]
        before, line = ast.unparse(node), getattr(node, "lineno", 0)
        _apply(node, change)
        what = f"{before} -> {ast.unparse(node)}"
        if before != ast.unparse(node):
            found.append(
                Mutant(module=module, path=path, line=line, lines=_statement(source, line),
                       what=" ".join(what.split())[:140], tree=ast.fix_missing_locations(tree))
            )  # fmt: skip
    return found


def _statement(source: ast.Module, line: int) -> range:
    """The lines of the smallest statement around a line."""
    around = [
        found for found in map(_own_lines, ast.walk(source)) if found is not None and line in found
    ]
    return min(around, key=len, default=range(line, line + 1))


def _own_lines(node: ast.AST) -> range | None:
    if not isinstance(node, ast.stmt):
        return None
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
    return range(node.lineno, max(last, node.lineno) + 1)


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Nodes that can be changed, and how; texts, messages, types and decorators are left out."""
    for node in _meaningful(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
            yield node, "compare"
        elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY and not _is_text(node):
            yield node, "binary"
        elif isinstance(node, ast.BoolOp):
            yield node, "bool"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
            yield node, "unary"
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
            yield node, "constant"
        elif isinstance(node, ast.Call) and _called(node) in _CALLS:
            yield node, "call"
        elif isinstance(node, ast.If | ast.IfExp):
            yield node, "condition"


def _meaningful(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in ("decorator_list", "annotation", "returns", "message"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.JoinedStr | ast.Raise | ast.Assert):
                continue
            if isinstance(child, ast.keyword) and child.arg in ("message", "maxsize"):
                continue
            if isinstance(child, ast.AST):
                yield child
                yield from _meaningful(child)


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.JoinedStr | ast.Constant) and isinstance(
        getattr(side, "value", ""), str) for side in (node.left, node.right))  # fmt: skip


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", None) or getattr(node.func, "attr", ""))


def _apply(node: ast.AST, change: str) -> None:
    if change == "compare" and isinstance(node, ast.Compare):
        node.ops[0] = _COMPARE[type(node.ops[0])]()
    elif change == "binary" and isinstance(node, ast.BinOp):
        node.op = _BINARY[type(node.op)]()
    elif change == "bool" and isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif change == "unary" and isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(op=ast.Not(), operand=node.operand)
    elif change == "constant" and isinstance(node, ast.Constant):
        node.value = _other(node.value)
    elif change == "call" and isinstance(node, ast.Call):
        new = _CALLS[_called(node)]
        if isinstance(node.func, ast.Name):
            node.func.id = new
        elif isinstance(node.func, ast.Attribute):
            node.func.attr = new
    elif change == "condition" and isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)


def _other(value: object) -> bool | int | float:
    """Another value of a constant: the opposite, or one more."""
    if isinstance(value, bool):
        return not value
    assert isinstance(value, int | float)
    return value + 1


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path.absolute()))
        self._tree = mutant.tree

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return compile(self._tree, self.path, "exec")


class _Finder:
    """Gives the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        if name != self._mutant.module:
            return None
        loader = _Loader(self._mutant)
        return importlib.util.spec_from_file_location(name, loader.path, loader=loader)


def survives(mutant: Mutant | None, tests: Sequence[str], *, most_seconds: float) -> bool:
    """Whether all tests pass with the mutant in place of its module (``None``: none).

    Runs in a process of its own, forked so that libraries are loaded once; a mutant that makes the
    tests hang is noticed too. The files are not touched.
    """
    child = os.fork()
    if child == 0:
        os._exit(_judged(mutant, tests))
    ends = time.monotonic() + most_seconds
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _judged(mutant: Mutant | None, tests: Sequence[str]) -> int:
    import pytest

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(mutant))
    try:
        for one in tests:  # most mutants fall to the first file: the others are not even read
            found = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-W", ALREADY, one]))
            if found != 0:
                return found
        return 0
    except BaseException:
        return 99
