"""What the case knows by itself: forms show it, nobody is asked; who reported is shown to those who may know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actions.sheets import sheet_of
from app.actions.spots import CASE, Spot
from app.clock import SetClock
from storage.models import CaseFile
from tests.actions.flows import Desk, asked, case_form, fill_in, line, throw
from tests.actions.test_documents import PIECE, serve
from tests.engine.diagrams import call, message, task
from tests.support.clock import at
from tests.support.office import house
from tests.support.tiny import Tiny, form, lane, step

CODE = "91350100M000100Y43"
ID_NO = "110101190001010014"
REPORTER = {"name": "举报人甲", "phone": "16400000001", "id_no": ID_NO, "address": "示例路一号"}
SEEN = ("case.reporter.identity", "case.reporter.wish")


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    return Desk(tiny)


def known(desk: Desk, case_id: str, *names: str, spot: Spot = CASE, **data: Any) -> dict[str, Any]:
    """What a form would show of a case."""
    with desk.office.session() as session:
        folder = Folder(session, session.get_one(CaseFile, case_id))
        return facts_of_case(folder, names, spot, data)


def shown(desk: Desk, case_id: str, element: str, officer: str) -> dict[str, Any]:
    """The case facts on the page of a task."""
    with desk.office.session() as session:
        found = sheet_of(session, desk.office.open_task(case_id, element).id, by=desk.office.actor(officer))
        return dict(found.known.get("case", {}))


def test_every_fact_that_the_system_knows_has_somebody_who_tells_it(desk: Desk) -> None:
    catalogue = house().catalogue
    derived = [path for path, field in catalogue.fields.items() if field.derived]
    case_id = desk.begin("loop")
    desk.fill(case_id, employer={"name": "示例物流有限公司"})
    employer = known(desk, case_id, "case.refs.employer")["refs"]["employer"]
    data = {"receiver": employer, "document": "D15", "period_begins": date(2025, 7, 1)}
    tree = known(desk, case_id, *derived, spot=Spot("", "serve"), **data)
    missing = []
    for path in derived:
        value: Any = tree
        for part in path.split(".")[1:]:
            if not isinstance(value, dict) or part not in value:
                missing.append(path)
                break
            value = value[part]
    assert not missing, " ".join(missing)


def reported(desk: Desk, key: str, officer: str = "inspector", lanes: str = "labour_authority") -> str:
    """A case in which somebody reported, and a step that shows who it was."""
    drawn = line(
        key,
        task("look", role="inspector" if lanes != "union" else "mediator"),
        lanes=lane("look", name=lanes),
    )
    desk.publish(key, drawn, {"look": case_form("look", show=SEEN)})
    case_id = desk.begin(key, officer=officer)
    desk.fill(case_id, officer, reporter__identity=REPORTER, reporter__wish="保密")
    return case_id


def test_the_labour_authority_sees_who_reported(desk: Desk) -> None:
    case_id = reported(desk, "watch")
    found = shown(desk, case_id, "look", "inspector")["reporter"]
    assert (found["identity"]["name"], found["wish"]) == ("举报人甲", "保密")


def test_another_unit_does_not_see_who_reported_but_the_receiving_unit_does(desk: Desk) -> None:
    elsewhere = reported(desk, "watch_union", "inspector", "union")
    assert not shown(desk, elsewhere, "look", "mediator").get("reporter")
    received_here = desk.begin("watch_union", officer="mediator")
    desk.fill(received_here, "mediator", reporter__identity=REPORTER)
    assert shown(desk, received_here, "look", "mediator")["reporter"]["identity"]["name"] == "举报人甲"


def test_a_transfer_never_holds_who_reported(desk: Desk) -> None:
    case_id = reported(desk, "transfer")
    assert not shown(desk, case_id, "look", "inspector").get("reporter")


def ordering(key: str = "investigation") -> bytes:
    """An order to pay: drafted, approved, served, perhaps revoked."""
    approve = call("approve", "approving", in_='{document: "D15", drafted_by: "confirm"}', out="{}")
    served = call(
        "serve_order", "service_of_document", in_='{document: "D15", receiver: case.refs.employer}', out="{}"
    )
    revoke = throw("revoke_order", "order_revoked", "{}")
    return line(
        key, step("confirm", starts=""), approve, served, step("pay"), revoke, sends=["order_revoked"]
    )


CONFIRM = case_form("confirm", ("case.liability.reason", "textarea"), ("var.amount_due", "money"))
APPROVING = {
    "approving": line("approving", step("decide"), lanes=lane("decide")),
    "approving__decide": case_form("decide", show=("case.document.title", "case.document.draft")),
}


def order(desk: Desk) -> str:
    """A case whose order waits for approval."""
    desk.publish("investigation", ordering(), {"confirm": CONFIRM, "pay": form("pay")}, **PIECE, **APPROVING)
    case_id = desk.begin("investigation")
    desk.fill(case_id, employer={"name": "示例物流有限公司", "uscc": CODE, "address": "示例路九号"})
    desk.complete(case_id, "confirm", case__liability__reason="自己雇用", amount_due="9600")
    return case_id


def test_an_approver_sees_what_the_drafter_filled_in(desk: Desk) -> None:
    found = shown(desk, order(desk), "decide", "inspector2")["document"]
    assert found["title"] == "限期改正指令书"
    assert [row["value"] for row in found["draft"]] == ["自己雇用", "9,600.00 元"]


def test_an_order_is_known_by_number_service_and_state(desk: Desk) -> None:
    case_id = order(desk)
    assert known(desk, case_id, "case.order")["order"]["number"] is None
    desk.complete(case_id, "decide")
    issued = known(desk, case_id, "case.order")["order"]
    assert (issued["number"], issued["state"], issued["served_on"]) == (
        "津保人社监责〔2025〕1号",
        "已签发",
        None,
    )
    spot = Spot.of(desk.office.open_task(case_id, "choose_method"))
    assert known(desk, case_id, "case.document.number", spot=spot)["document"]["number"] == issued["number"]
    serve(desk, case_id)
    served = known(desk, case_id, "case.order", "case.service.records")
    assert (served["order"]["state"], served["order"]["served_on"]) == ("已送达", date(2025, 9, 24))
    assert [row["receiver"] for row in served["service"]["records"]] == ["示例物流有限公司"]
    desk.complete(case_id, "pay")
    assert known(desk, case_id, "case.order")["order"]["state"] == "已撤销"


def penalise(desk: Desk) -> str:
    """A case with a penalty whose result nobody asked for."""
    served = call("serve_it", "service_of_document", in_='{document: "D23", receiver: "x"}', out="{}")
    payload = '{outcome: "予以处罚", fine: 20000, decided_on: today()}'
    result = message("done", "penalty_result", kind="endEvent", payload=payload)
    drawn = line("penalty", step("decide_it"), served, last=result, sends=["penalty_result"])
    forms = {"decide_it": form("decide_it", ("ground", "text"))}
    desk.publish("penalty", drawn, forms, **PIECE)
    case_id = desk.begin("penalty")
    desk.fill(case_id, employer={"name": "示例物流有限公司", "uscc": CODE})
    desk.complete(case_id, "decide_it", ground="不配合监察")
    serve(desk, case_id)
    return case_id


def test_earlier_penalties_of_the_employer_are_known_in_his_other_cases(desk: Desk) -> None:
    first = penalise(desk)
    run_id = desk.runs(first, "penalty")[0].id
    number = known(desk, first, "case.penalty.decision_no", spot=Spot(run_id))["penalty"]["decision_no"]
    assert number == "津保人社监罚〔2025〕1号"
    other, stranger = desk.begin("loop"), desk.begin("loop")
    desk.fill(other, employer={"name": "改名后的物流公司", "uscc": CODE})
    desk.fill(stranger, employer={"name": "别家公司"})
    assert known(desk, other, "case.penalties")["penalties"] == [
        {
            "decision_no": number,
            "ground": "不配合监察",
            "fine": Decimal(20000),
            "decided_on": date(2025, 9, 24),
        }
    ]
    assert known(desk, stranger, "case.penalties")["penalties"] == []


def test_the_quarters_list_of_major_violations_begins_with_the_decisions_served_in_it(desk: Desk) -> None:
    penalised, quarter = penalise(desk), desk.begin("loop")
    decided = known(desk, quarter, "case.major.decided", period_begins=date(2025, 10, 1))["major"]["decided"]
    assert decided == [
        {
            "decision_no": "津保人社监罚〔2025〕1号",
            "party": desk.office.case(penalised).title,
            "violation": "不配合监察",
            "effective_on": date(2025, 9, 24),
        }
    ]
    assert (
        known(desk, quarter, "case.major.decided", period_begins=date(2025, 7, 1))["major"]["decided"] == []
    )


def test_a_listing_shows_its_number_its_public_data_and_earlier_listings(desk: Desk, clock: SetClock) -> None:
    served = call("serve_it", "service_of_document", in_='{document: "D36", receiver: "x"}', out="{}")
    desk.publish("blacklisting", line("blacklisting", step("draft"), served, step("publish")),
                 {"draft": form("draft"), "publish": form("publish")}, **PIECE)  # fmt: skip
    subjects = [
        {"name": "示例物流有限公司", "kind": "用人单位", "code": CODE, "address": "示例路九号"},
        {"name": "示例乙", "kind": "法定代表人或主要负责人", "code": ID_NO, "address": "示例路十号"},
    ]
    names = [f"case.listing.{part}" for part in ("decision_no", "decided_on", "subjects_public", "previous")]
    first = desk.begin("blacklisting")
    desk.fill(first, listing__subjects=subjects)
    desk.complete(first, "draft")
    found = known(desk, first, *names)["listing"]
    assert (found["decision_no"], found["decided_on"]) == ("津保人社监列〔2025〕1号", date(2025, 9, 24))
    assert [row["code"] for row in found["subjects_public"]] == [CODE, "110***********0014"]
    assert found["previous"] == []
    desk.fill(first, listing__removed_on=date(2026, 5, 6))
    clock.set(at(2026, 6, 1))
    again, namesake = desk.begin("blacklisting"), desk.begin("blacklisting")
    desk.fill(again, listing__subjects=subjects[:1])
    desk.fill(namesake, listing__subjects=[{**subjects[1], "code": "630102190003070027"}])
    assert known(desk, again, *names)["listing"]["previous"] == [
        {
            "decision_no": "津保人社监列〔2025〕1号",
            "listed_on": date(2025, 9, 24),
            "removed_on": date(2026, 5, 6),
        }
    ]
    assert known(desk, namesake, *names)["listing"]["previous"] == []


def test_a_wish_to_withdraw_is_known_with_its_day_and_what_was_found(desk: Desk) -> None:
    drawn = line("complaint_intake", step("examine"), step("after"))
    answers = case_form("examine", ("var.withdraw_wish", "text"), ("case.complaint.preliminary", "textarea"))
    desk.publish("complaint_intake", drawn, {"examine": answers})
    case_id = desk.begin("complaint_intake")
    desk.complete(case_id, "examine", withdraw_wish="部分人撤回", case__complaint__preliminary="二人已领款")
    assert known(desk, case_id, "case.withdrawal")["withdrawal"] == [
        {"received_on": date(2025, 9, 24), "wish": "部分人撤回", "note": "二人已领款"}
    ]


def test_a_run_says_from_which_procedure_it_came(desk: Desk) -> None:
    desk.publish("helper", asked("helper", step("help")))
    send = throw("send", "start_helper", '{source: "调解协议违约"}')
    desk.publish("starter", line("starter", step("want"), send, sends=["start_helper"]))
    case_id = desk.begin("starter")
    desk.complete(case_id, "want")
    run = desk.runs(case_id, "helper")[0]
    told = known(desk, case_id, "case.source_note", spot=Spot(run.id), source="调解协议违约")
    assert told["source_note"] == "由“starter”转入：调解协议违约"


def test_sites_on_which_a_listing_stands_are_known_until_it_is_stopped(desk: Desk) -> None:
    case_id = desk.begin("loop")
    sites = [{"site": name, "address": "示例", "published_on": date(2025, 9, 1)} for name in ("甲网", "乙网")]
    stopped = [{"site": "乙网", "stopped_on": date(2025, 9, 20)}]
    desk.fill(case_id, listing__sites=sites, listing__sites_told=stopped)
    rows = known(desk, case_id, "case.listing_public")["listing_public"]
    assert [(row["platform"], row["state"], row["until"]) for row in rows] == [
        ("甲网", "公开中", None),
        ("乙网", "已停止公开", date(2025, 9, 20)),
    ]


def test_answers_of_units_that_were_asked_for_help_are_read_as_values(desk: Desk) -> None:
    case_id = desk.begin("loop")
    run = desk.office.run(case_id)
    with desk.office.session() as session:
        spot = Spot(run.id, "", None, "tj_ftz.union")
        answers = {"case.assist.facts": "已核实", "case.assist.replied_on": date(2025, 9, 23)}
        fill_in(session, case_id, answers, spot, by=desk.office.actor("inspector"))
    replies = known(desk, case_id, "case.assist.replies", spot=Spot(run.id))["assist"]["replies"]
    assert replies == [{"unit": "union", "facts": "已核实", "replied_on": date(2025, 9, 23)}]
