"""Judges decision files: all that FEEL finds wrong, and expressions in other languages; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.gate_bounds import read_bounded, to_utf8
from app.diagrams.gate_texts import check_whole
from app.diagrams.safe_xml import MAX_BYTES, local_name
from app.feel import FeelError
from app.feel.decisions import faults_of, load_decisions

DMN = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")


def check_decision(data: bytes, others: Sequence[bytes], notes: Notes) -> None:
    """Report everything that is wrong with a decision file; `others` are those beside it, which it may import."""
    root = read_bounded(data, notes)
    if root is None:
        return
    whole = not notes.refused
    if not str(root.tag).startswith(tuple(f"{{{space}" for space in DMN)):
        if whole:
            notes.error(
                "not_dmn",
                "文件不是 DMN 决策，请从绘图工具导出 DMN 1.3 以上的 XML。",
                "The file is no DMN decision; export DMN 1.3 or newer from the drawing tool.",
            )
        return
    for element in root.iter(etree.Element):
        _check_language(element, notes)
        if local_name(element) == "text":
            check_whole(element, notes)
    meant = to_utf8(data) if whole else etree.tostring(root)
    _check_meaning(meant, [_utf8(other) for other in others], notes)


def _check_language(element: etree._Element, notes: Notes) -> None:
    for attribute in ("expressionLanguage", "typeLanguage"):
        language = element.get(attribute, "")
        if language and "feel" not in language.lower():
            notes.error(
                "not_feel",
                f"表达式语言“{language[:40]}”不受支持，请改写为 FEEL。",
                f"The expression language “{language[:40]}” is not supported; write it in FEEL.",
                element.get("id"),
                element.sourceline,
            )


def _check_meaning(data: bytes, others: Sequence[bytes], notes: Notes) -> None:
    readable = [other for other in others if _is_readable(other)]
    faults = faults_of(data, readable)
    for fault in faults:
        notes.error("bad_decision", fault.message_zh, fault.message_en, line=fault.line)
    if not faults and not load_decisions(data, readable):
        notes.warning(
            "no_decision_inside", "文件中没有决策。", "The file holds no decision; draw one or leave it out."
        )


def _utf8(data: bytes) -> bytes:
    try:
        return to_utf8(data)
    except ValueError:
        return b""


def _is_readable(data: bytes) -> bool:
    """Whether a file beside this one can be imported; its own faults are told when it is judged itself."""
    if not data or len(data) > MAX_BYTES:
        return False
    try:
        load_decisions(data)
    except FeelError:
        return False
    return True
