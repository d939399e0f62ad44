"""Walks through government projects: their funds before approval, their months, and who holds up the money."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import LEGALLY_REFUSED, LEGALLY_SIGNED, Move, Path, day, do, time_is_up

MONTH = {"period_begins": day("2025-09-01"), "period_ends": day("2025-09-30")}


def found(cause: str, **more: Any) -> Move:
    """The labour authority says who holds up the money."""
    return do("find_cause", cause=cause, pay_due=day("2025-11-20"), **more)


def checked(*, paid: bool) -> Move:
    """The labour authority sees whether the wages have reached the workers."""
    return do("check_wages_paid", paid=paid)


PUBLIC = found("财政资金未到位", payer_ref="finance")
GOVERNMENT_PROJECT = [
    Path(
        "项目报批，资金未落实",
        (do("review_funds", fund_result="资金未落实"),),
        ("not_approved",),
        data={"matter": "项目报批"},
    ),
    Path(
        "项目报批，资金落实",
        (do("review_funds", fund_result="资金落实"),),
        ("project_in_order",),
        data={"matter": "项目报批"},
    ),
    Path(
        "本月无欠付",
        (do("check_month", wages_ok=True),),
        ("project_in_order",),
        element="pay_cycle_due",
        data=MONTH,
    ),
    Path(
        "财政资金未到位，一次未获批准，逾期提请约谈后拨付",
        (
            do("check_month", wages_ok=False),
            PUBLIC,
            *LEGALLY_REFUSED,
            PUBLIC,
            *LEGALLY_SIGNED,
            do("serve_order", order_on=day("2025-10-20")),
            time_is_up("funds_overdue"),
            do("escalate"),
            do("pay_public_funds"),
            checked(paid=True),
        ),
        ("escalated", "project_in_order"),
        element="pay_cycle_due",
        data=MONTH,
    ),
    Path(
        "到期未报，建设单位逾期，拒不拨付转监察",
        (
            time_is_up("month_not_reported"),
            found("建设单位未拨付"),
            time_is_up("owner_overdue"),
            checked(paid=False),
            found("建设单位拒不拨付"),
        ),
        ("project_in_order",),
        element="pay_cycle_due",
        data=MONTH,
    ),
    Path(
        "案件转来，拖欠工程款，建设单位先行垫付",
        (found("拖欠工程款"), do("pay_labour_cost"), checked(paid=True)),
        ("project_in_order",),
        message="start_government_project",
    ),
    Path(
        "案件转来，施工单位未发放，由原案处理",
        (found("施工单位未发放"),),
        ("project_in_order",),
        message="start_government_project",
        data={"wage_case": True},
    ),
    Path(
        "登记资金预警，未发现欠薪",
        (found("未发现欠薪"),),
        ("project_in_order",),
        data={"matter": "资金预警"},
    ),
]
