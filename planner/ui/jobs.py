"""Planning runs in processes of their own, so that no page ever waits for one.

Every run has a folder ``runs/<id>``: ``run.json`` says what was asked for, ``progress.jsonl`` grows
while it works, ``messages.txt`` takes what it complains about, and the results land beside them. A
page that is loaded again finds the run by its id, also when the server was ended in between: the
run goes on without it, and the next server tells how it stands (``process.json`` says which process
it is).
"""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, Literal
from uuid import uuid4

from planner.ui.launch import module_command

State = Literal["waiting", "running", "done", "stopped", "failed"]

RUN_FILE, PROGRESS_FILE, MESSAGES_FILE = "run.json", "progress.jsonl", "messages.txt"
PROCESS_FILE, SUMMARY_FILE = "process.json", "summary.json"
STOPPED = 130
"""Exit code of a run that was stopped and has written its best schedule so far."""
ENDED = -signal.SIGTERM
"""Of one that was ended before it had begun to search, and so to listen."""
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
DATABASE = "PLANNER_REGISTRY"
"""Names a database, perhaps with a password, which no run needs."""
GRACE_SECONDS = 180.0
"""A run that takes so much longer than it was allowed to is ended."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to plan: a plan folder, for how long, and what to leave out of it.

    The run ends early at the ``gap`` (a share of the cost). ``words`` are further words of the
    command line.
    """

    folder: str
    seconds: int
    ignore: tuple[str, ...] = ()
    gap: float = 0.0
    seed: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Point:
    """One line of progress; money in the plan's currency, ``gap`` a share of the cost."""

    seconds: float
    phase: str = ""
    cost: float | None = None
    bound: float | None = None
    gap: float | None = None
    short_hours: float | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """A run as it stands now; ``message`` is what it said when it failed."""

    id: str
    request: Request
    state: State
    out: Path
    points: tuple[Point, ...] = ()
    seconds: float = 0.0
    ahead: int = 0
    message: str = ""
    stopping: bool = False
    orphan: bool = False
    """Whether the server that started it has ended since."""

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def last(self) -> Point | None:
        """The newest figures, each the last one known."""
        if not self.points:
            return None
        known = {k: v for point in self.points for k, v in asdict(point).items() if v is not None}
        return Point(**known)


Command = Callable[[Request, Path], Sequence[str]]


def plan_command(request: Request, out: Path) -> list[str]:
    """The command line of a run; on POSIX it yields to everybody else."""
    command = module_command(
        "planner.cli", "plan", request.folder, "--out", str(out),
        "--seconds", str(request.seconds), "--gap", str(request.gap), "--seed", str(request.seed),
        "--progress", "json",
        "--workers", str(max(1, (os.cpu_count() or 2) - 1)),
    )  # fmt: skip
    return _yielding(command, request)


def sweep_command(request: Request, _out: Path) -> list[str]:
    """The command line of a sweep; its words name its own folder, which outlives the job."""
    command = module_command("planner.cli", "sweep", request.folder, *request.words)
    command += ["--progress", "json", "--workers", str(max(1, (os.cpu_count() or 2) - 1))]
    return _yielding(command, request)


def _yielding(command: list[str], request: Request) -> list[str]:
    for name in request.ignore:
        command += ["--ignore", name]
    return yielding(command)


def yielding(command: list[str]) -> list[str]:
    """The command at a lower priority than pages, on POSIX.

    By ``PLANNER_NICE`` (10 unless it is set; 0 on machines that have other things to do as well).
    """
    nice = shutil.which("nice") if os.name == "posix" else None
    return [nice, "-n", _niceness(), *command] if nice else command


def _niceness() -> str:
    return os.environ.get("PLANNER_NICE", "10")


def _let_group_yield(pid: int) -> None:
    """Have a process of a session of its own yield to other sessions as well.

    Linux with autogroups shares the processor among sessions first, whatever the priority of the
    processes in them.
    """
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(_niceness())


@dataclass
class _Run:
    """A job of this server; ``process`` is ``None`` while it waits for its turn."""

    id: str
    request: Request
    out: Path
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    ended: float = 0.0
    stopping: bool = False
    fault: str = ""
    points: list[Point] = field(default_factory=list)
    read_to: int = 0


