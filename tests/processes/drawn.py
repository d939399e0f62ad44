"""What the XML of a shipped diagram says; it knows no engine."""

from __future__ import annotations

import json
from collections.abc import Iterator

from lxml import etree

from tests.processes.shipped import diagram

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


def root(key: str) -> etree._Element:
    """The parsed diagram."""
    return etree.fromstring(diagram(key))


def sequence_flows(key: str) -> Iterator[str]:
    """Ids of all sequence flows."""
    return (flow.get("id", "") for flow in root(key).iter(f"{BPMN}sequenceFlow"))


def nodes(key: str) -> Iterator[etree._Element]:
    """All flow nodes: what a lane refers to."""
    tree = root(key)
    wanted = {ref.text for ref in tree.iter(f"{BPMN}flowNodeRef")}
    return (node for node in tree.iter() if node.get("id") in wanted)


def properties(node: etree._Element) -> dict[str, str]:
    """The settings of one element."""
    found = node.findall(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property")
    return {entry.get("name", ""): entry.get("value", "") for entry in found}


def process(key: str) -> etree._Element:
    """The process element."""
    found = root(key).find(f"{BPMN}process")
    assert found is not None
    return found


def variables(key: str) -> dict[str, str]:
    """The variables of a process and their types."""
    told: dict[str, str] = json.loads(properties(process(key))["variables"])
    return told
