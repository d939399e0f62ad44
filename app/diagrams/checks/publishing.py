"""Whether findings allow a process to be published; it must not know how anything is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.diagrams.findings import Finding


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a process may be published, and if not, why: what stands in the way, and a sentence of what to do."""

    granted: bool
    obstacles: tuple[Finding, ...]
    zh: str
    en: str

    def __bool__(self) -> bool:
        return self.granted


def may_be_published(findings: Iterable[Finding]) -> Permission:
    """Say whether findings allow publishing: errors do not, warnings and remarks do."""
    obstacles = tuple(finding for finding in findings if finding.severity == "error")
    if not obstacles:
        return Permission(True, (), "检查通过，可以发布。", "The checks are passed; it may be published.")
    return Permission(
        False,
        obstacles,
        f"检查发现 {len(obstacles)} 处错误，请先逐一改正，再提请发布。",
        f"The checks found {len(obstacles)} errors; correct each of them before proposing publication.",
    )
