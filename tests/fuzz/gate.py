"""Fuzz target gate: any bytes are judged, with sentences for people; nothing else happens."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.diagrams.foreign import TOOLS
from app.diagrams.gate import check_files, verdict
from app.diagrams.gate_advice import ADVICE, UNSUPPORTED
from app.diagrams.rewriting import rewritten

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
_ELEMENTS = ("process", "userTask", "scriptTask", "serviceTask", "sequenceFlow", "exclusiveGateway", "boundaryEvent",
             "timerEventDefinition", "conditionExpression", "laneSet", "lane", "flowNodeRef", "subProcess",
             "multiInstanceLoopCharacteristics", "callActivity", "extensionElements", "message")  # fmt: skip
_SIGNS = ("<!DOCTYPE", "<!ENTITY", "<?xml", "encoding=", "UTF-7", "utf-16", "&#0;", "]]>", "<![CDATA[", "<!--", "${",
          "isExecutable=", "sourceRef=", "targetRef=", 'id="', "attachedToRef=", "P1D", "R9/PT1S")  # fmt: skip


def words() -> Iterable[str]:
    """Return what diagrams are made of."""
    tags = [f"<bpmn:{name}" for name in (*_ELEMENTS, *UNSUPPORTED)]
    settings = [name for _, fates in TOOLS.values() for name in fates]
    return (*tags, *_SIGNS, *ADVICE, *settings, "/>", "</bpmn:")


def seeds() -> Iterable[bytes]:
    """Return shipped, hostile and foreign files, the larger ones left out."""
    folders = (
        ROOT / "processes" / "approval",
        TESTS / "diagrams" / "hostile",
        TESTS / "diagrams" / "foreign",
    )
    for folder in folders:
        for file in sorted(folder.rglob("*.*")):
            if file.suffix != ".csv" and file.stat().st_size < 20_000:
                yield file.read_bytes()


def attempt(data: bytes) -> None:
    """Judge the bytes as what they most look like, and rewrite what is let in."""
    head = data.lstrip()[:4000]
    name = "a.form" if head[:1] == b"{" else "a.dmn" if b"spec/DMN" in head else "a.bpmn"
    findings = check_files({name: data})
    for finding in findings:
        if (
            finding.code == "unreadable"
            or not finding.en
            or not any("一" <= sign <= "鿿" for sign in finding.zh)
        ):
            raise AssertionError(f"a finding that tells nobody anything: {finding!r}")
    if name == "a.bpmn" and verdict(findings) != "refused":
        once, _ = rewritten(data)
        if rewritten(once) != (once, []):
            raise AssertionError("a rewritten diagram is rewritten again")
