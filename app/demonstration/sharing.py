"""What officers do to share a listing, a removal or a penalty with the credit platforms; it knows no case."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.demonstration.journeys import Road
from app.demonstration.stories import Hands

FIELDS = [{"receiver": "信用平台", "fields": "名称、代码、列入事由、期限", "basis": "令45号第十条"}]


def upload(hands: Hands, case: str, on: date, *, received: bool = True) -> None:
    """The sheet is prepared and uploaded; the platform takes it or sends it back."""
    hands.do(case, "prepare_share", {"case.share.fields": FIELDS})
    told: dict[str, Any] = {
        "upload_result": "已接收" if received else "退回更正",
        "case.share.uploaded_on": on,
    }
    hands.do(case, "upload_to_platform", told)


def enter(hands: Hands, case: str, *, ended: bool = False) -> None:
    """The market regulator enters it in the publicity system, the windows begin or end their check."""
    hands.do(case, "hand_over_gsxt", {})
    if "window_checks" in hands.open_elements(case):
        hands.do(case, "window_checks", {"case.window.check_state": "已解除" if ended else "已启用"})


def publish(hands: Hands, case: str, since: date | None, severity: str = "严重") -> None:
    """The credit authority records what the platform shows."""
    state = "公示中" if since else "未公示"
    told: dict[str, Any] = {"case.credit_publicity.state": state, "case.credit_publicity.severity": severity}
    if since:
        told["case.credit_publicity.since"] = since
    hands.do(case, "record_publicity", told)


def share(road: Road) -> None:
    """Share what was decided: upload, entry and windows, and what the platform shows from then on."""
    road.later(0, 1)
    upload(road, road.case, road.today, received=road.chance(0.8))
    if road.stands_at("prepare_share"):
        road.later(0, 1)
        upload(road, road.case, road.today)
    road.later(0, 1)
    enter(road, road.case)
    road.later(0, 1)
    publish(road, road.case, road.today)


def stop(road: Road) -> None:
    """Share a removal: the platform stops when its least term is over, or with the removal on legal review."""
    road.later(0, 1)
    upload(road, road.case, road.today)
    road.later(0, 1)
    enter(road, road.case, ended=True)
    publish(road, road.case, road.known.get("public_since"))
    road.later(0, 1)
    if road.stands_at("review_conflict"):
        road.step("review_conflict", {"publicity_decision": "同步停止公示"})
        road.later(0, 1)
    road.step("stop_publicity", {"case.credit_publicity.state": "已停止"})
