"""What is said about a checked file; it must not know how anything is checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Verdict = Literal["ok", "warnings", "refused"]
MOST_OF_A_KIND = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about a file: a stable code, how grave it is, the element and line concerned where known, and a
    sentence in Chinese and English that says what to do. `file` is the name under which the file was given; `path`
    names elements and flows on the way to what is meant, in order, where there is one to show."""

    code: str
    severity: Severity
    element: str | None
    line: int | None
    zh: str
    en: str
    file: str = ""
    path: tuple[str, ...] = ()


class Notes:
    """Collects the findings about one file, each once, and of one kind no more than anyone would read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._known: set[Finding] = set()
        self._kinds: Counter[str] = Counter()

    def error(self, code: str, zh: str, en: str, element: str | None = None, line: int | None = None) -> None:
        """Something for which the file is refused."""
        self._add(Finding(code, "error", element, line, zh, en, self.file))

    def warning(
        self, code: str, zh: str, en: str, element: str | None = None, line: int | None = None
    ) -> None:
        """Something that will not work as its author may think."""
        self._add(Finding(code, "warning", element, line, zh, en, self.file))

    def info(self, code: str, zh: str, en: str, element: str | None = None, line: int | None = None) -> None:
        """Something worth knowing."""
        self._add(Finding(code, "info", element, line, zh, en, self.file))

    def add(self, finding: Finding) -> None:
        """Anything, as it stands."""
        self._add(finding)

    def _add(self, finding: Finding) -> None:
        if finding in self._known or self._kinds[finding.code] > MOST_OF_A_KIND:
            return
        self._known.add(finding)
        self._kinds[finding.code] += 1
        if self._kinds[finding.code] > MOST_OF_A_KIND:
            zh = f"同类问题超过 {MOST_OF_A_KIND} 处，其余未列出；请先改正以上各处。"
            en = f"There are more than {MOST_OF_A_KIND} of this kind; correct those above first."
            finding = Finding(finding.code, finding.severity, None, None, zh, en, self.file)
        self.findings.append(finding)

    @property
    def refused(self) -> bool:
        """True when an error was found."""
        return any(finding.severity == "error" for finding in self.findings)


def verdict(findings: Iterable[Finding]) -> Verdict:
    """`refused` with any error, `warnings` with any warning, else `ok`."""
    severities = {finding.severity for finding in findings}
    return "refused" if "error" in severities else "warnings" if "warning" in severities else "ok"
