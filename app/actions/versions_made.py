"""A version of a process comes to be and is put in force: plain steps of the actions that publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.actions.process_files import store_contents
from app.actors import Actor
from app.clock import local
from app.refusals import Refusal
from storage.events import record
from storage.in_force import EVERYWHERE, OUTSET, id_in_force, is_in_force_anywhere
from storage.models import ProcessInForce, ProcessVersion, ProcessVersionFile, Publication, new_id
from storage.versions import (
    bundle_digest,
    content_digest,
    hold_publishing,
    newest_version,
    version_digested,
    version_of,
)

Starts = Mapping[str, date]
"""From which day a version is in force, by district; "" stands for all."""


class NothingNew(Refusal):
    """The files are those of a version that there is already."""


def make_version(
    session: Session,
    key: str,
    files: Mapping[str, bytes],
    names: tuple[str, str],
    *,
    at: datetime,
    by: Actor,
    note: str = "",
) -> ProcessVersion:
    """Store files that have passed the gate as the next version of a process, all of them, and record it.

    Raises NothingNew when a version with exactly these files exists.
    """
    hold_publishing(session)
    digest, newest = bundle_digest(files), newest_version(session, key)
    refuse_known(session, key, digest)
    version = ProcessVersion(
        id=new_id(),
        process_key=key,
        number=1 if newest is None else newest.number + 1,
        digest=digest,
        name_zh=names[0],
        name_en=names[1],
        published_at=at,
        published_by=by.officer_id,
    )
    session.add(version)
    store_contents(session, files.values())
    session.flush()
    session.add_all(
        ProcessVersionFile(version_id=version.id, path=path, digest=content_digest(content))
        for path, content in files.items()
    )
    session.flush()
    facts = {"key": key, "number": version.number, "digest": digest, "note": note or None}
    record(session, "process_published", facts, at=at, by=by)
    return version


def refuse_known(session: Session, key: str, digest: str) -> None:
    """Raise NothingNew when a version of the process has exactly these files."""
    known = version_digested(session, key, digest)
    if known is None:
        return
    newest = newest_version(session, key)
    if newest is not None and newest.id == known.id:
        raise NothingNew("与当前版本相同，没有可发布的变更。", "The files are those of the current version.")
    raise NothingNew(
        f"与第 {known.number} 版完全相同；要恢复它，请在“发布记录”中重新启用第 {known.number} 版。",
        f"The files are those of version {known.number}; to have it again, put that version in force again.",
    )


def put_in_force(
    session: Session,
    version: ProcessVersion,
    starts: Starts,
    *,
    at: datetime,
    by: Actor,
    note: str = "",
    publication: Publication | None = None,
) -> None:
    """Put a version in force from a day on in each of the districts, and record what was in force there before.

    A day that has passed becomes today; the first version of a process counts from the outset when it begins today.
    """
    today, first = local(at).date(), not is_in_force_anywhere(session, version.process_key)
    for district, wanted in sorted(starts.items()):
        day = max(wanted, today)
        before = id_in_force(session, version.process_key, district, day)
        former = version_of(session, before) if before else None
        since = OUTSET if first and day == today else day
        session.add(
            ProcessInForce(
                id=new_id(), process_key=version.process_key, district=district, version_id=version.id,
                from_on=since, publication_id=publication.id if publication else None,
                put_at=at, put_by=by.officer_id, note=note,
            )
        )  # fmt: skip
        facts = {
            "key": version.process_key, "number": version.number, "before": former.number if former else None,
            "from": day.isoformat(), "district": district or None, "reason": note or None,
            "publication": publication.id if publication else None,
        }  # fmt: skip
        restores = publication is not None and publication.kind == "restore"
        kind = "version_restored" if restores else "version_put_in_force"
        record(session, kind, facts, at=at, by=by)
    session.flush()


def at_once(at: datetime) -> Starts:
    """Return that a version begins today in all districts."""
    return {EVERYWHERE: local(at).date()}
