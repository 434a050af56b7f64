"""Saved scenarios: plan folders on disk, and a register of who saved which version and why.

A version is never changed: saving makes the next one, and only on top of the newest. Whoever began
with an older one is told what has changed since (:class:`~planner.errors.StaleSave`), so that no
update is lost. The register is SQLite beside the folders unless a database is named by URL
(``postgresql://USER:PASSWORD@HOST/DATABASE``); the folders must then lie on a disk that all servers
share. An older register is brought to the newest form when it is opened. It also holds the log of
who changed and published what, to which lines are only ever added; a version and its line are
written together or not at all.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError

from planner.databases import connected, in_words, shown
from planner.errors import DataError, Problem, StaleSave
from planner.folder import RawFolder, read_folder, write_whole
from planner.folder.differences import differences, sentences
from planner.folder.drafting import files_of
from planner.migrations import form_of, upgrade

PLAN, RESULT = "plan", "result"
MOST_NAME = 80

_metadata = sql.MetaData()
_scenarios = sql.Table(
    "scenarios", _metadata,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("name", sql.String(MOST_NAME), unique=True, nullable=False),
    sql.Column("head", sql.Integer, nullable=False),
)  # fmt: skip
_versions = sql.Table(
    "versions", _metadata,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("scenario", sql.ForeignKey("scenarios.id"), nullable=False),
    sql.Column("number", sql.Integer, nullable=False),
    sql.Column("author", sql.String(200), nullable=False),
    sql.Column("note", sql.Text, nullable=False),
    sql.Column("created", sql.String(40), nullable=False),
    sql.Column("place", sql.String(200), nullable=False),
    sql.Column("digest", sql.String(64), nullable=False),
    sql.Column("published", sql.Boolean, nullable=False),
    sql.Column("summary", sql.Text, nullable=False),
    sql.Column("program", sql.String(40), nullable=False, server_default=""),
    sql.UniqueConstraint("scenario", "number"),
    sql.Index("versions_place", "place", unique=True),
)  # fmt: skip
_log = sql.Table(
    "log", _metadata,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("at", sql.String(40), nullable=False),
    sql.Column("who", sql.String(200), nullable=False),
    sql.Column("role", sql.String(20), nullable=False),
    sql.Column("what", sql.String(40), nullable=False),
    sql.Column("on", sql.Text, nullable=False),
    sql.Column("more", sql.Text, nullable=False),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Version:
    """One saved state of a scenario.

    ``path`` holds the plan folder in ``plan`` and, where there is one, the result in ``result``;
    ``digest`` is that of all their files; ``summary`` is the result's, empty without one.
    ``newest`` is the number of the newest version; ``program`` the version of planner that saved
    it, blank where that is not known.
    """

    scenario: str
    number: int
    newest: int
    author: str
    note: str
    created: datetime
    path: Path
    digest: str
    published: bool
    program: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)

    @property
    def plan(self) -> Path:
        return self.path / PLAN

    @property
    def result(self) -> Path | None:
        """The result folder, ``None`` for a plan without a rota."""
        return self.path / RESULT if (self.path / RESULT).is_dir() else None

    @property
    def label(self) -> str:
        """``launch · version 3``."""
        return f"{self.scenario} · version {self.number}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the log: who did what on which folder or version, when (UTC) and in which role."""

    at: datetime
    who: str
    role: str
    what: str
    on: str
    more: str = ""


