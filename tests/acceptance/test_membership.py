"""Members change through their process: a unit is renamed, an officer succeeded, a unit merged; work stays whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from storage.models import CaseUnit, DistrictEntry, Membership, Officer, Task
from storage.tasks import open_tasks_of_case
from tests.acceptance.checks import case_of, record_is_whole, runs_of
from tests.acceptance.http_hands import HttpPlayer

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
