"""Merges two changed copies of a template of an official paper, line by line; it knows no storage and no page.

A line is known by what it says, as comparing knows it. Where both changed the same lines it is theirs that stay,
unless mine of one of those lines is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class _Edit:
    """The lines that stand in one copy instead of some lines of the base."""

    start: int
    end: int
    lines: tuple[str, ...]

    def meets(self, other: _Edit) -> bool:
        """Whether both change the same line of the base, or one adds lines where the other changes them."""
        return self.start < other.end and other.start < self.end


def merge_lines(
    base: bytes, mine: bytes, theirs: bytes, kept: Collection[str]
) -> tuple[frozenset[str], frozenset[str], bytes]:
    """Return what mine and theirs changed, line by line, and both merged; raise ValueError for what is no text.

    Lines of mine that stand or fall with lines that theirs changed are told as changed by both.
    """
    known, own, others = (each.decode("utf-8-sig").splitlines() for each in (base, mine, theirs))
    names, disputed = _names(known), set[str]()
    edits, foreign = _edits(known, own), _edits(known, others)
    chosen = list(foreign)
    for edit in edits:
        met = [each for each in chosen if each.meets(edit) or each == edit]
        if edit in met:
            continue
        if not met:
            chosen.append(edit)
        elif edit.start == edit.end:
            end = max(each.end for each in met)
            chosen.append(_Edit(end, end, edit.lines))
        else:
            concerned = {*names[edit.start : edit.end], *_names(edit.lines)}
            disputed |= concerned
            if concerned & set(kept):
                chosen = [each for each in chosen if each not in met] + [edit]
    found = list(known)
    for edit in sorted(chosen, key=lambda each: (each.start, each.end), reverse=True):
        found[edit.start : edit.end] = edit.lines
    content = "".join(f"{line}\n" for line in found).encode()
    changed = _changed(known, own)
    return changed, _changed(known, others) | (changed & disputed), content


def _edits(base: Sequence[str], other: Sequence[str]) -> list[_Edit]:
    found = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [_Edit(i, j, tuple(other[k:m])) for what, i, j, k, m in found if what != "equal"]


def _names(lines: Sequence[str]) -> list[str]:
    """Return what each line says, and its number among those that say the same."""
    seen: Counter[str] = Counter()
    found = []
    for line in (each.strip() for each in lines):
        seen[line] += 1
        found.append(line if seen[line] == 1 else f"{line} ({seen[line]})")
    return found


def _changed(base: Sequence[str], other: Sequence[str]) -> frozenset[str]:
    return frozenset(set(_names(base)) ^ set(_names(other)))
