"""The smallest valid diagram, decision table and form, to begin from; it reads nothing."""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

from app.diagrams.draft_paths import diagram_path, form_path
from app.diagrams.layout import lay_out

_DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions_{key}" \
targetNamespace="urn:qingxin:process:{key}" exporter="Qingxin">
  <bpmn:collaboration id="collaboration_{key}">
    <bpmn:participant id="pool_{key}" name={name} processRef="{key}"/>
  </bpmn:collaboration>
  <bpmn:process id="{key}" name={name} isExecutable="true">
    <bpmn:laneSet id="lanes_{key}">
      <bpmn:lane id={lane} name={lane_name}>
        <bpmn:flowNodeRef>begin</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>first_step</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>done</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="begin" name="开始"><bpmn:outgoing>to_first_step</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="first_step" name="第一步">
      <bpmn:incoming>to_first_step</bpmn:incoming><bpmn:outgoing>to_done</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="done" name="结束"><bpmn:incoming>to_done</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to_first_step" sourceRef="begin" targetRef="first_step"/>
    <bpmn:sequenceFlow id="to_done" sourceRef="first_step" targetRef="done"/>
  </bpmn:process>
</bpmn:definitions>
"""
_TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="definitions_{name}" name="{name}" \
namespace="urn:qingxin:decision:{key}">
  <decision id="{name}" name="{name}">
    <decisionTable id="{name}_table" hitPolicy="UNIQUE">
      <input id="{name}_input" label="金额">
        <inputExpression id="{name}_input_expression" typeRef="number"><text>amount</text></inputExpression>
      </input>
      <output id="{name}_output" label="结果" name="result" typeRef="string"/>
      <rule id="{name}_rule_1">
        <inputEntry id="{name}_rule_1_1"><text>-</text></inputEntry>
        <outputEntry id="{name}_rule_1_2"><text>"通过"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""


def first_files(key: str, name: str, lane: str, lane_name: str) -> dict[str, bytes]:
    """The files of a process with one pool, one lane and one step with a form."""
    drawn = _DIAGRAM.format(
        key=key, name=quoteattr(name), lane=quoteattr(lane), lane_name=quoteattr(lane_name)
    )
    return {
        diagram_path(key): lay_out(drawn.encode()),
        form_path(key, "first_step"): first_form("first_step"),
    }


def first_form(element: str) -> bytes:
    """A form that asks for one remark."""
    remark = {
        "id": f"{element}_remark",
        "type": "textarea",
        "key": "remark",
        "label": "办理情况",
        "validate": {"required": True},
        "properties": {"keep": "var.remark", "kind": "text", "label_en": "Remark"},
    }
    form = {"type": "default", "id": element, "schemaVersion": 18, "components": [remark]}
    return json.dumps(form, ensure_ascii=False, indent=2).encode()


def first_table(key: str, name: str) -> bytes:
    """A decision table with one input, one output and one rule."""
    return _TABLE.format(key=key, name=name).encode()
