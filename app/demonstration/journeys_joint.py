"""Roads of joint inspections: clean, or with findings that are opened, handed over, rectified late and reported."""

from __future__ import annotations

from typing import Any

from app.demonstration.journeys import Road, sign

SITES = ("示例花园二期项目", "示例物流园改造项目", "示例道路养护项目", "示例学校扩建项目")
TROUBLES = ("未按月足额支付工资", "实名制登记不全", "公示牌信息未更新", "未签订劳动合同")


def _checked(road: Road, kind: str) -> None:
    """The construction authority plans the checks, has them approved, and two units check a site each."""
    joint = kind == "联合检查"
    road.start("joint_inspection", road.unit("construction"), "unit_liaison", {})
    first, second = road.random.sample(SITES, 2)
    targets = [{"no": 1, "target": first, "unit": "construction"}]
    more: dict[str, Any] = {"joint": joint}
    if joint:
        targets.append({"no": 2, "target": second, "unit": "labour"})
        more["case.joint_inspection.teams"] = [
            {"unit": "construction", "part": "五项制度"},
            {"unit": "labour", "part": "工资支付"},
        ]
    rating = {"complaints_90d": road.pick(0, 1, 3), "gaps": road.pick(0, 1, 2), "fiscal_late": False}
    dates = {"case.joint_inspection.from_on": road.after(2), "case.joint_inspection.until_on": road.after(6)}
    planned = {"kind": kind, "case.joint_inspection.targets": targets, "listed": False}
    road.step("draft_plan", {**planned, **rating, **dates, **more})
    sign(road, "approve_plan")
    road.later(1, 3)
    for unit in [str(row["unit"]) for row in targets]:
        road.step("check_on_site", _officers(unit), unit_id=road.unit(unit))


def _officers(unit: str) -> dict[str, Any]:
    return {"case.site.officers": [{"name": f"检查员{letter}", "unit": unit} for letter in "甲乙"]}


def _finding(road: Road, number: int, target: int, handler: str, unit: str | None = None) -> dict[str, Any]:
    told = {"finding": road.pick(*TROUBLES), "legal_basis": "保障农民工工资支付条例"}
    return {"no": number, "target_no": target, "handler": handler, **told, **({"unit": unit} if unit else {})}


def _rechecked(road: Road, *results: dict[str, Any], **more: Any) -> None:
    road.later(0, 2)
    people = [{"name": f"检查员{letter}", "unit": "construction"} for letter in "甲乙"]
    told = {"case.joint_inspection.recheckers": people, "case.joint_inspection.rechecks": list(results)}
    road.step("recheck", {**told, **more})


def clean(road: Road) -> None:
    """A month's check of wages that finds nothing which is not put right at once."""
    _checked(road, "月度工资支付检查")
    road.later(0, 1)
    road.step("sort_findings", {"case.joint_inspection.findings": [_finding(road, 1, 1, "当场改正")]})
    road.later(1, 2)
    road.step("write_report", {})


def rectified(road: Road) -> None:
    """A joint check: one case is opened, one finding handed over, two are rectified, one of them in a second term."""
    _checked(road, "联合检查")
    road.later(0, 1)
    found = [
        _finding(road, 1, 1, "立案调查"),
        _finding(road, 2, 2, "移交有权单位", "market"),
        _finding(road, 3, 1, "责令整改"),
        _finding(road, 4, 2, "责令整改"),
    ]
    road.step("sort_findings", {"case.joint_inspection.findings": found, "rectify_due": road.after(8)})
    road.later(0, 1)
    road.step("open_case", {})
    road.later(2, 3)
    road.step("rectify", {}, unit_id=road.unit("labour"))
    road.until_open("recheck")
    second = {"no": 3, "result": "再限期"}
    _rechecked(road, second, {"no": 4, "result": "已整改"}, rectify_due=road.after(8))
    road.later(2, 3)
    road.step("rectify", {})
    _rechecked(road, {"no": 3, "result": "已整改"})
    road.later(1, 2)
    road.step("write_report", {})


def dropped(road: Road) -> None:
    """A campaign that is not approved."""
    road.start("joint_inspection", road.unit("office"), "office_officer", {})
    target = [{"no": 1, "target": road.pick(*SITES), "unit": "labour"}]
    dates = {"case.joint_inspection.from_on": road.after(2), "case.joint_inspection.until_on": road.after(6)}
    rating = {"complaints_90d": 0, "gaps": 0, "fiscal_late": False, "listed": False, "joint": False}
    road.step("draft_plan", {"kind": "专项行动", "case.joint_inspection.targets": target, **rating, **dates})
    road.step("review_by_section", {"section_opinion": "同意"}, path="approve_plan")
    road.step("decide_approval", {"approval": "不批准"}, path="approve_plan")
