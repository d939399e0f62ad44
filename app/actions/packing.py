"""Gathering the file of a case for export: record, documents, diagrams, proofs; it writes nothing to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from typing import IO, Any

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.exporting import granted_request, purpose_of, record_export
from app.actions.histories import case_lines, histories
from app.actions.personal import personal_values
from app.actions.steps import open_facts, seal_number
from app.actors import SYSTEM, Actor
from app.checkpoints import Signed, Statement
from app.exports.history import history_pdf
from app.exports.package import json_bytes, json_line, write_package
from app.exports.proofs import proofs_of
from app.house import house_of
from app.permissions import may, units_where, whole_districts
from app.refusals import NotAllowed, NotFound
from app.values import to_json
from storage.casebook import visible_case
from storage.cases import case_of, content_of, documents_of, notes_of
from storage.checkpoints import checkpoints, digests_between
from storage.exports import chain_rows, versions_of_case
from storage.models import CaseFile, Checkpoint, Document
from storage.versions import files_of_version

Row = dict[str, Any]
REPORTER = "reporter"
"""The section of whoever reported: it never leaves the receiving unit."""


def export_case(
    session: Session, case_id: str, out: IO[bytes], purpose: str, request_id: str | None = None, *, by: Actor
) -> str:
    """Write the file of a case, record that it leaves, and return the name that it should have.

    Masked, unless a granted request is named. The package is made first, from what is on record then, so that its
    digest can be recorded; nothing is recorded when making it fails. Raises what `granted_request` and
    `record_export` raise.
    """
    purpose_of(purpose)
    name, digest = write_case_file(session, case_id, out, request_id, by=by)
    record_export(session, case_id, digest, purpose, request_id, by=by)
    return name


def write_case_file(
    session: Session,
    case_id: str,
    out: IO[bytes],
    request_id: str | None,
    *,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
    by: Actor,
) -> tuple[str, str]:
    """Write the file of a case without a record of it; return the name that it should have, and its digest.

    `tell` hears how many parts of how many are written. Raises what `granted_request` raises, and NotFound.
    """
    case = _readable(session, case_id, by)
    if request_id is not None:
        granted_request(session, case_id, request_id, by=by)
    digest = _Packing(session, case, masked=request_id is None).write(out, tell)
    return f"{case.case_no}{'' if request_id is None else '-未遮盖'}.zip", digest


def _readable(session: Session, case_id: str, by: Actor) -> CaseFile:
    if by is SYSTEM:
        case = case_of(session, case_id)
    elif may(by, "case.export"):
        case = visible_case(session, case_id, units_where(by, "case.read"), whole_districts(by))
    else:
        raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
    if case is None:
        raise NotFound
    return case


class _Packing:
    """One case as it goes into its file."""

    def __init__(self, session: Session, case: CaseFile, *, masked: bool) -> None:
        self.session, self.case, self.masked = session, case, masked
        self.head = (case.event_seq, case.event_hash)
        self.rows = list(chain_rows(session, case.id, case.event_seq))
        self.at = house_of(session).now()

    def write(self, out: IO[bytes], tell: Callable[[int, int], None]) -> str:
        """Write the package; return its digest. `tell` hears how many of its steps are done."""
        told = {
            "case": {"id": self.case.id, "number": self.case.case_no},
            "events": {"count": self.head[0], "head": self.head[1]},
            "masked": self.masked,
            "made_at": self.at.astimezone(UTC).isoformat(timespec="seconds"),
        }
        parts = self._counted(tell)
        return write_package(out, parts, told, house_of(self.session).keyring.log_key, self.at)

    def _counted(self, tell: Callable[[int, int], None]) -> Iterator[tuple[str, bytes]]:
        """Yield the parts, and tell of each but those of processes, which are small and many."""
        files = 0 if self.masked else len(documents_of(self.session, self.case.id))
        done, total = 0, files + (4 if self.masked else 5)
        for name, content in self._parts():
            done += not name.startswith("processes")
            tell(min(done, total), total)
            yield name, content

    def _parts(self) -> Iterator[tuple[str, bytes]]:
        yield "history.pdf", self._history()
        yield "events.jsonl", b"".join(json_line(row) for row in self.rows)
        yield "proofs.json", json_bytes(self._proofs())
        yield from self._processes()
        yield from self._documents()
        if not self.masked:
            yield "opened.json", json_bytes(self._opened())

    def _history(self) -> bytes:
        lines = histories(self.session, self.case, self.rows)
        sealed = "个人信息已遮盖" if self.masked else "未遮盖，含个人信息，请妥善保管"
        foot = f"{self.case.case_no} · {sealed} · 末条校验值 {self.head[1][:16]}…"
        title = f"案件经过 {self.case.case_no}"
        return history_pdf(title, case_lines(self.session, self.case, masked=self.masked), lines, foot)

    def _proofs(self) -> Row:
        kept = [_signed(row) for row in checkpoints(self.session)]
        until = kept[-1].statement.last_event if kept else 0
        numbers = {row["id"]: row["chain_seq"] for row in self.rows}
        return proofs_of(numbers, digests_between(self.session, 0, until), kept)

    def _processes(self) -> Iterator[tuple[str, bytes]]:
        told = []
        for version in versions_of_case(self.session, self.case.id):
            folder = f"processes/{version.process_key}-{version.number}/"
            files = files_of_version(self.session, version.id)
            told.append({
                "id": version.id, "key": version.process_key, "number": version.number, "digest": version.digest,
                "name": version.name_zh, "folder": folder, "files": sorted(files),
            })  # fmt: skip
            yield from ((folder + path, content) for path, content in files.items())
        yield "processes.json", json_bytes(told)

    def _documents(self) -> Iterator[tuple[str, bytes]]:
        told = []
        for row in reversed(documents_of(self.session, self.case.id)):
            content = None if self.masked else self._content(row)
            path = "" if content is None else f"documents/{row.id}/{row.file_name}"
            said = {
                "id": row.id, "code": row.code, "number": row.number, "state": row.state, "path": path,
                "field": row.field, "type": row.media_type, "size": row.size_bytes, "sha256": row.sha256,
                "added_at": row.added_at.astimezone(UTC).isoformat(timespec="seconds"),
            }  # fmt: skip
            told.append(said if self.masked else {**said, "title": row.title})
            if content is not None:
                yield path, content
        yield "documents.json", json_bytes(told)

    def _content(self, row: Document) -> bytes | None:
        cipher = content_of(self.session, row.id)
        if cipher is None:
            return None
        return case_key(self.session, self.case).open(cipher, f"document.{row.id}")

    def _opened(self) -> Row:
        """Return in clear what stands sealed in the record and the case file; who reported stays sealed."""
        values = personal_values(self.session, self.case, by=SYSTEM)
        notes = notes_of(self.session, self.case.id)
        return {
            "personal": [{"field": each.field, "of": each.whose, "value": each.text} for each in values],
            "steps": {
                str(row["chain_seq"]): self._step(row) for row in self.rows if row["facts"].get("sealed")
            },
            "notes": [{"at": each.written_at.isoformat(), "text": each.text} for each in notes],
        }

    def _step(self, row: Row) -> Any:
        key, facts = case_key(self.session, self.case), row["facts"]
        return _without_reporter(to_json(open_facts(key, facts["sealed"], row["run_id"], seal_number(facts))))


def _without_reporter(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_without_reporter(each) for each in tree]
    if isinstance(tree, dict):
        return {
            name: _without_reporter(each) for name, each in tree.items() if REPORTER not in name.split(".")
        }
    return tree


def _signed(row: Checkpoint) -> Signed:
    at = row.signed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return Signed(
        Statement(row.size, row.root, row.last_event, row.algorithm, at), row.public_key, row.signature
    )
