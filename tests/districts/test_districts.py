"""Both districts ship with all their units, lanes and settings, and a broken file says what is wrong."""

from decimal import Decimal

import pytest

from app.districts import BadDistrict, District, Lane, Role, acting_roles, load_district, may_act, needed_role
from tests.districts.conftest import JURISDICTIONS

CENTRES = [
    "东关",
    "林家崖",
    "周家泉",
    "清真巷",
    "国际村",
    "大众",
    "富强巷",
    "火车站",
    "互中",
    "康乐",
    "青藏花园",
    "泰宁",
]
ARBITRATION_ELSEWHERE = {
    "arbitrator",
    "presiding_arbitrator",
    "tribunal",
    "tribunal_secretary",
    "case_filing_officer",
    "arbitration_head",
    "commission_director",
    "company_leader",
}


def test_tianjin_has_its_fifteen_units_and_the_office(tianjin: District) -> None:
    assert len(tianjin.members()) == 15
    assert tianjin.units["office"].zh == "工作机制办公室"
    assert {tianjin.units[key].kind for key in ("tianbao", "lingang")} == {"company"}


def test_xining_has_its_departments_the_town_and_twelve_centres(xining: District) -> None:
    centres = [unit for unit in xining.units.values() if unit.kind == "community"]
    assert [unit.zh for unit in centres] == [f"{name}社区公共服务中心" for name in CENTRES]
    assert xining.units["yunjiakou"].kind == "town"
    assert len(xining.members()) == 12 + 1 + 12


def test_every_unit_says_where_the_document_names_it(tianjin: District, xining: District) -> None:
    for district in (tianjin, xining):
        assert all(unit.sources for unit in district.units.values())
        assert all(lane.source for lane in district.lanes.values())


def test_the_conflict_between_members_and_duties_names_the_six_units(xining: District) -> None:
    conflict = next(finding for finding in xining.findings if finding.id == "F1")
    assert set(conflict.units) == {"safety", "union", "finance", "land", "market", "petition"}
    assert xining.units["safety"].sources == ("§三", "附件")
    assert xining.units["land"].sources == ("§一",)


def test_names_of_2017_stay_and_successors_wait_for_confirmation(xining: District) -> None:
    safety = xining.units["safety"]
    assert (safety.zh, safety.current_name) == ("区安监局", "区应急管理局")
    assert not safety.current_name_verified


def test_both_districts_bind_every_lane_of_the_vocabulary(
    tianjin: District, xining: District, lane_words: dict[str, Lane]
) -> None:
    assert set(tianjin.lanes) == set(xining.lanes) == set(lane_words)


def test_both_districts_have_the_same_settings_with_their_marks(tianjin: District, xining: District) -> None:
    assert set(tianjin.settings) == set(xining.settings)
    assert tianjin.settings["min_wage_month"] == Decimal(2320)
    assert "min_wage_month" in tianjin.unverified()
    assert xining.settings["mass_event_report_hours"] is None
    assert (tianjin.settings["deposit_first"], xining.settings["deposit_first"]) == (False, True)


def test_local_rules_are_on_only_where_they_are_law(tianjin: District, xining: District) -> None:
    assert {"INS-04", "INS-08"} <= set(tianjin.rules_on)
    assert {"INS-05", "INS-09"} <= set(xining.rules_on)
    assert not set(tianjin.rules_on) & set(xining.rules_on)


def test_every_role_held_in_a_unit_has_its_words(
    tianjin: District, xining: District, roles: dict[str, Role]
) -> None:
    for district in (tianjin, xining):
        for unit in district.units.values():
            assert set(unit.roles) <= set(roles), unit.id


def test_every_role_can_be_acted_by_somebody_in_each_district(
    tianjin: District, xining: District, roles: dict[str, Role]
) -> None:
    for district in (tianjin, xining):
        held = {role for unit in district.units.values() for role in unit.roles}
        nobody = [key for key in roles if not may_act(roles, key, held)]
        assert set(nobody) <= (ARBITRATION_ELSEWHERE if district is xining else set())


def test_an_inspector_stands_in_for_a_case_officer_but_not_for_the_legal_reviewer(
    roles: dict[str, Role],
) -> None:
    assert may_act(roles, "case_officer", {"inspector"})
    assert not may_act(roles, "legal_reviewer", {"inspector", "bureau_head"})
    assert "case_officer" in acting_roles(roles, {"inspector"})


def test_the_approver_is_read_from_the_run() -> None:
    assert needed_role("approver_role", {"approver_role": "bureau_head"}) == "bureau_head"
    assert needed_role("approver_role", {}) == "unit_leader"
    assert needed_role("mediator", {"approver_role": "bureau_head"}) == "mediator"


def test_a_file_with_unknown_units_is_refused_with_every_finding() -> None:
    text = (JURISDICTIONS / "tj_ftz.toml").read_text("utf-8")
    text = text.replace('units = ["soe"]', 'units = ["nobody"]').replace('units = ["market"]', "units = []")
    with pytest.raises(BadDistrict) as refused:
        load_district(text.encode())
    assert len(refused.value.findings) == 2
    assert "nobody" in refused.value.findings[0]


def test_a_lane_without_unit_and_without_reason_is_refused() -> None:
    text = (JURISDICTIONS / "tj_ftz.toml").read_text("utf-8")
    with pytest.raises(BadDistrict, match="township"):
        load_district(text.replace('reason = "文件未设街道（镇）、社区单位"\n', "").encode())


@pytest.mark.parametrize("toml", [b"key = ", b"\xff\xfe", b'key = "x"'])
def test_a_file_that_is_no_district_is_refused_with_a_sentence(toml: bytes) -> None:
    with pytest.raises(BadDistrict, match="/"):
        load_district(toml)
