"""Roads to the joint-punishment list and off it: facts, notice, objection, decision, measures, removal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.journeys_inspection import ordered, unpaid
from app.demonstration.matters import Matter, address_of, invent
from app.demonstration.permits import restrict
from app.demonstration.sharing import share, stop

KINDS = ("用人单位", "法定代表人或主要负责人", "直接负责的主管人员")
DUTIES = ("欠薪主体", "法定代表人", "项目经理")


def subjects_of(road: Road, matter: Matter, count: int) -> list[dict[str, Any]]:
    """Return the employer and the persons responsible, two or three in all."""
    names = [matter.employer["name"], matter.employer["legal_rep"], road.inventor.person_name()][:count]
    codes = [matter.employer["uscc"], road.inventor.resident_id(), road.inventor.resident_id()]
    return [
        {
            "name": name,
            "kind": KINDS[at],
            "code": codes[at],
            "duty": DUTIES[at],
            "phone": road.inventor.mobile(),
            "address": address_of(road),
            "evidence": "责令支付文书和送达回证",
        }
        for at, name in enumerate(names)
    ]


def open_by_hand(road: Road, *, overdue: bool = True, count: int = 2) -> list[dict[str, Any]]:
    """Open a listing after an order that was made on paper; return its subjects."""
    matter = invent(
        road, sector=road.pick("房建市政", "交通水利", "制造"), heads=road.pick(12, 18, 26), months=3
    )
    road.start("blacklisting", road.unit("labour"), "inspector", {})
    return _collect(road, matter, count, overdue=overdue)


def _collect(road: Road, matter: Matter, count: int, *, overdue: bool = True) -> list[dict[str, Any]]:
    road.later(0, 1)
    subjects = subjects_of(road, matter, count)
    pay_by = road.calendar.next_working(road.today - timedelta(days=road.pick(3, 4, 5)), backward=True)
    sums = {
        "headcount": Decimal(len(matter.crew)),
        "amount_total": matter.total,
        "months_max_one": Decimal(len(matter.months)),
        "amount_max_one": max(matter.gross.values()) * len(matter.months),
    }
    facts = {"matter": "拟列入", "pay_by": pay_by, "order_overdue": overdue, "mass_event": False, **sums}
    road.step("collect_facts", {**facts, "case.listing.subjects": subjects})
    return subjects


def notify(road: Road, subjects: list[dict[str, Any]]) -> None:
    """Sign one notice for each subject and serve them all."""
    road.later(0, 2)
    number = road.random.randrange(10, 300)
    notices = [
        {
            "subject": each["name"],
            "document_no": f"示例〔{road.today.year}〕{number + at}号",
            "issued_on": road.today,
        }
        for at, each in enumerate(subjects)
    ]
    road.step("issue_notice", {"case.listing.exit_told": True, "case.listing.notice_docs": notices})
    road.later(0, 1)
    for _ in subjects:
        deliver(road, "serve_notice", "直接送达")


def object_to(road: Road, subjects: list[dict[str, Any]], result: str) -> None:
    """The employer objects within the window; another inspector looks into it."""
    road.later(1, 3)
    raised = [
        {
            "subject": subjects[0]["name"],
            "received_on": road.today,
            "content": "称工程款到账后即付，请求不列入。",
        }
    ]
    road.step("record_objection", {"objection": "有异议", "case.listing.objections": raised})
    road.later(1, 3)
    road.step("verify_objection", {"objection_result": result})


def propose(road: Road, proposal: str, **more: Any) -> None:
    """Wait for the window, then propose listing or not, and have it signed."""
    road.until_open("prepare_opinion")
    opinion = {"corrected": False, "promise": False, "proposal": proposal, **more}
    road.step("prepare_opinion", opinion)
    sign(road, "approve_decision", legal=True)


def put_on_list(road: Road, subjects: list[dict[str, Any]]) -> None:
    """Serve the decisions and publish the entry."""
    road.later(0, 1)
    for _ in subjects:
        deliver(road, "serve_decision", "直接送达")
    road.later(0, 2)
    road.step("publish_list", {"case.listing.published_on": road.today, "case.listing.masked": True})
    share(road)
    road.known["public_since"] = road.today


def feed_back(road: Road, share: float) -> None:
    """Let a share of the member units say what measures they take."""
    road.later(1, 2)
    units = road.open_units(road.case, "apply_measures")
    for at, unit in enumerate(units[: round(len(units) * share)]):
        if at % 4:
            road.step("apply_measures", {"case.measure.feedback": "无职权可采取"}, unit_id=unit)
        else:
            taken = [{"subject": "列入对象", "measure": "限制参加政府采购和招标", "start_on": road.today}]
            answers = {"case.measure.feedback": "已采取措施", "case.measure.taken": taken}
            road.step("apply_measures", answers, unit_id=unit)


def listed(road: Road) -> None:
    """Listed after the window, with or without an objection that fails; units feed back one by one."""
    subjects = open_by_hand(road, count=road.pick(2, 2, 3))
    notify(road, subjects)
    if road.chance(0.4):
        object_to(road, subjects, "不成立")
    propose(road, "列入")
    put_on_list(road, subjects)
    feed_back(road, road.random.random())


def objected(road: Road) -> None:
    """An objection is raised and looked into."""
    subjects = open_by_hand(road)
    notify(road, subjects)
    object_to(road, subjects, "不成立")
    propose(road, "列入")


def not_listed(road: Road) -> None:
    """The facts do not reach the test, or all is corrected with a written promise."""
    if road.chance(0.4):
        open_by_hand(road, overdue=False)
        return
    subjects = open_by_hand(road)
    notify(road, subjects)
    exit_by_promise = {"corrected": True, "promise": True, "case.listing.not_listed_reason": "改正并承诺"}
    propose(road, "不予列入", **exit_by_promise)


def listed_from_inspection(road: Road) -> None:
    """A dozen workers unpaid after the order: the rule itself opens the listing beside the inspection."""
    matter, pay_by = ordered(road, sector="房建市政", heads=road.pick(10, 12, 14), months=2)
    unpaid(road, pay_by, ["限制施工许可"], "作出处理决定", conduct="暂无支付能力")
    restrict(road)
    road.later(0, 1)
    subjects = subjects_of(road, matter, 2)
    road.step("collect_facts", {"case.listing.subjects": subjects})
    notify(road, subjects)
    propose(road, "列入")
    put_on_list(road, subjects)


def removed_early(road: Road) -> None:
    """Listed, paid, and taken off after half a year on application."""
    subjects = open_by_hand(road)
    notify(road, subjects)
    propose(road, "列入")
    put_on_list(road, subjects)
    feed_back(road, 0.15)
    road.later(10, 20)
    road.note(road.case, "payment_noted", road.unit("labour"), "inspector", {})
    road.on(road.today + timedelta(days=190))
    road.note(road.case, "change_asked", road.unit("labour"), "inspector", {"change": "提前移出"})
    road.later(2, 5)
    bars = {"corrected": True, "promise": True, "new_arrears": False, "criminal": False, "other_bar": False}
    road.step("prepare_change", {"change": "提前移出", **bars})
    sign(road, "approve_change", legal=True)
    road.step("take_off_list", {"case.listing.removed_on": road.today})
    for _ in subjects:
        deliver(road, "serve_removal", "直接送达")
    for unit in road.open_units(road.case, "end_measures"):
        road.step("end_measures", {}, unit_id=unit)
    stop(road)
