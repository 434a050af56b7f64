"""The app's server: Streamlit, with the app's modules and the open plan folder loaded meanwhile.

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

FIRST_PAGES = ("main", "overview")
"""As a first visitor's page loads them: two threads that load modules in one order never clash."""
OTHER_PAGES = ("what_if", "demand", "rota", "team_rules", "optimise", "compare")
_LOGGER = logging.getLogger(__name__)


def main() -> None:
    """Serve; the loading goes on beside."""
    streamlit = import_module("streamlit.web.cli")
    folder = folder_of(sys.argv)
    Thread(target=preload, args=(folder,), name="preload", daemon=True).start()
    streamlit.main(prog_name="streamlit")


def folder_of(arguments: Sequence[str]) -> Path | None:
    """The plan folder that a command line names after ``--``; ``None`` where it names none."""
    after = [*arguments[arguments.index("--") + 1 :]] if "--" in arguments else []
    return Path(after[0]) if after else None


def preload(folder: Path | None) -> None:
    """Load the pages and read a plan folder, as the first visitor's page would.

    Whatever is wrong with the folder is told on that page. What is loaded stays for good: looking
    for rubbish among it, as Streamlit does at every change, takes longer than many a page.
    """
    for page in FIRST_PAGES:
        import_module(f"planner.ui.{page}")
    try:
        import_module("planner.ui.state").warm(folder)
    except Exception:
        _LOGGER.debug("The plan folder was not read in advance.", exc_info=True)
    for page in OTHER_PAGES:
        import_module(f"planner.ui.{page}")
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
