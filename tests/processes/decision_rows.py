"""Inputs and outcomes of the shipped decision tables: asked, number of the row that decides, what it gives."""

from __future__ import annotations

from typing import Any

from tests.processes.beside_rows import AIDS, CONTRACTING, CRIMES, FUNDS
from tests.processes.joint_rows import RISKS
from tests.processes.safeguard_rows import TABLES as SAFEGUARDS
from tests.processes.supervision_rows import LEVELS

Row = tuple[dict[str, Any], int, dict[str, Any]]

CALM = {"gathering": False, "extreme_sign": False, "employer_fled": False, "headcount": 1}
URGENCY: list[Row] = [
    ({**CALM, "gathering": True, "headcount": 62}, 1, {"suggested_urgency": "major", "group": True}),
    ({**CALM, "extreme_sign": True}, 2, {"suggested_urgency": "major", "group": False}),
    ({**CALM, "employer_fled": True}, 3, {"suggested_urgency": "urgent", "group": False}),
    ({**CALM, "headcount": 30}, 4, {"suggested_urgency": "urgent", "group": True}),
    ({**CALM, "headcount": 10}, 5, {"suggested_urgency": "urgent", "group": True}),
    ({**CALM, "headcount": 9}, 6, {"suggested_urgency": "normal", "group": False}),
]

ACCEPTED = {
    "proposal": "受理",
    "claim_part": "仅工资",
    "place": "本区",
    "dispute": "无争议",
    "crime_clue": "无",
    "sector": "制造",
    "funding": "社会",
    "kind": "投诉",
    "group": False,
    "urgency": "normal",
}
GUIDED = {**ACCEPTED, "proposal": "告知其他途径"}
BUILDING = {**ACCEPTED, "sector": "房建市政"}


def route(number: int, procedures: list[str], lead: str, copies: list[str], **asked: Any) -> Row:
    """One row of the routing table; what is not said is an accepted complaint against a factory."""
    told = {"procedures": procedures, "lead_lane": lead, "copy_lanes": copies}
    return ({**ACCEPTED, **asked}, number, told)


INSPECT, BOTH = ["劳动保障监察"], ["劳动保障监察", "转办"]
SITE = ["construction_authority", "gov_project_owner", "finance", "township"]
LABOUR, ARBITRATION = "labour_authority", "arbitration_commission"
ROUTES: list[Row] = [
    route(1, [], LABOUR, [], proposal="不予受理"),
    route(
        2, ["中小企业账款清欠"], "industry_it", [], **{**GUIDED, "claim_part": "仅工程款", "funding": "国企"}
    ),
    route(3, [], "court", [], **{**GUIDED, "claim_part": "仅工程款"}),
    route(4, ["转办"], "coordination_office", [], **{**GUIDED, "place": "外区"}),
    route(
        5, ["仲裁", "法律援助"], ARBITRATION, ["union"], **{**GUIDED, "dispute": "争议较大", "group": True}
    ),
    route(6, ["调解", "仲裁"], ARBITRATION, ["mediation_body"], **{**GUIDED, "dispute": "争议较大"}),
    route(7, ["转办"], "coordination_office", [], **GUIDED),
    route(8, ["劳动保障监察", "涉嫌犯罪移送"], LABOUR, ["public_security"], crime_clue="已责令仍拒付"),
    route(9, BOTH, LABOUR, SITE, **{**BUILDING, "funding": "政府投资"}),
    route(
        10,
        BOTH,
        LABOUR,
        ["construction_authority", "soe_regulator", "soe_holding", "township"],
        **{**BUILDING, "funding": "国企"},
    ),
    route(11, BOTH, LABOUR, ["construction_authority", "township"], **BUILDING),
    route(12, BOTH, LABOUR, ["urban_environment", "township"], sector="园林养护", funding="财政"),
    route(13, BOTH, LABOUR, ["soe_regulator", "soe_holding"], funding="国企"),
    route(14, INSPECT, LABOUR, ["petition_office"], kind="信访"),
    route(15, BOTH, LABOUR, ["government_office", "township"], urgency="major"),
    route(16, BOTH, LABOUR, ["union", "township"], group=True),
    route(17, INSPECT, LABOUR, []),
]


def unit(number: int, lead: str, copies: list[str], **asked: Any) -> Row:
    """One row of the table that suggests who takes a transfer."""
    known = {"lead_lane": None, "matter": None, "sector": "制造", "funding": "社会", "copy_lanes": None}
    return ({**known, **asked}, number, {"lead_lane": lead, "copy_lanes": copies})


