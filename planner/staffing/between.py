"""Requirements between known ones: those of loads and handle times that lie on a grid.

Just enough agents are a smooth function of the root of the load and of the logarithm of the handle
time, as long as the same limit binds. So those on a grid are found once, whatever volumes come, and
cubics through four of them each way (J.-L. Lagrange) say what lies between. That is a guess:
whoever takes it checks it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.staffing.poisson_tail import Array

Indices = NDArray[np.intp]
Solve = Callable[[Array, Array], Array]
"""``solve(load, handle)``: just enough agents."""

LOAD_STEP, HANDLE_STEP = 0.04, 0.05
"""Distance of the knots, in roots of erlangs and in logarithms of handle times: so close that most
answers are known to less than :data:`planner.staffing.search.TOLERANCE`."""
LOADS, HANDLES = 32, 4
"""Knots that are solved together, always the same ones: no digit depends on what came before."""
STENCIL = 4
"""Knots each way that a cubic goes through."""
MOST_BLOCKS = 400


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of one kind of target, block by block of the grid.

    ``handle`` is the handle time of all cases; ``None`` where it is an axis of the grid.
    """

    solve: Solve
    handle: float | None
    blocks: dict[tuple[int, int], Array] = field(default_factory=dict)

    def between(self, load: Array, handle: Array) -> Array | None:
        """Agents of these cases; ``None`` where that would take more knots than there are cases."""
        across = _Axis.of(np.sqrt(load) / LOAD_STEP, LOADS, least=1)
        if self.handle is not None:
            down = _Axis(first=np.zeros(1, dtype=np.intp), weight=np.ones((1, 1)), blocks=range(1))
        else:
            down = _Axis.of(np.log(handle) / HANDLE_STEP, HANDLES)
        if len(across.blocks) * LOADS * len(down.blocks) * self._tall > load.size:
            return None
        table = np.block([[self._block(i, j) for j in down.blocks] for i in across.blocks])
        found = np.zeros_like(load)
        for i, j in product(range(len(across.weight)), range(len(down.weight))):
            found += across.weight[i] * down.weight[j] * table[across.first + i, down.first + j]
        return found

    @property
    def _tall(self) -> int:
        return HANDLES if self.handle is None else 1

    def _block(self, row: int, column: int) -> Array:
        """Agents at the knots of a block, ``[load, handle time]``."""
        known = self.blocks.get((row, column))
        if known is not None:
            return known
        root = np.maximum(row * LOADS + np.arange(LOADS), 1) * LOAD_STEP
        logarithm = (column * HANDLES + np.arange(HANDLES)) * HANDLE_STEP
        handle = np.exp(logarithm) if self.handle is None else np.array([self.handle])
        load, time = (each.ravel() for each in np.meshgrid(root**2, handle, indexing="ij"))
        found: Array = self.solve(load, time).reshape(LOADS, -1)
        if len(self.blocks) >= MOST_BLOCKS:
            self.blocks.clear()
        self.blocks[row, column] = found
        return found


@dataclass(frozen=True, kw_only=True)
class _Axis:
    """Where cases lie on one axis: the first of the knots around each, and what each knot weighs.

    ``weight[knot, case]``; ``first`` counts from the first knot of ``blocks``.
    """

    first: Indices
    weight: Array
    blocks: range

    @classmethod
    def of(cls, place: Array, size: int, *, least: int | None = None) -> Self:
        first = np.floor(place).astype(np.intp) - 1
        if least is not None:
            first = np.maximum(first, least)
        blocks = range(int(first.min()) // size, (int(first.max()) + STENCIL - 1) // size + 1)
        return cls(
            first=first - blocks.start * size, weight=_cubic(place - first), blocks=blocks
        )  # fmt: skip


def _cubic(u: Array) -> Array:
    """Weights of the knots at 0, 1, 2 and 3 for a value at ``u``."""
    a, b, c = u - 1, u - 2, u - 3
    return np.array([-a * b * c / 6, u * b * c / 2, -u * a * c / 2, u * a * b / 6])
