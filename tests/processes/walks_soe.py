"""Walks through the duty of state-owned companies: settled, late and given back, or groups that check themselves."""

from __future__ import annotations

from tests.processes.moves import Move, Path, day, do, hear, time_is_up

ASKED = {"unpaid": 96000, "headcount": 12, "pay_by": day("2025-11-20")}
URGED = do("urge_settlement", group_ref="tianbao", settle_due=day("2025-11-20"))


def checked(result: str) -> Move:
    """The regulator compares proof and roster."""
    return do("check_settlement", settle_check=result, settle_due=day("2025-12-01"))


GROUPS = {"soe": {"groups": ["tianbao", "lingang"]}}
SELF_CHECKED = (do("group_self_check"), do("group_self_check"))
SOE_RESPONSIBILITY = [
    Path(
        "逾期转督办，部分支付未通过，再限期后清偿",
        (
            URGED,
            time_is_up("settlement_late"),
            do("settle_arrears", settle_kind="部分支付"),
            checked("未清偿"),
            do("settle_arrears", settle_kind="已付清"),
            checked("已清偿"),
        ),
        ("under_supervision", "arrears_settled"),
        message="start_soe_responsibility",
        data=ASKED,
    ),
    Path(
        "监察已确认付清，有异议部分转人社认定",
        (URGED, hear("payment_proven", amount_paid=96000), checked("转人社认定")),
        ("back_to_labour",),
        message="start_soe_responsibility",
        data=ASKED,
    ),
    Path(
        "半年自查，退回整改一次",
        (
            *SELF_CHECKED,
            do("review_self_check", check_result="退回整改"),
            *SELF_CHECKED,
            do("review_self_check", check_result="合格"),
        ),
        ("soe_in_order",),
        element="self_check_period",
        data={"period_ends": day("2025-12-31")},
        case=GROUPS,
    ),
    Path(
        "国资部门布置自查",
        (*SELF_CHECKED, do("review_self_check", check_result="合格")),
        ("soe_in_order",),
        element="regulator_asks_check",
        case=GROUPS,
    ),
]
