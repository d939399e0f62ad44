"""One complaint from its registration to the joint-punishment list, through the pages, in each district."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from app.demonstration.stories import (
    COMPLAINT,
    accept,
    approve,
    company,
    day,
    moment,
    person,
    roster,
    serve,
    yuan,
)
from app.identifiers.invented import Inventor
from storage.models import CaseFile
from tests.browser.typist import Typist

pytestmark = pytest.mark.browser
WORKER, MONTHS = "工友一示例", ["2025-06", "2025-07", "2025-08"]
PLACES = {
    "tj_ftz": ("天津港保税区示例路6号", "120116"),
    "xn_chengdong": ("西宁市城东区八一中路示例6号", "630102"),
}


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.mark.parametrize("district", ["tj_ftz", "xn_chengdong"])
def test_a_complaint_goes_through_the_pages_to_the_list(typist: Typist, district: str) -> None:
    inventor = Inventor(district)
    case = _register_and_accept(typist, district, inventor)
    _investigate_and_order(typist, case, inventor)
    subjects = _give_notice(typist, case, district, inventor)
    _decide_and_publish(typist, case, len(subjects))
    with typist.session() as session:
        file = session.get_one(CaseFile, case)
    assert (file.state, file.stage) == ("列入名单", "blacklisting")
    unit = typist.open_units(case, "apply_measures")[0]
    typist.do(case, "apply_measures", {"case.measure.feedback": "无职权可采取"}, unit_id=unit)
    name = f"{district.split('_')[0]}.labour.inspector1"
    page = typist.page_of(name, f"/cases/{case}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(file.title)
    expect(page.locator("main")).to_contain_text("列入名单")
    assert typist.opened >= 37, "every step was done on a page"


def _register_and_accept(typist: Typist, district: str, inventor: Inventor) -> str:
    place, region = PLACES[district]
    typist.at("2025-09-24T09:20")
    answers = COMPLAINT | {
        "case.complaint.received_at": moment("2025-09-24T09:10"),
        "case.reporter.identity": person(inventor, WORKER),
        "case.employer": company(inventor, "示例六号食品制造有限公司", region),
        "case.complaint.work_place": place,
        "sector": "制造",
        "funding": "不涉及工程",
        "case.complaint.arrears_from": MONTHS[0],
        "case.complaint.arrears_to": MONTHS[-1],
        "case.complaint.amount_claimed": yuan(14400),
        "headcount": Decimal(1),
    }
    case = typist.register(f"{district}.labour", answers)
    accept(typist, case)
    return case


def _investigate_and_order(typist: Typist, case: str, inventor: Inventor) -> None:
    typist.do(case, "propose_filing", {"construction": False, "employer_role": "一般用人单位"})
    typist.do(case, "approve_filing", {"filing_opinion": "批准立案", "case.filing.priority": False})
    serve(typist, case, "serve_inquiry")
    typist.at("2025-09-29T10:00")
    rows = roster(inventor, [WORKER], MONTHS, {WORKER: yuan(4800)})
    typist.do(case, "investigate", {"investigation": "调查终结", "case.roster": rows})
    typist.do(case, "confirm_facts", {"facts": "责令限期支付", "pay_by": day("2025-10-13")})
    approve(typist, case, "approve_order", section=False)
    serve(typist, case, "serve_order")
    typist.at("2025-10-14T09:30")
    unpaid = {"conduct": "暂无支付能力", "mass_event": False, "measures": [], "next_step": "作出处理决定"}
    typist.do(case, "choose_measures", unpaid)


def _give_notice(typist: Typist, case: str, district: str, inventor: Inventor) -> list[dict[str, Any]]:
    region = PLACES[district][1]
    subjects = [
        {"name": "示例六号食品制造有限公司", "kind": "用人单位", "code": inventor.credit_code(region)},
        {"name": "法人代表示例", "kind": "法定代表人或主要负责人", "code": inventor.resident_id()},
    ]
    typist.do(case, "collect_facts", {"case.listing.subjects": subjects})
    notices = [
        {"subject": each["name"], "document_no": f"示例〔2025〕{number}号"}
        for number, each in enumerate(subjects, 1)
    ]
    typist.do(case, "issue_notice", {"case.listing.exit_told": True, "case.listing.notice_docs": notices})
    for _ in subjects:
        serve(typist, case, "serve_notice")
    return subjects


def _decide_and_publish(typist: Typist, case: str, count: int) -> None:
    typist.at("2025-10-23T09:00")
    typist.do(case, "prepare_opinion", {"corrected": False, "promise": False, "proposal": "列入"})
    approve(typist, case, "approve_decision", legal=True)
    for _ in range(count):
        serve(typist, case, "serve_decision")
    typist.do(
        case, "publish_list", {"case.listing.published_on": day("2025-10-23"), "case.listing.masked": True}
    )
