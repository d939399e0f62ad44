"""Which inbox a step lands in: units of the district, addresses, outside participants, and lanes without a unit."""

from __future__ import annotations

from typing import Any

import pytest

from app.actions.starting import start_process
from storage.models import Task
from tests.actions.flows import Desk, case_form, line
from tests.engine.diagrams import call, each, task
from tests.support.office import house
from tests.support.tiny import Tiny, form, lane, step

TOWNSHIPS = house().districts["xn_chengdong"].lanes["township"].units


@pytest.fixture
def desk(tiny: Tiny) -> Desk:
    return Desk(tiny)


def lanes(**elements: str) -> str:
    """Return a lane set by lane: comma lists of elements."""
    drawn = ""
    for name, held in elements.items():
        refs = "".join(f"<bpmn:flowNodeRef>{each}</bpmn:flowNodeRef>" for each in held.split(","))
        drawn += f'<bpmn:lane id="{name}" name="{name}">{refs}</bpmn:lane>'
    return f'<bpmn:laneSet id="lanes">{drawn}</bpmn:laneSet>'


def test_a_lane_without_a_unit_is_skipped_with_the_reason_and_the_case_goes_on(desk: Desk) -> None:
    both = lanes(labour_authority="ask,after", township="patrol")
    drawn = line("skips", step("ask"), step("patrol"), step("after"), lanes=both)
    desk.publish("skips", drawn)
    case_id = desk.begin("skips")
    desk.complete(case_id, "ask")
    assert desk.open(case_id) == ["after"]
    assert desk.tasks(case_id, "patrol") == []
    (skipped,) = desk.events(case_id, "lane_skipped")
    reason = house().districts["tj_ftz"].lanes["township"].reason
    assert [skipped.facts[name] for name in ("element", "lane", "reason")] == ["patrol", "township", reason]


def test_lanes_without_a_unit_one_after_the_other_end_the_run_by_themselves(desk: Desk) -> None:
    drawn = line("nobody", step("first"), step("second"), lanes=lanes(township="first", work_safety="second"))
    desk.publish("nobody", drawn)
    case_id = desk.begin("nobody")
    assert desk.tasks(case_id) == []
    assert len(desk.events(case_id, "lane_skipped")) == 2
    assert desk.office.run(case_id).status == "ended"


def test_an_outside_participants_step_lands_at_the_unit_that_answers_for_it(desk: Desk) -> None:
    desk.publish("outside", line("outside", step("judge"), lanes=lane("judge", name="court")))
    case_id = desk.begin("outside")
    (found,) = desk.tasks(case_id, "judge")
    assert (found.unit_id, found.external) == ("tj_ftz.labour", "人民法院")
    desk.complete(case_id, "judge")
    (opened,) = desk.events(case_id, "task_opened")
    assert opened.facts["external"] == "人民法院"


def test_every_township_gets_what_lies_in_its_area(desk: Desk) -> None:
    both = lanes(labour_authority="register", township="visit")
    drawn = line("local", step("register"), task("visit", role="unit_officer"), lanes=both)
    address = case_form("register", ("case.complaint.work_place", "text"))
    desk.publish("local", drawn, {"register": address})
    district = house().districts["xn_chengdong"]
    assert len(TOWNSHIPS) == 13
    by = desk.office.actor("outsider")
    reached: dict[str, str] = {}
    for unit in TOWNSHIPS:
        with desk.office.session() as session:
            case_id = start_process(session, "local", "xn_chengdong.labour", {}, by=by).case.id
        place = f"西宁市城东区{district.units[unit].keywords[0]}一号"
        desk.complete(case_id, "register", "outsider", case__complaint__work_place=place)
        (found,) = desk.tasks(case_id, "visit")
        reached[unit] = found.unit_id
    assert reached == {unit: f"xn_chengdong.{unit}" for unit in TOWNSHIPS}


def test_a_step_for_all_members_gives_each_unit_its_own_task_and_its_own_answer(desk: Desk) -> None:
    feedback = case_form("measure", ("case.measure.reason", "textarea"))
    many = each("measure", '["labour", "union", "finance"]', "unit", role="mediator")
    both = lanes(all_members="measure", labour_authority="after")
    desk.publish("members", line("members", many, step("after"), lanes=both), {"measure": feedback})
    case_id = desk.begin("members")
    tasks = desk.tasks(case_id, "measure")
    assert {row.unit_id for row in tasks} == {"tj_ftz.labour", "tj_ftz.union", "tj_ftz.finance"}
    assert len({row.token for row in tasks}) == 3
    own = next(row for row in tasks if row.unit_id == "tj_ftz.union")
    assert [row.unit_id for row in visible(desk, "mediator", case_id)] == ["tj_ftz.union"]
    desk.complete(case_id, "measure", "mediator", task=own, case__measure__reason="没有措施")
    assert desk.open(case_id) == ["measure", "measure"]


def visible(desk: Desk, officer: str, case_id: str) -> list[Task]:
    """The open tasks of a case in the units of an officer."""
    units = desk.office.actor(officer).unit_ids
    return [row for row in desk.tasks(case_id) if row.unit_id in units and row.closed_at is None]


def piece(**settings: Any) -> bytes:
    """A called piece that runs in the lane of its caller."""
    drawn = line("piece", task("do_it", role="unit_officer"), lanes=lane("do_it", name="all_members"))
    props = "".join(
        f'<spiffworkflow:property name="{name}" value="{value}"/>'
        for name, value in {"lane.all_members.fills": "caller", **settings}.items()
    )
    held = f"<spiffworkflow:properties>{props}</spiffworkflow:properties>"
    held = f"<bpmn:extensionElements>{held}</bpmn:extensionElements>"
    return drawn.replace(b'isExecutable="true">', f'isExecutable="true">{held}'.encode())


@pytest.mark.parametrize(("caller", "unit"), [("union", "tj_ftz.union"), ("finance", "tj_ftz.finance")])
def test_a_called_piece_is_done_in_the_unit_that_calls_it(desk: Desk, caller: str, unit: str) -> None:
    both = lanes(**{caller: "serve", "labour_authority": "after"})
    drawn = line("outer", call("serve", "piece", in_="{}", out="{}"), step("after"), lanes=both)
    desk.publish("outer", drawn, {"after": form("after")}, piece=piece(), piece__do_it=form("do_it"))
    case_id = desk.begin("outer")
    (found,) = desk.tasks(case_id)
    assert (found.element_id, found.path, found.unit_id, found.lane) == ("do_it", "serve", unit, caller)
