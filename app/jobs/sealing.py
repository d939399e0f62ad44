"""Seals the log: a signed checkpoint every so many events or seconds, also in a folder outside the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL
from sqlalchemy.orm import Session

from app.checkpoints import (
    BadCheckpoint,
    Signed,
    Statement,
    folder_beside,
    newest_in,
    public_text,
    sign,
    write,
)
from app.house import house_of
from app.merkle import Frontier, hasher
from storage.checkpoints import checkpoints, digests_between, newest_checkpoint, settled_end
from storage.database import housekeeping
from storage.models import Checkpoint

EVENTS = 500
AGE = timedelta(seconds=60)
MOST = 20_000
"""Events that one checkpoint adds at most, so that a long pause is caught up in bounded steps."""


@dataclass(frozen=True)
class Seal:
    """Where checkpoints are kept outside the database, and the hash with which a new log begins."""

    folder: Path
    algorithm: str = "sha256"


def seal_of(config: Mapping[str, Any], url: URL, root: Path) -> Seal:
    """Return what the settings say."""
    folder = folder_beside(config["CHECKPOINTS"], "checkpoints", url.get_backend_name(), url.database, root)
    return Seal(folder, config["LOG_HASH"])


def seal_log(session: Session, seal: Seal, *, at_once: bool = False) -> int:
    """Add the checkpoint that is due, if one is, and write to the folder what is not there yet; return its size.

    It is due when EVENTS events are not sealed, or the first of them has waited for AGE; `at_once` does not wait.
    Returns 0 when there was nothing to seal. The key is that of the house; a log keeps its first algorithm. Raises
    BadCheckpoint, having sealed the log all the same, when the folder holds the checkpoints of another log.
    """
    size = _checkpoint(session, seal.algorithm, at_once=at_once)
    write_missing(session, seal.folder)
    return size


def write_missing(session: Session, folder: Path) -> None:
    """Write to a folder the checkpoints that it lacks, each with the digests of the events that it adds."""
    kept, last = 0, 0
    if (newest := newest_in(folder)) is not None:
        kept = newest.statement.size
        mine = session.get(Checkpoint, kept)
        if mine is None or mine.signature != newest.signature:
            raise BadCheckpoint(
                f"{folder} 中是另一份记录的检查点，请换一个文件夹（CHECKPOINTS）。",
                f"{folder} holds checkpoints of another log; name another folder (CHECKPOINTS)",
            )
        last = mine.last_event
    for row in checkpoints(session, kept):
        leaves = tuple(digest for _, digest in digests_between(session, last, row.last_event))
        stated = Statement(row.size, row.root, row.last_event, row.algorithm, _text(row))
        write(folder, Signed(stated, row.public_key, row.signature, leaves))
        last = row.last_event


def _text(row: Checkpoint) -> str:
    return row.signed_at.astimezone(UTC).isoformat(timespec="microseconds")


def _grown(session: Session, newest: Checkpoint) -> Frontier:
    """Return the tree as it was at a checkpoint; raise BadCheckpoint when neither it nor the log gives its root.

    Roots are not signed: what does not lead to the signed root is reckoned anew from the log.
    """
    digest = hasher(newest.algorithm)
    tree = Frontier(digest, newest.size, [bytes.fromhex(root) for root in newest.roots])
    if tree.root.hex() != newest.root:
        tree = Frontier(digest)
        tree.extend([bytes.fromhex(each) for _, each in digests_between(session, 0, newest.last_event)])
    if (tree.size, tree.root.hex()) != (newest.size, newest.root):
        raise BadCheckpoint(
            "记录与最近的检查点不符，不能续签；请运行 flask audit verify。",
            "the log is not that of its newest checkpoint and cannot be signed on; run flask audit verify",
        )
    return tree


def _add_checkpoint(session: Session, algorithm: str, *, at_once: bool) -> int:
    end = settled_end(session)  # first: it waits for another worker that is sealing
    newest = newest_checkpoint(session)
    waiting = digests_between(session, newest.last_event if newest else 0, end)[:MOST]
    now = house_of(session).now()
    fresh = newest is not None and now - newest.signed_at < AGE
    if not waiting or (not at_once and len(waiting) < EVENTS and fresh):
        return 0
    algorithm = newest.algorithm if newest else algorithm
    tree = _grown(session, newest) if newest else Frontier(hasher(algorithm))
    for _, digest in waiting:
        tree.add(bytes.fromhex(digest))
    at, key = now.astimezone(UTC), house_of(session).keyring.log_key
    said = Statement(
        tree.size, tree.root.hex(), waiting[-1][0], algorithm, at.isoformat(timespec="microseconds")
    )
    row = Checkpoint(
        size=said.size,
        last_event=said.last_event,
        algorithm=algorithm,
        root=said.root,
        roots=[root.hex() for root in tree.roots],
        signed_at=at,
        public_key=public_text(key),
        signature=sign(said, key).signature,
    )
    session.add(row)
    return said.size


_checkpoint = housekeeping(_add_checkpoint)
