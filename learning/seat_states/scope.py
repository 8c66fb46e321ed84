"""Whose seats are meant."""

from dataclasses import dataclass, replace

from people.directory import SCHOOLS
from people.enums import GOVERNOR_ROLES, Role


@dataclass(frozen=True)
class Scope:
    """Whose seats, and in which briefings. An empty part means "any"."""

    briefings: tuple[int, ...] = ()
    roles: tuple[str, ...] = (*GOVERNOR_ROLES,)
    kinds: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()
    authority: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether so few seats are meant that their people are looked up one by one."""
        return bool(self.organisations or self.wards or self.authority)

    def at(self, organisation: int) -> "Scope":
        return replace(self, organisations=(organisation,))


def post_of(role: str) -> str:
    """Governors and their chair hold the same post; every other role is a post of its own."""
    return Role.GOVERNOR.value if role in GOVERNOR_ROLES else role


def schools_among(scope: Scope) -> tuple[str, ...]:
    """Kinds of organisation of which every one should have a board: a school without anybody known is a gap."""
    return tuple(kind.value for kind in SCHOOLS if not scope.kinds or kind in scope.kinds)
