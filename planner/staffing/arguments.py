"""What the Erlang functions accept, and what they say when it is something else."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.staffing.poisson_tail import Array

Values = float | Sequence[float] | NDArray[Any]
"""A number, or numbers that broadcast against the other arguments."""

EXPECTED = {
    "load": "erlangs, 0 or more",
    "agents": "agents, 0 or more",
    "aht": "seconds, more than 0",
    "within": "seconds, 0 or more",
    "patience": "seconds, more than 0, or None where nobody gives up",
    "service_level": "a share above 0 and below 1",
    "max_occupancy": "a share above 0, at most 1, or None for no limit",
    "max_abandon": "a share above 0, at most 1, or None for no limit",
}


def broadcast(**values: Values | None) -> tuple[dict[str, Array], tuple[int, ...]]:
    """Checked arguments as arrays of one length, and the shape of the result.

    ``None`` is an endless patience, or a limit of 1 that never binds.

    Raises
    ------
    ValueError
        Naming the argument, its value and what was expected.
    """
    arrays = [_checked(name, value) for name, value in values.items()]
    try:
        whole = np.broadcast_arrays(*arrays)
    except ValueError:
        shapes = ", ".join(f"{n} {a.shape}" for n, a in zip(values, arrays, strict=True) if a.shape)
        raise ValueError(f"arguments do not broadcast: {shapes}") from None
    flat = {name: array.ravel() for name, array in zip(values, whole, strict=True)}
    return flat, whole[0].shape


def shaped(result: NDArray[Any], shape: tuple[int, ...]) -> Any:
    """The result as it was asked for: a plain number for numbers, an array for arrays."""
    return result.reshape(shape) if shape else result.item()


def check_definition(definition: str, known: Sequence[str]) -> None:
    """Refuse a way to count the service level that nobody has defined."""
    if definition not in known:
        raise ValueError(f"definition is {definition!r}: expected one of {', '.join(known)}")


def _checked(name: str, value: Values | None) -> Array:
    if value is None:
        value = np.inf if name == "patience" else 1.0
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}: expected {EXPECTED[name]}") from None
    wrong = ~_allowed(name, array)
    if wrong.any():
        raise ValueError(f"{name} is {array[wrong].flat[0]:g}: expected {EXPECTED[name]}")
    return array


def _allowed(name: str, array: Array) -> NDArray[np.bool_]:
    if name in ("load", "agents", "within"):
        return (array >= 0) & np.isfinite(array)
    if name == "aht":
        return (array > 0) & np.isfinite(array)
    if name == "patience":
        return array > 0
    if name == "service_level":
        return (array > 0) & (array < 1)
    return (array > 0) & (array <= 1)
