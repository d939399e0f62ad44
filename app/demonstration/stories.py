"""The acceptance scenarios as they were lived: who did what in which unit on which day; invented people only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from app.clock import LOCAL
from app.identifiers.invented import Inventor

Answers = Mapping[str, Any]


class Hands(Protocol):
    """Who performs a story: the demonstration in process, or a test over HTTP."""

    def at(self, moment: str) -> None: ...
    def register(self, unit_id: str, answers: Answers) -> str: ...
    def start(
        self, process_key: str, unit_id: str, role: str, answers: Answers, case_id: str | None = None
    ) -> str: ...
    def note(self, case_id: str, element_id: str, unit_id: str, role: str, answers: Answers) -> None: ...
    def do(self, case_id: str, element_id: str, answers: Answers | None = None, **where: Any) -> Any: ...
    def workers(self, case_id: str) -> dict[str, str]: ...
    def officer_ids(self, unit_id: str, role: str) -> list[str]: ...
    def open_elements(self, case_id: str) -> list[str]: ...
    def open_units(self, case_id: str, element_id: str) -> list[str]: ...


def yuan(amount: int | str) -> Decimal:
    """Return an amount in yuan."""
    return Decimal(amount)


def day(text: str) -> date:
    """Return a day from ISO text."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """Return a moment of Chinese standard time from ISO text."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


COMPLAINT: dict[str, Any] = {
    "kind": "投诉",
    "case.complaint.channel": "窗口",
    "case.reporter.wish": "可公开",
    "place": "本区",
    "claim_part": "仅工资",
    "gathering": False,
    "extreme_sign": False,
    "employer_fled": False,
    "case.complaint.told_where": "当面告知",
    "case.complaint.privacy_notice": True,
}
EXAMINED: dict[str, Any] = {
    "case.complaint.identity_checked": "已核验",
    "duplicate": "不重复",
    "complete": "齐全",
    "case.timebar.still_unpaid": True,
    "case.timebar.claimed_before": False,
    "case.timebar.found_before": False,
    "time_bar": "行为持续未满二年",
    "prior": "无",
    "dispute": "无争议",
    "case.complaint.over_age_workers": False,
    "crime_clue": "无",
    "paid_state": "未支付",
    "withdraw_wish": "未申请",
    "proposal": "受理",
}


def serve(hands: Hands, case_id: str, call: str, served_on: date | None = None) -> None:
    """Serve a document in person and record the proof; `call` is the calling step."""
    hands.do(case_id, "choose_method", {"method": "直接送达"}, path=call)
    hands.do(case_id, "deliver_in_person", {"attempt": "已签收"}, path=call)
    answers: dict[str, Any] = {"service_method": "直接送达"}
    hands.do(case_id, "record_service", answers | ({"served_on": served_on} if served_on else {}), path=call)


def approve(hands: Hands, case_id: str, call: str, *, legal: bool = False, section: bool = True) -> None:
    """Lead a paper through section, legal review and signature; `call` is the calling step."""
    if section:
        hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path=call)
    if legal:
        hands.do(case_id, "review_law", {"legal_opinion": "审核通过"}, path=call)
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path=call)


def accept(
    hands: Hands, case_id: str, steps: list[str] | None = None, examined: Answers | None = None
) -> None:
    """Examine, confirm and hand a complaint on to inspection (and what else is named)."""
    hands.do(case_id, "examine_complaint", {**EXAMINED, **(examined or {})})
    hands.do(case_id, "confirm_route", {"intake_outcome": "受理"})
    hands.do(case_id, "hand_on", {"next_steps": steps or ["劳动保障监察"], "case.guide.told_by": "当面送达"})


def person(inventor: Inventor, name: str) -> dict[str, Any]:
    """Return an invented person as the parts of a form."""
    return {
        "name": name,
        "id_type": "居民身份证",
        "id_no": inventor.resident_id(),
        "phone": inventor.mobile(),
    }


def company(inventor: Inventor, name: str, region: str) -> dict[str, Any]:
    """Return an invented company as the parts of a form."""
    return {
        "name": name,
        "kind": "公司",
        "uscc": inventor.credit_code(region),
        "legal_rep": "示例法人",
        "phone": inventor.mobile(),
        "address": "示例路1号",
    }


def roster(
    inventor: Inventor, names: list[str], months: list[str], gross: Mapping[str, Decimal]
) -> list[dict[str, Any]]:
    """Return roster rows: every worker for every month, `gross` yuan a month by name, nothing paid yet."""
    rows = []
    for name in names:
        number, phone = inventor.resident_id(), inventor.mobile()
        rows += [
            {"worker": name, "id_no": number, "phone": phone, "month": month, "gross": gross[name]}
            for month in months
        ]
    return rows


def s01(hands: Hands) -> str:
    """S01, Tianjin: one worker at the window, paid within the term of the order."""
    inventor = Inventor(1)
    hands.at("2025-09-26T10:20")
    case = hands.register("tj_ftz.labour", _window_complaint(inventor))
    hands.at("2025-09-29T09:00")
    accept(hands, case, examined={"case.complaint.preliminary": "已电话联系用人单位，承认未发。"})
    hands.do(case, "propose_filing", {"construction": False, "employer_role": "一般用人单位"})
    hands.do(case, "approve_filing", {"filing_opinion": "批准立案", "case.filing.priority": False})
    serve(hands, case, "serve_inquiry")
    hands.at("2025-10-10T14:00")
    rows = roster(inventor, ["张某示例"], ["2025-07", "2025-08"], {"张某示例": yuan(4800)})
    hands.do(case, "investigate", {"investigation": "调查终结", "case.roster": rows})
    facts = {
        "facts": "责令限期支付",
        "amount_due": yuan(9600),
        "headcount": Decimal(1),
        "pay_by": day("2025-10-20"),
    }
    hands.do(case, "confirm_facts", facts)
    approve(hands, case, "approve_order", section=False)
    hands.at("2025-10-13T10:00")
    serve(hands, case, "serve_order")
    hands.at("2025-10-17T15:00")
    worker = hands.workers(case)["张某示例"]
    paid = {"worker": worker, "amount": yuan(9600), "paid_on": day("2025-10-17"), "source": "用人单位"}
    hands.do(case, "record_payment", {"case.payments": [paid], "payment_state": "已足额支付"})
    hands.at("2025-10-21T09:30")
    hands.do(case, "propose_close", {"close_result": "轻微已改正撤销立案"})
    approve(hands, case, "approve_close")
    return case


def _window_complaint(inventor: Inventor) -> dict[str, Any]:
    return COMPLAINT | {
        "case.complaint.received_at": moment("2025-09-26T10:20"),
        "case.reporter.identity": person(inventor, "张某示例"),
        "case.employer": company(inventor, "示例保税物流有限公司", "120116"),
        "case.complaint.work_place": "天津港保税区示例路8号",
        "sector": "物流",
        "funding": "不涉及工程",
        "case.complaint.arrears_from": "2025-07",
        "case.complaint.arrears_to": "2025-08",
        "case.complaint.amount_claimed": yuan(9600),
        "headcount": Decimal(1),
        "case.complaint.demands": "2025年7月、8月工资未发，共9600元，仍在职。",
    }
