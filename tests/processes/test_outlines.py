"""A textual outline becomes a diagram that runs, a table that decides and a form that opens; a bad one says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from app.diagrams.outline import BadOutline, Draft, draft
from app.engine import compile_process
from app.feel.decisions import load_decisions
from app.forms import load_form
from tests.engine.walk import MORNING, Walk, number

OUTLINE = Path(__file__).with_name("visit.yaml").read_bytes()
FIELDS = {
    "case.visit.people": {
        "type": "table",
        "zh": "人员",
        "en": "People",
        "columns": {"name": {"type": "text", "zh": "姓名", "en": "Name", "required": True}},
    }
}


def drafted() -> Draft:
    return draft(OUTLINE, FIELDS)


def changed(**parts: object) -> bytes:
    """The outline with some parts replaced."""
    return yaml.safe_dump({**yaml.safe_load(OUTLINE), **parts}, allow_unicode=True).encode()


def test_a_designer_gets_files_where_the_product_keeps_them() -> None:
    assert sorted(drafted().files()) == [
        "forms/visit/count_workers.form",
        "forms/visit/write_note.form",
        "processes/visit/size_test.dmn",
        "processes/visit/visit.bpmn",
    ]


def test_the_drafted_diagram_runs() -> None:
    made = drafted()
    files = {"visit.bpmn": made.diagram, "size_test.dmn": made.decisions["size_test"]}
    walk = Walk(compile_process("visit", files), {"people": ["a", "b"]}, message="start_visit")
    walk.time_is_up("late")
    walk.do("count_workers", None, headcount=number(12))
    walk.do("write_note", None)
    walk.do("write_note", None)
    walk.time_is_up("waited")
    assert walk.step.ended
    assert walk.step.data["ready"] is True
    assert [thrown.payload for step in walk.steps for thrown in step.thrown] == [
        {"rule_id": "INS-13"},
        {"headcount": number(12), "outcome": "办结"},
    ]


def test_the_author_is_told_what_a_message_goes_without() -> None:
    assert [remark.split(":")[0] for remark in drafted().remarks] == ["done"]
    assert "weather" in drafted().remarks[0]


def test_settings_arrive_as_properties() -> None:
    made = drafted()
    definition = compile_process(
        "visit", {"visit.bpmn": made.diagram, "size_test.dmn": made.decisions["size_test"]}
    )
    task = definition.elements["count_workers"].properties
    assert task["four_eyes_not"] == "write_note"
    assert json.loads(task["start_from"]) == {"INS-13": "case.visit.day"}
    assert definition.elements["late"].properties["rule"] == "INS-13"
    assert definition.elements["write_note"].properties["collection"] == "people"


def test_the_drafted_table_decides() -> None:
    table = load_decisions(drafted().decisions["size_test"])["size_test"]
    assert table.evaluate({"headcount": number(10)}, now=MORNING).outputs == {"size": "大"}


def test_the_drafted_form_opens() -> None:
    form = load_form(drafted().forms["count_workers"])
    headcount, day, way, people = form.fields
    assert (headcount.path, headcount.en, headcount.required) == ("var.headcount", "Headcount", True)
    assert headcount.check is not None and headcount.check.zh == "至少一人。"
    assert headcount.check.expression.source == "headcount >= 1"
    assert day.required_when is not None and day.required_when.source == "headcount > 3"
    assert [(option.value, option.en) for option in way.options] == [("步行", ""), ("car", "By car")]
    assert way.hide is not None and way.hide.source == "not(headcount > 1)"
    assert (people.zh, people.en, people.columns[0].path) == ("人员", "People", "name")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"key: [", "YAML"),
        (b"- a", "mapping"),
        (b"key: visit", "lanes is missing"),
        (changed(key="Site visit"), "lower-case"),
        (changed(elements=["asked"]), "must be a mapping"),
        (
            changed(elements=[{"id": "asked", "type": "cloud", "lane": "labour_authority"}]),
            "unknown type cloud",
        ),
        (changed(elements=[{"id": "asked", "type": "startEvent", "lane": "moon"}]), "no lane moon"),
        (changed(elements=[{"id": "asked", "type": "messageStart", "lane": "township"}]), "names no message"),
        (changed(elements=[{"id": "asked", "type": "callActivity", "lane": "township"}]), "calls nothing"),
        (changed(decisions=[]), "no such decision"),
        (changed(flows=[{"from": "asked", "to": "moon"}]), "no element moon"),
        (changed(flows=[{"from": "asked", "to": "weigh"}] * 2), "drawn twice"),
        (b"#" * 500_000, "longer than"),
    ],
)
def test_a_bad_outline_is_refused_with_the_reason(source: bytes, told: str) -> None:
    with pytest.raises(BadOutline) as refusal:
        draft(source)
    assert any(told in finding for finding in refusal.value.findings)


def test_a_row_with_too_few_cells_is_refused() -> None:
    short = {"id": "size_test", "hit": "U", "inputs": ["headcount"], "outputs": ["size"], "rules": [["-"]]}
    with pytest.raises(BadOutline, match="2"):
        draft(changed(decisions=[short]))


def test_all_faults_are_told_together() -> None:
    elements = [
        {"id": "asked", "type": "startEvent", "lane": "moon"},
        {"id": "asked", "type": "cloud", "lane": "sun"},
    ]
    with pytest.raises(BadOutline) as refusal:
        draft(changed(elements=elements, flows=[{"from": "asked", "to": "nowhere"}]))
    assert len(refusal.value.findings) >= 5
