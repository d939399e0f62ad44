"""Has a roster read and judged in a confined child, and says what came of it; it stores nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.confined import Answer, Limits, run_apart
from app.diagrams.packed import pack

LIMITS = Limits(cpu_seconds=20.0, wall_seconds=60.0, mebibytes=256)


@dataclass(frozen=True)
class Finding:
    """One thing wrong in a row of the file: where it is and what to do; one to `confirm` may stand as it is."""

    row: int
    column: str
    zh: str
    en: str
    confirm: bool


@dataclass(frozen=True)
class Looked:
    """A roster as it was found: why it cannot be read, or its lines with every finding."""

    fault: str = ""
    where: str = ""
    sheet: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    sums: tuple[int, ...] = ()
    owed_as_gross: bool = False
    lines: tuple[tuple[int, dict[str, str]], ...] = ()
    findings: tuple[Finding, ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)


def look_into(content: bytes, schema: bytes, path: str, now: datetime) -> Looked:
    """Return what a file holds for the table `path` of a form."""
    packed = pack({"file": content, "form": schema}, path=path, now=now.isoformat())
    answer = run_apart("app.rosters.work:read", packed, LIMITS)
    if answer.failure:
        return Looked(fault="takes_too_long" if answer.failure in ("time", "memory") else "died")
    told = answer.value
    if told["fault"]:
        return Looked(fault=told["fault"], where=told["where"])
    return Looked(
        sheet=told["sheet"],
        columns=tuple((key, head) for key, head in told["columns"]),
        unknown=tuple(told["unknown"]),
        sums=tuple(told["sums"]),
        owed_as_gross=told["owed_as_gross"],
        lines=tuple((number, texts) for number, texts in told["lines"]),
        findings=_findings(answer),
        totals=told["totals"],
    )


def judge_again(
    lines: Sequence[tuple[int, Mapping[str, str]]], schema: bytes, path: str, now: datetime
) -> tuple[tuple[Finding, ...], dict[str, str]] | None:
    """Return findings and sums of corrected lines; None when they could not be judged."""
    files = {"lines": json.dumps([[number, dict(texts)] for number, texts in lines]).encode(), "form": schema}
    answer = run_apart("app.rosters.work:judge", pack(files, path=path, now=now.isoformat()), LIMITS)
    return None if answer.failure else (_findings(answer), answer.value["totals"])


def _findings(answer: Answer) -> tuple[Finding, ...]:
    told: list[Any] = answer.value["findings"]
    return tuple(Finding(*each) for each in told)
