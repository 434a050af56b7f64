"""The wheel: built as for others, it carries the examples, the app and the types."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from planner.example_folders import copy_example, examples

ROOT = Path(__file__).parents[1]
PARTS = ("planner", "data", "pyproject.toml", "setup.py", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package unpacked from a wheel that was built from a copy of the source."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    source.mkdir()
    for name in PARTS:
        part = ROOT / name
        if part.is_dir():
            shutil.copytree(part, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(part, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place)]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(place.glob("*.whl"))) as packed:
        packed.extractall(place / "installed")
    return place / "installed"


def test_the_examples_are_in_it_once_and_whole(wheel: Path) -> None:
    for name, folder in examples().items():
        packed = wheel / "planner/examples" / name
        assert {p.name: p.read_bytes() for p in packed.iterdir()} == {
            p.name: p.read_bytes() for p in folder.iterdir()
        }
    assert not (ROOT / "planner/examples").exists()


def test_new_takes_the_examples_of_an_installed_package(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "planner.example_folders.__file__", str(wheel / "planner/example_folders.py")
    )
    assert {path.parent.parent for path in examples().values()} == {wheel / "planner"}
    copy_example(tmp_path / "mine")
    assert (tmp_path / "mine/plan.toml").read_bytes() == (
        ROOT / "data/corner_shop/plan.toml"
    ).read_bytes()


def test_app_and_types_are_in_it(wheel: Path) -> None:
    for name in ("ui/main.py", "py.typed", "optimiser/kernels/rota.py"):
        assert (wheel / "planner" / name).exists(), name
    assert not list(wheel.rglob("*.nbi"))
    assert not (wheel / "tests").exists()
