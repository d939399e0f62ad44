"""Turns settings of other tools into ours where they plainly mean the same; what it turns, it takes away."""

from __future__ import annotations

import re

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.foreign import JAVA_ENGINES, SPIFF, ZEEBE
from app.diagrams.foreign_checks import near
from app.diagrams.safe_xml import BPMN, bpmn, local_name
from app.engine import is_topic
from app.feel import FeelError, compile_expression

_LITERAL = re.compile(r"[^\W\d][\w.-]*")
_SHELL = re.compile(r"[$#]\{\s*([^\W\d]\w*)\s*\}")
_HARMLESS_SPIFF = ("unitTests", "allowGuest", "guestConfirmation", "category", "taskMetadataValues",
                   "instructionsForEndUser", "signalButtonLabel")  # fmt: skip
WORKERS = (
    "；请在 payload 中写明交出的变量，在 results 中写明返回的结果名称",
    "; say in payload what the worker is given, and in results which names come back",
)


class SettingsMapper:
    """Maps the settings of one process."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def map(self, process: etree._Element) -> None:
        """Map what other tools say about operations, decisions, calls, lists and scripts."""
        for element in list(process.iter(f"{{{BPMN}}}*")):
            kind = local_name(element)
            if kind in (
                "serviceTask",
                "businessRuleTask",
                "sendTask",
                "callActivity",
                "scriptTask",
                "userTask",
            ):
                self._map_java(element, kind)
                self._map_zeebe(element, kind)
                self._map_lists(element)
        for name in _HARMLESS_SPIFF:
            for item in list(process.iter(f"{{{SPIFF}}}{name}")):
                self._told(
                    f"spiffworkflow:{name}", "不起作用，已略去", "has no effect and was left out", item
                )
                _remove(item)
        for item in list(process.iter(f"{{{SPIFF}}}calledDecisionId")):
            self._property(item, "decision", (item.text or "").strip(), "spiffworkflow:calledDecisionId")
            _remove(item)

    def _map_java(self, element: etree._Element, kind: str) -> None:
        for space in JAVA_ENGINES:
            topic = element.get(f"{{{space}}}topic", "")
            if kind == "serviceTask" and element.get(f"{{{space}}}type") == "external" and is_topic(topic):
                self._property(element, "topic", topic, "topic", WORKERS)
                _drop(element, f"{{{space}}}type", f"{{{space}}}topic")
            decision = element.get(f"{{{space}}}decisionRef", "")
            if kind == "businessRuleTask" and _is_word(decision):
                self._property(element, "decision", decision, "decisionRef")
                _drop(element, f"{{{space}}}decisionRef")
            if kind == "callActivity":
                for direction in ("in", "out"):
                    self._map_passing(element, space, direction)

    def _map_passing(self, call: etree._Element, space: str, direction: str) -> None:
        """`in` and `out` of a call become our contexts when all of them pass plain variables."""
        items = call.findall(f"{bpmn('extensionElements')}/{{{space}}}{direction}")
        pairs = [(item.get("source", ""), item.get("target", "")) for item in items]
        if pairs and all(_is_word(source) and _is_word(target) for source, target in pairs):
            context = "{" + ", ".join(f"{target}: {source}" for source, target in pairs) + "}"
            self._property(call, direction, context, direction)
            for item in items:
                _remove(item)

    def _map_zeebe(self, element: etree._Element, kind: str) -> None:
        settings = {
            local_name(item): item for item in element.iterfind(f"{bpmn('extensionElements')}/{{{ZEEBE}}}*")
        }
        wanted = {
            "serviceTask": ("taskDefinition", "type", "topic"),
            "businessRuleTask": ("calledDecision", "decisionId", "decision"),
        }.get(kind)
        if wanted is not None and wanted[0] in settings:
            word = settings[wanted[0]].get(wanted[1], "")
            if is_topic(word) if kind == "serviceTask" else _is_word(word):
                said = WORKERS if kind == "serviceTask" else ("", "")
                self._property(element, wanted[2], word, f"zeebe:{wanted[0]}", said)
                _remove(settings[wanted[0]])
        if kind == "callActivity" and "calledElement" in settings:
            called = settings["calledElement"].get("processId", "")
            if _is_word(called) and not element.get("calledElement"):
                element.set("calledElement", called)
                self._told(
                    "zeebe:calledElement", "已转为调用的流程", "was turned into the called process", element
                )
                _remove(settings["calledElement"])
        if kind == "scriptTask" and "script" in settings:
            self._map_script(element, settings["script"])

    def _map_script(self, task: etree._Element, script: etree._Element) -> None:
        name, source = (
            script.get("resultVariable", ""),
            script.get("expression", "").strip().removeprefix("="),
        )
        if name.isidentifier() and source and "\n" not in source and task.find(bpmn("script")) is None:
            etree.SubElement(task, bpmn("script")).text = f"{name} = {source.strip()}"
            self._told("zeebe:script", "已转为脚本", "was turned into a script", task)
            _remove(script)

    def _map_lists(self, element: etree._Element) -> None:
        loop = element.find(bpmn("multiInstanceLoopCharacteristics"))
        if loop is None:
            return
        zeebe = loop.find(f"{bpmn('extensionElements')}/{{{ZEEBE}}}loopCharacteristics")
        if zeebe is not None:
            pair = zeebe.get("inputCollection", "").strip().removeprefix("="), zeebe.get("inputElement", "")
            if self._list(element, *pair):
                _remove(zeebe)
        for space in JAVA_ENGINES:
            names = f"{{{space}}}collection", f"{{{space}}}elementVariable"
            collection = loop.get(names[0], "")
            shell = _SHELL.fullmatch(collection)
            if collection and self._list(element, shell[1] if shell else collection, loop.get(names[1], "")):
                _drop(loop, *names)

    def _list(self, element: etree._Element, collection: str, item: str) -> bool:
        if not item.isidentifier() or not _compiles(collection):
            return False
        self._property(element, "collection", collection.strip(), "collection")
        self._property(element, "item", item, "item")
        return True

    def _property(
        self,
        near_element: etree._Element,
        name: str,
        value: str,
        source: str,
        more: tuple[str, str] = ("", ""),
    ) -> None:
        """Draw one of our settings on the element that something belongs to, and tell it, with `more` to be done."""
        owner = near_element
        while local_name(owner) == "extensionElements" or not str(owner.tag).startswith(f"{{{BPMN}}}"):
            parent = owner.getparent()
            if parent is None:
                return
            owner = parent
        extensions = owner.find(bpmn("extensionElements"))
        if extensions is None:
            extensions = etree.Element(bpmn("extensionElements"))
            owner.insert(1 if owner.find(bpmn("documentation")) is not None else 0, extensions)
        properties = extensions.find(f"{{{SPIFF}}}properties")
        if properties is None:
            properties = etree.SubElement(extensions, f"{{{SPIFF}}}properties")
        if not any(item.get("name") == name for item in properties):
            etree.SubElement(properties, f"{{{SPIFF}}}property", name=name, value=value)
        zh, en = f"已转为设置 {name}{more[0]}", f"was turned into the setting {name}{more[1]}"
        self._told(source, zh, en, owner)

    def _told(self, source: str, zh: str, en: str, element: etree._Element) -> None:
        self.notes.info("mapped_setting", f"{source} {zh}。", f"{source} {en}.", *near(element))


def _is_word(text: str) -> bool:
    return _LITERAL.fullmatch(text) is not None


def _compiles(source: str) -> bool:
    try:
        compile_expression(source.strip())
    except FeelError:
        return False
    return True


def _drop(element: etree._Element, *names: str) -> None:
    for name in names:
        element.attrib.pop(name, None)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
