"""Who may do what in the app: three roles, whom they are given, and which folders may be opened.

Where nobody signs in, the app serves the person in front of it, who may do everything. Where
people sign in (OpenID Connect), the section ``[access]`` of ``secrets.toml`` says who is what; whom
it does not name stays outside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

from planner.errors import DataError, PlannerError, Problem
from planner.folder.spelling import hint

Role = Literal["viewer", "planner", "manager"]
Action = Literal["look", "money", "change", "publish", "log"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may."""
LEAST: Mapping[Action, Role] = {
    "look": "viewer", "money": "planner", "change": "planner", "publish": "manager",
    "log": "manager",
}  # fmt: skip
"""The least role for seeing demand and rota, for seeing what they cost, for changing anything, for
handing a rota out, and for reading who did what."""
FILE = "secrets.toml [access]"
_KEYS = (*ROLES, "claim", "folders", "hours")
MOST_HOURS = 720.0
CLOCKS_DIFFER_SECONDS = 3600.0
"""The provider's clock may be ahead of the server's by so much."""


class Refused(PlannerError):  # noqa: N818
    """Somebody's role does not allow what was asked for."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who looks at the app; ``name`` is the address that the provider vouches for."""

    name: str
    role: Role

    def may(self, action: Action) -> bool:
        """Whether the role allows it."""
        return ROLES.index(self.role) >= ROLES.index(LEAST[action])

    def must(self, action: Action) -> None:
        """Raise :class:`Refused` unless the role allows it."""
        if not self.may(action):
            raise Refused(f"This needs the role {LEAST[action]}; {self.name} is {self.role}.")


@dataclass(frozen=True, kw_only=True)
class Access:
    """The section ``[access]``.

    Attributes
    ----------
    people
        For each role addresses (``ana@example.com``), patterns of them (``*@example.com``) and
        values of the ``claim``.
    claim
        A claim of the identity, such as ``groups``, whose values are looked up too.
    folders
        Plan folders lie in these; none: only the one that the app was started with.
    hours
        So long after signing in somebody has to sign in again.
    """

    people: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    claim: str = ""
    folders: tuple[Path, ...] = ()
    hours: float = 12.0

    def is_over(self, identity: Mapping[str, Any], now: float) -> bool:
        """Whether somebody signed in too long ago, at ``now`` in seconds since 1970.

        Nobody has signed in tomorrow: where the clock was set back since, they sign in again.
        """
        issued = identity.get("iat")
        if not isinstance(issued, int | float):
            return False
        return now - issued > self.hours * 3600 or issued - now > CLOCKS_DIFFER_SECONDS

    def person(self, identity: Mapping[str, Any]) -> Person | None:
        """Somebody who has signed in, with the highest role that fits; ``None`` where none does."""
        address = _address(identity)
        name = address or str(identity.get("sub") or "")
        fitting = [role for role in ROLES if self._fits(role, address, identity)]
        return Person(name=name, role=fitting[-1]) if fitting and name else None

    def _fits(self, role: Role, address: str, identity: Mapping[str, Any]) -> bool:
        values = _values(identity.get(self.claim)) if self.claim else set()
        return any(
            fnmatchcase(address, entry.casefold()) if "@" in entry else entry in values
            for entry in self.people.get(role, ())
        )


def _address(identity: Mapping[str, Any]) -> str:
    """The e-mail address, unless the provider says that it has not been checked."""
    if str(identity.get("email_verified", True)).casefold() == "false":
        return ""
    return str(identity.get("email") or "").casefold()


def _values(claim: object) -> set[str]:
    if isinstance(claim, str):
        return {claim}
    return {str(value) for value in claim} if isinstance(claim, list | tuple) else set()


def read_access(section: object) -> Access:
    """The section ``[access]`` as it stands in ``secrets.toml``.

    Raises
    ------
    DataError
        With everything that is wrong with it; nobody is let in then.
    """
    if not isinstance(section, Mapping) or not section:
        message = "is missing: expected lists such as manager = ['ana@example.com']"
        raise DataError([Problem(file=FILE, message=message)])
    problems = [
        Problem(file=FILE, column=str(key), message=f"is no setting{hint(str(key), _KEYS)}")
        for key in section
        if key not in _KEYS
    ]
    claim, hours = section.get("claim", ""), section.get("hours", Access.hours)
    if not isinstance(hours, int | float) or not 0 < hours <= MOST_HOURS:
        problems.append(_wrong("hours", hours, f"a number of hours, at most {MOST_HOURS:g}"))
    if not isinstance(claim, str):
        problems.append(_wrong("claim", claim, "the name of a claim, such as 'groups'"))
    people = {role: _texts(section, role, problems) for role in ROLES}
    problems += _unfit(people, claim)
    folders = tuple(Path(text).expanduser() for text in _texts(section, "folders", problems))
    problems += [_wrong("folders", str(path), "a folder's whole path, such as '/srv/plans'")
                 for path in folders if not path.is_absolute()]  # fmt: skip
    if not problems and not any(people.values()):
        problems.append(Problem(file=FILE, message="lets nobody in: expected at least one person"))
    if problems:
        raise DataError(problems)
    return Access(
        people=people, claim=str(claim), hours=float(hours),
        folders=tuple(path.resolve() for path in folders),
    )  # fmt: skip


def _unfit(people: Mapping[Role, Iterable[str]], claim: object) -> list[Problem]:
    """Entries that can fit nobody: no address, and no claim to look them up in."""
    expected = "an address such as 'ana@example.com' or '*@example.com' (or set claim = 'groups')"
    return [
        _wrong(role, entry, expected)
        for role, entries in people.items()
        for entry in entries
        if not entry.strip() or ("@" not in entry and not claim)
    ]


def _texts(section: Mapping[Any, Any], key: str, problems: list[Problem]) -> tuple[str, ...]:
    found = section.get(key, [])
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        problems.append(_wrong(key, found, "a list of texts"))
        return ()
    return tuple(found)


def _wrong(key: str, value: object, expected: str) -> Problem:
    return Problem(file=FILE, column=key, value=str(value), message=f"is not {expected}")


def lies_in(folder: Path, places: Iterable[Path]) -> bool:
    """Whether a folder is one of these places or inside one, links followed."""
    whole = folder.resolve()
    return any(whole == place or whole.is_relative_to(place) for place in places)
