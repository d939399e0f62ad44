"""Roads of construction permits and wage deposits: an application, its gate, the deposit stored, used or returned."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.demonstration.deposits import contractor, open_storing
from app.demonstration.journeys import Road, sign
from app.demonstration.matters import PROJECTS, address_of
from app.demonstration.permits import ALL_PAPERS, apply_for_permit, check

FIRST = "deposit_first"


def _builder(road: Road) -> dict[str, Any]:
    tianjin = road.district.key == "tj_ftz"
    return contractor(road.inventor, "天津" if tianjin else "青海", "120116" if tianjin else "630102")


def _apply(road: Road, papers: list[str]) -> None:
    """A project applies at the window of the district, or with the construction authority where there is none."""
    window = "gov_service" if "gov_service" in road.district.units else "construction"
    applied = {
        "case.project.name": f"示例{road.pick(*PROJECTS)}项目",
        "case.project.address": address_of(road),
        "case.permit.applicant": _builder(road),
        "case.permit.contract_on": road.today - timedelta(days=6),
        "case.permit.papers": papers,
    }
    road.case = apply_for_permit(road, road.unit(window), applied)
    road.later(0, 2)


def _issue(road: Road) -> None:
    road.later(0, 1)
    number = f"示例{road.today:%Y%m}{road.random.randrange(1000):03d}"
    road.step("issue_permit", {"case.project.permit_no": number, "case.permit.issued_on": road.today})


def _store(road: Road, form: str) -> None:
    """The contractor stores the deposit, in cash or by guarantee."""
    asked: dict[str, Any] = {"case.deposit.contractor": _builder(road)}
    open_storing(road, road.case, Decimal(road.pick(18, 26, 40)) * 1_000_000, asked)
    road.later(2, 5)
    found: dict[str, Any] = {"stored": "已足额存储或出具保函", "rate": Decimal(2), "case.deposit.form": form}
    if form == "银行保函":
        found["case.deposit.valid_until"] = road.after(500)
    road.step("confirm_storage", found)


def permitted(road: Road) -> None:
    """All is there but the deposit: stored before the permit in Xining, within its term after it in Tianjin."""
    first = road.district.settings.get(FIRST) is True
    _apply(road, ALL_PAPERS[:1] + ALL_PAPERS[2:])
    check(road, road.case, deposit_ok=False)
    road.later(0, 1)
    if first:
        road.step("handle_closed_gate", {"closed_choice": "通知先存保证金"})
        road.later(1, 3)
        _store(road, "银行保函")
        road.later(0, 1)
        check(road, road.case)
    _issue(road)
    if not first:
        road.later(2, 6)
        _store(road, road.pick("现金存储", "银行保函"))


def excepted(road: Road) -> None:
    """A rescue works project may begin before its deposit is stored: the convenor says so in writing."""
    _apply(road, ALL_PAPERS[:1] + ALL_PAPERS[2:])
    check(road, road.case, deposit_ok=False)
    road.later(0, 1)
    if road.stands_at("handle_closed_gate"):
        road.step("handle_closed_gate", {"closed_choice": "报召集人例外"})
        road.later(1, 2)
        road.step("decide_exception", {"exception_granted": True})
        check(road, road.case, deposit_ok=False)
    _issue(road)
    road.later(2, 4)
    _store(road, "银行保函")


def refused(road: Road) -> None:
    """The funds are not arranged: the permit is refused."""
    _apply(road, ["均未提交"])
    check(road, road.case, fund_ok=False, deposit_ok=False)
    road.later(0, 1)
    road.step("handle_closed_gate", {"closed_choice": "不予核发"})
    for step, answers in (
        ("choose_method", {"method": "直接送达"}),
        ("deliver_in_person", {"attempt": "已签收"}),
        ("record_service", {"service_method": "直接送达"}),
    ):
        road.step(step, answers, path="serve_refusal")


def returned(road: Road) -> None:
    """A finished project has its deposit back."""
    road.start("wage_deposit", road.unit("labour"), "deposit_officer", {})
    road.known["project"] = f"示例{road.pick(*PROJECTS)}项目"
    told = {"case.project.name": road.known["project"], "permit_on": road.today - timedelta(days=400)}
    built = {"case.deposit.contractor": _builder(road)}
    open_storing(road, road.case, Decimal(20_000_000), {**told, **built})
    road.step(
        "confirm_storage",
        {"stored": "已足额存储或出具保函", "rate": Decimal(2), "case.deposit.form": "现金存储"},
    )
    road.later(1, 2)
    road.start("wage_deposit", road.unit("labour"), "deposit_officer", {}, road.case)
    notice = {
        "place": "项目工地公示牌",
        "from": road.today - timedelta(days=40),
        "to": road.today - timedelta(days=8),
        "objections": "无异议",
    }
    back = {"deposit_matter": "返还", "amount": Decimal(400_000), "case.deposit.publicity": [notice]}
    road.step("open_matter", back)
    sign(road, "approve_matter")
    road.later(1, 3)
    answers = {"case.deposit.returned_on": road.today, "case.deposit.returned_amount": Decimal(403_200)}
    road.step("return_deposit", answers, external="经办银行")


def quarter(road: Road) -> None:
    """The quarter begins: nothing is to be published, or one decision goes to the platforms."""
    road.begin("credit_sharing", "quarter_begins", road.unit("labour"), 3)
    road.later(1, 4)
    road.step("publish_major_violations", {"subjects_count": Decimal(0)})
