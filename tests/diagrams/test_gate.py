"""Files of unknown origin are let in or refused, with every reason and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.diagrams.bundle import bundle, shipped_keys
from app.diagrams.encodings import decode
from app.diagrams.gate import check_files, verdict
from tests.diagrams.drafts import condition, straight
from tests.engine.diagrams import call, chain, diagram, end, start, task

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("key", shipped_keys(ROOT))
def test_every_shipped_process_passes_with_all_it_uses(key: str) -> None:
    findings = check_files(bundle(key, ROOT))
    assert [f for f in findings if f.severity != "info"] == []


def test_a_sound_diagram_without_forms_passes_with_one_warning() -> None:
    findings = check_files({"matter.bpmn": straight(["check"]).xml()})
    assert [finding.code for finding in findings] == ["no_forms"]
    assert verdict(findings) == "warnings"


def test_a_diagram_with_its_forms_passes() -> None:
    form = b'{"type": "default", "id": "check", "components": []}'
    findings = check_files({"matter.bpmn": straight(["check"]).xml(), "forms/matter/check.form": form})
    assert [finding.code for finding in findings if finding.file == "matter.bpmn"] == []


def test_all_faults_are_told_at_once_with_element_and_line() -> None:
    draft = straight(["check"])
    draft.flows.clear()
    draft.add("fit", "exclusiveGateway").add("odd", "complexGateway").add("refused", "endEvent")
    draft.chain("begun", "check", "fit").flow("fit", "refused", inner=condition("1 +"))
    draft.flow("fit", "odd", default=True).flow("odd", "gone")
    xml = draft.xml().replace(b"<bpmn:exclusiveGateway", b"\n\n<bpmn:exclusiveGateway")
    found = {(finding.code, finding.element): finding.line for finding in check_files({"matter.bpmn": xml})}
    assert ("bad_expression", "fit__refused") in found
    assert ("reference_to_nothing", "odd__gone") in found
    assert found[("unsupported_element", "odd")] == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_other_encodings_are_read_and_that_is_said(encoding: str) -> None:
    xml = '<?xml version="1.0"?>' + straight(["check"]).xml().decode()
    findings = check_files({"matter.bpmn": xml.encode(encoding)})
    assert verdict(findings) == "warnings"
    assert ("transcoded" in {finding.code for finding in findings}) == (encoding != "utf-8-sig")


def test_a_declared_encoding_is_believed() -> None:
    xml = '<?xml version="1.0" encoding="GBK"?>' + straight(["check"]).xml().decode()
    assert verdict(check_files({"matter.bpmn": xml.encode("gbk")})) == "warnings"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("UTF-8", "cp1252"),
        ("utf-16", "utf-8"),
        ("ISO-8859-1", "iso-8859-1"),
        ("UTF-8", "gb18030"),
        ("", "gbk"),
    ],
)
def test_a_wrongly_declared_encoding_is_found_out(declared: str, written: str) -> None:
    name = "Prüfung der Löhne für Bauarbeiter" if written in ("cp1252", "iso-8859-1") else "核对工资"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    xml = straight(["check"]).xml().decode()
    for own in ("办理", "收到", "办结"):
        xml = xml.replace(own, name)
    findings = check_files({"matter.bpmn": (head + xml).encode(written)})
    assert verdict(findings) == "warnings"
    assert name in decode((head + xml).encode(written))[0]


def test_a_broken_file_is_searched_for_its_other_faults() -> None:
    xml = straight(["check"]).add("odd", "complexGateway").xml()
    broken = b"<!DOCTYPE x>" + xml.replace("收到".encode(), b"&who;").replace(b"</bpmn:process>", b"")
    codes = {finding.code for finding in check_files({"matter.bpmn": broken})}
    assert {"doctype", "unsupported_element"} <= codes


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (task("first"), set()),
        (call("first", "service_of_document"), set()),
        (call("first", "approval"), {("never_proven", "then")}),
    ],
)
def test_a_step_may_rest_only_on_what_leaves_a_proof(first: str, told: set[tuple[str, str]]) -> None:
    nodes = [start(), first, task("then", requires="first"), end()]
    findings = check_files({"matter.bpmn": diagram("matter", nodes, chain("begin", "first", "then", "done"))})
    assert {(each.code, each.element) for each in findings if each.code == "never_proven"} == told


def test_more_faults_of_a_kind_than_anyone_reads_are_summed_up() -> None:
    draft = straight(["check"])
    for number in range(300):
        draft.flow("check", f"gone{number}")
    findings = [f for f in check_files({"matter.bpmn": draft.xml()}) if f.code == "reference_to_nothing"]
    assert len(findings) == 101
    assert findings[-1].element is None


def test_flows_that_branch_without_a_gateway_pass_and_it_is_said_what_happens() -> None:
    draft = straight(["check"]).add("other", "endEvent").flow("check", "other")
    findings = check_files({"matter.bpmn": draft.xml()})
    assert ("implicit_split", "check", "info") in {(f.code, f.element, f.severity) for f in findings}
    assert verdict(findings) == "warnings"


def test_settings_of_another_tool_are_reported_as_ignored() -> None:
    xml = straight(["check"]).xml()
    foreign = b'id="check" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:assignee="li"'
    findings = check_files({"matter.bpmn": xml.replace(b'id="check"', foreign)})
    assert {f.code for f in findings if f.severity == "warning"} == {"foreign_settings", "no_forms"}


def test_broken_decisions_forms_and_other_files_are_refused() -> None:
    findings = check_files(
        {
            "a.dmn": b"<x/>",
            "b.form": b"[1]",
            "c.form": b"[" * 5000,
            "d.exe": b"MZ",
            "e.form": b'{"components": 1}',
        }
    )
    refused = {finding.file for finding in findings if finding.severity == "error"}
    assert refused == {"a.dmn", "b.form", "c.form", "d.exe", "e.form"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_gate_fall(data: bytes) -> None:
    findings = check_files({"a.bpmn": data, "b.dmn": data, "c.form": data})
    assert verdict(findings) == "refused"


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_damaged_diagram_makes_the_gate_fall(data: st.DataObject) -> None:
    xml = bytearray((ROOT / "processes/approval/approval.bpmn").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(xml) - 1))
        xml[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
    codes = {finding.code for finding in check_files({"approval.bpmn": bytes(xml)})}
    assert "unreadable" not in codes
