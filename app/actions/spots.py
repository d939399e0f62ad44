"""Where in a case facts belong: to the case, to one run, to one call of a piece, or to one unit's part of a step."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue import Catalogue
from storage.models import Task


@dataclass(frozen=True)
class Spot:
    """A place in a case: `path` names the calling elements, `loop_key` the turn, `unit` whose part it is."""

    run_id: str | None = None
    path: str = ""
    loop_key: str | None = None
    unit: str | None = None

    @classmethod
    def of(cls, task: Task) -> Spot:
        """Return the spot of a task."""
        return cls(task.run_id, task.path, task.loop_key, task.unit_id)

    @property
    def papers_key(self) -> str:
        """Under which key a service keeps what it delivers, and to whom."""
        return f"paper@{self.run_id}/{self.path}#{self.loop_key or ''}"

    def key(self, catalogue: Catalogue, section: str) -> str:
        """Return under which key a section of facts is stored for this spot."""
        per = catalogue.per.get(section, "case")
        if per == "case" or self.run_id is None:
            return section
        if per == "run":
            return f"{section}@{self.run_id}"
        if per == "unit":
            return f"{section}@{self.run_id}/{self.unit}"
        return f"{section}@{self.run_id}/{self.path}#{self.loop_key or ''}"


CASE = Spot()
"""Facts of the case as a whole."""
