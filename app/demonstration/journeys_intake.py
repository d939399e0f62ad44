"""Roads through intake: who registers a complaint, how it is examined, and the ways on which it ends there."""

from __future__ import annotations

from typing import Any

from app.demonstration.journeys import Road, deliver
from app.demonstration.matters import Matter, complaint, invent, payments
from app.demonstration.stories import EXAMINED

DOORS = {
    # unit: (kind of matter, channels)
    "tj_ftz": (
        ("labour", "投诉", ("窗口", "12333", "全国根治欠薪线索反映平台", "网页", "工地二维码", "来信")),
        ("labour", "举报", ("12333", "网页", "微信")),
        ("labour", "平台线索", ("全国根治欠薪线索反映平台",)),
        ("party_office", "信访", ("来访", "12345", "来信")),
        ("union", "工会报告", ("工会",)),
        ("party_building", "舆情线索", ("网信",)),
        ("construction", "巡查发现", ("其他单位转来", "来访")),
        ("urban", "投诉", ("来访", "12345")),
    ),
    "xn_chengdong": (
        ("labour", "投诉", ("窗口", "12333", "全国根治欠薪线索反映平台", "工地二维码", "来访")),
        ("labour", "举报", ("12333", "网页", "微信")),
        ("labour", "平台线索", ("全国根治欠薪线索反映平台",)),
        ("petition", "信访", ("来访", "来信", "12345")),
        ("union", "工会报告", ("工会",)),
        ("safety", "巡查发现", ("其他单位转来",)),
        ("police", "投诉", ("公安",)),
        ("", "投诉", ("来访", "窗口")),  # the town or community of the address
    ),
}


def register(road: Road, matter: Matter, **more: Any) -> None:
    """Register a matter at one of the doors of the district; half of them at the labour bureau."""
    road.known.setdefault("matter", matter)
    doors = DOORS[road.district.key]
    unit, kind, channels = road.pick(*doors[:1], *doors[:1], *doors)
    unit = unit or _home(road, matter)
    answers: dict[str, Any] = {"kind": kind, "case.complaint.channel": road.pick(*channels)}
    if kind == "举报" and road.chance(0.6):
        answers |= {"case.reporter.wish": "匿名", "case.complaint.told_where": "匿名无法告知"}
        answers["case.reporter.identity"] = {}
    road.register(road.unit(unit), {**complaint(road, matter), **answers, **more})


def _home(road: Road, matter: Matter) -> str:
    """Return the town or community whose keywords the address names."""
    named = [
        unit.id
        for unit in road.district.units.values()
        if any(word in matter.address for word in unit.keywords)
    ]
    return named[0] if named else "labour"


def examine(road: Road, **more: Any) -> None:
    """Look into a complaint and propose what becomes of it."""
    road.later(0, 2)
    road.step("examine_complaint", {**EXAMINED, **{name.replace("__", "."): it for name, it in more.items()}})


def confirm(road: Road, outcome: str) -> None:
    """Let the second person decide what becomes of a complaint."""
    road.later(0, 1)
    road.step("confirm_route", {"intake_outcome": outcome})


def hand_on(road: Road, steps: list[str] | None = None, **more: Any) -> None:
    """Tell the person, and start what follows; without `steps` what the routing table says."""
    told = "匿名无法告知" if road.chance(0.05) else road.pick("当面送达", "短信", "电话录音", "邮寄")
    answers: dict[str, Any] = {"case.guide.told_by": told, **more}
    road.step("hand_on", answers if steps is None else {"next_steps": steps, **answers})


def accepted(road: Road, matter: Matter, steps: list[str] | None = None) -> None:
    """Register, examine and accept a complaint; now and then the second person sends it back once."""
    register(road, matter)
    examine(road)
    if road.chance(0.1):
        road.later(0, 1)
        road.step("confirm_route", {"intake_outcome": "退回重核"})
        examine(road)
    confirm(road, "受理")
    hand_on(road, ["劳动保障监察"] if steps is None else steps)


def handed_around(road: Road) -> None:
    """Accepted, with copies to the units that the routing table names."""
    matter = invent(road, sector="房建市政")
    register(road, matter)
    examine(road)
    confirm(road, "受理")
    hand_on(road)


def supplemented(road: Road) -> None:
    """Papers are missing; they come in, and the complaint is accepted."""
    register(road, invent(road))
    _ask_for_papers(road)
    road.later(2, 6)
    answers = {"case.supplement.received_on": road.today}
    road.step("receive_supplement", answers)
    examine(road)
    confirm(road, "受理")
    hand_on(road, ["劳动保障监察"])


