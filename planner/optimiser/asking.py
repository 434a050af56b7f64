"""A day of a person as somebody asks for it, made part of the facts of a problem."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.case import FREE, MUST_REST, MUST_WORK, NEUTRAL_OFF
from planner.optimiser.kernels.packed import Facts
from planner.optimiser.options import Options
from planner.optimiser.problem import Problem
from planner.terms import NOT, OFF, WORKING

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a day of a person is asked to be.

    ``want`` as in ``requests.csv``: ``off``, ``work``, a template, ``not:`` and a template. ``at``
    asks for a shift that runs at that minute since the horizon's start.
    """

    day: date
    want: str
    at: int | None = None


def offered(problem: Problem, who: int, day: date) -> list[str]:
    """Names of the templates that a person's team is offered on a date."""
    options = _options(problem, who)
    if day not in options.dates:
        return []
    at = options.dates.index(day)
    numbers = np.unique(options.template[options.first[at] : options.first[at + 1]])
    return [options.templates[number].shift for number in numbers]


def covering(problem: Problem, who: int, minute: int) -> list[Asked]:
    """The shifts that a person may be asked for to be there at a minute: days and templates."""
    options = _options(problem, who)
    there = np.flatnonzero((options.start <= minute) & (minute < options.end))
    pairs = {(int(options.day[at]), int(options.template[at])) for at in there}
    return [
        Asked(day=options.dates[day], want=options.templates[number].shift, at=minute)
        for day, number in sorted(pairs)
    ]


def imposed(problem: Problem, facts: Facts, who: int, asked: Asked) -> Iterator[Facts]:
    """The facts with a day as it is asked; one for each template that would do.

    None where leave, pins, a rotation or the weeks before say otherwise.
    """
    options = _options(problem, who)
    if asked.day not in options.dates:
        return
    day = options.dates.index(asked.day)
    if asked.want == OFF:
        yield from _resting(facts, who, day)
    elif asked.want.startswith(NOT):
        name = asked.want.removeprefix(NOT)
        same = [_name(options, o) == name for o in _of_day(options, day)]
        yield facts._replace(barred=_barred(problem, facts, who, day, same))
    else:
        for name in offered(problem, who, asked.day):
            if asked.want in (WORKING, name):
                yield from _working(problem, facts, who, day, name, asked.at)


def _options(problem: Problem, who: int) -> Options:
    return problem.groups[problem.people[who].group].options


def _of_day(options: Options, day: int) -> range:
    return range(int(options.first[day]), int(options.first[day + 1]))


def _name(options: Options, option: int) -> str:
    return options.templates[int(options.template[option])].shift


def _resting(facts: Facts, who: int, day: int) -> Iterator[Facts]:
    status = facts.status.copy()
    if status[who, day] == FREE:
        status[who, day] = MUST_REST
    if status[who, day] in (MUST_REST, NEUTRAL_OFF):
        yield facts._replace(status=status)


def _working(
    problem: Problem, facts: Facts, who: int, day: int, name: str, at: int | None
) -> Iterator[Facts]:
    options = _options(problem, who)
    number = [template.shift for template in options.templates].index(name)
    status, pinned = facts.status.copy(), facts.pinned.copy()
    same = status[who, day] == MUST_WORK and pinned[who, day] == number
    if day < facts.skip[who] or not (same or status[who, day] == FREE):
        return
    status[who, day], pinned[who, day] = MUST_WORK, number
    if at is not None:
        apart = [not options.start[o] <= at < options.end[o] for o in _of_day(options, day)]
        facts = facts._replace(barred=_barred(problem, facts, who, day, apart))
    yield facts._replace(status=status, pinned=pinned)


def _barred(problem: Problem, facts: Facts, who: int, day: int, more: list[bool]) -> Bytes:
    """What availability bars, and some of the person's options of a day."""
    barred = facts.barred.copy()
    if barred.shape[1] == 1:
        most = max(len(group.options) for group in problem.groups)
        barred = np.zeros((len(barred), max(most, 2)), dtype=np.uint8)
    barred[who, _of_day(_options(problem, who), day)] |= np.array(more, dtype=np.uint8)
    return barred
