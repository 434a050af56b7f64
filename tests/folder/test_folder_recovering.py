"""Programs that are killed while they write, full disks, folders that cannot be written."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread

import pytest

from planner.errors import DataError
from planner.folder import check_folder, recover, write_whole
from planner.folder.recovering import PART, READY, hidden_prefix, locked
from tests.support.folders import write_folder

OLD, NEW = {"a.txt": "old", "b.txt": "old"}, {"a.txt": "new", "b.txt": "new"}


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def hidden(folder: Path, kind: str, files: dict[str, str], *, beside: bool = False) -> Path:
    """What a killed program left."""
    place = folder.parent if beside else folder
    left = Path(tempfile.mkdtemp(prefix=hidden_prefix(folder).replace(PART, kind), dir=place))
    for name, text in files.items():
        (left / name).write_text(text)
    return left


def test_incomplete_files_of_a_killed_program_are_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_whole(out, OLD)
    hidden(out, PART, {"a.txt": "new"})
    hidden(out, PART, {"a.txt": "new"}, beside=True)
    told = recover(out)
    assert len(told) == 2
    assert "what was there before stands unchanged" in told[0]
    assert (texts(out), [path.name for path in tmp_path.iterdir()]) == (OLD, ["out"])
    assert recover(out) == ()


def test_complete_files_of_a_killed_program_are_put_in_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_whole(out, {"a.txt": "new", "b.txt": "old", "c.txt": "mine"})
    left = hidden(out, READY, {"b.txt": "new"})
    (left / ".before").mkdir()
    (left / ".before" / "b.txt").write_text("old")
    (sentence,) = recover(out)
    assert "they were complete, and the rest has been put in place now" in sentence
    assert texts(out) == {**NEW, "c.txt": "mine"}


def test_the_next_write_puts_things_in_order_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_whole(out, OLD)
    hidden(out, READY, {"b.txt": "late"})
    write_whole(out, {"a.txt": "new"})
    assert texts(out) == {"a.txt": "new", "b.txt": "late"}


def test_somebody_who_still_writes_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_whole(out, OLD)
    left = hidden(out, PART, {"a.txt": "new"})
    with locked(left) as mine:
        assert mine
        assert recover(out) == ()
        assert left.exists()
    assert len(recover(out)) == 1


def test_who_writes_waits_for_those_who_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between making the hidden folder and locking it, somebody else may hold it for a moment."""
    out, make = tmp_path / "out", tempfile.mkdtemp
    order: list[str] = []
    looked = ExitStack()

    def seen_at_once(**words: str) -> str:
        made = make(**words)
        assert looked.enter_context(locked(Path(made)))
        return made

    monkeypatch.setattr(tempfile, "mkdtemp", seen_at_once)

    def write() -> None:
        write_whole(out, NEW)
        order.append("written")

    writing = Thread(target=write)
    writing.start()
    writing.join(0.2)
    assert not out.exists()
    order.append("looked")
    looked.close()
    writing.join()
    assert order == ["looked", "written"]
    assert texts(out) == NEW


def test_a_hidden_folder_that_another_clock_took_for_old_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between making and locking it, a clock that jumps makes it look as if it were left behind."""
    out, make = tmp_path / "out", tempfile.mkdtemp
    removed: list[str] = []

    def taken_away_once(**words: str) -> str:
        made = make(**words)
        if not removed:
            removed.append(made)
            with monkeypatch.context() as patch:
                patch.setattr(time, "time", lambda: 0.0)
                assert len(recover(out)) == 1
        return made

    monkeypatch.setattr(tempfile, "mkdtemp", taken_away_once)
    write_whole(out, NEW)
    assert len(removed) == 1
    assert texts(out) == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_whose_owner_finishes_while_one_looks_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_whole(out, OLD)
    left = hidden(out, PART, {"a.txt": "new"})
    real = Path.iterdir

    def gone(self: Path) -> Iterator[Path]:
        if self == left:
            shutil.rmtree(left)
        return real(self)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", gone)
        assert recover(out) == ()
    assert not left.exists()
    assert texts(out) == OLD


def test_two_who_make_a_folder_at_once_both_find_their_files_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real = tmp_path / "out", Path.rename

    def late(self: Path, to: Path) -> Path:
        if to == out and not out.exists():
            monkeypatch.undo()
            write_whole(out, {"c.txt": "other"})
        return real(self, to)

    monkeypatch.setattr(Path, "rename", late)
    write_whole(out, NEW)
    assert texts(out) == {**NEW, "c.txt": "other"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_was_just_made_is_left_alone_unless_the_clock_jumped(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_whole(out, OLD)
    young, future, past = (hidden(out, PART, {}) for _ in range(3))
    os.utime(future, (4e9, 4e9))
    os.utime(past, (0, 0))
    assert len(recover(out)) == 2
    assert [young.exists(), future.exists(), past.exists()] == [True, False, False]


def test_hidden_folders_of_other_results_are_not_touched(tmp_path: Path) -> None:
    for name in ("out", "out-2", "o[u]t"):
        write_whole(tmp_path / name, OLD)
    other = hidden(tmp_path / "out-2", PART, {"a.txt": "new"}, beside=True)
    assert recover(tmp_path / "out") == recover(tmp_path / "o[u]t") == ()
    assert other.exists()
    assert len(recover(tmp_path / "out-2")) == 1


def test_there_are_always_all_old_or_all_new_files_while_they_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is stopped dead at every step of a write in turn."""
    real = {name: getattr(Path, name) for name in ("replace", "rename", "mkdir")}
    for last in range(12):
        out = tmp_path / str(last)
        write_whole(out, OLD)
        steps = iter(range(100))

        def step(name: str, steps: Iterator[int] = steps, last: int = last) -> object:
            def act(self: Path, *words: object, **more: object) -> object:
                if next(steps) >= last:
                    raise SystemExit(137)
                return real[name](self, *words, **more)

            return act

        with monkeypatch.context() as patch:
            for name in real:
                patch.setattr(Path, name, step(name))
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)
            patch.setattr("planner.folder.writing._put_back", lambda *_: None)
            with suppress(SystemExit):
                write_whole(out, NEW)
        recover(out)
        assert texts(out) in (OLD, NEW)


@pytest.mark.parametrize("when", ["write", "flush"])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    write_whole(tmp_path / "out", OLD)

    def full(*words: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = "planner.folder.writing._write" if when == "write" else "os.fsync"
    monkeypatch.setattr(target, full)
    for out in ("out", "new"):
        with pytest.raises(DataError, match="cannot be written: no space left on device"):
            write_whole(tmp_path / out, NEW)
    assert texts(tmp_path / "out") == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_read_only_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "out", OLD)

    def refuse(**words: object) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(DataError, match="out: cannot be written: read-only file system"):
        write_whole(tmp_path / "out", NEW)
    assert texts(tmp_path / "out") == OLD


def test_a_plan_folder_that_was_half_saved_is_put_in_order_before_it_is_read(
    tmp_path: Path,
) -> None:
    folder = write_folder(tmp_path / "plan")
    teams = (folder / "teams.csv").read_text()
    hidden(folder, READY, {"teams.csv": teams.replace("berlin", "bonn")})
    hidden(folder, PART, {"queues.csv": "queue\n"})
    checked = check_folder(folder)
    assert checked.plan is not None
    assert "bonn" in checked.plan.team
    told = [str(problem) for problem in checked.problems if problem.file == str(folder)]
    assert len(told) == 2
    assert f"{folder}: a program was ended while it put its results in place" in told[1]
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
