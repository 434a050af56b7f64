"""Saved scenarios: versions stand, nobody's update is lost, and published ones hold a rota."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import planner
from planner.errors import DataError, PlannerError, StaleSave
from planner.folder import RawFolder, check_folder, read_folder
from planner.folder.differences import differences
from planner.folder.drafting import editable, with_rows
from planner.registry import Entry, Registry, Version, digest_of
from tests.support.folders import EVERYTHING, write_folder

NOW = datetime(2027, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def registry(url: str | None, tmp_path: Path) -> Iterator[Registry]:
    made = Registry(tmp_path / "store", url)
    yield made
    made.close()


@pytest.fixture
def raw(tmp_path: Path) -> RawFolder:
    return read_folder(write_folder(tmp_path / "plan", base=EVERYTHING))


@pytest.fixture
def result(tmp_path: Path) -> Path:
    files = {"summary.json": '{"cost": 12.5}', "schedule.csv": "agent\n", "coverage.csv": "queue\n"}
    return write_folder(tmp_path / "out", base=files)


def heads(raw: RawFolder, value: str) -> RawFolder:
    rows = editable(raw, "teams")
    rows.loc[2, "heads"] = value
    return with_rows(raw, "teams", rows)


def save(
    registry: Registry, raw: RawFolder, base: int | None = None, author: str = "Ana"
) -> Version:
    return registry.save("Launch", raw, author=author, note="as it is", base=base, at=NOW)


def test_a_saved_plan_is_a_plan_folder_like_any_other(registry: Registry, raw: RawFolder) -> None:
    saved = save(registry, raw)
    assert (saved.number, saved.newest, saved.author, saved.note) == (1, 1, "Ana", "as it is")
    assert saved.created == NOW
    assert differences(raw, read_folder(saved.plan)).empty
    assert check_folder(saved.plan).plan is not None
    assert registry.at(saved.plan) == saved
    assert registry.at(raw.path) is None
    assert saved.result is None


def test_every_version_stands(registry: Registry, raw: RawFolder) -> None:
    first = save(registry, raw)
    second = save(registry, heads(raw, "9"), base=1)
    assert [version.number for version in registry.versions("Launch")] == [2, 1]
    assert [version.number for version in registry.newest()] == [2]
    assert editable(read_folder(first.plan), "teams").loc[2, "heads"] == "6"
    assert editable(read_folder(second.plan), "teams").loc[2, "heads"] == "9"


def test_a_stale_save_is_refused_with_who_and_what(registry: Registry, raw: RawFolder) -> None:
    save(registry, raw)
    save(registry, heads(raw, "9"), base=1, author="Ben")
    with pytest.raises(StaleSave) as stale:
        save(registry, heads(raw, "7"), base=1)
    assert stale.value.theirs == (
        "version 2 by Ben: as it is", "teams, berlin, heads: '6' became '9'",
    )  # fmt: skip
    assert len(registry.versions("Launch")) == 2
    assert len([path for path in registry.store.iterdir() if path.is_dir()]) == 2


def test_a_name_is_given_once(registry: Registry, raw: RawFolder) -> None:
    save(registry, raw)
    with pytest.raises(StaleSave, match="already: version 1 by Ana"):
        save(registry, raw, author="Ben")


def test_of_many_at_once_one_is_saved_and_all_others_are_told(
    registry: Registry, raw: RawFolder
) -> None:
    save(registry, raw)

    def attempt(number: int) -> bool:
        try:
            save(registry, heads(raw, str(number)), base=1, author=f"planner {number}")
        except StaleSave:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(10, 26))) == 1
    assert [version.number for version in registry.versions("Launch")] == [2, 1]
    assert len([path for path in registry.store.iterdir() if path.is_dir()]) == 2


def test_two_servers_on_one_register_do_not_lose_anything(
    registry: Registry, raw: RawFolder, url: str | None
) -> None:
    other = Registry(registry.store, url)
    save(registry, raw)
    save(other, heads(raw, "9"), base=1)
    with pytest.raises(StaleSave):
        save(registry, heads(raw, "7"), base=1)
    other.close()


def test_a_published_version_keeps_its_rota_and_shows_when_it_was_touched(
    registry: Registry, raw: RawFolder, result: Path
) -> None:
    saved = registry.save(
        "Launch", raw, author="Ana", note="", base=None, at=NOW, result=result, published=True
    )
    assert [version.label for version in registry.published()] == ["Launch · version 1"]
    assert saved.summary == {"cost": 12.5}
    assert saved.result is not None
    assert digest_of(saved.path) == saved.digest
    (saved.result / "schedule.csv").write_text("agent\nbob\n")
    assert digest_of(saved.path) != saved.digest


def test_a_version_names_the_program_that_saved_it(registry: Registry, raw: RawFolder) -> None:
    assert save(registry, raw).program == planner.__version__


def test_a_save_on_top_of_nothing_is_refused(registry: Registry, raw: RawFolder) -> None:
    with pytest.raises(StaleSave, match="There is no scenario 'Launch' with a version 3"):
        save(registry, raw, base=3)


def test_the_latest_published_is_told_first_whatever_the_clock_says(
    registry: Registry, raw: RawFolder, result: Path
) -> None:
    """A clock that was a day ahead has been set back between the two."""
    for base, at in ((None, NOW), (1, NOW - timedelta(days=1))):
        registry.save("Launch", raw, author="Ana", note="", base=base, at=at, result=result,
                      published=True)  # fmt: skip
    assert [version.number for version in registry.published()] == [2, 1]
    assert [entry.on[-1] for entry in registry.log()] == ["2", "1"]


def test_what_has_no_rota_cannot_be_published(registry: Registry, raw: RawFolder) -> None:
    with pytest.raises(DataError, match="has no rota"):
        registry.save("Launch", raw, author="Ana", note="", base=None, at=NOW, published=True)


@pytest.mark.parametrize(("name", "author"), [("", "Ana"), ("Launch", " "), ("x" * 81, "Ana")])
def test_names_must_be_names(registry: Registry, raw: RawFolder, name: str, author: str) -> None:
    with pytest.raises(DataError):
        registry.save(name, raw, author=author, note="", base=None, at=NOW)
    assert registry.newest() == []


def test_odd_names_make_plain_folders(registry: Registry, raw: RawFolder) -> None:
    saved = registry.save("../Ärger: 6×", raw, author="Ana", note="", base=None, at=NOW)
    assert saved.path.parent == registry.store
    assert set(saved.path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_version_and_its_line_of_the_log_stand_together(
    registry: Registry, raw: RawFolder, result: Path
) -> None:
    save(registry, raw)
    registry.save("Launch", raw, author="Ben", note="out", base=1, at=NOW, result=result,
                  published=True, role="manager")  # fmt: skip
    with pytest.raises(StaleSave):
        save(registry, raw, base=1, author="Cid")
    told = [(e.at, e.who, e.role, e.what, e.on, e.more) for e in registry.log()]
    assert told[:2] == [
        (NOW, "Ben", "manager", "published", "Launch · version 2", "out"),
        (NOW, "Ana", "", "saved a version", "Launch · version 1", "as it is"),
    ]
    assert "Cid" not in {entry.who for entry in registry.log()}


def test_the_log_keeps_the_order_and_gives_the_latest(registry: Registry) -> None:
    for number in range(5):
        registry.record(Entry(at=NOW, who="Ana", role="planner", what="did", on=str(number)))
    assert [entry.on for entry in registry.log(most=2)] == ["4", "3"]


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://planner:s3cret@127.0.0.1:1/planner", "nonsense PASSWORD",
     "oracle+nothing://planner:s3cret@x/y"],
)  # fmt: skip
def test_a_register_out_of_reach_is_told_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(PlannerError, match="regist") as caught:
        Registry(tmp_path / "store", url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(PlannerError, match="cannot be written: it is a file"):
        Registry(tmp_path / "store")


def test_a_register_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "registry.sqlite").write_text("no database at all, " * 100)
    with pytest.raises(PlannerError, match="register of scenarios cannot be opened"):
        Registry(tmp_path)
