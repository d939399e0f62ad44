"""Which files of a draft differ from a version, in words for pages; it reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.views.words import t
from storage.designs import digests_of_draft
from storage.models import Draft
from storage.versions import digests_of_version

KINDS = {
    "bpmn": ("流程图", "Diagram"),
    "dmn": ("决策表", "Decision"),
    "form": ("表单", "Form"),
    "paper": ("文书模板", "Template"),
}
WORDS = {
    "added": ("新增", "added", "green"),
    "removed": ("移除", "removed", "red"),
    "changed": ("改动", "changed", "amber"),
}


@dataclass(frozen=True)
class FileChange:
    """One file that differs: its path, what kind of file it is, and how it differs, with a colour."""

    path: str
    kind: str
    how: str
    words: str
    colour: str


def changed_files(session: Session, draft: Draft) -> list[FileChange]:
    """Return the files in which a draft differs from the version it was begun from; all of them for a new process."""
    base = digests_of_version(session, draft.based_on_id) if draft.based_on_id else {}
    return changes(base, digests_of_draft(session, draft.id))


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[FileChange]:
    """Return the paths under which two sets of files differ."""
    found = []
    for path in sorted({*before, *after}):
        if before.get(path) == after.get(path):
            continue
        how = "added" if path not in before else "removed" if path not in after else "changed"
        zh, en, colour = WORDS[how]
        found.append(FileChange(path, kind_of(path), how, t(zh, en), colour))
    return found


def kind_of(path: str) -> str:
    """Return the words for the kind of a file."""
    return t(*KINDS.get(path.rsplit(".", 1)[-1], ("文件", "File")))
