"""Members change through their process: a unit is renamed, an officer succeeded, a unit merged; work stays whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.actions.law import law_of
from app.actions.unit_names import UnitNames
from app.districts import bind
from storage.models import CaseUnit, DistrictEntry, Membership, Officer, Task
from storage.tasks import open_tasks_of_case
from tests.acceptance.checks import case_of, record_is_whole, runs_of
from tests.acceptance.http_hands import HttpPlayer, post

CHECKED = {"case.member.source": "新文件", "case.member.interest_conflict": False, "needs_document": False}
REASON = {"case.member.post": "分管负责同志", "case.member.reason": "机构改革，单位名称和职责调整。"}


def officer(hands: HttpPlayer, name: str) -> str:
    with hands.session() as session:
        return session.scalars(select(Officer.id).where(Officer.sign_in_name == name)).one()


def reported(hands: HttpPlayer, unit: str, kind: str, day: date, **asked: Any) -> str:
    """The unit reports, the office reviews, the change is approved."""
    district, _, short = unit.partition(".")
    case_id = hands.start("membership", unit, "unit_liaison", {})
    told = {"change_kind": kind, "case.member.unit": short, "effective_on": day, **REASON}
    hands.do(case_id, "report_change", told | {f"case.member.{name}": each for name, each in asked.items()})
    assert hands.open_units(case_id, "review_change") == [f"{district}.office"]
    hands.do(case_id, "review_change", {**CHECKED, "review_result": "同意上报"})
    return case_id


def approved(hands: HttpPlayer, case_id: str) -> None:
    for step in ("review_by_section", "decide_approval"):
        key = "section_opinion" if step == "review_by_section" else "approval"
        if hands.open_units(case_id, step):
            hands.do(case_id, step, {key: "同意" if step == "review_by_section" else "批准"})


def test_a_renamed_unit_keeps_its_inbox_tasks_and_history(hands: HttpPlayer) -> None:
    hands.at("2025-10-09T09:00")
    work = hands.start("mediation", "xn_chengdong.union", "unit_officer", {})
    before = hands.browse("xn_chengdong.union", "unit_liaison", "/inbox").text
    case_id = reported(
        hands, "xn_chengdong.safety", "单位更名撤并", date(2025, 10, 13), new_name="区应急管理局"
    )
    assert hands.open_units(case_id, "decide_approval") == ["xn_chengdong.leaders"] or hands.open_units(
        case_id, "review_by_section"
    )
    approved(hands, case_id)
    assert "区安监局" in hands.browse("xn_chengdong.safety", "unit_liaison", "/inbox").text
    hands.at("2025-10-13T08:30")
    inbox = hands.browse("xn_chengdong.safety", "unit_liaison", "/inbox").text
    assert "区应急管理局" in inbox and "签阅调整通知" in inbox
    with hands.session() as session:
        row = session.scalars(select(DistrictEntry)).one()
        assert (row.kind, row.before["zh"], row.value["zh"]) == ("name", "区安监局", "区应急管理局")
        assert (row.valid_from, row.valid_to, row.case_id) == (date(2025, 10, 13), None, case_id)
        names = UnitNames(session)  # as packages and histories that leave the house call it
        unit = "xn_chengdong.safety"
        assert names.now(unit) == names.on(date(2025, 10, 13), unit) == "区应急管理局"
        assert names.on(date(2025, 10, 12), unit) == "区安监局"
    readers = hands.open_units(case_id, "read_notice")
    assert len(readers) > 20 and "xn_chengdong.safety" in readers
    hands.at("2025-10-24T00:30")  # ten days to read are over
    assert runs_of(hands, case_id)["membership"] == ["调整生效"]
    record_is_whole(hands, case_id)
    assert work and before


def test_a_successor_takes_over_roles_and_open_tasks_with_their_clocks(hands: HttpPlayer) -> None:
    hands.at("2025-10-09T09:00")
    old, new = officer(hands, "tj.labour.clerk1"), officer(hands, "tj.labour.clerk2")
    held = hands.start("membership", "tj_ftz.labour", "unit_liaison", {})
    with hands.session() as session:
        task = open_tasks_of_case(session, held)[0]
        due = task.due_at
        session.get_one(Task, task.id).assignee_id = old
        session.commit()
    case_id = reported(hands, "tj_ftz.labour", "人员变动", date(2025, 10, 9), old_person=old, new_person=new)
    approved(hands, case_id)
    hands.at("2025-10-09T10:00")
    hands.do(case_id, "reassign_tasks", {"case.member.delegation_ended": True})
    with hands.session() as session:
        moved = session.get_one(Task, task.id)
        assert (moved.assignee_id, moved.unit_id, moved.due_at) == (new, "tj_ftz.labour", due)
        spans = session.scalars(select(Membership).where(Membership.officer_id == old)).all()
        assert spans and all(each.valid_to == date(2025, 10, 8) for each in spans)
    record_is_whole(hands, case_id)
    record_is_whole(hands, held)


def test_a_merged_unit_leaves_its_work_and_history_to_the_other(hands: HttpPlayer) -> None:
    hands.at("2025-10-09T09:00")
    held = hands.start("membership", "tj_ftz.urban", "unit_liaison", {})
    case_id = reported(hands, "tj_ftz.urban", "单位更名撤并", date(2025, 10, 9), successor="construction")
    approved(hands, case_id)
    hands.at("2025-10-09T10:00")
    hands.do(case_id, "reassign_tasks", {"case.member.delegation_ended": True})
    assert hands.open_units(held, "report_change") == ["tj_ftz.construction"]
    with hands.session() as session:
        readers = set(session.scalars(select(CaseUnit.unit_id).where(CaseUnit.case_id == held)))
        assert {"tj_ftz.urban", "tj_ftz.construction"} <= readers
    assert "tj_ftz.urban" not in hands.open_units(case_id, "read_notice")
    assert case_of(hands, held).case_no in hands.browse("tj_ftz.construction", "unit_liaison", "/inbox").text


def joined(hands: HttpPlayer, day: date) -> str:
    """The office reports a unit that the founding document does not know, with duties and officers."""
    clerk, leader = officer(hands, "tj.labour.clerk1"), officer(hands, "tj.labour.clerk2")
    case_id = hands.start("membership", "tj_ftz.office", "office_officer", {})
    told = {
        "change_kind": "增减成员单位",
        "effective_on": day,
        **REASON,
        "case.member.joins": True,
        "case.member.unit_name": "应急管理局",
        "case.member.unit_short": "应急局",
        "case.member.unit_en": "Emergency Management Bureau",
        "case.member.unit_kind": "部门",
        "case.member.unit_keywords": "临港、海滨",
        "case.member.lanes": [
            {"lane": "work_safety", "way": "由本单位承接"},
            {"lane": "petition_office", "way": "按地址分担"},
        ],
        "case.member.officers": [
            {"officer": clerk, "role": "unit_liaison"},
            {"officer": leader, "role": "petition_officer"},
        ],
    }
    hands.do(case_id, "report_change", told)
    hands.do(case_id, "review_change", {**CHECKED, "review_result": "同意上报"})
    approved(hands, case_id)
    return case_id


def left_to(hands: HttpPlayer, unit: str, heir: str) -> str:
    """A unit leaves the mechanism on the day itself, another one goes on with its work."""
    gone = hands.start("membership", "tj_ftz.office", "office_officer", {})
    told = {"change_kind": "增减成员单位", "effective_on": date(2025, 10, 9), **REASON}
    left = {
        "case.member.unit": unit,
        "case.member.joins": False,
        "case.member.successor": heir,
    }
    hands.do(gone, "report_change", told | left)
    hands.do(gone, "review_change", {**CHECKED, "review_result": "同意上报"})
    approved(hands, gone)
    hands.at("2025-10-09T11:00")
    return gone


def test_a_unit_that_the_document_does_not_name_joins_works_and_leaves(hands: HttpPlayer) -> None:
    hands.at("2025-10-09T09:00")
    case_id = joined(hands, date(2025, 10, 9))
    hands.at("2025-10-09T10:00")
    new = "tj_ftz.joined_1"
    assert new in hands.open_units(case_id, "read_notice")  # it is a member with an inbox
    inbox = hands.browse(new, "unit_liaison", "/inbox").text
    assert "应急管理局" in inbox and "签阅调整通知" in inbox
    pages = [
        hands.browse(new, "unit_liaison", path).text for path in ("/members", f"/members/tj_ftz/{new[7:]}")
    ]
    assert "创始文件未列，后增" in pages[0] and "应急管理局" in pages[1] and "joined_1）" not in pages[1]
    with hands.session() as session:
        district = law_of(session).districts["tj_ftz"]
        assert bind(district, "work_safety", {}).units == ("joined_1",)
        assert bind(district, "petition_office", {"address": "临港经济区1号"}).units == ("joined_1",)
        assert bind(district, "petition_office", {"address": "空港经济区1号"}).units == ("party_office",)
    matrix = hands.browse(new, "unit_liaison", "/duties?district=tj_ftz&unit=joined_1").text
    assert "应急管理局" in matrix and "TJ-" in matrix  # the clauses of the lane that it shares
    held = hands.start("membership", new, "unit_liaison", {})
    gone = left_to(hands, "joined_1", "party_office")
    hands.do(gone, "reassign_tasks", {"case.member.delegation_ended": True})
    assert hands.open_units(held, "report_change") == [
        "tj_ftz.party_office"
    ]  # its task went on with the successor
    assert new not in hands.open_units(gone, "read_notice")
    with hands.session() as session:
        district = law_of(session).districts["tj_ftz"]
        assert bind(district, "work_safety", {}).units == ("party_office",)
        named = {"unit_ref": "joined_1"}  # a case that began with the unit goes on with its successor
        assert bind(district, "all_members", named, by="unit_ref").units == ("party_office",)
    history = hands.browse("tj_ftz.office", "office_officer", "/members").text
    assert "已退出，由党委（管委会）办公室承接" in history and "新增成员单位应急管理局" in history
    record_is_whole(hands, case_id)
    record_is_whole(hands, held)
    record_is_whole(hands, gone)


def test_a_name_that_a_unit_bears_is_no_name_for_a_new_one(hands: HttpPlayer) -> None:
    hands.at("2025-10-09T09:00")
    case_id = hands.start("membership", "tj_ftz.office", "office_officer", {})
    typed = {
        "var.change_kind": ["增减成员单位"],
        "case.member.joins": ["true"],
        "case.member.unit_name": ["财政局"],
    }
    with hands.session() as session:
        task = open_tasks_of_case(session, case_id)[0]
        clerk = hands.officers(session, "tj_ftz.office", "unit_liaison")[0]
        client = hands.client(session, str(clerk.officer_id))
    told = post(client, f"/tasks/{task.id}", typed, [], allow=(422,)).text
    assert "不能与名册中已有单位的名称或简称相同" in told
    with hands.session() as session:
        assert session.scalars(select(DistrictEntry)).all() == []


def test_a_unit_leaves_only_to_one_that_has_people_for_its_open_work(hands: HttpPlayer) -> None:
    hands.at("2025-10-09T09:00")
    old, new = officer(hands, "tj.urban.clerk1"), officer(hands, "tj.urban.clerk2")
    waiting = reported(hands, "tj_ftz.urban", "人员变动", date(2025, 10, 9), old_person=old, new_person=new)
    if hands.open_units(waiting, "review_by_section"):
        hands.do(waiting, "review_by_section", {"section_opinion": "同意"})
    assert hands.open_units(waiting, "decide_approval") == ["tj_ftz.office"]  # for its director
    leaving = hands.start("membership", "tj_ftz.office", "office_officer", {})
    told = {"change_kind": "增减成员单位", "effective_on": date(2025, 10, 9), **REASON}
    left = {"case.member.unit": "office", "case.member.joins": False, "case.member.successor": "urban"}
    hands.do(leaving, "report_change", told | left)
    with hands.session() as session:
        task = open_tasks_of_case(session, leaving)[0]
        client = hands.client(session, str(hands.officers(session, task.unit_id, task.role)[0].officer_id))
    assert "承接单位无人担任的岗位" in client.get(f"/tasks/{task.id}").text
    typed = {"case.member.source": ["新文件"], "case.member.interest_conflict": ["false"]}
    typed |= {"var.needs_document": ["false"], "var.review_result": ["同意上报"]}
    refused = post(client, f"/tasks/{task.id}", typed, [], allow=(422,)).text
    assert "承接单位没有人担任上面所列的岗位" in refused and "办公室主任" in refused
    hands.do(
        leaving,
        "review_change",
        {**CHECKED, "review_result": "退回补正", "case.member.return_reason": "补人"},
    )


def test_administrators_and_auditors_are_named_for_no_office(hands: HttpPlayer) -> None:
    hands.at("2025-10-09T09:00")
    case_id = hands.start("membership", "tj_ftz.labour", "unit_liaison", {})
    auditor, clerk = officer(hands, "tj.office.auditor"), officer(hands, "tj.labour.clerk1")
    typed = {
        "var.change_kind": ["人员变动"], "case.member.unit": ["labour"], "case.member.reason": ["轮岗"],
        "case.member.old_person": [clerk], "case.member.new_person": [auditor],
    }  # fmt: skip
    with hands.session() as session:
        task = open_tasks_of_case(session, case_id)[0]
        client = hands.client(session, str(hands.officers(session, task.unit_id, task.role)[0].officer_id))
    assert auditor not in client.get(f"/tasks/{task.id}").text
    told = post(client, f"/tasks/{task.id}", typed, [], allow=(422,)).text
    assert "“新任人员”：请从列表中选择，所填内容不在可选项里。" in told
    with hands.session() as session:
        assert session.get_one(Task, task.id).closed_at is None
