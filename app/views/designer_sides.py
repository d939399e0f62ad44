"""What is compared: a published version, a draft, or a draft with one file as it once was; it compares nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import url_for
from sqlalchemy.orm import Session

from app.refusals import NotFound
from app.views.designer_parts import draft_address
from app.views.words import t
from storage.designs import content_of, draft_of, files_of_draft, open_drafts, revision_of
from storage.versions import files_of_version, newest_version, version_numbered, versions_of


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its name in addresses and for people, its files, and where diagrams are fetched."""

    asked: str
    process_key: str
    words: str
    files: Mapping[str, bytes]
    version_id: str = ""
    draft_id: str = ""
    at_revision: tuple[str, int] | None = None

    def address_of(self, path: str) -> str:
        """Return where the browser fetches a diagram of this side, or "" when it has none."""
        if path not in self.files:
            return ""
        if self.version_id:
            key = path.split("/")[1]
            return url_for("processes.diagram", version_id=self.version_id, process_key=key)
        once = self.at_revision is not None and self.at_revision[0] == path
        end = f"?revision={self.at_revision[1]}" if once and self.at_revision else ""
        return f"{draft_address(self.draft_id)}/files/{quote(path)}{end}"


def side_named(session: Session, process_key: str, asked: str) -> Side:
    """Return what `asked` names: a number, `newest`, `draft:<id>`, or `draft:<id>:<revision>:<path>`.

    Raises NotFound for what there is not.
    """
    if asked.startswith("draft:"):
        return _draft(session, asked)
    if asked in ("", "newest"):
        version = newest_version(session, process_key)
    else:
        known = asked.isascii() and asked.isdigit() and len(asked) < 9
        version = version_numbered(session, process_key, int(asked)) if known else None
    if version is None:
        raise NotFound
    words = t(f"第 {version.number} 版", f"Version {version.number}")
    files = files_of_version(session, version.id)
    return Side(str(version.number), process_key, words, files, version_id=version.id)


def _draft(session: Session, asked: str) -> Side:
    _, draft_id, *rest = asked.split(":", 3)
    draft = draft_of(session, draft_id)
    if draft is None:
        raise NotFound
    words = t(f"草稿“{draft.title}”", f"Draft “{draft.title}”")
    files = files_of_draft(session, draft_id)
    side = Side(asked, draft.process_key, words, files, draft_id=draft_id)
    if not rest:
        return side
    number, path = rest[0], rest[-1]
    row = revision_of(session, draft_id, path, int(number)) if number.isdigit() and len(number) < 9 else None
    if row is None:
        raise NotFound
    content = content_of(session, row.digest) if row.digest else None
    files = {name: each for name, each in files.items() if name != path}
    if content is not None:
        files[path] = content
    then = t(
        f"{words}（{path.rsplit('/', 1)[-1]} 第 {number} 稿）",
        f"{words} ({path.rsplit('/', 1)[-1]}, revision {number})",
    )
    return replace(side, words=then, files=files, at_revision=(path, int(number)))


def choices_of(session: Session, process_key: str) -> list[tuple[str, str]]:
    """Return what can be compared of a process, as pairs of its name in addresses and for people."""
    versions = [
        (str(each.number), t(f"第 {each.number} 版", f"Version {each.number}"))
        for each in versions_of(session, process_key)
    ]
    drafts = [
        (f"draft:{each.id}", t(f"草稿“{each.title}”", f"Draft “{each.title}”"))
        for each in open_drafts(session, process_key)
    ]
    return drafts + versions
