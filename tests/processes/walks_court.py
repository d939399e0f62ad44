"""Walks through a court matter: demand and enforcement, preservation, payment order, confirmation, or dropped."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import (
    LEGALLY_REFUSED,
    LEGALLY_SIGNED,
    SERVED,
    Move,
    Moves,
    Path,
    do,
    hear,
    time_is_up,
)

CASE: dict[str, Any] = {"refs": {"penalty_party": "party:1"}, "court": {"received_at": None}}
ENFORCE, PRESERVE, ORDER = "非诉强制执行", "财产保全", "支付令"


def prepared(matter: str, proceed: str = "提交") -> Move:
    """The unit prepares its request."""
    asked = {"court_matter": matter, "amount": 186400, "headcount": 14, "urgent": False}
    return do("prepare_request", **asked, proceed=proceed)


def filing(outcome: str = "立案") -> Move:
    """The court examines the application."""
    return do("file_case", filing_outcome=outcome)


def ruling(outcome: str) -> Move:
    """The court rules."""
    return do("rule_on_request", ruling=outcome)


def result(outcome: str) -> Move:
    """The court tells how execution goes."""
    return do("carry_out", execution_result=outcome)


def shared(outcome: str) -> Move:
    """What came in is distributed."""
    return do("distribute_money", execution_result=outcome)


def court(name: str, moves: Moves, end: str, matter: str = ENFORCE) -> Path:
    """A request of another procedure."""
    data = {"court_matter": matter, "from_unit": "labour", "authority": "labour_authority"}
    return Path(name, moves, (end,), message="start_court_enforcement", data=data, case=CASE)


OVER = time_is_up("demand_over")
DRAFTED = do("draft_paper")
COURT_ENFORCEMENT = [
    court(
        "催告期满，领导退回一次，申请书补正后立案，准予执行，分两次到账后付清",
        (
            prepared(ENFORCE),
            *SERVED,
            OVER,
            DRAFTED,
            *LEGALLY_REFUSED,
            prepared(ENFORCE),
            OVER,
            DRAFTED,
            *LEGALLY_SIGNED,
            filing(),
            ruling("支持"),
            result("继续推进"),
            result("款项到账"),
            shared("继续推进"),
            result("款项到账"),
            shared("款项到账"),
        ),
        "executed",
    ),
    court("催告后付清", (prepared(ENFORCE), *SERVED, hear("payment_proven", amount_paid=186400)), "paid_up"),
    court(
        "诉前保全到位",
        (prepared(PRESERVE), filing(), ruling("部分支持"), result("保全到位")),
        "ruling_kept",
        PRESERVE,
    ),
    court("司法确认", (prepared("司法确认"), filing(), ruling("支持")), "ruling_kept", "司法确认"),
    court(
        "支付令，债务人异议",
        (prepared(ORDER), filing(), ruling("支持"), result("债务人异议")),
        "rejected",
        ORDER,
    ),
    court("裁定不予支持", (prepared("先予执行"), filing(), ruling("不予支持")), "rejected", "先予执行"),
    court(
        "保全解除", (prepared(PRESERVE), filing(), ruling("支持"), result("保全解除")), "terminated", PRESERVE
    ),
    court(
        "分配后终结本次执行",
        (prepared("申请执行"), filing(), ruling("支持"), result("款项到账"), shared("终结本次执行")),
        "terminated",
    ),
    Path(
        "本单位提出，法院退回后放弃",
        (prepared("申请执行"), filing("退回补正"), prepared("申请执行", "放弃")),
        ("terminated",),
        data={"from_unit": "labour"},
        case=CASE,
        element="request_made",
    ),
]
