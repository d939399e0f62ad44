"""Which units do a duty now: those of the clause, who came after them, and who has taken its lane; pure."""

from __future__ import annotations

from app.districts import District
from app.duties.clauses import Clause


def performers(clause: Clause, shipped: District, now: District) -> tuple[str, ...]:
    """Return the keys of the units that a clause binds as the register stands.

    A clause for every member binds every member. A unit that was merged or has left is followed by its successor;
    one that lost the clause's lane to others by a change of duties is followed by these.
    """
    if clause.concerns(""):
        return now.members()
    before, after = _filling(shipped, clause.lane), _filling(now, clause.lane)
    kept = [now.heir(unit) for unit in clause.units]
    found = [unit for unit in kept if unit in after or unit not in before or not after]
    taken = [unit for unit in after if unit not in before and unit not in {now.heir(each) for each in before}]
    return tuple(dict.fromkeys((*found, *taken)))


def _filling(district: District, lane: str) -> tuple[str, ...]:
    bound = district.lanes.get(lane)
    return bound.units if bound is not None else ()
