"""A designer publishes what another tool drew: what is stored is ours, and nothing refused is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.actions.publishing import CannotPublish, publish_process
from app.actors import SYSTEM
from app.diagrams.safe_xml import bpmn, parse
from storage.models import ProcessVersion
from storage.versions import files_of_version
from tests.support.tiny import Tiny

FOREIGN = Path(__file__).parents[1] / "diagrams" / "foreign"


def bundle_of(name: str, key: str) -> dict[str, bytes]:
    """A diagram of another tool as the only file of a process."""
    xml = (FOREIGN / name).read_bytes()
    process = parse(xml).find(bpmn("process"))
    assert process is not None
    return {f"processes/{key}/{key}.bpmn": xml.replace(str(process.get("id")).encode(), key.encode())}


def test_settings_of_another_tool_are_stored_as_ours(tiny: Tiny) -> None:
    files = bundle_of("camunda7/order_with_external_tasks.bpmn", "orders")
    with tiny.session() as session:
        version = publish_process(session, "orders", files, by=SYSTEM)
        stored = files_of_version(session, version.id)["processes/orders/orders.bpmn"]
    assert b'name="topic" value="reserve_stock"' in stored
    assert b"camunda:topic" not in stored


def test_a_diagram_in_another_encoding_is_stored_in_utf_8(tiny: Tiny) -> None:
    xml = bundle_of("camunda7/order_with_external_tasks.bpmn", "orders")["processes/orders/orders.bpmn"]
    text = xml.decode().replace('encoding="UTF-8"', 'encoding="GB18030"').replace("Pack parcel", "打包")
    with tiny.session() as session:
        files = {"processes/orders/orders.bpmn": text.encode("gb18030")}
        version = publish_process(session, "orders", files, by=SYSTEM)
        stored = files_of_version(session, version.id)["processes/orders/orders.bpmn"]
    assert "打包" in stored.decode("utf-8")


def test_what_the_gate_refuses_is_not_stored(tiny: Tiny) -> None:
    files = bundle_of("activiti/listener_on_flow.bpmn20.xml", "listener")
    with tiny.session() as session, pytest.raises(CannotPublish) as refusal:
        publish_process(session, "listener", files, by=SYSTEM)
    assert "unsupported_setting" in {finding.code for finding in refusal.value.details["findings"]}
    assert [row.process_key for row in tiny.rows(ProcessVersion) if row.process_key == "listener"] == []
