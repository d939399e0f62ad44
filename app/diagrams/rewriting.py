"""Rewrites a diagram where that is safe and means the same, and says so; it refuses nothing and runs nothing.

What it leaves alone is right as it is or refused by the gate, which judges the rewritten diagram. Publishing stores it.
Implicit splits and merges, links and blanks around conditions need no rewriting: the engine runs them as BPMN says.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from lxml import etree

from app.diagrams.encodings import note_encoding
from app.diagrams.findings import Finding, Notes
from app.diagrams.foreign_settings import SettingsMapper
from app.diagrams.layout import lay_out
from app.diagrams.rewriting_lanes import draw_lanes
from app.diagrams.rewriting_words import feel_of
from app.diagrams.safe_xml import BPMNDI, UnsafeXml, bpmn, decode, local_name, parse

TIMES = ("timeDate", "timeDuration", "timeCycle")
SHELLS = ("", "juel", "uel")


def rewrite(root: etree._Element, notes: Notes) -> bool:
    """Rewrite a diagram in place and note what was done; return whether anything was."""
    before = len(notes.findings)
    for process in root.findall(bpmn("process")):
        SettingsMapper(notes).map(process)
        draw_lanes(process, notes)
        _translate(process, notes)
    return len(notes.findings) > before


def _translate(process: etree._Element, notes: Notes) -> None:
    """Take `${…}` off plain comparisons and the leading `=` off FEEL."""
    for element in process.iter(*map(bpmn, ("conditionExpression", "completionCondition", *TIMES))):
        text = (element.text or "").strip()
        said = feel_of(text) if (element.get("language") or "").lower() in SHELLS else None
        if local_name(element) in TIMES:
            said = None
        if text.startswith("=") and not text.startswith("=="):
            said = text[1:].strip()
        if said is None:
            continue
        element.text = said
        element.attrib.pop("language", None)
        parent = element.getparent()
        owner = parent if parent is not None else element
        notes.info(
            "rewritten_expression",
            f"表达式“{text[:60]}”已改写为 FEEL：{said[:60]}",
            f"The expression “{text[:60]}” was written in FEEL: {said[:60]}",
            owner.get("id"),
            element.sourceline,
        )


def rewritten(data: bytes, name: str = "") -> tuple[bytes, list[Finding]]:
    """A diagram as it can be published, in UTF-8, and what was done to it; the same bytes when nothing had to be.

    Where lanes were added, a diagram that had a drawing is drawn anew. Raises UnsafeXml for bytes that the gate refuses
    to read.
    """
    root, encoding = parse(data), decode(data)[1]
    notes = Notes(name)
    if encoding != "utf-8":
        note_encoding(encoding, notes)
    changed = root.tag == bpmn("definitions") and rewrite(root, notes)
    if not changed and encoding == "utf-8":
        return data, []
    result: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    drawn = root.find(f"{{{BPMNDI}}}BPMNDiagram") is not None
    if drawn and any(finding.code == "rewritten_lanes" for finding in notes.findings):
        result = lay_out(result)
    return result, notes.findings


def rewritten_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A bundle with every diagram as it can be published and decisions in UTF-8; unreadable files stay as they are."""
    found = dict(files)
    for name, data in files.items():
        suffix = PurePosixPath(name).suffix.lower()
        try:
            if suffix == ".bpmn":
                found[name] = rewritten(data)[0]
            elif suffix == ".dmn" and decode(data)[1] != "utf-8":
                found[name] = decode(data)[0].encode()
        except UnsafeXml:
            continue
    return found