def never_supplemented(road: Road) -> None:
    """Papers are missing and never come in."""
    register(road, invent(road, heads=1))
    _ask_for_papers(road)


def _ask_for_papers(road: Road) -> None:
    missing = [
        {"item": road.pick("工资欠条或考勤记录", "身份证明", "用人单位名称和地址"), "why": "无法核实欠薪事实"}
    ]
    examine(road, complete="需补正", proposal="一次性补正", case__supplement__missing_items=missing)
    confirm(road, "一次性补正")
    told = {
        "case.supplement.reply_by": road.after(12),
        "case.supplement.told_by": road.pick("短信", "电话录音", "网上"),
    }
    road.step("request_supplement", told)


def refused(road: Road, method: str | None = None) -> None:
    """Out of time, or before a court already: refused in writing."""
    register(road, invent(road, heads=1))
    if road.chance(0.5):
        examine(road, time_bar="已超过二年", case__timebar__still_unpaid=False, proposal="不予受理")
    else:
        examine(road, prior="仲裁或诉讼正在办理", proposal="不予受理")
    confirm(road, "不予受理")
    routes = {"case.refusal.routes": ["劳动仲裁", "民事诉讼", "法律援助"]}
    road.step("draft_refusal", routes)
    road.later(0, 1)
    deliver(road, "serve_refusal", method)


def refused_by_message(road: Road) -> None:
    """Refused, and told electronically, as the complainant has agreed."""
    refused(road, "电子送达")


def refused_at_the_door(road: Road) -> None:
    """Refused, and the paper is left at the door because nobody signs for it."""
    refused(road, "拒绝签收")


def refused_by_post(road: Road) -> None:
    """Refused, and told by letter."""
    refused(road, "邮寄送达")


def guided(road: Road) -> None:
    """Employment itself is disputed: guided to arbitration and aid, with the person's consent."""
    heads = road.pick(1, 2, 11)
    register(road, invent(road, heads=heads))
    examine(road, dispute="争议较大", proposal="告知其他途径")
    confirm(road, "告知其他途径")
    hand_on(road, ["调解"] if road.chance(0.6) else ["仲裁", "法律援助"], **{"case.guide.consent": True})


def sent_elsewhere(road: Road) -> None:
    """The place of work lies in another district: passed on through the office."""
    register(road, invent(road), place="外区")
    examine(road, proposal="告知其他途径")
    confirm(road, "告知其他途径")
    hand_on(road, ["转办"])


def works_price(road: Road) -> None:
    """Only a contract price is claimed: no wage case, told the route of clearing company debts."""
    matter = invent(road, sector="房建市政", heads=1)
    price = {
        "claim_part": "仅工程款",
        "case.complaint.works_price_part": matter.total * 40,
        "funding": "政府投资",
    }
    register(road, matter, **price)
    examine(road, proposal="告知其他途径")
    confirm(road, "告知其他途径")
    steps = ["中小企业账款清欠"] if road.district.key == "tj_ftz" else []
    hand_on(road, steps, **{"case.guide.works_price": True})


def settled(road: Road) -> None:
    """A call to the employer was enough: paid within days and closed without a case."""
    matter = invent(road, heads=road.pick(1, 2, 3))
    register(road, matter, **{"case.roster": matter.rows})
    road.later(1, 2)
    examine(road, paid_state="已全部支付", case__timebar__still_unpaid=False, proposal="已解决")
    confirm(road, "已解决")
    paid = {
        "case.payments": payments(road, matter, share=_whole()),
        "case.settlement.call_back": "本人确认到账",
    }
    road.step("confirm_settlement", paid)


def _whole() -> Any:
    from decimal import Decimal

    return Decimal(1)


def withdrawn(road: Road) -> None:
    """The complainant takes the complaint back of his own will."""
    register(road, invent(road, heads=1))
    examine(road, withdraw_wish="全体自愿撤回", continue_ex_officio=False, proposal="撤回")
    confirm(road, "撤回")


def merged(road: Road) -> None:
    """The same people complained by another channel before: put on the older file."""
    older = road.known.get("case_no")
    register(road, road.known.get("matter") or invent(road))
    if older:
        examine(road, duplicate="与在办案件重复", case__complaint__duplicate_of=older, proposal="并案")
        confirm(road, "并案")
