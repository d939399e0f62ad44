"""Items of two versions compared: what was added, removed, moved, or has another setting; it knows no file format."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.diagrams.comparing.words import kind_words, setting_words

LONGEST = 200
"""Letters of a value that a sentence repeats."""


@dataclass(frozen=True)
class Item:
    """One element, rule or field: its kind, what people call it, its settings, and where it stands.

    `place` is where it is drawn; `rank` its place in the list `within` in which the order counts, -1 where it does not.
    """

    kind: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    rank: int = -1
    within: str = ""


@dataclass(frozen=True)
class Change:
    """One difference: `what` is added, removed, moved or changed; and which setting, from what to what."""

    path: str
    what: str
    item: str
    kind: str
    name: str
    setting: str = ""
    old: str = ""
    new: str = ""

    @property
    def zh(self) -> str:
        """The change in Chinese."""
        subject = f"{kind_words(self.kind)[0]}“{self.name or self.item}”"
        if self.what == "added":
            return f"新增{subject}。"
        if self.what == "removed":
            return f"删除{subject}。"
        setting = setting_words(self.setting)[0]
        if self.what == "moved":
            return f"{subject}移动位置：{setting}由 {self.old} 变为 {self.new}。"
        if not self.old:
            return f"{subject}增加{setting}：“{_short(self.new)}”。"
        if not self.new:
            return f"{subject}去掉{setting}，原为“{_short(self.old)}”。"
        return f"{subject}的{setting}由“{_short(self.old)}”改为“{_short(self.new)}”。"

    @property
    def en(self) -> str:
        """The change in English."""
        subject = f"{kind_words(self.kind)[1]} “{self.name or self.item}”"
        if self.what in ("added", "removed"):
            return f"{subject} {self.what}."
        setting = setting_words(self.setting)[1]
        if self.what == "moved":
            return f"{subject} moved: {setting} from {self.old} to {self.new}."
        if not self.old:
            return f"{subject} has got {setting}: “{_short(self.new)}”."
        if not self.new:
            return f"{subject} has lost {setting}, which was “{_short(self.old)}”."
        return f"{setting} of {subject} changed from “{_short(self.old)}” to “{_short(self.new)}”."


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[:LONGEST] + "…"


def changes_between(path: str, old: Mapping[str, Item], new: Mapping[str, Item]) -> list[Change]:
    """Return how the items of a file differ: first what is gone, then what is new, then what is otherwise."""
    gone = [_whole(path, "removed", name, old[name]) for name in old if name not in new]
    added = [_whole(path, "added", name, new[name]) for name in new if name not in old]
    both = [name for name in new if name in old]
    displaced: set[str] = set()
    for within in {new[name].within for name in both}:
        displaced |= _displaced(
            [(old[name].rank, new[name].rank, name) for name in both if new[name].within == within]
        )
    changed: list[Change] = []
    for name in both:
        before, after = old[name], new[name]
        changed += _settings(path, name, before, after)
        if before.place and after.place and before.place != after.place:
            changed.append(_one(path, "moved", name, after, "place", before.place, after.place))
        if name in displaced:
            ranks = str(before.rank + 1), str(after.rank + 1)
            changed.append(_one(path, "moved", name, after, "rank", *ranks))
    return gone + added + changed


def _settings(path: str, name: str, before: Item, after: Item) -> list[Change]:
    values = [("kind", before.kind, after.kind), ("name", before.name, after.name)]
    for setting in sorted({*before.settings, *after.settings}):
        values.append((setting, before.settings.get(setting, ""), after.settings.get(setting, "")))
    return [_one(path, "changed", name, after, *value) for value in values if value[1] != value[2]]


def _whole(path: str, what: str, name: str, item: Item) -> Change:
    return Change(path, what, name, item.kind, item.name)


def _one(path: str, what: str, name: str, item: Item, setting: str, old: str, new: str) -> Change:
    return Change(path, what, name, item.kind, item.name, setting, old, new)


def _displaced(ranks: Sequence[tuple[int, int, str]]) -> set[str]:
    """Return the fewest items that must be moved so that the others keep their order."""
    ordered = sorted(rank for rank in ranks if rank[0] >= 0 and rank[1] >= 0)
    ends: list[int] = []
    chains: list[list[str]] = []
    for _, after, name in ordered:
        place = bisect_left(ends, after)
        chain = [*(chains[place - 1] if place else []), name]
        ends[place : place + 1] = [after]
        chains[place : place + 1] = [chain]
    kept = set(chains[-1]) if chains else set()
    return {name for _, _, name in ordered if name not in kept}
