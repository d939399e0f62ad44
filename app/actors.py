"""Who acts: an officer with the memberships valid today, or the system itself; pure values."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Seat:
    """One role of an officer in one unit; `for_officer` when it is held by delegation."""

    unit_id: str
    jurisdiction: str
    role: str
    unit_name: str = ""
    for_officer: str | None = None


@dataclass(frozen=True)
class Actor:
    """An officer as actions see him; `unit_id` and `role` say in which capacity he acts at the moment."""

    officer_id: str | None
    name: str
    seats: tuple[Seat, ...] = ()
    unit_id: str | None = None
    role: str | None = None
    on_behalf_of: str | None = None

    @property
    def unit_ids(self) -> frozenset[str]:
        """Ids of all units in which the officer holds a role today, delegations included."""
        return frozenset(seat.unit_id for seat in self.seats)

    @property
    def roles(self) -> frozenset[str]:
        """All roles the officer holds today in any unit."""
        return frozenset(seat.role for seat in self.seats)

    @property
    def jurisdictions(self) -> frozenset[str]:
        """Keys of the districts in which the officer holds a role."""
        return frozenset(seat.jurisdiction for seat in self.seats)

    def acting(self, seat: Seat) -> Actor:
        """Return this officer acting in one of his seats."""
        return replace(self, unit_id=seat.unit_id, role=seat.role, on_behalf_of=seat.for_officer)


SYSTEM = Actor(officer_id=None, name="系统")
"""The system itself: timers, messages and operations that no officer asked for."""
