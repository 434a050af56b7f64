"""The app's server: Streamlit, with the app's modules loaded before anybody comes.

``python -m planner.ui.serve run SCRIPT [flags] [-- FOLDER]`` takes what ``streamlit run`` takes.
Started so, the first visitor waits for less; what everybody sees is the same.
"""

import gc
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from threading import Thread

PAGES = ("main", "overview", "what_if", "demand", "rota", "team_rules", "optimise", "compare")
"""The reports are loaded when somebody asks for one."""
_LOGGER = logging.getLogger(__name__)


def main() -> None:
    """Load, then serve; the plan folder is read meanwhile.

    Modules stay for good. Streamlit looks for rubbish among everything that may go, after every
    change of a page: it would look among them too, for longer than many a page takes.
    """
    streamlit = import_module("streamlit.web.cli")
    for page in PAGES:
        import_module(f"planner.ui.{page}")
    gc.collect()
    gc.freeze()
    Thread(target=warm, args=(folder_of(sys.argv),), name="warm", daemon=True).start()
    streamlit.main(prog_name="streamlit")


def folder_of(arguments: Sequence[str]) -> Path | None:
    """The plan folder that a command line names after ``--``; ``None`` where it names none."""
    after = [*arguments[arguments.index("--") + 1 :]] if "--" in arguments else []
    return Path(after[0]) if after else None


def warm(folder: Path | None) -> None:
    """Read a plan folder (without one the first example) and find what it needs, for all pages.

    Whatever is wrong with it is told on the pages.
    """
    try:
        import_module("planner.ui.state").warm(folder)
    except Exception:
        _LOGGER.debug("%s was not read in advance.", folder, exc_info=True)


if __name__ == "__main__":
    main()
