"""Stands in for the processes that a tried one starts by message: takes the message and waits to be answered."""

from __future__ import annotations

from collections.abc import Mapping

from app.engine import compile_process
from app.versions import Edition

PREFIX = "start_"
ANSWER = "answer_of_trial"
_DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="stand_in" targetNamespace="trial">
  <bpmn:message id="m_start" name="{message}"/>
  <bpmn:message id="m_answer" name="{answer}"/>
  <bpmn:process id="{key}" isExecutable="true">
    <bpmn:startEvent id="asked"><bpmn:outgoing>f1</bpmn:outgoing>
      <bpmn:messageEventDefinition id="d1" messageRef="m_start"/></bpmn:startEvent>
    <bpmn:intermediateCatchEvent id="answered"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
      <bpmn:messageEventDefinition id="d2" messageRef="m_answer"/></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="over"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="asked" targetRef="answered"/>
    <bpmn:sequenceFlow id="f2" sourceRef="answered" targetRef="over"/>
  </bpmn:process>
</bpmn:definitions>
"""


def stand_ins(edition: Edition, names: Mapping[str, tuple[str, str]]) -> dict[str, Edition]:
    """Return a stand-in for every other process that a message of the tried one starts, by key."""
    asked = sorted(name for name in edition.definition.throws if name.startswith(PREFIX))
    keys = [name.removeprefix(PREFIX) for name in asked]
    return {key: _stand_in(key, names.get(key, (key, key))) for key in keys if key != edition.key}


def _stand_in(key: str, called: tuple[str, str]) -> Edition:
    text = _DIAGRAM.format(key=key, message=f"{PREFIX}{key}", answer=ANSWER).encode()
    definition = compile_process(key, {f"{key}.bpmn": text})
    files = {f"processes/{key}/{key}.bpmn": text}
    return Edition(f"other.{key}"[:26], key, 1, *called, definition, {}, files)