class Registry:
    """The register of saved scenarios.

    Parameters
    ----------
    store
        Folder for the saved plan folders; it is made when something is saved.
    url
        Database of the register; ``registry.sqlite`` in ``store`` without it.

    Raises
    ------
    DataError
        When the URL names no database, or the store cannot be made.
    PlannerError
        When the database does not answer, or a newer planner has changed its form; the password of
        a URL is never told.
    """

    def __init__(self, store: Path, url: str | None = None) -> None:
        self.store = store
        write_whole(store, {})
        self._engine = connected(url, file=store / "registry.sqlite")
        try:
            with in_words("opened", self._engine):
                upgrade(self._engine)
        except BaseException:
            self.close()
            raise

    @property
    def database(self) -> str:
        """Where the register is, without a password."""
        return shown(self._engine)

    @property
    def form(self) -> str:
        """The form that the register's tables have."""
        with in_words("read", self._engine):
            return form_of(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def newest(self) -> list[Version]:
        """The newest version of every scenario, by name."""
        at_head = _versions.c.number == _scenarios.c.head
        return self._read(at_head, _scenarios.c.name)

    def versions(self, scenario: str) -> list[Version]:
        """All versions of a scenario, the newest first."""
        return self._read(_scenarios.c.name == scenario, _versions.c.number.desc())

    def published(self) -> list[Version]:
        """All published versions, the latest first, also where the clock was set back since."""
        return self._read(_versions.c.published, _versions.c.id.desc())

    def at(self, plan: Path) -> Version | None:
        """The version whose plan folder this is."""
        place = plan.parent
        if plan.name != PLAN or place.parent.resolve() != self.store.resolve():
            return None
        found = self._read(_versions.c.place == place.name, _versions.c.number)
        return found[0] if found else None

    def record(self, entry: Entry) -> None:
        """Add a line to the log."""
        with in_words("written", self._engine), self._engine.begin() as database:
            database.execute(_log.insert().values(**_logged(entry)))

    def log(self, most: int = 1000) -> list[Entry]:
        """The latest lines of the log, the newest first."""
        wanted = sql.select(_log).order_by(_log.c.id.desc()).limit(most)
        with in_words("read", self._engine), self._engine.connect() as database:
            rows = database.execute(wanted).mappings().all()
        return [
            Entry(
                **{**{k: row[k] for k in row if k != "id"}, "at": datetime.fromisoformat(row["at"])}
            )
            for row in rows
        ]

    def save(
        self, scenario: str, raw: RawFolder, *, author: str, note: str, base: int | None,
        at: datetime, result: Path | None = None, published: bool = False, role: str = "",
    ) -> Version:  # fmt: skip
        """Save a plan folder, perhaps with a result, as the next version of a scenario.

        Parameters
        ----------
        base
            Number of the version that the changes were made to; ``None`` for a new scenario.
        at
            When; an aware instant.
        result
            A result folder to be kept with it.
        published
            Whether it may be handed out; published versions need a result.
        role
            Of the author, for the log.

        Raises
        ------
        StaleSave
            When ``base`` is not the newest version: nothing is saved, and what has changed since is
            told.
        DataError
            For a blank name or author, or when the store cannot be written.
        """
        _complain(scenario, author, published=published, result=result)
        place = self.store / f"{_slug(scenario)}-{uuid4().hex[:10]}"
        try:
            _write(place, raw, result)
            number = self._register(
                scenario.strip(), base, author=author.strip(), note=note.strip(), place=place.name,
                created=at.astimezone(UTC).isoformat(timespec="seconds"), digest=digest_of(place),
                published=published, summary=_summary(place), program=version_of("planner"),
                role=role,
            )  # fmt: skip
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        if number is None:
            shutil.rmtree(place, ignore_errors=True)
            raise self._stale(scenario.strip(), base)
        return next(v for v in self.versions(scenario.strip()) if v.number == number)

    def _register(self, scenario: str, base: int | None, *, role: str, **of: Any) -> int | None:
        """The number given, ``None`` when somebody else was faster: decided by the database."""
        number = (base or 0) + 1
        own = _scenarios.c.name == scenario
        with in_words("written", self._engine):
            try:
                with self._engine.begin() as database:
                    if not self._took_turn(database, scenario, base):
                        return None
                    known = database.execute(sql.select(_scenarios.c.id).where(own)).scalar_one()
                    database.execute(_versions.insert().values(scenario=known, number=number, **of))
                    entry = Entry(
                        at=datetime.fromisoformat(of["created"]), who=of["author"], role=role,
                        what="published" if of["published"] else "saved a version",
                        on=f"{scenario} · version {number}", more=of["note"],
                    )  # fmt: skip
                    database.execute(_log.insert().values(**_logged(entry)))
            except IntegrityError:
                return None
        return number

    def _took_turn(self, database: sql.Connection, scenario: str, base: int | None) -> bool:
        """Whether this save is the one that follows ``base``: one conditional update decides."""
        if base is None:
            database.execute(_scenarios.insert().values(name=scenario, head=1))
            return True
        at_base = (_scenarios.c.name == scenario, _scenarios.c.head == base)
        moved = database.execute(_scenarios.update().where(*at_base).values(head=base + 1))
        return bool(moved.rowcount == 1)

    def _stale(self, scenario: str, base: int | None) -> StaleSave:
        versions = self.versions(scenario)
        if not versions:
            return StaleSave(f"There is no scenario '{scenario}' with a version {base}.")
        newest = versions[0]
        if base is None:
            return StaleSave(f"There is a scenario '{scenario}' already: {_who(newest)}.")
        theirs = [f"{_who(version)}" for version in versions if version.number > base]
        before = next((version for version in versions if version.number == base), None)
        if before is not None:
            found = differences(read_folder(before.plan), read_folder(newest.plan))
            theirs += sentences(found)
        return StaleSave(f"'{scenario}' has been saved since you opened version {base}.", theirs)

    def _read(self, where: Any, order: Any) -> list[Version]:
        joined = _versions.join(_scenarios, _versions.c.scenario == _scenarios.c.id)
        wanted = sql.select(_versions, _scenarios.c.name, _scenarios.c.head).select_from(joined)
        with in_words("read", self._engine), self._engine.connect() as database:
            rows = database.execute(wanted.where(where).order_by(order)).mappings().all()
        return [
            Version(
                scenario=row["name"], number=row["number"], newest=row["head"],
                author=row["author"], note=row["note"], digest=row["digest"],
                created=datetime.fromisoformat(row["created"]), path=self.store / row["place"],
                published=row["published"], program=row["program"],
                summary=json.loads(row["summary"]),
            )
            for row in rows
        ]  # fmt: skip


def _logged(entry: Entry) -> dict[str, str]:
    return {**asdict(entry), "at": entry.at.astimezone(UTC).isoformat(timespec="seconds")}


def _who(version: Version) -> str:
    note = f": {version.note}" if version.note else ""
    return f"version {version.number} by {version.author}{note}"


def _complain(scenario: str, author: str, *, published: bool, result: Path | None) -> None:
    problems = [
        Problem(file="scenario", column=column, value=value, message=f"is not {expected}")
        for column, value, expected, fine in (
            ("name", scenario, f"a name of 1 to {MOST_NAME} characters",
             0 < len(scenario.strip()) <= MOST_NAME),
            ("author", author, "a name of 1 to 200 characters", 0 < len(author.strip()) <= 200),
        )
        if not fine
    ]  # fmt: skip
    if published and result is None:
        problems.append(Problem(file="scenario", message="has no rota: optimise it first"))
    if problems:
        raise DataError(problems)


def _write(place: Path, raw: RawFolder, result: Path | None) -> None:
    """The files of a version; a result without its cache of what other programs made of it."""
    write_whole(place / PLAN, files_of(raw))
    if result is not None:
        files = {path.name: path.read_bytes() for path in result.iterdir() if path.is_file()}
        write_whole(place / RESULT, files)


def digest_of(place: Path) -> str:
    """SHA-256 of names and content of all files."""
    told = hashlib.sha256()
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        content = path.read_bytes()
        told.update(f"{path.relative_to(place).as_posix()}\0{len(content)}\0".encode())
        told.update(content)
    return told.hexdigest()


def _summary(place: Path) -> str:
    path = place / RESULT / "summary.json"
    return path.read_text(encoding="utf-8") if path.is_file() else "{}"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "scenario"
