"""Published values of the shift-scheduling instances of Curtois & Qu (2014), as of September 2026.

Best known values and bounds from schedulingbenchmarks.org. After ten minutes each: ejection chain
and Gurobi (Curtois & Qu 2014), IP with variable neighbourhood search (Rahimian et al. 2017), and
Turhan & Bilgen. Blank where nothing was published.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Published:
    """Penalties of one instance."""

    best: int
    bound: int
    ejection_chain: int | None = None
    gurobi: int | None = None
    ip_vns: int | None = None
    turhan_bilgen: int | None = None


_ROWS: dict[int, tuple[int, ...]] = {
    1: (607, 607, 607, 607, 607, 607),
    3: (1001, 1001, 1003, 1001, 1001, 1001),
    4: (1716, 1716, 1719, 1716, 1716, 1716),
    5: (1143, 1143, 1439, 1143, 1143, 1143),
    7: (1056, 1056, 1284, 1056, 1056, 1056),
    8: (1300, 1300, 2529, 8995, 1364, 1341),
    9: (439, 439, 474, 439, 439, 439),
    11: (3443, 3443, 3967, 3443, 3443, 3443),
    12: (4040, 4040, 5611, 4045, 4042, 4044),
    13: (1348, 1348, 8707, 500410, 3109, 3200),
    14: (1278, 1278, 2542, 1482, 1281, 1295),
    16: (3225, 3225, 4343, 3521, 3306, 3253),
    18: (4459, 4459, 6404, 7950, 5049, 5000),
    20: (4769, 4769),
    21: (21133, 21133),
}
_FIELDS = ("best", "bound", "ejection_chain", "gurobi", "ip_vns", "turhan_bilgen")

PUBLISHED = {
    f"Instance{number}": Published(**dict(zip(_FIELDS, row, strict=False)))
    for number, row in _ROWS.items()
}
