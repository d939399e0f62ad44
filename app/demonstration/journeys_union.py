"""Roads of union supervision: put right after a letter, handed to the labour authority, not taken up, nil reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, deliver
from app.demonstration.journeys_intake import confirm, examine
from app.demonstration.matters import Matter, complaint, invent
from app.demonstration.stories import person


def _checked(road: Road, finding: str, *, pressing: bool = False) -> Matter:
    """Two supervisors check an employer about which workers complained."""
    matter = invent(road, sector=road.pick("制造", "物流", "餐饮服务"), heads=road.pick(3, 5, 8))
    union = road.unit("union")
    road.start("union_supervision", union, "union_supervisor", {})
    officers = road.officer_ids(union, "union_supervisor")[:2]
    cards = [{"officer": one, "card_no": f"示例监督证{number}号"} for number, one in enumerate(officers, 1)]
    owed = {"problem": "未按约定日期足额支付工资", "basis": "劳动法第五十条", "amount": matter.total}
    answers: dict[str, Any] = {
        "case.union.supervisors": cards,
        "case.union.source": "职工举报",
        "case.reporter.identity": person(road.inventor, matter.crew[0]),
        "case.employer": matter.employer,
        "headcount": Decimal(len(matter.crew)),
        "finding": finding,
    }
    if finding == "存在欠薪":
        rows = [{**owed, "workers": Decimal(len(matter.crew))}]
        answers |= {"case.union.problems": rows, "pressing": pressing}
    road.step("check_employer", answers)
    return matter


def put_right(road: Road) -> None:
    """A letter is enough; where the district has no letters, the finding goes to the labour authority at once."""
    matter = _checked(road, "存在欠薪")
    if road.district.key != "tj_ftz":
        _suggested(road, matter)
        return
    road.later(0, 1)
    road.step("issue_reminder")
    deliver(road, "serve_reminder", "直接送达")
    road.later(2, 4)
    road.step("record_explanation", {"corrected": True})


def suggested(road: Road) -> None:
    """Neither explanation nor answer comes in time: the labour authority takes the matter in."""
    matter = _checked(road, "存在欠薪", pressing=road.district.key != "tj_ftz")
    if road.district.key == "tj_ftz":
        road.step("issue_reminder")
        deliver(road, "serve_reminder", "直接送达")
        road.until_open("issue_opinion")
        road.step("issue_opinion")
        deliver(road, "serve_opinion", "直接送达")
        road.step("record_answer", {"corrected": False})
    _suggested(road, matter)


def _suggested(road: Road, matter: Matter) -> None:
    road.later(0, 1)
    road.step("issue_suggestion")
    told = {"kind": "工会报告", "case.complaint.channel": "工会"}
    road.step("register_complaint", complaint(road, matter) | told)
    examine(road, complete="齐全", prior="已由其他机关处理", proposal="不予受理")
    confirm(road, "不予受理")
    road.step("draft_refusal", {"case.refusal.routes": ["劳动仲裁", "法律援助"]})
    deliver(road, "serve_refusal", "直接送达")
    road.later(1, 2)
    road.step("feed_back_union")


def not_taken_up(road: Road) -> None:
    """Nothing was found; who complained is told why and where else to go."""
    _checked(road, "未发现问题")
    road.later(1, 3)
    road.step("tell_complainant", {"case.union.told_by": "电话"})
