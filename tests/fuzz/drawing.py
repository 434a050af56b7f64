"""Changes by Hypothesis and by seed."""

import random
from collections.abc import Mapping

from hypothesis import strategies as st

from tests.fuzz.bases import BASES
from tests.fuzz.changes import KIND_NAMES, Change, changed
from tests.fuzz.values import TEXTS

NUMBER = st.integers(min_value=0, max_value=9_999)
CHANGES = st.lists(
    st.builds(
        Change, kind=st.sampled_from(KIND_NAMES), file=NUMBER, row=NUMBER, column=NUMBER,
        text=st.sampled_from(TEXTS) | st.text(max_size=12),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
BASE_NAMES = st.sampled_from(sorted(BASES))


def folder_of(base: str, changes: list[Change]) -> Mapping[str, bytes]:
    """A base folder with all changes made, one after the other."""
    files: Mapping[str, bytes] = {name: text.encode() for name, text in BASES[base].items()}
    for change in changes:
        files = changed(files, change)
    return files


def drawn(seed: int) -> tuple[str, list[Change]]:
    """A base and changes from a seed."""
    draw = random.Random(seed)
    changes = [
        Change(
            kind=draw.choice(KIND_NAMES), file=draw.randrange(10_000), row=draw.randrange(10_000),
            column=draw.randrange(10_000), text=text_drawn(draw),
        )
        for _ in range(draw.choice((1, 1, 2, 3)))
    ]  # fmt: skip
    return draw.choice(sorted(BASES)), changes


def text_drawn(draw: random.Random) -> str:
    """A text that nobody expects."""
    if draw.random() < 0.8:
        return draw.choice(TEXTS)
    letters = "aZ0 9.,;:|-+=\"'\n\u00e9\u6771\U0001f98a\ud800"
    return "".join(draw.choice(letters) for _ in range(draw.randrange(12)))
