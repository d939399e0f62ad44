"""Proving that the log is whole: events, chains, documents and checkpoints, also against a witness; writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.exporting import proven_grant
from app.actions.findings import digest_of
from app.actions.log_proof import Fault, LogProof
from app.checkpoints import BadCheckpoint, Growth, Signed, public_text
from app.house import house_of
from storage.cases import content_of
from storage.checkpoints import all_documents, chain_heads, checkpoints
from storage.crypto import CannotDecrypt
from storage.exports import granted_requests
from storage.findings import all_findings
from storage.guards import missing_guards
from storage.log import log_stretches
from storage.models import CaseFile, Document
from storage.versions import all_versions, bundle_digest, files_of_version


@dataclass
class Verified:
    """What was looked at, and the first fault found in each part."""

    events: int = 0
    documents: int = 0
    versions: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    witnesses: int = 0
    root: str = ""
    faults: list[Fault] = field(default_factory=list)


def verify_log(
    session: Session, *witnesses: Iterable[Signed], tell: Callable[[int], None] = lambda _: None
) -> Verified:
    """Read the whole log and compare it with its chains, documents, checkpoints and, if given, witnesses.

    `tell` hears how many events have been read. Nothing is raised for what is wrong: it is in `faults`.
    """
    found, key = Verified(witnesses=len(witnesses)), public_text(house_of(session).keyring.log_key)
    kept = checkpoints(session)
    leaves, unlike = _seen_by(witnesses, key, {each.size for each in kept})
    found.witnessed = len(leaves)
    log = LogProof(leaves, kept, key)
    for stretch in log_stretches(session):
        log.follow(stretch)
        tell(log.size)
        if log.fault is not None:
            break
    if log.fault is None:
        log.end(chain_heads(session))
    found.events, found.checkpoints, found.root = log.size, log.passed, log.root
    found.faults += [each for each in (log.fault, *unlike) if each is not None]
    if log.fault is None:
        found.documents, lost = _documents(session, log.files)
        found.versions, changed = _versions(session, log.versions)
        others = (_papers(session, log.papers), _findings(session, log.findings))
        found.faults += [each for each in (lost, changed, *others) if each is not None]
    return found


def verify_record(
    session: Session, *witnesses: Iterable[Signed], tell: Callable[[int], None] = lambda _: None
) -> Verified:
    """Verify the whole log, and look whether the database still refuses to alter it and grants stand on events."""
    found = verify_log(session, *witnesses, tell=tell)
    for name in missing_guards(session):
        zh, en = (
            f"数据库触发器 {name} 缺失、停用或被替换，记录可能已被改写；请恢复触发器并用见证核对",
            f"the trigger {name} of the database is gone, switched off or exchanged: restore it, and compare "
            "with a witness",
        )
        found.faults.append(Fault("trigger", None, "", None, zh, en))
    for asked in granted_requests(session):
        if proven_grant(session, asked) is None:
            zh, en = (
                f"导出审批在记录中没有依据（{asked.id}）",
                f"the approval of an export does not stand on the record ({asked.id})",
            )
            found.faults.append(Fault("export_request", None, asked.case_id, None, zh, en))
    return found


def _seen_by(
    witnesses: Sequence[Iterable[Signed]], key: str, kept: set[int]
) -> tuple[list[str], list[Fault]]:
    """Return the digests of the longest log that a witness has seen, and what is wrong with witnesses.

    One that is named and has seen nothing proves nothing, which is a fault; of two that have seen different logs
    the first is believed. `kept` are the sizes of the checkpoints in the database, which must have all that they saw.
    """
    seen: list[str] = []
    faults = []
    for witness in witnesses:
        growth = Growth(key)
        try:
            for signed in witness:
                growth.add(signed)
        except BadCheckpoint as bad:
            faults.append(Fault("witness", None, "", None, bad.zh, bad.en))
        if gone := growth.sizes - kept:
            zh, en = (
                f"第 {min(gone)} 条处的检查点有见证，数据库里却没有",
                f"the checkpoint at {min(gone)} was witnessed and is not in the database",
            )
            faults.append(Fault("checkpoint", None, "", min(gone), zh, en))
        both = min(len(seen), len(growth.leaves))
        if not growth.leaves:
            zh, en = "见证文件夹里没有可用的检查点", "the folder of the witness holds no usable checkpoint"
            faults.append(Fault("witness", None, "", None, zh, en))
        elif seen[:both] != growth.leaves[:both]:
            zh, en = "两处见证所见的记录不同", "two witnesses have seen different logs"
            faults.append(Fault("witness", None, "", None, zh, en))
        elif len(growth.leaves) > len(seen):
            seen = growth.leaves
    return seen, faults


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


def _papers(session: Session, recorded: dict[str, tuple[str, str]]) -> Fault | None:
    """Compare code and number of every paper with what was recorded when it was issued; return the first fault.

    A paper that was written elsewhere was not issued here, and stands in the record only as it was served.
    """
    left = dict(recorded)
    for document in all_documents(session):
        said = left.pop(document.id, None)
        if said is not None and said != (document.code, document.number):
            zh, en = (
                f"文书的文号与签发时不同（{document.id}）",
                f"a paper does not have the number under which it was issued ({document.id})",
            )
            return Fault("document", None, document.case_id, None, zh, en)
    for lost in left:
        return Fault("document", None, "", None, f"文书 {lost} 已不存在", f"the paper {lost} is gone")
    return None


def _findings(session: Session, recorded: dict[str, tuple[str, str]]) -> Fault | None:
    """Compare the texts of findings, and of their settlement, with their recorded digests; return the first fault."""
    left = dict(recorded)
    for finding in all_findings(session):
        said = left.pop(finding.id, None)
        if said != (digest_of(finding.text), digest_of(finding.remark) if finding.settled_at else ""):
            zh, en = (
                f"审计发现与记下时不同（{finding.id}）",
                f"a finding of an auditor is not what was noted ({finding.id})",
            )
            return Fault("finding", None, "system", None, zh, en)
    for lost in left:
        return Fault(
            "finding", None, "system", None, f"审计发现 {lost} 已不存在", f"the finding {lost} is gone"
        )
    return None


def _versions(session: Session, recorded: dict[tuple[str, int], str]) -> tuple[int, Fault | None]:
    """Compare the files of every published process version with what was published; return how many, and a fault."""
    left, count = dict(recorded), 0
    for version in all_versions(session):
        count += 1
        name, said = (
            f"{version.process_key} {version.number}",
            left.pop((version.process_key, version.number), None),
        )
        if not said == version.digest == bundle_digest(files_of_version(session, version.id)):
            zh, en = (
                f"流程文件与发布时不同（{name}）",
                f"the files of a process are not those published ({name})",
            )
            return count, Fault("process", None, "system", None, zh, en)
    for key, number in left:
        zh, en = f"流程版本 {key} {number} 已不存在", f"the process version {key} {number} is gone"
        return count, Fault("process", None, "system", None, zh, en)
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