UNITS: list[Row] = [
    unit(1, "township", ["union"], lead_lane="township", copy_lanes=["union"]),
    unit(2, "coordination_office", [], lead_lane="coordination_office"),
    unit(
        3,
        "construction_authority",
        ["township"],
        lead_lane=LABOUR,
        copy_lanes=["construction_authority", "township"],
    ),
    unit(3, LABOUR, [], lead_lane=LABOUR),
    unit(4, "construction_authority", [LABOUR], matter="违法发包分包挂靠"),
    unit(5, "market_regulator", [LABOUR], matter="市场监管违法"),
    unit(6, "urban_environment", [LABOUR], matter="园林养护欠薪"),
    unit(7, "soe_holding", ["soe_regulator", LABOUR], matter="国企项目欠薪"),
    unit(8, "gov_project_owner", ["finance", LABOUR], matter="政府投资项目欠薪"),
    unit(9, "township", [LABOUR], matter="属地排查化解"),
    unit(10, LABOUR, ["construction_authority"], matter="舆情通报", sector="房建市政"),
    unit(11, LABOUR, ["township"], matter="信访事项"),
    unit(12, LABOUR, [], matter="其他"),
]


def payer(number: int, who: str, ground: str, **asked: Any) -> Row:
    """One row of the table of liable payers; what is not said is an ordinary employer without a project."""
    known = {
        "construction": False,
        "finding": None,
        "employer_role": "一般用人单位",
        "owner_owes_price": None,
        "employer_status": "存续",
    }
    return ({**known, **asked}, number, {"payer": who, "payer_ground": ground})


SITE_FINDING = {"construction": True, "employer_role": "分包"}
CONTRACTOR = "施工总承包单位"
PAYERS: list[Row] = [
    payer(
        1, "出借名义的施工单位", "支付条例 §19、§36；法释〔2025〕12号 §1-2", **SITE_FINDING, finding="挂靠"
    ),
    payer(2, "建设单位", "支付条例 §36", **SITE_FINDING, finding="违法发包"),
    payer(3, CONTRACTOR, "支付条例 §30", **SITE_FINDING, finding="转包"),
    payer(4, CONTRACTOR, "支付条例 §30、§36", **SITE_FINDING, finding="违法分包"),
    payer(
        5,
        "建设单位先行垫付（以未结清工程款为限），其余由施工总承包单位",
        "支付条例 §29、§30",
        **SITE_FINDING,
        finding="拖欠工程款",
        owner_owes_price=True,
    ),
    payer(6, "施工总承包单位先行清偿", "支付条例 §30", **SITE_FINDING),
    payer(7, CONTRACTOR, "支付条例 §30", construction=True, employer_role="施工总承包"),
    payer(8, "建设单位", "支付条例 §29、§36", construction=True, employer_role="建设单位"),
    payer(9, "用工单位", "支付条例 §18", employer_role="用工单位"),
    payer(10, "发包的用人单位", "支付条例 §19", employer_role="个人"),
    payer(11, "出资人或主管单位", "支付条例 §20-22", employer_status="注销"),
    payer(12, "用人单位", "支付条例 §16"),
]


def unpaid(number: int, crime: bool, must_list: bool, **asked: Any) -> Row:
    """One row of the table of consequences; what is not said is a fled boss who owes one worker little."""
    known = {
        "term_over": True,
        "crime_started": None,
        "list_started": None,
        "headcount": 2,
        "unpaid": 900,
        "months_max_one": 1,
        "amount_max_one": 900,
        "conduct": "逃匿或转移财产",
        "mass_event": False,
    }
    return ({**known, **asked}, number, {"crime": crime, "must_list": must_list})


MANY = {"headcount": 10, "unpaid": 30000}
LONG = {"months_max_one": 3, "amount_max_one": 5000}
CONSEQUENCES: list[Row] = [
    unpaid(1, False, False, term_over=False, **MANY),
    unpaid(2, False, False, crime_started=True, list_started=True, **MANY),
    unpaid(3, True, True, **MANY),
    unpaid(4, True, True, **LONG),
    unpaid(5, True, False, list_started=True, **MANY),
    unpaid(6, True, False, list_started=True, **LONG),
    unpaid(7, False, True, conduct="暂无支付能力", **MANY),
    unpaid(8, False, True, crime_started=True, **LONG),
    unpaid(9, False, True, conduct="不明", mass_event=True),
    unpaid(10, False, False),
    unpaid(10, False, False, headcount=9, unpaid=29999),
]


