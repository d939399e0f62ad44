"""What officers of construction permits do: check an application, restrict a company, lift the restriction."""

from __future__ import annotations

from typing import Any

from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.stories import Answers, Hands

SAFE: Answers = {
    "fund_ok": True,
    "special_account": True,
    "owner_guarantee": True,
    "clean": True,
    "deposit_ok": True,
}
ALL_PAPERS = ["资金安排证明", "工资保证金凭证", "专用账户三方协议", "工程款支付担保", "实名制方案"]


def apply_for_permit(hands: Hands, unit_id: str, applied: Answers, case: str | None = None) -> str:
    """An applicant comes to the window; the clerk registers the application and what was handed in."""
    begun = hands.start("permit_control", unit_id, "window_clerk", {}, case)
    hands.do(begun, "register_application", applied)
    return begun


def check(hands: Hands, case: str, **wanting: bool) -> None:
    """The permit officer checks every safeguard; what is wanting is named."""
    hands.do(case, "check_gates", {**SAFE, **wanting})


def restrict(road: Road, **proposed: Any) -> None:
    """Propose a restriction of the company at fault, have it reviewed and signed, and serve it."""
    road.later(0, 1)
    road.step("propose_measure", proposed)
    sign(road, "approve_measure", legal=True)
    road.later(0, 1)
    deliver(road, "serve_measure", "直接送达")


def lift(road: Road) -> None:
    """The wages are paid: the restriction is lifted after a check."""
    road.later(1, 3)
    road.step("watch_measure", {"lift": True})
