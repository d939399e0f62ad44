"""The office supervises a unit until the matter is struck off: asked or by hand, reminded, urged, checked, closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.demonstration.stories import COMPLAINT, accept
from tests.acceptance.checks import case_of, facts_at, record_is_whole, runs_of, tasks_of
from tests.acceptance.http_hands import HttpPlayer, post

CARRIED_OUT = {"reply_kind": "已落实", "case.supervision.progress": "已责令改正，工资全部付清。"}


def sign(hands: HttpPlayer, case_id: str, call: str) -> None:
    """The office reviews a paper, and who is competent signs it."""
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path=call)
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path=call)


def done_by(hands: HttpPlayer, case_id: str, element_id: str) -> list[str]:
    """The units whose officers have done a step, in its order."""
    found = [task for task in tasks_of(hands, case_id) if task.element_id == element_id]
    return [task.unit_id for task in found if task.closed_at is not None]


def page_of(hands: HttpPlayer, case_id: str, element_id: str) -> str:
    """The page of a task of the office."""
    task = next(task for task in tasks_of(hands, case_id) if task.element_id == element_id)
    return hands.browse(task.unit_id, "office_officer", f"/tasks/{task.id}").text


def strike_off(hands: HttpPlayer, case_id: str) -> None:
    """The check finds it carried out; it is signed, answered to the source and filed."""
    hands.do(case_id, "check_result_task", {"check_result": "已落实", "case.supervision.rating": "一般"})
    sign(hands, case_id, "approve_closing")
    hands.do(case_id, "answer_source", {})


def test_a_unit_lets_a_term_pass_answers_late_after_a_reminder_and_the_matter_is_struck_off(
    hands: HttpPlayer,
) -> None:
    hands.at("2026-04-20T09:00")
    case_id = hands.register("tj_ftz.construction", COMPLAINT)
    hands.at("2026-04-29T09:00")  # the five working days for acceptance (INS-01) are over
    assert hands.open_units(case_id, "register_matter") == ["tj_ftz.office"]
    assert "督办" in page_of(hands, case_id, "register_matter")
    assisting = [{"unit": "construction", "duty": "提供项目用工和付款情况"}]
    drafted = {"reply_due": date(2026, 5, 8), "case.supervision.assisting": assisting}
    hands.do(case_id, "register_matter", drafted)
    sign(hands, case_id, "sign_notice")
    assert hands.open_units(case_id, "reply_result") == ["tj_ftz.labour"], "as the asking process named it"
    assert hands.open_units(case_id, "deliver_notice") == ["tj_ftz.labour", "tj_ftz.construction"]
    hands.do(case_id, "deliver_notice", {}, unit_id="tj_ftz.labour")
    hands.do(case_id, "deliver_notice", {}, unit_id="tj_ftz.construction")
    assert case_of(hands, case_id).stage == "complaint_intake", "supervision goes beside the matter"

    hands.at("2026-05-08T17:00")
    assert "remind_unit" not in hands.open_elements(case_id)
    hands.at("2026-05-11T09:00")
    assert hands.open_units(case_id, "remind_unit") == ["tj_ftz.office"]
    shown = page_of(hands, case_id, "remind_unit")
    assert "人力资源和社会保障局" in shown and "tj_ftz.labour" not in shown, "who signed, by name"
    hands.do(case_id, "remind_unit", {"case.supervision.reminder_way": "催办单"})
    hands.do(case_id, "reply_result", CARRIED_OUT)
    strike_off(hands, case_id)
    assert runs_of(hands, case_id)["supervision"] == ["办结"]
    assert case_of(hands, case_id).closed_at is None, "the matter itself goes on in its own run"
    assert hands.open_elements(case_id) == ["examine_complaint"]
    record_is_whole(hands, case_id)


def test_the_office_begins_in_a_case_that_it_oversees_only_what_is_its_own(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id, office = hands.register("xn_chengdong.labour", COMPLAINT), "xn_chengdong.office"
    assert office not in {task.unit_id for task in tasks_of(hands, case_id)}
    ways = hands.browse(office, "office_officer", f"/cases/{case_id}/start").text
    assert "/processes/supervision/start" in ways and "/processes/penalty/start" not in ways
    foreign = hands.browse(office, "office_officer", f"/processes/penalty/start?case={case_id}")
    assert foreign.status_code == 404
    assert hands.start("supervision", office, "office_officer", {"unit_ref": "labour"}, case_id) == case_id
    assert hands.open_units(case_id, "register_matter") == [office]


def listed(hands: HttpPlayer) -> str:
    """A case of 36 workers that a leader wants settled: a listed matter, signed by the convenor."""
    hands.at("2026-03-02T09:00")
    case_id = hands.register("xn_chengdong.labour", COMPLAINT)
    named = {"unit_ref": "construction"}
    hands.start("supervision", "xn_chengdong.office", "office_officer", named, case_id)
    asked: dict[str, Any] = {
        "source": "领导批示",
        "headcount": 36,
        "mass_event": False,
        "unit_ref": "construction",
        "reply_due": date(2026, 3, 9),
        "case.supervision.issuer": "区委主要负责同志",
        "case.supervision.assisting": [{"unit": "police", "duty": "维护现场秩序"}],
    }
    hands.do(case_id, "register_matter", asked)
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="sign_notice")
    assert hands.open_units(case_id, "decide_approval") == ["xn_chengdong.leaders"]
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="sign_notice")
    return case_id


def test_the_convenor_talks_to_a_unit_that_stays_silent_on_a_listed_matter(hands: HttpPlayer) -> None:
    case_id = listed(hands)
    hands.do(case_id, "deliver_notice", {}, unit_id="xn_chengdong.police")

    hands.at("2026-03-10T09:00")
    hands.do(case_id, "remind_unit", {"case.supervision.reminder_way": "电话"})
    assert hands.open_elements(case_id).count("deliver_notice") == 0, "who has not signed by then has not"
    hands.at("2026-03-15T09:00")
    assert "reply_result" not in hands.open_elements(case_id)
    hands.do(case_id, "check_result_task", {"check_result": "未落实"})
    hands.do(case_id, "choose_measure", {"measure": "约谈", "next_due": date(2026, 3, 20)})
    assert hands.open_units(case_id, "hold_talk") == ["xn_chengdong.leaders"]
    hands.do(case_id, "hold_talk", {"case.supervision.talk_people": people(hands, "xn_chengdong.office")})
    assert hands.open_units(case_id, "reply_result") == ["xn_chengdong.construction"]
    hands.do(case_id, "reply_result", CARRIED_OUT)
    strike_off(hands, case_id)
    assert done_by(hands, case_id, "decide_approval") == ["xn_chengdong.leaders"] * 2
    earlier = facts_at(hands, case_id, "case.supervision.history")["supervision"]["history"]
    assert [(one["unit"], one["level"], one["outcome"]) for one in earlier] == [
        ("construction", "挂牌", "办结")
    ]
    record_is_whole(hands, case_id)


def people(hands: HttpPlayer, office: str) -> list[dict[str, str]]:
    """Who talks and who writes it down."""
    first, second = hands.officer_ids(office, "office_officer")[:2]
    return [{"officer": first, "part": "约谈人"}, {"officer": second, "part": "记录人"}]


def test_a_matter_of_no_case_is_supervised_under_a_number_of_its_own(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("supervision", "tj_ftz.office", "office_officer", {"unit_ref": "industry"})
    assert case_of(hands, case_id).stage == "supervision"
    asked = {"source": "日常督促", "mass_event": False, "unit_ref": "industry", "reply_due": date(2026, 3, 9)}
    hands.do(case_id, "register_matter", asked)
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="sign_notice")
    hands.do(case_id, "decide_approval", {"approval": "不批准"}, path="sign_notice")
    case = case_of(hands, case_id)
    assert (case.state, case.closed_as) == ("办结", "办结")
    assert runs_of(hands, case_id) == {"supervision": ["不予督办"]}


def test_a_matter_is_supervised_once_at_a_time_and_ends_when_its_term_is_met_at_last(
    hands: HttpPlayer,
) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.register("xn_chengdong.labour", COMPLAINT)
    office = "xn_chengdong.office"
    hands.at("2026-03-11T09:00")  # INS-01 is over: the process asks for supervision by itself
    assert hands.open_units(case_id, "register_matter") == [office]
    page = refused(hands, case_id, {"reason": "受理期限届满", "unit_ref": "labour"})
    assert "同一事项已于 2026-03-10 开始督办" in page and "人社局" in page
    assert len(runs_of(hands, case_id)["supervision"]) == 1
    other = {"reason": "核实工地围挡情况", "unit_ref": "construction"}
    hands.start("supervision", office, "office_officer", other, case_id)
    assert runs_of(hands, case_id)["supervision"] == [None, None], "another matter of the case is another one"
    accept(hands, case_id)
    hands.do(case_id, "propose_filing", {})
    hands.do(case_id, "approve_filing", {"filing_opinion": "批准立案"})
    assert runs_of(hands, case_id)["supervision"] == ["事项办结", None]
    told = facts_at(hands, case_id, "case.supervision.history")["supervision"]["history"]
    assert told == [], "neither had been registered"
    record_is_whole(hands, case_id)


def refused(hands: HttpPlayer, case_id: str, answers: dict[str, str]) -> str:
    """The page on which the office is told why it cannot begin."""
    office = "xn_chengdong.office"
    with hands.session() as session:
        client = hands.client(session, str(hands.officers(session, office, "office_officer")[0].officer_id))
    path = f"/processes/supervision/start?case={case_id}"
    fields = {f"var.{name}": [value] for name, value in answers.items()} | {
        "unit": [office],
        "case": [case_id],
    }
    return post(client, path, fields, [], allow=(422,)).text
