"""Judges one file on disk, together with what lies beside it, in little time and memory; it runs and stores nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from app.confined import ROOT, Answer, Limits, run_forked
from app.diagrams.bundle import bundle
from app.diagrams.checks import deep_findings, load_house_rules, shipped_surroundings
from app.diagrams.findings import Finding, Notes, verdict
from app.diagrams.gate import check_files
from app.diagrams.rewriting import rewritten
from app.diagrams.safe_xml import MAX_BYTES

LIMITS = Limits(cpu_seconds=0.9, wall_seconds=15.0, mebibytes=240)
MOST_BESIDE = 50
DEEP = Limits(cpu_seconds=30.0, wall_seconds=90.0, mebibytes=512)
"""Playing a diagram, with all that lies around it, takes longer than judging a file, and is done on request only."""
REWRITING = Limits(cpu_seconds=20.0, wall_seconds=60.0, mebibytes=240)
"""Drawing a diagram anew takes longer than judging it, and is done on request only."""
OVERRUN = {
    "deep time": (
        "too_slow",
        "检查用时超过 30 秒，流程过于复杂，请拆成几个流程。",
        "Checking takes more than 30 seconds: the process is too intricate; split it.",
    ),
    "deep memory": (
        "too_much_memory",
        "检查所需内存超过 512 MiB，流程过于复杂，请拆成几个流程。",
        "Checking takes more than 512 MiB: the process is too intricate; split it.",
    ),
    "time": (
        "too_slow",
        "检查用时超过 1 秒，文件过大或过于复杂，请拆成几个流程。",
        "Checking takes more than a second: the file is too large or too intricate; split it.",
    ),
    "memory": (
        "too_much_memory",
        "检查所需内存超过 256 MiB，文件过大或过于复杂，请拆成几个流程。",
        "Checking takes more than 256 MiB: the file is too large or too intricate; split it.",
    ),
    "died": (
        "unreadable",
        "文件使检查中断，请从绘图工具重新导出。",
        "The file makes checking break off; export it again from the drawing tool.",
    ),
}


def shown(path: Path) -> str:
    """A path as text, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def judge_confined(path: Path, *, deep: bool = False) -> tuple[list[Finding], Answer]:
    """The findings about one file, judged in a child process with bounded time and memory, and what that took.

    With `deep` a diagram that passes the gate is also played and judged against what is shipped. Never raises and
    always ends; the calling process must have a single thread.
    """
    judge = judge_deeply if deep else judge_path
    if deep:
        shipped_surroundings(ROOT)  # our own files, read once for all children
    answer = run_forked(lambda: [asdict(finding) for finding in judge(path)], DEEP if deep else LIMITS)
    if answer.failure:
        notes = Notes(shown(path))
        notes.error(
            *OVERRUN[f"deep {answer.failure}" if deep and answer.failure != "died" else answer.failure]
        )
        return notes.findings, answer
    return findings_from(answer.value), answer


def findings_from(rows: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """The findings that came out of a child process as plain values."""
    return [Finding(**{**row, "path": tuple(row["path"])}) for row in rows]


def judge_deeply(path: Path) -> list[Finding]:
    """The findings about one file, and, of a diagram that passes the gate, those of the checks beyond it."""
    found = judge_path(path)
    if path.suffix.lower() != ".bpmn" or verdict(found) == "refused":
        return found
    name, files = _with_neighbours(path)
    forms = f"forms/{PurePosixPath(name).stem}/"
    rules = load_house_rules((ROOT / "processes" / "house_rules.toml").read_bytes())
    deep = deep_findings(files, shipped_surroundings(ROOT), tuple(rules.values()))
    return found + [finding for finding in deep if finding.file == name or finding.file.startswith(forms)]


def rewrite_confined(path: Path) -> bytes | None:
    """A diagram as it can be published, drawn in a child process; None when nothing had to be rewritten."""
    answer = run_forked(lambda: _rewritten(path), REWRITING)
    return answer.value.encode() if answer.value else None


def _rewritten(path: Path) -> str:
    _insist_on_file(path)
    data = _read(path)
    result, findings = rewritten(data, shown(path))
    return result.decode() if findings else ""


def judge_path(path: Path) -> list[Finding]:
    """The findings about one file; a diagram that lies in the product's folders is checked with all it uses."""
    try:
        _insist_on_file(path)
        name, files = _with_neighbours(path)
    except OSError as error:
        notes = Notes(shown(path))
        reason = error.strerror or type(error).__name__
        notes.error(
            "no_file",
            f"文件不存在或无法读取（{reason}），请检查路径和权限。",
            f"The file cannot be read ({reason}); check path and permissions.",
        )
        return notes.findings
    others = {other for other in files if other != name and other.endswith(".bpmn")}
    return check_files(files, beside=others)


def _insist_on_file(path: Path) -> None:
    """Refuse what is no ordinary file: reading a pipe or a device may never end."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(0, "is a folder; name the files in it")
    if not stat.S_ISREG(mode):
        raise OSError(0, "is no ordinary file")


def _read(path: Path) -> bytes:
    """The bytes of a file, but no more than are needed to see that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _with_neighbours(path: Path) -> tuple[str, dict[str, bytes]]:
    """The name of a file within its bundle, and the bundle: what it calls, its decisions and its forms."""
    name = shown(Path(path.name))
    files = {name: _read(path)}
    if path.suffix != ".bpmn" or len(files[name]) > MAX_BYTES:
        return name, files
    whole = path.resolve()
    key, root = whole.stem, whole.parents[2] if len(whole.parents) > 2 else whole.parent
    if whole.parent.name == key and whole.parents[1].name == "processes":
        try:
            return f"processes/{key}/{key}.bpmn", bundle(key, root)
        except FileNotFoundError:
            pass
    for other in sorted(path.parent.glob("*.dmn"))[:MOST_BESIDE]:
        if other.is_file():
            files[shown(Path(other.name))] = _read(other)
    return name, files
