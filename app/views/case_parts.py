"""Parts that the pages of one case share: reach, head, badges, key facts, next task; it writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actors import Actor
from app.forms.display import readable
from app.permissions import seat_for, units_where, whole_districts
from app.refusals import NotFound
from app.views.access import language
from app.views.naming import unit_name
from app.views.words import day, moment, t
from storage.casebook import visible_case
from storage.models import CaseFile, Task
from storage.tasks import open_tasks_of_case
from storage.versions import newest_versions

URGENCY = {"urgent": ("紧急", "Urgent"), "major": ("重大", "Major")}


@dataclass(frozen=True)
class Head:
    """The head of a case's pages; `badges` are pairs of words and colour."""

    case: CaseFile
    stage: str
    unit: str
    badges: tuple[tuple[str, str], ...]


def readable_case(session: Session, case_id: str, who: Actor) -> CaseFile:
    """Return a case that the officer may read; raise NotFound for any other, whether it exists or not."""
    case = visible_case(session, case_id, units_where(who, "case.read"), whole_districts(who))
    if case is None:
        raise NotFound
    return case


def process_names(session: Session) -> dict[str, str]:
    """Return the names of all published processes by key, in the language of the page."""
    return {version.process_key: t(version.name_zh, version.name_en) for version in newest_versions(session)}


def head_of(session: Session, case: CaseFile) -> Head:
    """Return the head of a case's pages."""
    badges = []
    if case.closed_at is not None:
        badges.append((t("已办结", "Closed"), "green"))
    if case.urgency in URGENCY:
        badges.append((t(*URGENCY[case.urgency]), "red"))
    if case.group_case:
        badges.append((t("群体", "Group"), "violet"))
    if case.merged_into_id:
        badges.append((t("已并案", "Merged"), ""))
    stage = process_names(session).get(case.stage, case.stage)
    return Head(case, stage, unit_name(case.lead_unit_id), tuple(badges))


def key_facts(session: Session, case: CaseFile) -> list[tuple[str, str]]:
    """Return labels and texts of what an officer wants to know first of a case."""
    tree = facts_of_case(Folder(session, case), ["case.employer", "case.complaint", "case.project"])
    complaint, project = tree.get("complaint") or {}, tree.get("project") or {}
    money = readable("money", case.amount_claimed or complaint.get("amount_claimed"), language())
    lines = [
        (t("用人单位", "Employer"), (tree.get("employer") or {}).get("name") or ""),
        (t("工程项目", "Project"), project.get("name") or ""),
        (t("涉及人数", "Workers"), str(case.headcount) if case.headcount else ""),
        (t("诉求金额", "Claimed"), money),
        (t("用工地址", "Work place"), str(complaint.get("work_place") or "")),
        (t("来源渠道", "Channel"), str(complaint.get("channel") or "")),
        (t("登记", "Registered"), moment(case.received_at)),
        (t("受理编号", "Receipt"), case.receipt_no),
        (t("首问单位", "First unit"), unit_name(case.first_unit_id)),
        (t("办结", "Closed"), day(case.closed_at) if case.closed_at else ""),
    ]
    return [(label, text) for label, text in lines if text]


def fits(task: Task, who: Actor) -> bool:
    """Tell whether the officer may do this open task: role and unit fit, and nobody else holds it."""
    return seat_for(who, unit_id=task.unit_id, role=task.role, instead_of=task.assignee_id) is not None


def next_task(session: Session, case_id: str, who: Actor, without: str = "") -> Task | None:
    """Return the open task of a case that the officer may do and that is due first, or None."""
    return first_of([task for task in open_tasks_of_case(session, case_id) if task.id != without], who)


def first_of(tasks: Iterable[Task], who: Actor) -> Task | None:
    """Return the first of these tasks that is open and that the officer may do, or None."""
    return next((task for task in tasks if task.closed_at is None and fits(task, who)), None)
