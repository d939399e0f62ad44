"""Publishing from a checkout: a checked bundle of files becomes the next version of its process, at once or later.

What designers publish from a draft goes through `app.actions.proposing`, with a second person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.actions.versions_made import NothingNew, Starts, at_once, make_version, put_in_force
from app.actors import SYSTEM, Actor
from app.diagrams.bundle import bundle, shipped_keys
from app.diagrams.findings import Finding
from app.diagrams.judging_bundles import judge
from app.house import house_of
from app.refusals import Refusal
from app.versions import compile_files
from storage.database import unit_of_work
from storage.models import ProcessVersion
from storage.versions import bundle_digest, newest_version

__all__ = ["CannotPublish", "NothingNew", "publish_process", "publish_shipped", "refusing_publication"]


class CannotPublish(Refusal):
    """The gate refuses the files; `details["findings"]` holds every reason with its element."""

    status = 422


@unit_of_work
def publish_process(
    session: Session,
    key: str,
    files: Mapping[str, bytes],
    *,
    by: Actor,
    starts: Starts | None = None,
    note: str = "",
) -> ProcessVersion:
    """Store files as the next version of a process and return it; new cases start on it from now on.

    `files` is a bundle by path (see `app.diagrams.bundle`); what other tools wrote and can be mapped is stored as ours
    (see `app.diagrams.rewriting`). With `starts` it is in force only where and from when these say. Raises NothingNew
    when a version has exactly these files and CannotPublish with every finding of the gate, e.g. for a chain
    deeper than the engine can go.
    """
    return _publish(session, key, files, starts, note, by=by, at=house_of(session).now())


@unit_of_work
def publish_shipped(
    session: Session,
    root: Path,
    *,
    only_new: bool = False,
    keys: list[str] | None = None,
    starts: Starts | None = None,
    note: str = "",
    by: Actor = SYSTEM,
) -> list[str]:
    """Publish every process of a checkout whose files differ from its newest version; return their keys.

    With `only_new`, those of which there is no version yet; with `keys`, these only. Raises NothingNew when there is
    nothing to publish.
    """
    at = house_of(session).now()
    published = []
    for key in keys if keys is not None else shipped_keys(root):
        newest = newest_version(session, key)
        if newest is not None and only_new:
            continue
        files = bundle(key, root)
        if newest is None or newest.digest != bundle_digest(files):
            _publish(session, key, files, starts, note, by=by, at=at)
            published.append(key)
    if not published:
        raise NothingNew("所有流程都已是最新版本。", "All processes are published as they are.")
    return published


def _publish(
    session: Session,
    key: str,
    files: Mapping[str, bytes],
    starts: Starts | None,
    note: str,
    *,
    by: Actor,
    at: datetime,
) -> ProcessVersion:
    judged = judge(key, files)
    refusing_publication(judged.refused)
    compile_files(key, dict(judged.files))
    version = make_version(session, key, judged.files, judged.names, at=at, by=by, note=note)
    put_in_force(session, version, starts or at_once(at), at=at, by=by, note=note)
    return version


def refusing_publication(refused: list[Finding]) -> None:
    """Raise CannotPublish with these findings, if there are any."""
    if refused:
        raise CannotPublish(
            "不能发布：" + "；".join(finding.zh for finding in refused[:5]),
            "Not published: " + "; ".join(finding.en for finding in refused[:5]),
            findings=refused,
        )
