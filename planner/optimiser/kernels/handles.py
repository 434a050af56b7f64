"""Facts as one pointer: what compiled functions hand to each other.

A tuple of a hundred arrays handed from function to function would be copied, and compiled, array by
array each time. A handle is read like the tuple (``handle.begin``) and shares its arrays.
"""

from typing import Any

from numba import njit, types
from numba.experimental import structref

from planner.optimiser.kernels.packed import Facts
from planner.optimiser.kernels.shared import Shared


class _Handle(types.StructRef):
    """A tuple's fields behind a pointer."""

    def preprocess_fields(self, fields: Any) -> Any:
        plain: Any = types.unliteral
        return tuple((name, plain(kind)) for name, kind in fields)


@structref.register
class FactsType(_Handle):
    """Type of handles on :class:`Facts`."""


@structref.register
class SharedType(_Handle):
    """Type of handles on :class:`Shared`."""


class FactsHandle(structref.StructRefProxy):
    """A handle on :class:`Facts`; its ``shared`` is a handle too."""


class SharedHandle(structref.StructRefProxy):
    """A handle on :class:`Shared`."""


_define: Any = structref.define_proxy
_define(FactsHandle, FactsType, list(Facts._fields))
_define(SharedHandle, SharedType, list(Shared._fields))
_facts_handle: Any = FactsHandle
_shared_handle: Any = SharedHandle


@njit(cache=True)
def _bind_shared(shared: Any) -> Any:
    return _shared_handle(*shared)


@njit(cache=True)
def _bind(facts: Any) -> Any:
    return _facts_handle(*facts)


def bind_shared(shared: Shared) -> Any:
    """The handle on what concerns whole teams; it reads and writes the same arrays."""
    return _bind_shared(shared)


def bind(facts: Facts) -> Any:
    """The handle on facts; it reads and writes the same arrays."""
    return _bind(facts._replace(shared=bind_shared(facts.shared)))
