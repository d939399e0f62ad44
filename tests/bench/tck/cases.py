"""Reads the test cases of the DMN TCK from a checkout; knows nothing of how they are decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from app.feel import read_duration
from app.feel.temporal import parse_date, parse_datetime, parse_time

_SPACE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
LEVELS = (2, 3)


@dataclass(frozen=True)
class Asked:
    """One result of a test case: the decision, what it must give, and whether an error is expected."""

    name: str
    expected: Any
    error: bool


@dataclass(frozen=True)
class Case:
    """One test case: its inputs, the service it calls (else decisions are asked) and what must come out."""

    id: str
    inputs: dict[str, Any]
    service: str | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Suite:
    """A file of test cases: its level, its family (the folder), the model and the models beside it."""

    level: int
    family: str
    file: str
    model: bytes
    others: tuple[bytes, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Beyond:
    """A date that our values cannot hold (a year before 1 or after 9999); nothing of ours equals it."""

    kind: str
    text: str


class NoCheckout(Exception):
    """The path holds no TCK."""


def suites(checkout: Path) -> Iterator[Suite]:
    """Yield every file of test cases of levels 2 and 3, in order."""
    folders = [checkout / "TestCases" / f"compliance-level-{level}" for level in LEVELS]
    if not all(folder.is_dir() for folder in folders):
        raise NoCheckout(f"{checkout} 不是 DMN TCK 的检出目录 / is no checkout of the DMN TCK")
    for level, folder in zip(LEVELS, folders, strict=True):
        for file in sorted(folder.glob("*/*-test-*.xml")):
            yield _suite(level, file)


def _suite(level: int, file: Path) -> Suite:
    root = etree.fromstring(file.read_bytes(), etree.XMLParser(resolve_entities=False, remove_comments=True))
    named = root.findtext(f"{_SPACE}modelName", "").strip()
    model = file.parent / named
    beside = [other for other in sorted(file.parent.glob("*.dmn")) if other != model]
    return Suite(
        level,
        file.parent.name,
        file.name,
        model.read_bytes(),
        tuple(other.read_bytes() for other in beside),
        tuple(_case(found) for found in root.iter(f"{_SPACE}testCase")),
    )


def _case(element: etree._Element) -> Case:
    inputs = {found.get("name", ""): value_of(found) for found in element.iterfind(f"{_SPACE}inputNode")}
    asked = []
    for found in element.iterfind(f"{_SPACE}resultNode"):
        expected = found.find(f"{_SPACE}expected")
        asked.append(
            Asked(
                " ".join(found.get("name", "").split()),
                None if expected is None else value_of(expected),
                found.get("errorResult", "false").strip() == "true",
            )
        )
    service = element.get("invocableName") if element.get("type") == "decisionService" else None
    return Case(element.get("id", ""), inputs, service, tuple(asked))


def value_of(element: etree._Element) -> Any:
    """Return the value that an element of the TCK's value type holds."""
    components = element.findall(f"{_SPACE}component")
    if components:
        return {found.get("name", ""): value_of(found) for found in components}
    listed = element.find(f"{_SPACE}list")
    if listed is not None:
        if listed.get(f"{_XSI}nil") == "true":
            return None
        return [value_of(item) for item in listed.iterfind(f"{_SPACE}item")]
    value = element.find(f"{_SPACE}value")
    if value is None or value.get(f"{_XSI}nil") == "true":
        return None
    return _typed("".join(map(str, value.itertext())), value.get(f"{_XSI}type", "string").rpartition(":")[2])


def _typed(text: str, kind: str) -> Any:
    if kind == "string":
        return text
    text = text.strip()
    if kind == "boolean":
        return text in ("true", "1")
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return Decimal(text)
    read: date | time | datetime | None
    if kind == "duration":
        return read_duration(text)
    read = {"date": parse_date, "time": parse_time, "dateTime": parse_datetime}[kind](text)
    return Beyond(kind, text) if read is None else read
