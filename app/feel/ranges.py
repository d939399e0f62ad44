"""The range values of FEEL, e.g. [1..10), and their parts; knows nothing of how values compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """Two ends, each None when unbounded, and whether each belongs to the range."""

    start: Any
    end: Any
    start_included: bool
    end_included: bool

    def part(self, name: str) -> Any:
        """Return the part that FEEL gives that name, None for other names."""
        if name == "start":
            return self.start
        if name == "end":
            return self.end
        if name == "start included":
            return self.start_included
        return self.end_included if name == "end included" else None
