"""Bounds on the bulk of an XML file, whatever it means: elements, depth, attributes, length of texts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from lxml import etree

from app.diagrams.encodings import note_encoding
from app.diagrams.findings import Notes
from app.diagrams.safe_xml import (
    UnsafeXml,
    decode,
    refuse_doctype,
    refuse_loading,
    salvaged,
    split_name,
    well_formed,
    without_doctype,
)

MAX_ELEMENTS = 30_000
MAX_DEPTH = 60
MAX_ATTRIBUTES = 60
MAX_TEXT = 60_000
MAX_NAMESPACES = 60
MAX_JSON_DEPTH = 40

_STRING = re.compile(rb'"(?:[^"\\\\]|\\\\.)*+"')
_BRACKET = re.compile(rb"[\[\]{}]")


def read_bounded(data: bytes, notes: Notes) -> etree._Element | None:
    """The root of an untrusted XML file; the reasons to refuse it are in `notes`.

    A refused file still gives what can be read of it, so that its other faults are found too; None when nothing can.
    """
    try:
        text, encoding, guessed = decode(data)
    except UnsafeXml as error:
        _note(error, notes)
        return None
    _note_encoding(encoding, guessed, notes)
    root = _read(text, notes)
    return root if root is not None and _is_bounded(root, notes) else None


def _read(text: str, notes: Notes) -> etree._Element | None:
    try:
        refuse_doctype(text)
    except UnsafeXml as error:
        _note(error, notes)
        text = without_doctype(text)
    try:
        root = well_formed(text)
    except UnsafeXml as error:
        if not notes.refused:
            _note(error, notes)
        return salvaged(text)
    try:
        refuse_loading(root)
    except UnsafeXml as error:
        _note(error, notes)
    return root


def _note(error: UnsafeXml, notes: Notes) -> None:
    notes.error(error.code, error.zh, error.en, line=error.line)


def _note_encoding(encoding: str, guessed: bool, notes: Notes) -> None:
    if guessed:
        notes.warning(
            "transcoded",
            f"文件没有写明或写错了编码，已按 {encoding} 读取；请核对文字，或另存为 UTF-8。",
            f"The file does not tell its true encoding; it was read as {encoding}. Compare the texts.",
        )
    elif encoding != "utf-8":
        note_encoding(encoding, notes)


def to_utf8(data: bytes) -> bytes:
    """The same XML file as UTF-8 without a declaration; raises UnsafeXml when its encoding is unknown."""
    return decode(data)[0].encode("utf-8")


def _is_bounded(root: etree._Element, notes: Notes) -> bool:
    """Walk the tree once and report the first excess of each kind."""
    bulk = _measure(root)
    if bulk.count > MAX_ELEMENTS:
        notes.error(
            "too_many_elements",
            f"文件的 XML 元素和注释超过 {MAX_ELEMENTS} 个，请拆成几个流程。",
            f"The file has more than {MAX_ELEMENTS} XML elements and comments; split it into several processes.",
        )
    if bulk.deepest > MAX_DEPTH:
        notes.error(
            "too_deep",
            f"XML 嵌套超过 {MAX_DEPTH} 层，请减少嵌套的子流程或扩展设置。",
            f"XML elements are nested more than {MAX_DEPTH} deep; nest fewer sub-processes or extensions.",
        )
    if len(bulk.namespaces) > MAX_NAMESPACES:
        notes.error(
            "too_many_namespaces",
            f"文件使用的 XML 命名空间超过 {MAX_NAMESPACES} 个，请删去其他工具的设置。",
            f"The file uses more than {MAX_NAMESPACES} XML namespaces; remove the settings of other tools.",
        )
    if bulk.wordy is not None:
        notes.error(
            "text_too_long",
            f"有一段文字超过 {MAX_TEXT} 字，请缩短。",
            f"One text is longer than {MAX_TEXT} characters; shorten it.",
            bulk.wordy.get("id"),
            bulk.wordy.sourceline,
        )
    if bulk.crowded is not None:
        notes.error(
            "too_many_attributes",
            f"一个元素的属性超过 {MAX_ATTRIBUTES} 个。",
            f"One element has more than {MAX_ATTRIBUTES} attributes; remove those that are not needed.",
            bulk.crowded.get("id"),
            bulk.crowded.sourceline,
        )
    return bulk.is_small


@dataclass
class _Bulk:
    """How much a file holds: things, levels, namespaces, its first too long text, its first crowded element."""

    count: int = 0
    deepest: int = 0
    namespaces: set[str] = field(default_factory=set)
    wordy: etree._Element | None = None
    crowded: etree._Element | None = None

    @property
    def is_small(self) -> bool:
        """Whether nothing exceeds its bound."""
        return (
            self.count <= MAX_ELEMENTS
            and self.deepest <= MAX_DEPTH
            and len(self.namespaces) <= MAX_NAMESPACES
            and self.wordy is None
            and self.crowded is None
        )


def _measure(root: etree._Element) -> _Bulk:
    """Walk the tree once, no further than its bounds."""
    bulk, depth = _Bulk(), 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        depth += {"start": 1, "end": -1}.get(event, 0)
        bulk.count += event != "end"
        bulk.deepest = max(bulk.deepest, depth)
        if event == "start":
            bulk.namespaces |= {split_name(name)[0] for name in (element.tag, *element.attrib)}
            if bulk.crowded is None and len(element.attrib) > MAX_ATTRIBUTES:
                bulk.crowded = element
            if bulk.wordy is None and _longest(element) > MAX_TEXT:
                bulk.wordy = element
        if bulk.count > MAX_ELEMENTS or len(bulk.namespaces) > MAX_NAMESPACES:
            break
    return bulk


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