def hearing(number: int, right: bool, major: bool, **asked: Any) -> Row:
    """One row of the table of hearing rights."""
    known = {"kinds": ["罚款"], "party_kind": "单位", "fine": 3000, "complex": False}
    return ({**known, **asked}, number, {"hearing_right": right, "major": major})


HEARINGS: list[Row] = [
    hearing(1, True, True, kinds=["罚款", "责令停工"]),
    hearing(2, True, True, fine=50000),
    hearing(3, True, True, party_kind="个人", fine=5000),
    hearing(4, False, True, complex=True),
    hearing(5, False, False),
    hearing(5, False, False, kinds=None, fine=None),
]

AWARDS: list[Row] = [
    ({"final_items": 2, "other_items": 0}, 1, {"award_kind": "终局裁决"}),
    ({"final_items": 0, "other_items": 1}, 2, {"award_kind": "非终局裁决"}),
    ({"final_items": 1, "other_items": 1}, 3, {"award_kind": "分别制作"}),
]


def listing(number: int, fits: str, ground: str, **asked: Any) -> Row:
    """One row of the listing test; what is not said is an expired order with small arrears."""
    known = {
        "matter": "拟列入",
        "false_material": None,
        "order_overdue": True,
        "headcount": 2,
        "amount_total": 900,
        "months_max_one": 1,
        "amount_max_one": 900,
        "mass_event": False,
    }
    return ({**known, **asked}, number, {"listing": fits, "ground": ground})


LISTINGS: list[Row] = [
    listing(1, "符合", "提前移出材料虚假，应恢复列入", matter="恢复列入", false_material=True),
    listing(2, "不符合", "未查实材料虚假或情节不严重", matter="恢复列入", false_material=False),
    listing(3, "不符合", "限期未届满或已足额支付", order_overdue=False),
    listing(4, "符合", "十人以上且累计达到数额标准", headcount=32, amount_total=412000),
    listing(5, "符合", "一人三个月以上且达到数额标准", **LONG),
    listing(6, "符合", "引发群体性或极端事件，影响恶劣", mass_event=True),
    listing(7, "不符合", "未达到数额标准且无恶劣事件"),
]


def removal(number: int, result: str, reason: str, **asked: Any) -> Row:
    """One row of the removal test; what is not said is a complete application."""
    known = {
        "change": "提前移出",
        "new_arrears": False,
        "criminal": False,
        "other_bar": False,
        "corrected": True,
        "six_months_listed": True,
        "promise": True,
    }
    return ({**known, **asked}, number, {"change_result": result, "change_reason": reason})


REMOVALS: list[Row] = [
    removal(1, "应当撤销", "责令文书或列入决定已被依法撤销", change="撤销列入"),
    removal(2, "不得移出", "名单期内再次欠薪", new_arrears=True),
    removal(3, "不得移出", "刑事诉讼期间或已被追究刑事责任", criminal=True),
    removal(4, "不得移出", "法律政策规定的其他情形", other_bar=True),
    removal(5, "条件不足", "尚未改正", corrected=False),
    removal(6, "条件不足", "自改正之日起列入未满六个月", six_months_listed=False),
    removal(7, "条件不足", "未作书面信用承诺", promise=False),
    removal(8, "可以移出", "条件齐备且无不得移出情形"),
    removal(9, "条件不足", "材料不全，不能认定条件齐备", promise=None),
]

TERMS: list[Row] = [({"procedure": "not_drawn_yet"}, 1, {"receiving_lane": "coordination_office"})]

TABLES = {
    "assess_urgency": URGENCY,
    "route_complaint": ROUTES,
    "route_transfer": UNITS,
    "liable_payer": PAYERS,
    "unpaid_consequences": CONSEQUENCES,
    "hearing_right": HEARINGS,
    "final_award_test": AWARDS,
    "listing_test": LISTINGS,
    "change_test": REMOVALS,
    "hand_over_terms": TERMS,
    "supervision_level": LEVELS,
    "project_risk": RISKS,
    **SAFEGUARDS,
    "contracting_type": CONTRACTING,
    "crime_test": CRIMES,
    "fund_check": FUNDS,
    "aid_screening": AIDS,
}
