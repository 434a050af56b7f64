"""Builds the package; all but the example folders is declared in pyproject.toml.

The examples stand once, in ``data``, and a wheel carries them as ``planner/examples``. An editable
installation reads them where they are.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent


class BuildWithExamples(build_py):
    """Copies every plan folder of ``data`` into the package that is built."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for settings in sorted((HERE / "data").glob("*/plan.toml")):
            place = Path(self.build_lib) / "planner" / "examples" / settings.parent.name
            shutil.copytree(settings.parent, place, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithExamples})
