"""Decides the test cases of the TCK with our own code and judges what comes out; knows no files.

A case counts as passed when every one of its results is right: numbers within 10⁻⁸, everything else by its value, and
a date or time with the very offset that is expected. Where the TCK expects an error, null or an error is right, as the
standard lets an error be null. A case is unsupported when its decision was refused as something we do not run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from app.feel import FeelError
from app.feel.decisions import Model, open_model
from app.feel.kinds import kind_of
from tests.bench.tck.cases import Asked, Case, Suite

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NEAR = Decimal("1e-8")
_REFUSED = "不支持"


@dataclass(frozen=True)
class Verdict:
    """What became of one case: passed, failed or unsupported, and why."""

    level: int
    family: str
    file: str
    case: str
    outcome: str
    reason: str


def verdicts(suite: Suite) -> Iterator[Verdict]:
    """Yield the verdict on every case of a suite."""
    try:
        model: Model | FeelError = open_model(suite.model, suite.others)
    except FeelError as wrong:
        model = wrong
    for case in suite.cases:
        outcome, reason = _judged(model, case)
        yield Verdict(suite.level, suite.family, suite.file, case.id, outcome, reason)


def _judged(model: Model | FeelError, case: Case) -> tuple[str, str]:
    for asked in case.asked:
        actual: Any = None
        error = model if isinstance(model, FeelError) else None
        if not isinstance(model, FeelError):
            try:
                actual = _asked(model, case, asked)
            except FeelError as wrong:
                error = wrong
        if error is not None and _REFUSED in error.message_zh:
            return "unsupported", f"{asked.name}: {error.message_en}"
        right = actual is None if asked.error else error is None and same(asked.expected, actual)
        if not right:
            found = f"error: {error.message_en}" if error else repr(actual)
            return "failed", f"{asked.name}: expected {asked.expected!r}, got {found}"
    return "passed", ""


def _asked(model: Model, case: Case, asked: Asked) -> Any:
    if case.service is not None:
        made = model.serve(case.service, case.inputs, now=NOW)
        if asked.name not in made and len(made) == 1:
            return next(iter(made.values()))
        return made.get(asked.name)
    decision = next(
        (each for each in model.decisions.values() if asked.name in (each.name, each.variable)), None
    )
    if decision is None:
        raise FeelError(1, 1, f"没有名为「{asked.name}」的决策", f"there is no decision {asked.name!r}")
    return decision.evaluate(case.inputs, now=NOW).value


def same(expected: Any, actual: Any) -> bool:
    """Whether a value is the expected one."""
    if expected is None or actual is None:
        return expected is actual
    if kind_of(expected) != kind_of(actual):
        return False
    if kind_of(expected) == "number":
        return abs(Decimal(str(expected)) - Decimal(str(actual))) < NEAR
    if isinstance(expected, list):
        return len(expected) == len(actual) and all(
            same(left, right) for left, right in zip(expected, actual, strict=True)
        )
    if isinstance(expected, dict):
        return bool(expected.keys() == actual.keys()) and all(
            same(expected[key], actual[key]) for key in expected
        )
    if isinstance(expected, datetime | time):
        clocks = (expected.replace(tzinfo=None), actual.replace(tzinfo=None))
        return bool(clocks[0] == clocks[1]) and _offset(expected) == _offset(actual)
    return bool(expected == actual)


def _offset(value: date | time) -> Any:
    return value.utcoffset() if isinstance(value, datetime | time) else None
