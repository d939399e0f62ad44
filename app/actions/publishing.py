"""Publishing: a checked bundle of files becomes the next immutable version of its process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from lxml import etree
from sqlalchemy.orm import Session

from app.actors import SYSTEM, Actor
from app.careful_xml import careful_parser
from app.diagrams.bundle import BPMN, bundle, shipped_keys
from app.diagrams.gate import check_files
from app.diagrams.rewriting import rewritten_files
from app.house import house_of
from app.refusals import Refusal
from app.versions import compile_files
from storage.database import unit_of_work
from storage.events import record
from storage.models import ProcessFile, ProcessVersion, ProcessVersionFile, new_id
from storage.versions import bundle_digest, content_digest, newest_version, stored_digests


class CannotPublish(Refusal):
    """The gate refuses the files; `details["findings"]` holds every reason with its element."""

    status = 422


class NothingNew(Refusal):
    """The files are those of the version that is current already."""


@unit_of_work
def publish_process(session: Session, key: str, files: Mapping[str, bytes], *, by: Actor) -> ProcessVersion:
    """Store files as the next version of a process and return it; new cases start on it from now on.

    `files` is a bundle by path (see `app.diagrams.bundle`); what other tools wrote and can be mapped is stored as ours
    (see `app.diagrams.rewriting`). Raises NothingNew when the newest version has
    exactly these files and CannotPublish with every finding of the gate, e.g. for a chain deeper than the
    engine can go.
    """
    return _publish(session, key, files, by=by, at=house_of(session).now())


@unit_of_work
def publish_shipped(session: Session, root: Path, *, only_new: bool = False, by: Actor = SYSTEM) -> list[str]:
    """Publish every shipped process whose files differ from its newest version; return their keys.

    With `only_new`, those of which there is no version yet. Raises NothingNew when there is nothing to publish.
    """
    at = house_of(session).now()
    published = []
    for key in shipped_keys(root):
        newest = newest_version(session, key)
        if newest is not None and only_new:
            continue
        files = bundle(key, root)
        if newest is None or newest.digest != bundle_digest(files):
            _publish(session, key, files, by=by, at=at)
            published.append(key)
    if not published:
        raise NothingNew("所有流程都已是最新版本。", "All processes are published as they are.")
    return published


def _publish(
    session: Session, key: str, files: Mapping[str, bytes], *, by: Actor, at: datetime
) -> ProcessVersion:
    _pass_gate(files)
    files = rewritten_files(files)
    digest = bundle_digest(files)
    newest = newest_version(session, key)
    if newest is not None and newest.digest == digest:
        raise NothingNew("与当前版本相同，没有可发布的变更。", "The files are those of the current version.")
    compile_files(key, dict(files))
    name_zh, name_en = _names(key, files[f"processes/{key}/{key}.bpmn"])
    version = ProcessVersion(
        id=new_id(),
        process_key=key,
        number=1 if newest is None else newest.number + 1,
        digest=digest,
        name_zh=name_zh,
        name_en=name_en,
        published_at=at,
        published_by=by.officer_id,
    )
    session.add(version)
    _store_files(session, version, files)
    record(
        session, "process_published", {"key": key, "number": version.number, "digest": digest}, at=at, by=by
    )
    return version


def _pass_gate(files: Mapping[str, bytes]) -> None:
    refused = [finding for finding in check_files(files) if finding.severity == "error"]
    if refused:
        raise CannotPublish(
            "不能发布：" + "；".join(finding.zh for finding in refused[:5]),
            "Not published: " + "; ".join(finding.en for finding in refused[:5]),
            findings=refused,
        )


def _store_files(session: Session, version: ProcessVersion, files: Mapping[str, bytes]) -> None:
    digests = {path: content_digest(content) for path, content in files.items()}
    known = stored_digests(session, sorted(set(digests.values())))
    for path, digest in digests.items():
        if digest not in known:
            known.add(digest)
            session.add(ProcessFile(digest=digest, content=files[path]))
    session.flush()
    session.add_all(
        ProcessVersionFile(version_id=version.id, path=path, digest=digest)
        for path, digest in digests.items()
    )
    session.flush()


def _names(key: str, diagram: bytes) -> tuple[str, str]:
    root = etree.fromstring(diagram, careful_parser())
    process = next((node for node in root.iter(f"{BPMN}process") if node.get("id") == key), None)
    name_zh = process.get("name", key) if process is not None else key
    name_en = key.replace("_", " ").capitalize()
    if process is not None:
        for item in process.iter("{http://spiffworkflow.org/bpmn/schema/1.0/core}property"):
            if item.get("name") == "name_en":
                name_en = item.get("value", name_en)
                break
    return name_zh, name_en
