"""A PostgreSQL server of one's own: installed beside, started for a test or a benchmark, removed.

Nothing listens on the network: the server is reached by a socket in its own folder. Servers refuse
to run as root, so that root starts them as ``postgres`` or ``nobody``.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sql

REQUIRED = "PLANNER_POSTGRESQL"
"""Set to ``required`` where a missing server is a failure, not a reason to skip: in CI."""
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, the newest; ``None`` where there is none."""
    found = [path for pattern in PLACES for path in sorted(Path("/").glob(pattern[1:]))]
    onpath = shutil.which("initdb")
    found += [Path(onpath).resolve().parent] if onpath else []
    fit = [path for path in found if (path / "initdb").exists() and (path / "pg_ctl").exists()]
    return fit[-1] if fit else None


@contextmanager
def server(where: Path | None = None) -> Iterator[str]:
    """A server that runs while this is open; gives the URL of its database ``postgres``."""
    bin_folder = programs()
    assert bin_folder is not None, "no PostgreSQL server is installed: apt-get install postgresql"
    home = Path(tempfile.mkdtemp(prefix="planner-pg-", dir=where))
    _hand_over(home)
    data = home / "data"
    options = f"-c listen_addresses='' -k {home} -c max_connections=60"
    try:
        _run(bin_folder / "initdb", "-D", data, "-U", "planner", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync")  # fmt: skip
        _run(bin_folder / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
        try:
            yield f"postgresql://planner@/postgres?host={home}"
        finally:
            _run(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def new_database(url: str) -> str:
    """An empty database on the server, by URL."""
    address = sql.make_url(url).set(drivername="postgresql+psycopg")
    name = f"planner_{uuid4().hex[:12]}"
    engine = sql.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return address.set(drivername="postgresql", database=name).render_as_string(False)


def _user() -> str | None:
    """Who runs the server: nobody else unless root would."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)


def _hand_over(folder: Path) -> None:
    user = _user()
    if user is not None:
        shutil.chown(folder, user)


def _run(program: Path, *arguments: object) -> None:
    """Run one of the server's programs; what it says is shown when it fails."""
    done = subprocess.run(
        [program, *map(str, arguments)], user=_user(), cwd="/", text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, f"{program.name}: {done.stdout}"
