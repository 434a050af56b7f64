"""The server reads the open folder in advance, and tells nothing where it cannot be read."""

from pathlib import Path

import pytest

from planner.example_folders import examples
from planner.ui import results, serve, state
from planner.ui.state import read_demand


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        (["run", "main.py", "--server.port=1", "--", "my plan"], Path("my plan")),
        (["run", "main.py", "--server.port=1"], None),
        (["run", "main.py", "--"], None),
    ],
)
def test_the_folder_stands_after_two_dashes(arguments: list[str], folder: Path | None) -> None:
    assert serve.folder_of(arguments) == folder


def test_a_folder_read_in_advance_is_what_its_first_visitor_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = examples()["corner_shop"].resolve()
    serve.warm(folder)
    monkeypatch.setattr(state, "forecast", lambda _: pytest.fail("worked out again"))
    assert len(read_demand(str(folder), results.stamp(folder)).needs) > 0


def test_a_folder_that_cannot_be_read_does_not_stop_the_server(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("[")
    serve.warm(tmp_path)
    serve.warm(tmp_path / "nowhere")
