"""Mutants put in place within a process that has read everything, before the tests that reach them.

Starting Python, reading libraries and collecting tests takes longer than most tests. Here one
process does it once; every mutant is then judged in a fork of it: the code of the functions that
it changes is exchanged, wherever they are referred to, and only those tests run that came by its
lines, the quick ones first. What stands outside functions, or ran while tests were collected,
cannot be exchanged: those mutants are handed back for :func:`tests.support.mutants.survives`.
"""

import gc
import os
import pickle
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests.support.mutants import ALREADY, Mutant

PROFILE = "mutants"
NEWLOCALS = 0x2
"""The flag of code that is a function's, not a class's or a module's."""
SPARE_SECONDS, LONGEST_SECONDS = 5, 900.0
"""Of the processor, besides five times what a test usually takes; and of the clock, for all."""
Place = tuple[str, str, int]
"""File, qualified name and first line of a function."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a mutant survived, and by how many tests it was judged; ``None``: not in place."""

    alive: bool | None
    tests: int = 0


@dataclass(kw_only=True)
class Reached:
    """Lines of the judged modules that a test came by, and its processor seconds."""

    lines: set[tuple[str, int]] = field(default_factory=set)
    seconds: float = 0.0
    passed: bool = True


def verdicts(mutants: Sequence[Mutant], tests: Sequence[str]) -> Iterator[Verdict]:
    """Judge every mutant in turn, in a process of its own that reads everything once.

    Raises
    ------
    RuntimeError
        When the tests fail without any mutant.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_session(mutants, tests, writing))
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        for _ in mutants:
            try:
                yield pickle.load(answers)
            except EOFError:
                raise RuntimeError("the tests fail without any mutant") from None
    os.waitpid(child, 0)


def _session(mutants: Sequence[Mutant], tests: Sequence[str], writing: int) -> int:
    _quiet()
    settings.register_profile(
        PROFILE, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
    )
    settings.load_profile(PROFILE)
    with os.fdopen(writing, "wb") as answers:
        words = ["-q", "--tb=no", "-p", "no:cacheprovider", "-W", ALREADY, *tests]
        return int(pytest.main(words, plugins=[_Judge(mutants, answers)]))


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


class _Judge:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self, mutants: Sequence[Mutant], answers: Any) -> None:
        self._mutants, self._answers = mutants, answers
        self._files = {str(mutant.path.absolute()) for mutant in mutants}
        self._early: set[Place] = set()

    def pytest_sessionstart(self) -> None:
        sys.setprofile(self._while_collecting)

    def _while_collecting(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename in self._files:
            self._early.add(_place(frame.f_code))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        sys.setprofile(None)
        items = session.items
        reached = _in_fork(lambda: [_tried(items, n, self._files) for n in range(len(items))])
        if not items or reached is None or not all(one.passed for one in reached):
            return True
        functions = _functions(self._files)
        gc.freeze()  # forks then share what is there
        for mutant in self._mutants:
            pickle.dump(self._verdict(mutant, items, reached, functions), self._answers)
            self._answers.flush()
        return True

    def _verdict(
        self, mutant: Mutant, items: list[pytest.Item], reached: list[Reached],
        functions: dict[Place, list[FunctionType]],
    ) -> Verdict:  # fmt: skip
        changed = _changed(mutant)
        if changed is None or any(
            place in self._early or place not in functions for place in changed
        ):
            return Verdict(alive=None)
        file = str(mutant.path.absolute())
        lines = {(file, line) for line in mutant.lines}
        chosen = [n for n, one in enumerate(reached) if not lines.isdisjoint(one.lines)]
        chosen.sort(key=lambda n: reached[n].seconds)

        def passed() -> bool:
            for place, code in changed.items():
                for function in functions[place]:
                    function.__code__ = code
            signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
            for i, number in enumerate(chosen):
                _allow(SPARE_SECONDS + 5 * reached[number].seconds)
                if not _passes(items, chosen[i : i + 2]):
                    return False
            return True

        found = _in_fork(passed)
        return Verdict(alive=bool(found), tests=len(chosen))


def _allow(seconds: float) -> None:
    """From now on so many seconds of the processor, then this process is ended."""
    most = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _in_fork(act: Callable[[], Any]) -> Any:
    """What a function returns in a fork of this process; ``None`` when that died or hung."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            told = pickle.dumps(act())
            with os.fdopen(writing, "wb") as answer:
                answer.write(told)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return pickle.loads(told) if told else None


def _passes(items: list[pytest.Item], numbers: Sequence[int]) -> bool:
    """Run the first of two tests; the second is the next one, for fixtures that both use."""
    item, *following = (items[n] for n in numbers)
    failed: list[str] = []

    class Ears:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                failed.append(report.nodeid)

    ears = Ears()
    item.config.pluginmanager.register(ears)
    try:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=next(iter(following), None))
    finally:
        item.config.pluginmanager.unregister(ears)
    return not failed


def _tried(items: list[pytest.Item], number: int, files: set[str]) -> Reached:
    found = Reached()

    def called(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename not in files:
            return None
        found.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return called

    begun = time.process_time()
    threading.settrace(called)
    sys.settrace(called)
    try:
        found.passed = _passes(items, range(number, min(number + 2, len(items))))
    finally:
        sys.settrace(None)
        threading.settrace(None)
    found.seconds = time.process_time() - begun
    return found


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _functions(files: set[str]) -> dict[Place, list[FunctionType]]:
    """Every function object of the modules, also behind decorators."""
    found: dict[Place, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename in files:
            found.setdefault(_place(thing.__code__), []).append(thing)
    return found


def _changed(mutant: Mutant) -> dict[Place, CodeType] | None:
    """The code of the functions that a mutant changes; ``None`` when it changes anything else."""
    file = str(mutant.path.absolute())
    before = compile(Path(file).read_text(encoding="utf-8"), file, "exec")
    after = compile(mutant.tree, file, "exec")
    return _differing(before, after)


def _differing(before: CodeType, after: CodeType) -> dict[Place, CodeType] | None:
    """Functions that differ between two modules or class bodies that are otherwise the same."""
    if before.co_code != after.co_code or before.co_names != after.co_names:
        return None
    if len(before.co_consts) != len(after.co_consts):
        return None
    places = [_place(code) for code in before.co_consts if isinstance(code, CodeType)]
    if len(places) != len({*places}):
        return None
    found: dict[Place, CodeType] = {}
    for old, new in zip(before.co_consts, after.co_consts, strict=True):
        if not isinstance(old, CodeType) or not isinstance(new, CodeType):
            if type(old) is not type(new) or old != new:
                return None
        elif old.co_flags & NEWLOCALS:
            if old.co_freevars != new.co_freevars:
                return None
            found |= {} if old == new else {_place(old): new}
        else:
            inner = _differing(old, new)
            if inner is None:
                return None
            found |= inner
    return found
