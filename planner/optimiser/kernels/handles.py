"""Facts as one pointer: what compiled functions hand to each other.

A tuple of a hundred arrays handed from function to function would be copied, and compiled, array by
array each time. A handle is read like the tuple (``handle.begin``) and shares its arrays. Every
reading of
an array counts its users, so loops read from local names and small tuples.
"""

from typing import Any

from numba import njit, types
from numba.experimental import structref

from planner.optimiser.kernels.packed import Facts


class _Handle(types.StructRef):
    """A tuple's fields behind a pointer."""

    def preprocess_fields(self, fields: Any) -> Any:
        plain: Any = types.unliteral
        return tuple((name, plain(kind)) for name, kind in fields)


@structref.register
class FactsType(_Handle):
    """Type of handles on :class:`Facts`."""


class FactsHandle(structref.StructRefProxy):
    """A handle on :class:`Facts`."""


_define: Any = structref.define_proxy
_define(FactsHandle, FactsType, list(Facts._fields))
_facts_handle: Any = FactsHandle


@njit(cache=True)
def _bind(facts: Any) -> Any:
    return _facts_handle(*facts)


def bind(facts: Facts) -> Any:
    """The handle on facts; it reads and writes the same arrays."""
    return _bind(facts)
