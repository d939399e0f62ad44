"""Work reaches the unit that the district's document names, and no lane ever strands a case."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.districts import District, UnknownLane, bind, facts_read
from tests.districts.conftest import district

DISTRICTS = [district("tj_ftz"), district("xn_chengdong")]


@pytest.mark.parametrize(
    ("lane", "facts", "units"),
    [
        ("soe_holding", {"company_group": "天保控股集团"}, ("tianbao",)),
        ("soe_holding", {"company_group": "临港"}, ("lingang",)),
        ("soe_holding", {}, ("soe",)),
        ("construction_authority", {"sector": "园林养护"}, ("urban",)),
        ("construction_authority", {"sector": "房建市政"}, ("construction",)),
        ("land_resources", {}, ("construction",)),
        ("petition_office", {}, ("party_office",)),
        ("government_office", {}, ("party_office",)),
        ("mediation_body", {}, ("union",)),
        ("judicial_bureau", {}, ("union",)),
        ("convenor", {}, ("leaders",)),
    ],
)
def test_tianjin_units_fill_the_lanes(
    tianjin: District, lane: str, facts: dict[str, Any], units: tuple[str]
) -> None:
    assert bind(tianjin, lane, facts).units == units


@pytest.mark.parametrize(
    ("address", "unit"),
    [
        ("西宁市城东区韵家口镇某项目工地", "yunjiakou"),
        ("东关大街 12 号", "dongguan"),
        ("林家崖社区3号楼", "linjiaya"),
        ("清真巷北口", "qingzhenxiang"),
        ("火车站站前广场东侧", "huochezhan"),
        ("青藏花园小区", "qingzanghuayuan"),
        ("八一东路", "qingzanghuayuan"),
        ("八一中路", "kangle"),
    ],
)
def test_xining_routes_the_thirteen_inboxes_by_address(xining: District, address: str, unit: str) -> None:
    assert bind(xining, "township", {"address": address}).units == (unit,)
    assert bind(xining, "mediation_body", {"address": address}).units == (unit,)


def test_every_one_of_the_thirteen_is_reached_by_its_own_name(xining: District) -> None:
    for key in xining.lanes["township"].units:
        assert bind(xining, "township", {"address": f"西宁市{xining.units[key].short}内"}).units == (key,)


def test_an_address_nobody_knows_goes_to_the_office_to_assign(xining: District) -> None:
    found = bind(xining, "township", {"address": "不详"})
    assert found.units == ("office",)
    assert found.reason == "地址未能对应到辖区单位，请指派；由联席办承办"


def test_the_project_address_serves_when_the_complaint_has_none(xining: District) -> None:
    assert bind(xining, "township", {"project_address": "韵家口"}).units == ("yunjiakou",)


def test_a_lane_without_unit_is_skipped_with_its_reason(tianjin: District) -> None:
    assert bind(tianjin, "township", {}).skipped == "文件未设街道（镇）、社区单位"
    assert bind(tianjin, "township", {}, kind="optional").skipped


def test_a_lane_without_unit_that_must_be_filled_falls_back(xining: District) -> None:
    found = bind(xining, "gov_service", {}, kind="one-of")
    assert found.units == ("construction",)
    assert found.reason == "文件未设政务服务单位；由区建设局承办"


def test_the_lead_lane_chooses_the_handling_unit(tianjin: District, xining: District) -> None:
    facts = {"lead_lane": "soe_holding", "company_group": "天保"}
    assert bind(tianjin, "all_members", facts, kind="one-of", by="lead_lane").units == ("tianbao",)
    assert bind(xining, "all_members", facts, kind="one-of", by="lead_lane").units == ("labour",)


def test_an_external_body_is_recorded_by_a_real_unit(tianjin: District, xining: District) -> None:
    police = bind(tianjin, "public_security", {}, kind="external")
    assert (police.units, police.external) == (("party_office",), "公安机关")
    assert police.role("police_liaison") == "external_participant"
    assert bind(xining, "public_security", {}, kind="external").units == ("police",)
    assert bind(xining, "arbitration_commission", {}).units == ("office",)


def test_an_owner_outside_the_members_is_an_external_participant(xining: District) -> None:
    owner = bind(xining, "gov_project_owner", {}, kind="external")
    assert (owner.units, owner.external) == (("development",), "项目建设单位")


@pytest.mark.parametrize(
    ("body", "units", "external"),
    [
        ("工会调解组织", ("union",), None),
        ("企业劳动争议调解委员会", ("union",), "企业劳动争议调解委员会"),
        ("人民调解委员会", ("judicial",), "人民调解委员会"),
    ],
)
def test_the_mediation_body_chosen_by_the_officer_prevails(
    xining: District, body: str, units: tuple[str], external: str | None
) -> None:
    found = bind(xining, "mediation_body", {"body_type": body, "address": "韵家口"})
    assert (found.units, found.external) == (units, external)


def test_the_unit_first_asked_is_where_the_complaint_came_in(tianjin: District) -> None:
    assert bind(tianjin, "first_contact", {"from_unit": "union"}).units == ("union",)
    assert bind(tianjin, "first_contact", {}).units == ("labour",)


def test_a_called_piece_runs_in_the_unit_of_its_caller(tianjin: District) -> None:
    assert bind(tianjin, "all_members", {"caller_unit": "urban"}, kind="first-available").units == ("urban",)
    assert bind(tianjin, "all_members", {"caller_lane": "finance"}, kind="first-available").units == (
        "finance",
    )
    assert bind(tianjin, "all_members", {}, kind="first-available").units == ("labour",)


def test_the_penal_authority_is_the_one_of_the_case(tianjin: District) -> None:
    facts = {"authority": "urban_environment"}
    assert bind(tianjin, "all_members", facts, kind="one-of").units == ("urban",)


def test_joint_measures_go_to_all_members(tianjin: District, xining: District) -> None:
    assert bind(tianjin, "all_members", {"lead_lane": "finance"}, kind="all-of").units == tianjin.members()
    assert len(bind(xining, "all_members", {}, kind="all-of").units) == 25


def test_a_row_of_asked_units_assigns_to_its_unit(tianjin: District) -> None:
    assert bind(tianjin, "all_members", {"row": {"unit": "finance"}}, by="row").units == ("finance",)


def test_an_open_lane_may_stand_for_named_lanes(tianjin: District, xining: District) -> None:
    fills = ["union", "judicial_bureau"]
    assert bind(xining, "first_contact", {}, kind="first-available", fills=fills).units == ("union",)
    assert bind(tianjin, "first_contact", {"from_unit": "labour"}, fills=fills).units == ("labour",)


def test_a_company_that_owes_wages_never_handles_its_own_case(tianjin: District) -> None:
    facts = {"company_group": "天保", "barred_units": ["tianbao"]}
    found = bind(tianjin, "soe_holding", facts)
    assert found.units == ("soe",)
    assert found.reason is not None and "回避" in found.reason
    assert "tianbao" not in bind(tianjin, "all_members", facts, kind="all-of").units


def test_an_unknown_lane_is_refused(tianjin: District) -> None:
    with pytest.raises(UnknownLane):
        bind(tianjin, "moon", {})


FACTS = sorted(set().union(*(facts_read(place) for place in DISTRICTS)))
KINDS = [None, "one-of", "all-of", "first-available", "optional", "external"]
WORDS = [
    "天保",
    "园林养护",
    "韵家口镇",
    "东关大街",
    "人民调解委员会",
    "",
    "𠮷",
    "labour",
    "police",
    "township",
    "finance",
]


@given(
    place=st.sampled_from(DISTRICTS),
    facts=st.dictionaries(
        st.sampled_from(FACTS),
        st.one_of(st.none(), st.sampled_from(WORDS), st.lists(st.sampled_from(WORDS), max_size=3)),
        max_size=4,
    ),
    kind=st.sampled_from(KINDS),
    by=st.sampled_from([None, "lead_lane", "from_unit", "absent"]),
    fills=st.sampled_from([(), ("union", "judicial_bureau"), ("caller",)]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_lane_ever_strands_a_case(
    place: District, facts: dict[str, Any], kind: str | None, by: str | None, fills: tuple[str, ...]
) -> None:
    for lane in place.lanes:
        found = bind(place, lane, facts, kind=kind, by=by, fills=fills)
        assert bool(found.units) != bool(found.skipped)
        assert set(found.units) <= set(place.units)
        assert found.external is None or len(found.units) == 1


@pytest.mark.parametrize("place", DISTRICTS, ids=lambda place: place.key)
def test_a_case_finds_a_unit_even_when_every_unit_is_a_party(place: District) -> None:
    for lane in place.lanes:
        found = bind(place, lane, {"barred_units": list(place.units)}, kind="one-of")
        assert found.units
