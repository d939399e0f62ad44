"""What the officers of a project's wage deposit do: have it stored, used, topped up; it knows no case of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.demonstration.stories import Answers, Hands
from app.identifiers.invented import Inventor

BANK = {"name": "示例银行", "address": "示例金融街1号"}
STORED = "已足额存储或出具保函"


def contractor(inventor: Inventor, place: str, prefix: str) -> dict[str, Any]:
    """Return an invented general contractor."""
    return {
        "name": inventor.company_name(place, "建筑工程"),
        "kind": "公司",
        "uscc": inventor.credit_code(prefix),
        "legal_rep": inventor.person_name(),
        "phone": inventor.mobile(),
        "address": f"{place}示例路{9}号",
    }


def open_storing(hands: Hands, case: str, contract: Decimal, told: Answers) -> None:
    """The labour authority names project, contractor and contract."""
    asked = {"deposit_matter": "存储", "contract_amount": contract, "arrears_record": "无记录"}
    hands.do(case, "open_matter", {**asked, **told})


def confirm_storing(hands: Hands, case: str, rate: str, form: str, until: date | None = None) -> None:
    """The construction authority registers what is stored, in cash or by guarantee."""
    found: dict[str, Any] = {"stored": STORED, "rate": Decimal(rate), "case.deposit.form": form}
    if until is not None:
        found |= {"case.deposit.guarantee_no": "示例保函0001", "case.deposit.valid_until": until}
    hands.do(case, "confirm_storage", found)


def store_for(hands: Hands, case: str, district: str, contract: Decimal, told: Answers) -> None:
    """Register the deposit of the project of a case that is under way, stored in cash at two per cent."""
    hands.start("wage_deposit", f"{district}.labour", "deposit_officer", {}, case)
    open_storing(hands, case, contract, told)
    confirm_storing(hands, case, "2", "现金存储")


def bank_pays(hands: Hands, case: str, sums: dict[str, Decimal], paid_on: date, reported_on: date) -> None:
    """The bank pays each worker, by reference, and reports it."""
    rows = [
        {"worker": worker, "amount": amount, "paid_on": paid_on, "result": "已支付"}
        for worker, amount in sums.items()
    ]
    answers = {
        "bank_result": "已支付",
        "case.deposit.payments": rows,
        "case.deposit.reported_on": reported_on,
    }
    hands.do(case, "bank_pays", answers, external="经办银行")
