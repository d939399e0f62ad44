"""A designer has a diagram drawn from its flow alone and can read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from app.diagrams.drawing_checks import flaws
from app.diagrams.layout import lay_out
from app.diagrams.safe_xml import BPMNDI, UnsafeXml, parse
from tests.diagrams.drafts import Draft, straight
from tests.diagrams.graphs import processes
from tests.diagrams.pictures import boxes, labels, lines

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "processes").glob("*/*.bpmn"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_diagram_is_drawn_without_a_flaw(path: Path) -> None:
    assert flaws(lay_out(path.read_bytes())) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_diagram_lies_in_the_repository_as_a_clean_drawing(path: Path) -> None:
    assert flaws(path.read_bytes()) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(processes())
def test_any_process_is_drawn_without_lines_through_shapes_or_labels_on_anything(xml: bytes) -> None:
    assert flaws(lay_out(xml)) == []


def test_drawing_twice_gives_the_same_file() -> None:
    first = lay_out(SHIPPED[0].read_bytes())
    assert lay_out(first) == first


def test_nothing_but_the_drawing_changes() -> None:
    before = SHIPPED[0].read_bytes()
    assert _without_drawing(lay_out(before)) == _without_drawing(before)


def _without_drawing(xml: bytes) -> str:
    root = parse(xml)
    for diagram in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(diagram)
    etree.indent(root, "  ")
    return etree.canonicalize(etree.tostring(root, encoding="unicode"), strip_text=True)


def test_the_main_path_is_one_straight_line() -> None:
    draft = straight(["check", "decide"])
    draft.flows.clear()
    draft.add("fit", "exclusiveGateway", "符合？").add("refuse", "userTask", "告知").add(
        "refused", "endEvent", "不予受理"
    )
    draft.chain("begun", "check", "fit").flow("fit", "refuse", "不符合")
    draft.flow("fit", "decide", "符合", default=True).chain("refuse", "refused").chain("decide", "done")
    drawn = boxes(lay_out(draft.xml()))
    assert len({drawn[key].middle[1] for key in ("begun", "check", "fit", "decide", "done")}) == 1
    assert drawn["refuse"].middle[1] != drawn["decide"].middle[1]


def test_shapes_stand_in_the_order_of_flow() -> None:
    draft = straight([f"step{number}" for number in range(8)])
    drawn = boxes(lay_out(draft.xml()))
    order = ["begun", *(f"step{number}" for number in range(8)), "done"]
    assert [drawn[key].x for key in order] == sorted(drawn[key].x for key in order)


def test_lanes_lie_below_each_other_in_their_order_and_hold_their_shapes() -> None:
    draft = Draft(lanes=("window", "labour", "union"))
    draft.add("begun", "startEvent").add("hear", "userTask", lane="union").add(
        "decide", "userTask", lane="labour"
    )
    draft.add("done", "endEvent", lane="window").chain("begun", "hear", "decide", "done")
    drawn = boxes(lay_out(draft.xml()))
    assert drawn["window"].bottom == drawn["labour"].y
    assert drawn["labour"].bottom == drawn["union"].y
    assert drawn["union"].y < drawn["hear"].y < drawn["hear"].bottom < drawn["union"].bottom


def test_boundary_events_sit_side_by_side_on_the_lower_border_of_their_task() -> None:
    draft = straight(["hear"]).add("late", "endEvent")
    for key in ("overdue", "withdrawn", "paid"):
        draft.add(key, "boundaryEvent", "期满未答复", host="hear").flow(key, "late")
    drawn = boxes(lay_out(draft.xml()))
    events = [drawn[key] for key in ("overdue", "withdrawn", "paid")]
    assert {event.middle[1] for event in events} == {drawn["hear"].bottom}
    assert not any(a.overlaps(b) for a in events for b in events if a is not b)
    assert all(drawn["hear"].x <= event.x and event.right <= drawn["hear"].right for event in events)


def test_a_loop_runs_above_or_below_the_shapes_it_passes() -> None:
    draft = straight(["ask", "answer"])
    draft.flows.clear()
    draft.add("join", "exclusiveGateway").add("enough", "exclusiveGateway", "够了？")
    draft.chain("begun", "join", "ask", "answer", "enough").flow("enough", "join", "再问")
    draft.flow("enough", "done", "够了", default=True)
    xml = lay_out(draft.xml())
    drawn, loop = boxes(xml), lines(xml)["enough__join"]
    level = max(loop, key=lambda point: abs(point[1] - drawn["ask"].middle[1]))[1]
    assert level < drawn["ask"].y or level > drawn["ask"].bottom


def test_a_condition_stands_where_its_line_runs_alone() -> None:
    draft = Draft().add("begun", "startEvent").add("route", "exclusiveGateway", "去向")
    draft.flow("begun", "route")
    for number in range(5):
        draft.add(f"way{number}", "userTask").add(f"end{number}", "endEvent")
        draft.flow("route", f"way{number}", f"去向{number}", default=number == 0).flow(
            f"way{number}", f"end{number}"
        )
    xml = lay_out(draft.xml())
    drawn, named = boxes(xml), labels(xml)
    for number in range(5):
        label, way = named[f"route__way{number}"], drawn[f"way{number}"]
        assert abs(label.middle[1] - way.middle[1]) < way.height / 2


def test_an_old_drawing_is_replaced() -> None:
    once = lay_out(straight(["check"]).xml())
    moved = once.replace(b'x="', b'x="9')
    assert lay_out(moved) == once


def test_a_process_without_pool_or_lanes_is_drawn() -> None:
    xml = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>'
        b'<task id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/></process></definitions>'
    )
    drawn = lay_out(xml)
    assert set(boxes(drawn)) == {"s", "t"}
    assert flaws(drawn) == []


def test_pools_messages_subprocesses_notes_and_lonely_shapes_are_drawn() -> None:
    drawn = lay_out((Path(__file__).parent / "several_pools.bpmn").read_bytes())
    assert flaws(drawn) == []
    shapes = boxes(drawn)
    assert shapes["pWorker"].bottom < shapes["pOffice"].y < shapes["pOffice"].bottom < shapes["pCourt"].y
    assert shapes["sub"].y < shapes["sub1"].y < shapes["sub1"].bottom < shapes["sub"].bottom
    assert {"lonely", "selfloop", "ta", "do1", "ds1", "esub"} <= set(shapes)


def test_an_empty_process_gives_an_empty_drawing() -> None:
    drawn = lay_out(Draft().xml())
    assert set(boxes(drawn)) == {"pool", "office"}


def test_a_diagram_that_nobody_could_read_is_refused() -> None:
    with pytest.raises(UnsafeXml) as refusal:
        lay_out(straight([f"step{number}" for number in range(700)]).xml())
    assert refusal.value.code == "too_many_nodes"


def test_bytes_that_are_no_xml_are_refused_with_a_sentence() -> None:
    with pytest.raises(UnsafeXml) as refusal:
        lay_out(b"not a diagram")
    assert "XML" in refusal.value.zh
