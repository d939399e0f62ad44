"""Bounds on the bulk of an XML file, whatever it means: elements, depth, attributes, length of texts."""

from __future__ import annotations

import json
import re

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.safe_xml import UnsafeXml, decode, parse

MAX_ELEMENTS = 30_000
MAX_DEPTH = 60
MAX_ATTRIBUTES = 60
MAX_TEXT = 60_000
MAX_JSON_DEPTH = 40

_STRING = re.compile(rb'"(?:[^"\\\\]|\\\\.)*+"')
_BRACKET = re.compile(rb"[\[\]{}]")


def read_bounded(data: bytes, notes: Notes) -> etree._Element | None:
    """The root of an untrusted XML file, or None when it was refused; the reasons are in `notes`."""
    try:
        root = parse(data)
        encoding = decode(data)[1]
    except UnsafeXml as error:
        notes.error(error.code, error.zh, error.en, line=error.line)
        return None
    if encoding != "utf-8":
        notes.info(
            "transcoded",
            f"文件编码为 {encoding}，已按 UTF-8 转换读取。",
            f"The file is encoded as {encoding}; it was read as UTF-8.",
        )
    return root if _is_bounded(root, notes) else None


def to_utf8(data: bytes) -> bytes:
    """The same XML file as UTF-8 without a declaration; raises UnsafeXml when its encoding is unknown."""
    return decode(data)[0].encode("utf-8")


def _is_bounded(root: etree._Element, notes: Notes) -> bool:
    """Walk the tree once and report the first excess of each kind."""
    count, deepest, wordy, crowded = _measure(root)
    if count > MAX_ELEMENTS:
        notes.error(
            "too_many_elements",
            f"文件的 XML 元素超过 {MAX_ELEMENTS} 个，请拆成几个流程。",
            f"The file has more than {MAX_ELEMENTS} XML elements; split it into several processes.",
        )
    if deepest > MAX_DEPTH:
        notes.error(
            "too_deep",
            f"XML 嵌套超过 {MAX_DEPTH} 层，请减少嵌套的子流程或扩展设置。",
            f"XML elements are nested more than {MAX_DEPTH} deep; nest fewer sub-processes or extensions.",
        )
    if wordy is not None:
        notes.error(
            "text_too_long",
            f"有一段文字超过 {MAX_TEXT} 字，请缩短。",
            f"One text is longer than {MAX_TEXT} characters; shorten it.",
            wordy.get("id"),
            wordy.sourceline,
        )
    if crowded is not None:
        notes.error(
            "too_many_attributes",
            f"一个元素的属性超过 {MAX_ATTRIBUTES} 个。",
            f"One element has more than {MAX_ATTRIBUTES} attributes; remove those that are not needed.",
            crowded.get("id"),
            crowded.sourceline,
        )
    return count <= MAX_ELEMENTS and deepest <= MAX_DEPTH and wordy is None and crowded is None


def _measure(root: etree._Element) -> tuple[int, int, etree._Element | None, etree._Element | None]:
    """Elements, depth, the first element with too long a text, the first with too many attributes."""
    depth, deepest, count = 0, 0, 0
    wordy: etree._Element | None = None
    crowded: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "end":
            continue
        count, deepest = count + 1, max(deepest, depth)
        if crowded is None and len(element.attrib) > MAX_ATTRIBUTES:
            crowded = element
        if wordy is None and _longest(element) > MAX_TEXT:
            wordy = element
        if count > MAX_ELEMENTS:
            break
    return count, deepest, wordy, crowded


def _longest(element: etree._Element) -> int:
    values = [len(str(value)) for value in element.attrib.values()]
    return max([len(element.text or ""), len(element.tail or ""), *values])


def is_shallow_json(data: bytes) -> bool:
    """True when the brackets of a JSON text nest no deeper than forms ever do; looks at brackets only."""
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_JSON_DEPTH:
            return False
    return True


def json_object(data: bytes) -> dict[str, object] | None:
    """The object that a JSON text holds; None for anything else."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None
