"""From real-valued requirements to people, once and at the end."""

from typing import Any

import numpy as np

from planner.staffing.arguments import Values, shaped

ROUNDING = 1e-9
"""Residue of floating-point arithmetic that is not a person."""


def whole_agents(agents: Values) -> Any:
    """The next whole number of people.

    Residue of the arithmetic hires nobody: 21 / (1 - 0.3) is 30 people, not 31.
    """
    array = np.asarray(agents, dtype=float)
    return shaped(np.ceil(array - ROUNDING).astype(np.int64), array.shape)


def gross_agents(agents: Values, shrinkage: Values) -> Any:
    """People on shift so that ``agents`` are at work, ``shrinkage`` (0 to below 1) of them away.

    Divided by ``1 - shrinkage``, not multiplied by ``1 + shrinkage``; real-valued.

    Raises
    ------
    ValueError
        If a shrinkage is below 0, or 1 and more.
    """
    share = np.asarray(shrinkage, dtype=float)
    wrong = ~((share >= 0) & (share < 1))
    if wrong.any():
        raise ValueError(
            f"shrinkage is {share[wrong].flat[0]:g}: expected a share from 0 to below 1"
        )
    gross = np.asarray(agents, dtype=float) / (1 - share)
    return shaped(gross, gross.shape)
