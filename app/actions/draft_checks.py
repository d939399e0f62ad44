"""Has the files of a draft judged in a child process, by the gate, all checks and the rules of the house.

It changes nothing, and never reads in the files itself. What was judged once is kept by its digest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions.house_rules import rules_in_force
from app.actions.published import runnable_editions
from app.confined import Limits, run_apart
from app.diagrams.checks import HouseRule, Neighbour, Permission, may_be_published, neighbour_of
from app.diagrams.findings import Finding
from storage.designs import files_of_draft

BOUNDS = Limits(cpu_seconds=30.0, wall_seconds=90.0, mebibytes=700)
MOST_KEPT = 64
MOST_AT_ONCE = 2
"""Drafts that one process of the server has judged at the same time, so that pages stay quick meanwhile."""
OVERRUN = {
    "time": (
        "检查用时过长，没有完成：流程过于复杂，请拆成几个流程。",
        "The checks took too long and did not finish: the process is too intricate; split it.",
    ),
    "memory": (
        "检查所需内存过大，没有完成：流程过于复杂，请拆成几个流程。",
        "The checks needed too much memory and did not finish: the process is too intricate; split it.",
    ),
    "died": (
        "检查中断，没有完成：请从绘图工具重新导出文件。",
        "The checks broke off: export the files again from the drawing tool.",
    ),
}


@dataclass(frozen=True)
class Checked:
    """What was found in files, and what their elements are called, by file and id."""

    findings: tuple[Finding, ...]
    names: Mapping[str, Mapping[str, str]]

    @property
    def permission(self) -> Permission:
        """Whether these findings allow the files to be published."""
        return may_be_published(self.findings)


_kept: OrderedDict[str, Future[Checked]] = OrderedDict()
_lock = threading.Lock()
_judges = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="checks")


def checks_of_draft(session: Session, draft_id: str, patience: float | None = None) -> Checked | None:
    """Return what is found in a draft as it is now; None when that takes longer than `patience` seconds.

    The judging then goes on beside the requests, and whoever asks again finds what came of it.
    """
    return _found(_begun(session, files_of_draft(session, draft_id)), patience)


def checks_of_files(session: Session, files: Mapping[str, bytes]) -> Checked:
    """Return what is found in files of a process, judged against the published processes and the rules in force."""
    return _begun(session, files).result()


def _found(work: Future[Checked], patience: float | None) -> Checked | None:
    try:
        return work.result(patience)
    except TimeoutError:
        return None


def _begun(session: Session, files: Mapping[str, bytes]) -> Future[Checked]:
    """Return the judging of files, begun now unless it was before; few are judged at once, the others wait."""
    asked = _asked(files, neighbours(session), rules_in_force(session))
    digest = hashlib.sha256(asked).hexdigest()
    with _lock:
        known = _kept.get(digest)
        if known is not None and not (known.done() and (known.cancelled() or known.exception())):
            _kept.move_to_end(digest)
            return known
        work = _kept[digest] = _judges.submit(_judged, asked)
        for old in list(_kept)[: max(0, len(_kept) - MOST_KEPT)]:
            _kept.pop(old).cancel()
        return work


def neighbours(session: Session) -> list[Neighbour]:
    """Return what the published processes have to do with each other."""
    return [neighbour_of(edition.definition) for edition in runnable_editions(session)]


def _asked(files: Mapping[str, bytes], known: Sequence[Neighbour], rules: Sequence[HouseRule]) -> bytes:
    tree = {
        "files": {path: base64.b64encode(content).decode() for path, content in sorted(files.items())},
        "neighbours": [_plain(each) for each in known],
        "rules": [asdict(rule) for rule in rules],
    }
    return json.dumps(tree, sort_keys=True).encode()


def _plain(neighbour: Neighbour) -> dict[str, Any]:
    return {
        "key": neighbour.key,
        "sends": {name: None if given is None else sorted(given) for name, given in neighbour.sends.items()},
        "receives": sorted(neighbour.receives),
        "calls": {name: sorted(given) for name, given in neighbour.calls.items()},
        "kinds": dict(neighbour.kinds),
    }


def _judged(asked: bytes) -> Checked:
    answer = run_apart("app.diagrams.checks.apart:check_all", asked, BOUNDS)
    if answer.failure:
        return Checked((Finding("checks_broke_off", "error", None, None, *OVERRUN[answer.failure]),), {})
    rows = answer.value["findings"]
    found = tuple(Finding(**{**row, "path": tuple(row["path"])}) for row in rows)
    return Checked(found, answer.value["names"])
