"""Worker processes that keep the memory they have freed.

Dask starts its workers with ``MALLOC_TRIM_THRESHOLD_`` = 65536. The C library then hands every
array of a coverage plan back to the system, which has to clear it anew for the next one: that takes
longer than the plan itself.
"""

import ctypes
import os
import sys
from functools import lru_cache

TRIM_SETTING = "MALLOC_TRIM_THRESHOLD_"
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES = 1 << 28


@lru_cache(maxsize=1)
def keep_freed_memory() -> bool:
    """Undo that setting for this process, where there is one; says whether it did."""
    if TRIM_SETTING not in os.environ or not sys.platform.startswith("linux"):
        return False
    change = getattr(ctypes.CDLL(None), "mallopt", None)
    if change is None:
        return False
    return bool(change(M_TRIM_THRESHOLD, KEPT_BYTES)) and bool(change(M_MMAP_THRESHOLD, KEPT_BYTES))
