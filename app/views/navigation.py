"""The way through the pages: what stands in the side bar and which entry is the current one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.actors import Actor
from app.permissions import may


@dataclass(frozen=True)
class Entry:
    """One link of the side bar; `on_phone` entries also stand in the bar at the bottom of a phone."""

    zh: str
    en: str
    address: str
    picture: str
    permission: str
    on_phone: bool = False
    current: bool = False


@dataclass(frozen=True)
class Group:
    """A headed group of links."""

    zh: str
    en: str
    items: tuple[Entry, ...]


GROUPS = (
    Group(
        "办理",
        "Work",
        (
            Entry("工作台", "Overview", "/front", "home", "front.read", on_phone=True),
            Entry("统计分析", "Figures", "/figures", "chart", "front.read"),
            Entry("待办任务", "Tasks", "/inbox", "inbox", "inbox.read", on_phone=True),
            Entry("期限提醒", "Reminders", "/reminders", "bell", "inbox.read"),
            Entry("登记投诉", "New complaint", "/cases/new", "file-plus", "case.open", on_phone=True),
            Entry("案件查询", "Cases", "/cases", "search", "case.search", on_phone=True),
            Entry("台账", "Registers", "/registers", "list", "register.read"),
            Entry("实名制名册", "Real-name lists", "/project-lists", "users", "register.read"),
            Entry("报告", "Reports", "/reports", "note", "case.search"),
            Entry("委托代办", "Delegations", "/delegations", "swap", "work.delegate"),
        ),
    ),
    Group(
        "流程",
        "Processes",
        (
            Entry("流程图", "Diagrams", "/processes", "flow", "process.read", on_phone=True),
            Entry("设计台", "Designer's desk", "/designer", "pen", "process.design", on_phone=True),
            Entry("设计指南", "Designer's guide", "/guide/designer", "note", "process.design"),
            Entry("迁移计划", "Migrations", "/designer/migrations", "swap", "process.design"),
            Entry("发布记录", "Publications", "/designer/publications", "send", "process.design"),
        ),
    ),
    Group(
        "职责",
        "Duties",
        (
            Entry("职责矩阵", "Duty matrix", "/duties", "list", "law.read"),
            Entry("成员与职责", "Members", "/members", "users", "law.read"),
            Entry("数据差异提示", "Differences", "/differences", "alert", "law.read"),
            Entry("待定问题", "Open questions", "/open-questions", "note", "law.read"),
        ),
    ),
    Group(
        "法规",
        "Law",
        (
            Entry("期限规则", "Rules", "/rules", "list", "law.read"),
            Entry("工作日历", "Calendar", "/calendar", "calendar", "law.read"),
        ),
    ),
    Group(
        "审计",
        "Audit",
        (
            Entry("审计台", "Auditor's desk", "/audit", "shield", "record.read", on_phone=True),
            Entry("案件检索", "Search", "/audit/search", "filter", "case.audit", on_phone=True),
            Entry("流程画像", "Patterns", "/audit/patterns", "chart", "case.audit"),
            Entry("审计发现", "Findings", "/audit/findings", "note", "case.audit", on_phone=True),
        ),
    ),
    Group(
        "监督",
        "Oversight",
        (
            Entry("异常", "Incidents", "/incidents", "alert", "incident.read"),
            Entry("外部任务", "External tasks", "/external-tasks", "swap", "external.work"),
            Entry("案卷导出审批", "Exports", "/exports", "download", "export.approve"),
            Entry("事件日志", "Event logs", "/logs", "list", "log.export"),
            Entry("对外交换", "Exchanges", "/exchanges", "swap", "exchange.read"),
            Entry("后台任务", "Background work", "/background", "clock", "work.watch"),
        ),
    ),
)


def navigation_for(actor: Actor, path: str) -> list[Group]:
    """Return the groups with the entries open to this officer; the longest address that begins `path` is current."""
    allowed = [entry for group in GROUPS for entry in group.items if may(actor, entry.permission)]
    holding = [e.address for e in allowed if path == e.address or path.startswith(e.address + "/")]
    current = max(holding, key=len, default=None)
    groups = []
    for group in GROUPS:
        items = tuple(replace(e, current=e.address == current) for e in group.items if e in allowed)
        if items:
            groups.append(replace(group, items=items))
    return groups
