"""Drafts that begin from nothing or from files of elsewhere, which are looked into in a process of their own first."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions.design_reach import designer
from app.actions.designing import DraftUnclear, begun, title_of
from app.actors import Actor
from app.confined import Limits, run_apart
from app.diagrams.beginnings import first_files
from app.diagrams.bundle import called_processes
from app.diagrams.draft_paths import is_plain_key, keys_in
from app.diagrams.findings import Finding
from app.diagrams.packed import pack
from app.house import house_of
from app.refusals import Refusal
from app.uploads.words import REASONS
from storage.database import unit_of_work
from storage.designs import open_drafts
from storage.models import Draft
from storage.versions import newest_version

MOST_BYTES = 20 * 1024 * 1024
LIMITS = Limits(cpu_seconds=40.0, wall_seconds=90.0, mebibytes=512)
OWN_REASONS = {
    "wrong_sums": (
        "中的文件与 SHA256SUMS 不符，可能在传输中损坏。",
        "holds files that differ from its SHA256SUMS; it may be damaged.",
    ),
    "bad_process_id": (
        "中的流程标识不能使用：须以字母或下划线开头，只含英文字母、数字和 _ - .，最多 60 个字符，且各不相同。",
        "has a process id that cannot be used: 60 letters, digits, _ - . at most, all different.",
    ),
    "no_process": (
        "中没有流程图；单独的决策表或表单请在草稿的“文件”页添加。",
        "holds no diagram; add a single decision or form on the files page of a draft.",
    ),
    "unsafe": ("含有不安全或损坏的内容。", "holds unsafe or damaged content."),
}


class ImportRefused(Refusal):
    """Files that cannot be imported; `details["findings"]` tells more where there is more to tell."""

    status = 422


@dataclass(frozen=True)
class Imported:
    """Files by the paths they get in a draft, and what is to be said about them."""

    files: dict[str, bytes]
    findings: list[Finding]


def examine_import(name: str, content: bytes, key: str = "") -> Imported:
    """Have an upload looked into apart; return its files. Raises ImportRefused for what may not even be kept."""
    shown = name.replace("\\", "/").rsplit("/", 1)[-1][:100]
    if not content or len(content) > MOST_BYTES:
        raise ImportRefused(
            f"“{shown}”是空文件，或者超过 {MOST_BYTES >> 20} MiB。",
            f"{shown} is empty or larger than {MOST_BYTES >> 20} MiB.",
        )
    answer = run_apart("app.uploads.designs:examine", pack({shown: content}, key=key), LIMITS)
    late: dict[str, Any] = {"fault": "takes_too_long", "findings": [], "files": {}}
    told: dict[str, Any] = late if answer.failure else answer.value
    findings = [Finding(**row) for row in told["findings"]]
    if told["fault"]:
        zh, en = {**REASONS, **OWN_REASONS}.get(told["fault"], REASONS["broken_package"])
        raise ImportRefused(f"“{shown}”{zh}", f"{shown} {en}", findings=findings)
    files = {path: base64.b64decode(text) for path, text in told["files"].items()}
    return Imported(files, findings)


def main_key(files: dict[str, bytes]) -> str:
    """Return the key of the process that calls the others; raise ImportRefused unless there is just one."""
    keys = keys_in(files)
    called = {
        other for path, data in files.items() if path.endswith(".bpmn") for other in called_processes(data)
    }
    mains = sorted(keys - called)
    if len(mains) != 1:
        told = "、".join(sorted(keys)[:5])
        raise ImportRefused(
            f"无法确定主流程（{told}）：一次只能导入一个流程及其调用的流程。",
            f"Which process is the main one cannot be told ({told}): import one process with those that it calls.",
        )
    return mains[0]


@unit_of_work
def begin_import(session: Session, imported: Imported, title: str = "", *, by: Actor) -> Draft:
    """Begin a draft with imported files, on the newest version of their process when there is one; return it."""
    who, key = designer(by), main_key(imported.files)
    base = newest_version(session, key)
    named = title_of(title, base.name_zh if base else key)
    return begun(session, key, named, imported.files, by=who, base=base, origin="import")


@unit_of_work
def begin_empty(session: Session, key: str, name: str, lane: str, *, by: Actor) -> Draft:
    """Begin a draft of a new process with a pool, a lane and one step; raise DraftUnclear for a key that is taken."""
    who, house = designer(by), house_of(session)
    named = title_of(name, "")
    if not is_plain_key(key) or not named or lane not in house.lanes:
        raise DraftUnclear(
            "请填写流程名称、标识（字母开头，只含字母、数字、下划线）并选择泳道。",
            "Give the name, an id of letters, digits and low lines that begins with a letter, and a lane.",
        )
    if newest_version(session, key) is not None or open_drafts(session, key):
        raise DraftUnclear(f"标识“{key}”已被使用。", f"The id {key} is taken.")
    files = first_files(key, named, lane, house.lanes[lane].zh)
    return begun(session, key, named, files, by=who, origin="empty")
