"""Every column of a plan folder has an example that it takes."""

import pytest

from planner.folder.cell_examples import COUNTS, EXAMPLES, OF_TABLE, example_of
from planner.folder.tables import ALL_TABLES


@pytest.mark.parametrize("table", ALL_TABLES)
def test_each_example_can_be_read_in_its_column(table: str) -> None:
    for column in ALL_TABLES[table].columns:
        assert column.read(example_of(table, column)) is not None


def test_no_example_is_of_a_column_that_is_gone() -> None:
    columns = {(t.name, c.name) for t in ALL_TABLES.values() for c in t.columns}
    assert set(OF_TABLE) <= columns
    assert {*EXAMPLES, *COUNTS} <= {name for _, name in columns}
