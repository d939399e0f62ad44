"""Diagrams as other tools write them are accepted, mapped or refused for the right reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.diagrams.drawing_checks import flaws
from app.diagrams.findings import Notes
from app.diagrams.foreign import TOOLS
from app.diagrams.gate import check_files, verdict
from app.diagrams.rewriting import rewritten
from app.diagrams.rewriting_words import feel_of
from app.diagrams.safe_xml import bpmn, parse
from app.engine import compile_process

FOLDER = Path(__file__).parent / "foreign"
with (FOLDER / "expected.csv").open(encoding="utf-8") as listed:
    EXPECTED = {row["file"]: (row["verdict"], set(row["codes"].split())) for row in csv.DictReader(listed)}
ACCEPTED = [name for name, (outcome, _) in EXPECTED.items() if outcome != "refused"]
ALWAYS = {"no_forms"}


def test_there_are_fifty_diagrams_of_fourteen_tools() -> None:
    present = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*")}
    assert present == EXPECTED.keys()
    assert len(present) >= 50
    assert len({name.split("/")[0] for name in present}) == 14


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_judged_for_the_right_reason(name: str) -> None:
    findings = check_files({Path(name).name: (FOLDER / name).read_bytes()})
    assert (verdict(findings), {finding.code for finding in findings} - ALWAYS) == EXPECTED[name]


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_can_be_run_as_it_would_be_published(name: str) -> None:
    data = rewritten((FOLDER / name).read_bytes())[0]
    process = parse(data).find(bpmn("process"))
    assert process is not None
    key = process.get("id", "")
    assert compile_process(key, {f"{key}.bpmn": data}).key == key


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_rewritten_needs_no_second_rewriting(name: str) -> None:
    once, _ = rewritten((FOLDER / name).read_bytes())
    assert rewritten(once) == (once, [])


def test_lanes_drawn_for_groups_are_drawn_cleanly() -> None:
    data, findings = rewritten((FOLDER / "camunda7" / "欠薪投诉受理.bpmn").read_bytes())
    assert "rewritten_lanes" in {finding.code for finding in findings}
    lanes = [lane.get("name") for lane in parse(data).iter(bpmn("lane"))]
    assert lanes == ["intake", "inspection"]
    assert flaws(data) == []


@pytest.mark.parametrize(
    ("foreign", "feel"),
    [
        ("${amount > 5}", "amount > 5"),
        ("#{state == 'open' && (a != 3 || b ge 2.5)}", 'state = "open" and (a != 3 or b >= 2.5)'),
        ("${approved}", "approved = true"),
        ("${!approved && done}", "approved != true and done = true"),
        ("${order.state == null}", "order.state = null"),
        ("${execution.getVariable('a') == 1}", None),
        ("${order.isValid()}", None),
        ("${a > null}", None),
        ("${a + 1 > 2}", None),
        ("${!(a > 1)}", None),
        ("${a ? b : c}", None),
        ("${a > 1", None),
        ("amount > 5", None),
    ],
)
def test_only_plain_comparisons_are_translated(foreign: str, feel: str | None) -> None:
    assert feel_of(foreign) == feel


def test_every_foreign_setting_has_a_sentence_in_both_languages() -> None:
    for _, fates in TOOLS.values():
        for fate in fates.values():
            assert any("一" <= letter <= "鿿" for letter in fate.zh)
            assert fate.en.strip()


def test_code_of_another_tool_is_refused_wherever_it_hangs() -> None:
    xml = (FOLDER / "camunda7" / "order_with_external_tasks.bpmn").read_bytes()
    listener = b'<camunda:executionListener class="org.example.Run" event="start"/>'
    hanger = b"<bpmn:extensionElements>" + listener + b"</bpmn:extensionElements><bpmn:startEvent"
    hung = xml.replace(b"<bpmn:startEvent", hanger, 1)
    findings = check_files({"order.bpmn": hung})
    assert "unsupported_setting" in {finding.code for finding in findings if finding.severity == "error"}


def test_notes_of_a_file_hold_each_finding_once() -> None:
    notes = Notes("a.bpmn")
    notes.info("seen", "见", "seen")
    notes.info("seen", "见", "seen")
    assert len(notes.findings) == 1
