"""Files to one compiled definition, shared by all its runs; it must not know states or commands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.exceptions import SpiffWorkflowException

from app.engine.checks import NODES, check_process
from app.engine.circles import check_circles
from app.engine.event_checks import message_ref
from app.engine.iso import read_period
from app.engine.model import CannotRun, Element, Finding
from app.engine.parsing import Diagram, DiagramParser
from app.engine.reading import BPMN, Report, codes_of, interrupts, lanes_of, properties_of, read_xml, tag
from app.engine.settings import Compiler, timer_text
from app.feel import FeelError
from app.feel.decisions import Decision, load_decisions

_CATCHING = ("intermediateCatchEvent", "boundaryEvent", "receiveTask")
MOST_ELEMENTS = 2_000
"""Flow nodes of a diagram with all it calls: a straight chain of so many runs within the budget of one command."""


@dataclass(frozen=True, eq=False)
class Definition:
    """A diagram and everything it calls, ready to run.

    `elements` maps the ids of its own diagram, and "<piece>/<id>" for each called piece; ids of pieces that occur only
    once are there by themselves too. `starts` are the ids of all its start events; those by the calendar stand in
    `period_starts` with the months of their period. `lanes` and `properties` are those
    of each diagram by process key. `catches` and `throws` are message names in all of it, starts left out.
    """

    key: str
    digest: str
    elements: Mapping[str, Element]
    facts_needed: frozenset[str]
    start_messages: Mapping[str, str]
    plain_start: str | None
    period_starts: Mapping[str, int]
    starts: frozenset[str]
    catches: frozenset[str]
    throws: frozenset[str]
    lanes: Mapping[str, Mapping[str, str]]
    properties: Mapping[str, Mapping[str, str]]
    spec: Diagram
    pieces: dict[str, Diagram]

    def element(self, process_key: str, element_id: str) -> Element:
        """Return an element of the diagram or of a called piece; KeyError when there is none."""
        return self.elements[element_id if process_key == self.key else f"{process_key}/{element_id}"]

    def find_element(self, process_key: str, element_id: str) -> Element | None:
        """Return an element of the diagram or of a called piece, None when there is none."""
        return self.elements.get(element_id if process_key == self.key else f"{process_key}/{element_id}")


@dataclass
class _Drawing:
    """One process as read from its file."""

    node: etree._Element
    report: Report
    messages: dict[str, str]
    codes: dict[str, str]
    lanes: dict[str, str]
    placed: dict[str, str]
    called: list[str]


def compile_process(key: str, files: Mapping[str, bytes]) -> Definition:
    """Return the definition of `<key>.bpmn` with the pieces it calls; CannotRun lists everything that is wrong.

    `files` holds `<key>.bpmn`, the same of every called piece, and `*.dmn`; names may carry folders, and a decision is
    looked for beside its diagram first.
    """
    drawings = _collect(key, files)
    _raise(drawings)
    _check_together(key, drawings)
    _raise(drawings)
    compilers, parsed = {}, {}
    for name, drawing in drawings.items():
        decisions = _decisions(name, drawing.report, files)
        compilers[name] = Compiler(drawing.report, drawing.messages, drawing.codes, decisions)
        try:
            parsed.update(DiagramParser(drawing.node, compilers[name], drawing.placed).diagrams())
        except (SpiffWorkflowException, KeyError, TypeError, AttributeError, ValueError) as error:
            drawing.report.add(
                "unreadable", "", f"流程图无法读取：{error}", f"The diagram cannot be read: {error}"
            )
        for node in _nodes(drawing.node):
            compilers[name].read_for_host(node)
    _raise(drawings)
    facts = frozenset().union(*(compiler.facts for compiler in compilers.values()))
    return _definition(key, drawings, parsed, facts, _digest(drawings, files))


def _collect(key: str, files: Mapping[str, bytes]) -> dict[str, _Drawing]:
    """Read the diagram and, breadth first, everything it calls."""
    found: dict[str, _Drawing] = {}
    todo = [key]
    while todo:
        name = todo.pop(0)
        if name not in found:
            found[name] = _read(name, files)
            todo.extend(found[name].called)
    return found


def _read(name: str, files: Mapping[str, bytes]) -> _Drawing:
    report = Report(name)
    nothing = _Drawing(etree.Element("none"), report, {}, {}, {}, {}, [])
    content = _file(name, f"{name}.bpmn", files)
    if content is None:
        report.add("no_diagram", "", f"缺少流程图 {name}.bpmn。", f"The diagram {name}.bpmn is missing.")
        return nothing
    root = read_xml(content, report)
    if root is None:
        return nothing
    process = next((node for node in root.iterfind(f"{BPMN}process") if node.get("id") == name), None)
    if process is None:
        report.add(
            "no_process",
            "",
            f"文件中没有标识为 {name} 的流程。",
            f"The file holds no process with the id {name}.",
        )
        return nothing
    messages = {node.get("id", ""): node.get("name", "") for node in root.iterfind(f"{BPMN}message")}
    codes = codes_of(root)
    check_process(process, report, messages, codes)
    called = []
    for call in process.iter(f"{BPMN}callActivity"):
        called.append(call.get("calledElement", ""))
        if not called[-1]:
            report.add(
                "calls_nothing", call.get("id", ""), "调用活动没有指定流程。", "The call names no diagram."
            )
    return _Drawing(process, report, messages, codes, *lanes_of(process), [name for name in called if name])


def _check_together(key: str, drawings: dict[str, _Drawing]) -> None:
    """Report what only shows when the diagram and its pieces are seen together."""
    check_circles({name: (drawing.node, drawing.report) for name, drawing in drawings.items()})
    if sum(len(_nodes(drawing.node)) for drawing in drawings.values()) > MOST_ELEMENTS:
        drawings[key].report.add(
            "too_many_elements",
            "",
            f"流程图及其调用的流程共超过 {MOST_ELEMENTS} 个元素。",
            f"The diagram and what it calls have more than {MOST_ELEMENTS} elements.",
        )
    for name, drawing in drawings.items():
        starts = drawing.node.iterfind(f"{BPMN}startEvent")
        plain = [node for node in starts if not any(tag(part).endswith("EventDefinition") for part in node)]
        if name != key and len(plain) != 1:
            drawing.report.add(
                "piece_start",
                "",
                "被调用的流程须有且只有一个普通开始事件。",
                "A called piece needs exactly one plain start event.",
            )


def _decisions(name: str, report: Report, files: Mapping[str, bytes]) -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    own = [path for path in files if path.endswith(".dmn") and _folder(path) in (name, "")]
    for path in sorted(own, key=lambda path: (_folder(path) == name, path)):
        others = [files[other] for other in own if other != path]
        try:
            found.update(load_decisions(files[path], others))
        except FeelError as error:
            report.add("bad_decision", "", f"{path}：{error.message_zh}", f"{path}: {error.message_en}")
        except ValueError as error:
            report.add("bad_decision", "", f"{path}：{error}", f"{path}: {error}")
    return found


def _file(name: str, base: str, files: Mapping[str, bytes]) -> bytes | None:
    for path in (base, f"{name}/{base}", f"processes/{name}/{base}"):
        if path in files:
            return files[path]
    return None


def _folder(path: str) -> str:
    parts = path.split("/")
    return parts[-2] if len(parts) > 1 else ""


def _nodes(process: etree._Element) -> list[etree._Element]:
    return [node for node in process.iter() if tag(node) in NODES]


def _raise(drawings: dict[str, _Drawing]) -> None:
    findings: list[Finding] = [item for drawing in drawings.values() for item in drawing.report.findings]
    if findings:
        raise CannotRun(findings)


def _digest(drawings: dict[str, _Drawing], files: Mapping[str, bytes]) -> str:
    """SHA-256 over the files that belong to the definition, by their names without folders."""
    total = hashlib.sha256()
    for path in sorted(files, key=lambda path: (path.split("/")[-1], path)):
        base = path.split("/")[-1]
        decision = base.endswith(".dmn") and _folder(path) in ("", *drawings)
        if decision or base.removesuffix(".bpmn") in drawings:
            total.update(f"{base}:{hashlib.sha256(files[path]).hexdigest()}\n".encode())
    return total.hexdigest()


def _definition(
    key: str, drawings: dict[str, _Drawing], parsed: dict[str, Diagram], facts: frozenset[str], digest: str
) -> Definition:
    elements = _elements(key, drawings)
    nodes = [(name, node) for name, drawing in drawings.items() for node in _nodes(drawing.node)]
    catching, throwing = set(), set()
    for name, node in nodes:
        message = drawings[name].messages.get(message_ref(node) or "")
        if message and (tag(node) in _CATCHING or _begins_handler(node)):
            catching.add(message)
        elif message and tag(node) != "startEvent":
            throwing.add(message)
    starts = [node.get("id", "") for node in drawings[key].node.iterfind(f"{BPMN}startEvent")]
    return Definition(
        key=key,
        digest=digest,
        elements=elements,
        facts_needed=facts,
        start_messages={message: name for name in starts if (message := elements[name].message)},
        plain_start=parsed[key].plain_start or None,
        period_starts={
            name: months for name in starts if (months := read_period(elements[name].timer or ""))
        },
        starts=frozenset(starts),
        catches=frozenset(catching),
        throws=frozenset(throwing),
        lanes={name: drawing.lanes for name, drawing in drawings.items()},
        properties={name: properties_of(drawing.node) for name, drawing in drawings.items()},
        spec=parsed[key],
        pieces={name: diagram for name, diagram in parsed.items() if name != key},
    )


def _begins_handler(node: etree._Element) -> bool:
    level = node.getparent()
    return tag(node) == "startEvent" and level is not None and tag(level) == "subProcess"


def _elements(key: str, drawings: dict[str, _Drawing]) -> dict[str, Element]:
    found: dict[str, Element] = {}
    alone: dict[str, Element | None] = {}
    for name, drawing in drawings.items():
        for node in _nodes(drawing.node):
            element = _element(name, node, drawing)
            if name == key:
                found[element.id] = element
            else:
                found[f"{name}/{element.id}"] = element
                alone[element.id] = None if element.id in alone else element
    for short, single in alone.items():
        if single is not None:
            found.setdefault(short, single)
    return found


def _called(node: etree._Element) -> dict[str, str]:
    called = node.get("calledElement")
    return {} if called is None else {"calledElement": called}


def _element(key: str, node: etree._Element, drawing: _Drawing) -> Element:
    name = node.get("id", "")
    place: Any = node
    while place is not None and place.get("id", "") not in drawing.placed:
        place = place.getparent()
    return Element(
        id=name,
        kind=tag(node),
        name=node.get("name", ""),
        lane=None if place is None else drawing.placed[place.get("id")],
        properties={**properties_of(node), **_called(node)},
        process_key=key,
        attached_to=node.get("attachedToRef"),
        message=drawing.messages.get(message_ref(node) or ""),
        form_key=f"{key}/{name}" if tag(node) == "userTask" else None,
        timer=timer_text(node),
        interrupting=interrupts(node),
    )
