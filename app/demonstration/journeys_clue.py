"""Roads of online clues: checked and answered in public, handed out of the district, known already."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from app.clock import LOCAL
from app.demonstration.journeys import Road, sign
from app.demonstration.journeys_transfer import answer, sign_for
from app.demonstration.matters import invent

FINDERS = {"tj_ftz": "party_building", "xn_chengdong": "labour"}
"""Who looks after posts: in Xining no unit is named for it, and the labour bureau does it."""


def _captured(road: Road, conclusion: str, **more: Any) -> None:
    """A post is captured and judged."""
    matter = invent(road, sector="房建市政", heads=road.pick(6, 9, 14))
    road.start("online_clue", road.unit(FINDERS[road.district.key]), "opinion_officer", {})
    post = {
        "case.clue.captured_at": road.now,
        "case.clue.views": Decimal(road.pick(320, 1800, 5200)),
        "case.clue.amount": matter.total,
        "headcount": Decimal(len(matter.crew)),
        "case.employer": matter.employer,
        "case.project.name": matter.project,
    }
    road.step("register_clue", post)
    road.step(
        "analyse_clue",
        {"analysis": conclusion, "heat": road.pick("一般", "较高"), "gathering": False, **more},
    )


def _notified(road: Road, lane: str, unit: str) -> None:
    """The notice is signed and the matter sent to the unit that checks it."""
    until = datetime.combine(road.after(14), time(17, 0), LOCAL)
    road.step("issue_bulletin", {"case.clue.reply_by": until})
    letter = {
        "sector": "房建市政",
        "funding": "社会",
        "lead_lane": lane,
        "lead_unit": unit,
        "case.transfer.letter": "舆情通报单",
        "case.transfer.due_on": road.after(14),
    }
    road.step("issue_transfer", letter)


def answered(road: Road) -> None:
    """The labour bureau checks, the office answers in public, and the clue is closed."""
    _captured(road, "转核查", lead_lane="labour_authority", response_needed=True)
    _notified(road, "labour_authority", "labour")
    road.step("draft_statement")
    sign(road, "approve_statement")
    road.step("publish_statement", {"case.clue.after_heat": "下降"})
    sign_for(road)
    road.later(1, 1)
    road.step("handle_matter", {"handling_way": "直接办理反馈"})
    outcome = road.pick("已付清", "不属实")
    answer(road, outcome)
    road.step("confirm_feedback", {"clue_outcome": "已解决" if outcome == "已付清" else "不属实"})


def elsewhere(road: Road) -> None:
    """The site lies in another district: the office hands the clue out."""
    _captured(road, "外区转出", lead_lane="coordination_office")
    _notified(road, "coordination_office", "office")
    sign_for(road)
    road.step("handle_matter", {"handling_way": "直接办理反馈"})
    answer(road, "已告知其他途径")
    road.step("confirm_feedback", {"clue_outcome": "已告知其他途径"})


def known(road: Road) -> None:
    """The post repeats what is being handled: closed with the reason."""
    _captured(road, "无效或重复")
