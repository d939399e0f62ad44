"""A comparison as pages and exports show it: files with names, marks on diagrams, lines; it compares nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.diagrams.comparing import Change, Line
from app.diagrams.comparing.words import kind_words, setting_words
from app.diagrams.glancing import glance
from app.views.designer_sides import Side
from app.views.words import t

WHATS = {
    "added": ("新增", "Added", "green"),
    "removed": ("删除", "Removed", "red"),
    "changed": ("修改", "Changed", "amber"),
    "moved": ("移动", "Moved", "blue"),
}
_WEIGHT = {"moved": 0, "changed": 1, "added": 2, "removed": 2}


@dataclass(frozen=True)
class Difference:
    """One change in words, and the element by which diagrams find it."""

    change: Change
    element: str
    words: str
    kind: str
    setting: str

    @property
    def on_diagram(self) -> bool:
        """Whether it can be shown on a diagram."""
        return self.change.path.endswith(".bpmn") and self.change.kind != "process"


@dataclass(frozen=True)
class Part:
    """What differs in one file: its name, its changes in words, and for tables and forms the lines cell by cell."""

    path: str
    kind: str
    name: str
    differences: Sequence[Difference]
    lines: Sequence[Line]

    @property
    def begins_open(self) -> bool:
        """Whether the cells are shown at once: not where a whole file came or went."""
        return any(line.what == "changed" for line in self.lines)


def parts_of(changes: Sequence[Change], lines: Sequence[Line], left: Side, right: Side) -> list[Part]:
    """Return the files that differ with what differs in each."""
    names = {each.path: each for each in [*glance(left.files), *glance(right.files)]}
    numbered = [_difference(change) for change in changes]
    found = []
    paths = dict.fromkeys(change.path for change in changes)
    for path in sorted(paths, key=lambda each: (not each.endswith(".bpmn"), each)):
        own = [each for each in numbered if each.change.path == path]
        known = names.get(path)
        kind = known.kind if known else ""
        found.append(
            Part(
                path, kind, known.name if known else path, own, [line for line in lines if line.path == path]
            )
        )
    return found


def _difference(change: Change) -> Difference:
    return Difference(
        change,
        change.item.rpartition(" ")[2],
        t(change.zh, change.en),
        t(*kind_words(change.kind)),
        t(*setting_words(change.setting)) if change.setting else "",
    )


def counts_of(changes: Sequence[Change]) -> dict[str, int]:
    """Return how many changes there are of each sort."""
    found = Counter(change.what for change in changes)
    return {what: found[what] for what in WHATS}


def drawings(changes: Sequence[Change], left: Side, right: Side) -> list[dict[str, Any]]:
    """Return the diagrams of both sides with what is marked on each, those that differ first."""
    named = {each.path: each.name for each in [*glance(left.files), *glance(right.files)]}
    paths = sorted({path for side in (left, right) for path in side.files if path.endswith(".bpmn")})
    own = f"processes/{right.process_key}/{right.process_key}.bpmn"
    drawn = [
        {
            "path": path,
            "name": named.get(path, path),
            "left": left.address_of(path),
            "right": right.address_of(path),
            "marks": _marks(change for change in changes if change.path == path),
        }
        for path in paths
    ]
    return sorted(drawn, key=lambda each: (not each["marks"], each["path"] != own))


def _marks(changes: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for change in changes:
        element = change.item.rpartition(" ")[2]
        if change.kind != "process" and _WEIGHT[change.what] >= _WEIGHT.get(found.get(element, "moved"), 0):
            found[element] = change.what
    return found
