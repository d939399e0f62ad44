"""What the editor's page shows of a draft: its files by name, its addresses, its versions; it reads no diagram."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.diagrams.glancing import Glance, glance
from app.views.access import house
from app.views.designer_parts import draft_address
from app.views.words import csrf_token, t
from storage.designs import files_of_draft
from storage.models import Draft
from storage.runs import open_runs_by_version
from storage.versions import versions_of


def editor_data(session: Session, draft: Draft) -> dict[str, Any]:
    """Return what the template of the editor needs beside the draft itself."""
    contents = files_of_draft(session, draft.id)
    files = glance(contents)
    address = draft_address(draft.id)
    own = f"processes/{draft.process_key}/{draft.process_key}.bpmn"
    versions = versions_of(session, draft.process_key)
    return {
        "files": files,
        "papers": papers_named(contents),
        "versions": versions,
        "running": open_runs_by_version(session, [version.id for version in versions]),
        "checks": f"{address}/checks",
        "page": {
            "draft": draft.id,
            "key": draft.process_key,
            "token": csrf_token(),
            "readOnly": draft.state != "open",
            "first": own if own in contents else (files[0].path if files else ""),
            "files": [_told(file) for file in _ordered(files, own)],
            "urls": {
                "files": f"{address}/files/",
                "vocabulary": f"{address}/vocabulary",
                "history": f"{address}/history",
            },
        },
    }


def papers_named(contents: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return code and name of the kinds of paper whose codes stand in diagrams."""
    diagrams = [content for path, content in contents.items() if path.endswith(".bpmn")]
    known = house().papers
    found = [code for code in known if any(_quoted(code, content) for content in diagrams)]
    return [(code, t(known[code].zh, known[code].en)) for code in found]


def _quoted(code: str, content: bytes) -> bool:
    """Say whether a code stands in a list of papers; the XML is not read."""
    word = code.encode()
    return any(left + word + right in content for left in (b'"', b",", b";") for right in (b'"', b",", b"&"))


def _ordered(files: list[Glance], own: str) -> list[Glance]:
    """Return the process's own files before those of the pieces that it calls."""
    key = own.split("/")[1]
    return sorted(files, key=lambda file: (file.path.split("/")[1] != key, file.path))


def _told(file: Glance) -> dict[str, str]:
    note = t(f"{file.rules} 条规则", f"{file.rules} rules") if file.rules else ""
    return {"path": file.path, "kind": file.kind, "key": file.key, "name": file.name, "note": note}
