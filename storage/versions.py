"""Questions about published process versions and their files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.events import SYSTEM
from storage.models import ProcessFile, ProcessVersion, ProcessVersionFile, SystemChain


def content_digest(content: bytes) -> str:
    """Return the SHA-256 under which a file is stored, as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def bundle_digest(files: Mapping[str, bytes]) -> str:
    """Return the digest that addresses a process version: over its sorted paths and the digests of its files."""
    lines = "".join(f"{path}\0{content_digest(files[path])}\n" for path in sorted(files))
    return content_digest(lines.encode())


def newest_version(session: Session, process_key: str) -> ProcessVersion | None:
    """Return the newest published version of a process, or None if it was never published."""
    question = select(ProcessVersion).where(ProcessVersion.process_key == process_key)
    return session.scalar(question.order_by(ProcessVersion.number.desc()).limit(1))


def newest_versions(session: Session) -> Sequence[ProcessVersion]:
    """Return the newest version of every published process, by key."""
    newest = (
        select(ProcessVersion.process_key, func.max(ProcessVersion.number).label("number"))
        .group_by(ProcessVersion.process_key)
        .subquery()
    )
    question = select(ProcessVersion).join(
        newest,
        (ProcessVersion.process_key == newest.c.process_key) & (ProcessVersion.number == newest.c.number),
    )
    return session.scalars(question.order_by(ProcessVersion.process_key)).all()


def all_versions(session: Session) -> Sequence[ProcessVersion]:
    """Return every version that was ever published, by process and number."""
    question = select(ProcessVersion).order_by(ProcessVersion.process_key, ProcessVersion.number)
    return session.scalars(question).all()


def version_of(session: Session, version_id: str) -> ProcessVersion | None:
    """Return a process version."""
    return session.get(ProcessVersion, version_id)


def files_of_version(session: Session, version_id: str) -> dict[str, bytes]:
    """Return the files of a process version by path."""
    question = (
        select(ProcessVersionFile.path, ProcessFile.content)
        .join(ProcessFile, ProcessFile.digest == ProcessVersionFile.digest)
        .where(ProcessVersionFile.version_id == version_id)
        .order_by(ProcessVersionFile.path)
    )
    return {path: content for path, content in session.execute(question)}


def stored_digests(session: Session, digests: Sequence[str]) -> set[str]:
    """Return which of these files are stored already."""
    return set(session.scalars(select(ProcessFile.digest).where(ProcessFile.digest.in_(digests))))


def versions_of(session: Session, process_key: str) -> Sequence[ProcessVersion]:
    """Return all published versions of a process, newest first."""
    question = select(ProcessVersion).where(ProcessVersion.process_key == process_key)
    return session.scalars(question.order_by(ProcessVersion.number.desc())).all()


def version_numbered(session: Session, process_key: str, number: int) -> ProcessVersion | None:
    """Return a version of a process by its number, or None."""
    question = select(ProcessVersion).where(
        ProcessVersion.process_key == process_key, ProcessVersion.number == number
    )
    return session.scalar(question)


def version_digested(session: Session, process_key: str, digest: str) -> ProcessVersion | None:
    """Return the version of a process that consists of exactly these files, or None."""
    question = select(ProcessVersion).where(
        ProcessVersion.process_key == process_key, ProcessVersion.digest == digest
    )
    return session.scalar(question)


def hold_publishing(session: Session) -> None:
    """Let nobody else publish before the action ends, so that numbers follow each other."""
    session.get_one(SystemChain, SYSTEM, with_for_update=True)


def digests_of_version(session: Session, version_id: str) -> dict[str, str]:
    """Return the digests of the files of a process version by path."""
    question = select(ProcessVersionFile.path, ProcessVersionFile.digest).where(
        ProcessVersionFile.version_id == version_id
    )
    return {path: digest for path, digest in session.execute(question)}