class JobManager:
    """Starts runs, at most so many at a time, tells how they go and stops them.

    Parameters
    ----------
    runs
        Folder that gets one folder for each run.
    command
        The command line of a run, :func:`plan_command` unless another is given.
    """

    def __init__(self, runs: Path, *, command: Command | None = None, at_once: int = 1) -> None:
        self.runs = runs
        self._command, self._at_once = command or plan_command, at_once
        self._jobs: dict[str, _Run] = {}
        self._lock = RLock()

    def submit(self, request: Request) -> str:
        """Take a run on and give its id; it starts at once or when its turn comes.

        Raises ``OSError`` when its folder cannot be made.
        """
        job_id = f"{datetime.now():%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"
        out = self.runs / job_id
        out.mkdir(parents=True)
        (out / RUN_FILE).write_text(json.dumps({"id": job_id, **asdict(request)}, indent=2) + "\n")
        with self._lock:
            self._jobs[job_id] = _Run(job_id, request, out)
            self._advance()
        return job_id

    def job(self, job_id: str) -> Job | None:
        """How a run stands; ``None`` for one that nobody has started."""
        with self._lock:
            self._advance()
            run = self._jobs.get(job_id)
            return self._shown(run) if run else _orphan(self.runs, job_id)

    def cancel(self, job_id: str) -> None:
        """Stop a run: it writes the best schedule so far. One that has not begun is dropped."""
        with self._lock:
            run = self._jobs.get(job_id)
            if run is None:
                if _ID.fullmatch(job_id):
                    _end_orphan(self.runs / job_id)
                return
            if run.ended:
                return
            run.stopping = True
            if run.process is None:
                run.started = run.ended = time.monotonic()
            else:
                run.process.terminate()

    def _advance(self) -> None:
        """Notice runs that have ended, end those that hang, start those whose turn it is."""
        now = time.monotonic()
        for run in self._jobs.values():
            if run.process is None or run.ended:
                continue
            if run.process.poll() is not None:
                run.ended = now
            elif now - run.started > run.request.seconds + GRACE_SECONDS:
                run.process.kill()
        working = sum(run.process is not None and not run.ended for run in self._jobs.values())
        for run in self._waiting()[: max(0, self._at_once - working)]:
            self._start(run)

    def _waiting(self) -> list[_Run]:
        return [run for run in self._jobs.values() if run.process is None and not run.ended]

    def _start(self, run: _Run) -> None:
        """Begin a run; where its files cannot be written it has failed at once."""
        run.started = time.monotonic()
        try:
            self._launch(run)
        except OSError as error:
            run.ended, run.fault = run.started, f"{run.out}: cannot be written: {error.strerror}"
            if run.process is not None:
                run.process.kill()
                run.process.wait()

    def _launch(self, run: _Run) -> None:
        with (
            (run.out / PROGRESS_FILE).open("wb") as progress,
            (run.out / MESSAGES_FILE).open("wb") as messages,
        ):
            run.process = subprocess.Popen(
                list(self._command(run.request, run.out)), stdin=subprocess.DEVNULL,
                stdout=progress, stderr=messages, start_new_session=os.name == "posix",
                env={name: value for name, value in os.environ.items() if name != DATABASE},
            )  # fmt: skip
        _let_group_yield(run.process.pid)
        begun = {"pid": run.process.pid, "begun": _begun(run.process.pid)}
        (run.out / PROCESS_FILE).write_text(json.dumps(begun))

    def _shown(self, run: _Run) -> Job:
        _read_progress(run)
        waiting = [other.id for other in self._waiting()]
        state = _state(run)
        return Job(
            id=run.id, request=run.request, state=state, out=run.out, points=tuple(run.points),
            seconds=(run.ended or time.monotonic()) - run.started if run.started else 0.0,
            ahead=waiting.index(run.id) + 1 if run.id in waiting else 0,
            message=run.fault or (_messages(run.out) if state == "failed" else ""),
            stopping=run.stopping,
        )  # fmt: skip


def _state(run: _Run) -> State:
    if not run.ended:
        return "running" if run.process else "waiting"
    if run.fault:
        return "failed"
    code = run.process.returncode if run.process else STOPPED
    if code == STOPPED or (run.stopping and code in (0, ENDED)):
        return "stopped"
    return "done" if code == 0 else "failed"


def _orphan(runs: Path, job_id: str) -> Job | None:
    """A run of a server that has ended, by what stands in its folder."""
    out = runs / job_id
    asked = _json(out / RUN_FILE) if _ID.fullmatch(job_id) else None
    if not asked or not isinstance(asked.get("folder"), str):
        return None
    known = {item.name for item in fields(Request)}
    request = Request(**{name: value for name, value in asked.items() if name in known})
    followed = _Run(job_id, request, out)
    _read_progress(followed)
    state: State = "running" if process_of(out) is not None else _ended(out)
    return Job(
        id=job_id, state=state, out=out,
        request=replace(request, ignore=tuple(request.ignore), words=tuple(request.words)),
        points=tuple(followed.points), seconds=max((p.seconds for p in followed.points), default=0),
        message=_messages(out) if state == "failed" else "", orphan=True,
    )  # fmt: skip


def _ended(out: Path) -> State:
    """How a run ended that nobody waited for."""
    summary = _json(out / SUMMARY_FILE)
    if summary is not None:
        return "done" if summary.get("finished", True) else "stopped"
    return "failed" if _messages(out) else "stopped"


def process_of(out: Path) -> int | None:
    """The process of a run, as long as it is at work; ``None`` where that is not known.

    Numbers are given again: when it began tells whether it is still the same process.
    """
    process = _json(out / PROCESS_FILE)
    if process is None or not isinstance(process.get("pid"), int):
        return None
    begun = _begun(process["pid"])
    return process["pid"] if begun and begun == process.get("begun") else None


def _begun(pid: int) -> str:
    """When a process began, in the system's own count; blank where it is gone or not known."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *more = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else more[18]


def _end_orphan(out: Path) -> None:
    number = process_of(out)
    if number is not None:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)


def _json(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _read_progress(run: _Run) -> None:
    """Whole lines that have come since the last look."""
    path = run.out / PROGRESS_FILE
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(run.read_to)
        text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    run.read_to += len(whole)
    run.points += [point for line in whole.splitlines() if (point := _point(line)) is not None]


def _point(line: bytes) -> Point | None:
    """A line of progress; ``None`` for one that is something else."""
    try:
        values: Any = json.loads(line)
        if not isinstance(values, dict) or "seconds" not in values:
            return None
        numbers = {
            name: float(values[name])
            for name in ("seconds", "cost", "bound", "gap", "short_hours")
            if values.get(name) is not None
        }
    except (ValueError, TypeError):
        return None
    return Point(phase=str(values.get("phase") or ""), **numbers)


def _messages(out: Path, most: int = 4000) -> str:
    """What the run complained about, the end of it where it is long."""
    path = out / MESSAGES_FILE
    text = path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else ""
    return text if len(text) <= most else "…" + text[-most:]
