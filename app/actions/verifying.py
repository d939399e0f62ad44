"""Proving that the log is whole: events, chains, documents and checkpoints, also against a witness; writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.checkpoints import BadCheckpoint, Growth, Signed, Statement, public_text
from app.house import house_of
from app.merkle import Frontier, hasher
from storage.cases import content_of
from storage.checkpoints import all_documents, chain_heads, checkpoints, whole_log
from storage.crypto import CannotDecrypt
from storage.events import leaf
from storage.models import CaseFile, Checkpoint, Document

Row = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong first: the kind of fault, the event (id, chain, number) or other row, and a sentence."""

    kind: str
    event: int | None
    chain: str
    number: int | None
    zh: str
    en: str


@dataclass
class Verified:
    """What was looked at, and the first fault found in each part."""

    events: int = 0
    documents: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    root: str = ""
    faults: list[Fault] = field(default_factory=list)


def verify_log(
    session: Session, witness: Iterable[Signed] | None = None, tell: Callable[[int], None] = lambda _: None
) -> Verified:
    """Read the whole log and compare it with its chains, documents, checkpoints and, if given, a witness.

    `tell` hears how many events have been read. Nothing is raised for what is wrong: it is in `faults`.
    """
    found = Verified()
    growth, fault = _growth_of(session, witness)
    found.witnessed = len(growth.leaves)
    log = _Log(growth.leaves, checkpoints(session), public_text(house_of(session).keyring.log_key))
    for row in whole_log(session):
        log.read(row)
        if log.fault is not None:
            break
        if log.size % 10_000 == 0:
            tell(log.size)
    else:
        log.end(chain_heads(session))
    found.events, found.checkpoints, found.root = log.size, log.passed, log.root
    found.faults += [each for each in (log.fault, fault) if each is not None]
    if log.fault is None:
        found.documents, lost = _documents(session, log.files)
        found.faults += [lost] if lost is not None else []
    return found


def _growth_of(session: Session, witness: Iterable[Signed] | None) -> tuple[Growth, Fault | None]:
    """Return what a witness has seen, as far as it proves anything, and what is wrong with it."""
    growth = Growth(public_text(house_of(session).keyring.log_key))
    try:
        for signed in witness or ():
            growth.add(signed)
    except BadCheckpoint as bad:
        return growth, Fault("witness", None, "", None, bad.zh, bad.en)
    return growth, None


class _Log:
    """The log as it is read, up to its first fault."""

    def __init__(self, witnessed: Sequence[str], kept: Sequence[Checkpoint], public_key: str) -> None:
        self.fault: Fault | None = None
        self.files: dict[str, str] = {}
        self.size = self.passed = 0
        self._witnessed, self._public_key = witnessed, public_key
        self._kept = {each.size: each for each in kept}
        self._tree = Frontier(hasher(kept[0].algorithm if kept else "sha256"))
        self._heads: dict[str, tuple[int, str]] = {}

    @property
    def root(self) -> str:
        """The root over all that was read."""
        return self._tree.root.hex()

    def read(self, row: Row) -> None:
        """Take the next event."""
        number, digest = self._heads.get(row["chain"], (0, ""))
        if self.size < len(self._witnessed) and row["digest"] != self._witnessed[self.size]:
            self._unlike_witness(row)
        elif leaf(row) != row["digest"]:
            self._differs("altered", row, "内容与其摘要不符", "its content does not fit its digest")
        elif row["chain_seq"] != number + 1 or row["previous"] != digest:
            self._differs(
                "broken", row, "与前一条记录不相接", "it does not follow the one before it in its chain"
            )
        else:
            self._take(row)

    def _take(self, row: Row) -> None:
        self._heads[row["chain"]] = (row["chain_seq"], row["digest"])
        self._tree.add(bytes.fromhex(row["digest"]))
        self.size += 1
        if row["kind"] == "document_added":
            self.files[row["facts"]["document"]] = row["facts"]["sha256"]
        kept = self._kept.get(self.size)
        if kept is None:
            return
        self.passed += 1
        at = kept.signed_at.astimezone(UTC).isoformat(timespec="microseconds")
        said = Statement(kept.size, kept.root, kept.last_event, kept.algorithm, at)
        if not Signed(said, kept.public_key, kept.signature).holds(self._public_key):
            self._differs(
                "checkpoint", row, "此处检查点的签名不符", "the signature of the checkpoint here is wrong"
            )
        elif kept.root != self.root or kept.last_event != row["id"]:
            self._differs(
                "rewritten", row, "至此的记录与检查点不符", "the log up to here is not that of its checkpoint"
            )

    def end(self, heads: dict[str, tuple[int, str]]) -> None:
        """Compare what was read with how much there should be."""
        sealed = max([len(self._witnessed), *self._kept]) if self._kept else len(self._witnessed)
        for chain, head in heads.items():
            if self._heads.get(chain, (0, "")) != head:
                zh, en = "链尾的记录缺失或多出", "events at the end of the chain are missing or too many"
                self.fault = Fault("cut", None, chain, head[0], f"{zh}（{chain}）", f"{en} ({chain})")
                return
        for chain in self._heads.keys() - heads.keys():
            self.fault = Fault(
                "orphan", None, chain, None, f"案件 {chain} 已不存在", f"the case {chain} is gone"
            )
            return
        if self.size < sealed:
            self.fault = Fault(
                "cut", None, "", self.size + 1,
                f"记录应有 {sealed} 条，只有 {self.size} 条", f"there should be {sealed} events, not {self.size}",
            )  # fmt: skip

    def _unlike_witness(self, row: Row) -> None:
        seen = self._witnessed
        if row["digest"] in seen[self.size + 1 :]:
            self._differs(
                "missing", row, "之前有记录缺失或被调换", "events before it are missing or re-ordered"
            )
        elif leaf(row) == row["digest"]:
            self._differs("replaced", row, "不是见证时的记录", "it is not what the witness saw here")
        else:
            self._differs("altered", row, "内容与见证时不同", "its content is not what the witness saw")

    def _differs(self, kind: str, row: Row, zh: str, en: str) -> None:
        self.fault = Fault(
            kind, row["id"], row["chain"], row["chain_seq"],
            f"第 {self.size + 1} 条记录（编号 {row['id']}）：{zh}",
            f"event {self.size + 1} of the log (id {row['id']}): {en}",
        )  # fmt: skip


def _documents(session: Session, recorded: dict[str, str]) -> tuple[int, Fault | None]:
    """Open every document and compare it with what was handed in; return how many, and the first fault."""
    left, count = dict(recorded), 0
    for document in all_documents(session):
        said, sealed = left.pop(document.id, None), content_of(session, document.id)
        if said is None and sealed is None:
            continue  # a paper that was written elsewhere: it has a number and no file
        count += 1
        content = _opened(session, document, sealed)
        found = hashlib.sha256(content).hexdigest() if content is not None else None
        if not said == document.sha256 == found:
            zh, en = (
                f"文件内容与登记时不同（{document.id}）",
                f"the file is not what was handed in ({document.id})",
            )
            return count, Fault("document", None, document.case_id, None, zh, en)
    for lost in left:
        return count, Fault("document", None, "", None, f"文件 {lost} 已不存在", f"the file {lost} is gone")
    return count, None


def _opened(session: Session, document: Document, sealed: bytes | None) -> bytes | None:
    """Return the content of a document; None when it is not there or does not open."""
    if sealed is None:
        return None
    try:
        key = case_key(session, session.get_one(CaseFile, document.case_id))
        return key.open(sealed, f"document.{document.id}")
    except (CannotDecrypt, ValueError):
        return None
