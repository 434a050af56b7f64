"""Results that can be set beside the one that is looked at."""

from pathlib import Path

from planner.registry import Version
from planner.ui import results, state
from planner.ui.comparing import Candidate
from planner.ui.results import Run
from planner.ui.state import Workspace, registry


def candidates(here: Workspace) -> dict[str, Candidate]:
    """Results by name: of the folder, of its changed copies, and saved versions with a result.

    The result that is looked at comes first.
    """
    runs = {run.path: run for run in ([here.run] if here.run else [])}
    runs |= {run.path: run for run in state.runs_of_folder(here.folder, here.plan.inputs_sha256)}
    runs |= {run.path: run for run in state.runs_of_family(here.folder)}
    names = results.told_apart({path: _name(here, run) for path, run in runs.items()})
    found = {names[path]: of_run(here, run, names[path]) for path, run in runs.items()}
    for version in registry().newest() + registry().published():
        candidate = _of_version(version)
        if candidate is not None:
            found[version.label] = candidate
    return found


def baseline(here: Workspace, known: dict[str, Candidate]) -> str:
    """What differences are told against unless something else is chosen; blank: nothing.

    The latest published version, else the latest result of the folder that was made before.
    """
    if here.run is None:
        return ""
    own = here.run.path
    published = [version.label for version in registry().published() if version.label in known]
    before = [
        (candidate.written, name)
        for name, candidate in known.items()
        if candidate.path != own and 0 < candidate.written < here.run.written.timestamp()
    ]
    return next(iter(published), max(before, default=(0.0, ""))[1])


def _name(here: Workspace, run: Run) -> str:
    other = run.folder and Path(run.folder).resolve() != here.folder.resolve()
    return f"{run.label} · {Path(run.folder).name}" if other else run.label


def of_run(here: Workspace, run: Run, name: str = "") -> Candidate:
    """A result of the open folder, or of one that its copies come from, to be compared."""
    plan = here.plan
    folder = Path(run.folder) if run.folder else here.folder
    if folder.resolve() != here.folder.resolve() and folder.is_dir():
        plan = state.read_checked(str(folder), results.stamp(folder)).plan or plan
    return Candidate(
        name=name, plan=plan, path=run.path, summary=run.summary, written=run.written.timestamp()
    )


def _of_version(version: Version) -> Candidate | None:
    plan = state.plan_of_version(str(version.plan))
    if version.result is None or plan is None:
        return None
    return Candidate(name=version.label, plan=plan, path=version.result, summary=version.summary)
