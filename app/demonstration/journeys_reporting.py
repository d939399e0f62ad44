"""Roads of reports: units report first, figures are frozen, the draft is given back once, signed, sent, published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.demonstration.journeys import Road, sign

REPORTING = ("labour", "construction", "union")


def _plan(road: Road, kind: str, *, units: bool, **more: Any) -> None:
    """The office plans a report on the month, or half-year, before this one."""
    road.start("reporting", road.unit("office"), "office_officer", {})
    last = road.today.replace(day=1) - timedelta(days=1)
    if kind == "半年报":
        last = max(
            day
            for day in (date(last.year - 1, 12, 31), date(last.year, 6, 30), date(last.year, 12, 31))
            if day <= last
        )
    first = last.replace(day=1, month=last.month - 5 if kind == "半年报" else last.month)
    asked: dict[str, Any] = {"kind": kind, "report_from": first, "report_to": last}
    asked |= {"case.report.due": road.after(14), "needs_input": units}
    asked |= {"case.report.to": [{"receiver": "区人民政府"}], "case.report.cc": [{"receiver": "档案馆"}]}
    if units:
        asked |= {"case.report.reporting": [{"unit": unit} for unit in REPORTING]}
        asked |= {"input_due": road.after(5)}
    road.step("plan_report", asked | more)


def _units_report(road: Road) -> None:
    """Two of the three units report in time; the term of the third runs out."""
    for unit in REPORTING[:2]:
        road.later(0, 1)
        road.step("report_of_unit", {"case.unit_report.confirmed": "一致"}, unit_id=road.unit(unit))
    road.until_open("draft_report")


def _write(road: Road, publicity: str) -> None:
    """Draft the report, give it back once, draft it again, and let it pass."""
    checked = ["数据可追溯", "口径一致", "无个人信息", "保密审查"]
    for result in ("退回", "通过"):
        road.later(0, 1)
        road.step("draft_report", {"publicity": publicity})
        road.later(0, 1)
        road.step("check_report", {"check_result": result, "case.report.checks": checked})


def _send(road: Road) -> None:
    road.later(0, 1)
    received = [{"unit": "labour", "received_on": road.today}]
    road.step("send_report", {"case.report.sent_on": road.today, "case.report.receipts": received})


def sent(road: Road) -> None:
    """A monthly report for which units report first; one of them does not."""
    _plan(road, "月报", units=True)
    _units_report(road)
    _write(road, "不予公开")
    sign(road, "sign_report")
    _send(road)


def published(road: Road) -> None:
    """A half-yearly report that the convenor signs and that is published."""
    _plan(road, "半年报", units=False, signer="召集人")
    _write(road, "主动公开")
    sign(road, "sign_report")
    _send(road)
    road.later(1, 3)
    road.step("publish_report", {"case.report.published_on": road.today})


def dropped(road: Road) -> None:
    """A bulletin that the director does not sign."""
    _plan(road, "工作通报", units=False)
    _write(road, "依申请公开")
    road.later(0, 1)
    road.step("review_by_section", {"section_opinion": "同意"}, path="sign_report")
    road.step("decide_approval", {"approval": "不批准"}, path="sign_report")
