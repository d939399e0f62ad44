"""What a diagram names outside itself: lanes, forms, settings, other elements; must not know their content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.gate_expressions import ENGINE_SETTINGS, HOST_MAPS, HOST_SETTINGS
from app.diagrams.safe_xml import BPMN, SPIFF, bpmn

PROCESS_SETTINGS = frozenset(
    {"code", "name_en", "purpose", "purpose_en", "requirements", "variables", "ends"}
)
ELEMENT_SETTINGS = frozenset(
    {*ENGINE_SETTINGS, *HOST_SETTINGS, *HOST_MAPS, "law", "requirements", "documents", "starts", "starts_on_entry",
     "meets", "extends", "pauses", "rules_checked", "note", "role", "purpose", "purpose_en", "four_eyes_not",
     "four_eyes_by", "from_outside", "any_asker", "setting", "requires", "binding", "each", "name_en", "decision",
     "operation", "topic", "results", "item", "rule", "label_en", "gather", "gather_into", "check_exception"}
)  # fmt: skip
ASKED_BY_HAND = ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
"""What may come by hand instead of by message, and then has a form to enter it."""
EMBEDDED = ("subProcess", "adHocSubProcess", "transaction")
NAMES_ELEMENTS = ("requires", "four_eyes_not")
PROVEN = (bpmn("userTask"), bpmn("manualTask"))
SERVICE = "service_of_document"


def check_settings(process: etree._Element, files: Mapping[str, bytes], notes: Notes) -> None:
    """Report tasks without lane or form, settings nobody reads, and settings that name missing elements."""
    ids = {str(element.get("id")) for element in process.iter(f"{{{BPMN}}}*") if element.get("id")}
    for element in process.iter(f"{{{SPIFF}}}property"):
        _check_property(element, process, ids, notes)
    _check_lanes(process, notes)
    _check_forms(process, files, notes)


def _owner(item: etree._Element) -> etree._Element | None:
    for holder in item.iterancestors():
        if holder.get("id"):
            return holder
    return None


def _check_property(item: etree._Element, process: etree._Element, ids: set[str], notes: Notes) -> None:
    name, value = item.get("name") or "", item.get("value") or ""
    owner = _owner(item)
    known = PROCESS_SETTINGS if owner is process else ELEMENT_SETTINGS
    owner_id = owner.get("id") if owner is not None else None
    if name not in known and not (owner is process and name.startswith("lane.")):
        notes.warning(
            "unknown_setting",
            f"没有名为“{name[:40]}”的设置，不起作用；请检查拼写。",
            f"There is no setting “{name[:40]}”, it has no effect; check the spelling.",
            owner_id,
            item.sourceline,
        )
    if name in NAMES_ELEMENTS:
        targets = [part.strip() for part in value.split(",") if part.strip()]
        for target in (each for each in targets if each not in ids):
            notes.error(
                "reference_to_nothing",
                f"设置 {name} 所指的“{target[:60]}”不在本流程中。",
                f"The setting {name} names “{target[:60]}”, which is not in this process.",
                owner_id,
                item.sourceline,
            )
        for target in (each for each in targets if name == "requires" and each in ids):
            if not _is_proven(process, target):
                notes.error(
                    "never_proven",
                    f"设置 requires 所指的“{target[:60]}”既不是任务，也不是文书送达，这一步永远不能办；请改指任务。",
                    f"The setting requires names “{target[:60]}”, neither a task nor a call of the service of a"
                    " document, so this step could never be done; name a task.",
                    owner_id,
                    item.sourceline,
                )


def _is_proven(process: etree._Element, target: str) -> bool:
    """Tell whether doing a step leaves what `requires` asks for: a completed task, or a record of service."""
    steps = [each for each in process.iter(f"{{{BPMN}}}*") if each.get("id") == target]
    return any(
        each.tag in PROVEN or (each.tag == bpmn("callActivity") and each.get("calledElement") == SERVICE)
        for each in steps
    )


def _check_lanes(process: etree._Element, notes: Notes) -> None:
    placed = {(ref.text or "").strip() for ref in process.iter(bpmn("flowNodeRef"))}
    homeless = [
        task
        for task in process.iter(bpmn("userTask"))
        if task.get("id") not in placed and not _inside_placed(task, placed) and not _setting(task, "binding")
    ]
    for task in homeless:
        notes.error(
            "no_lane",
            "用户任务不在任何泳道中，没有单位能收到它；请把它放进泳道。",
            "The user task stands in no lane, so no unit would get it; put it into a lane.",
            task.get("id"),
            task.sourceline,
        )


def _inside_placed(task: etree._Element, placed: set[str]) -> bool:
    return any(holder.get("id") in placed for holder in task.iterancestors(*map(bpmn, EMBEDDED)))


def _setting(element: etree._Element, name: str) -> str:
    for item in element.iterfind(f"{{{BPMN}}}extensionElements/{{{SPIFF}}}properties/{{{SPIFF}}}property"):
        if item.get("name") == name:
            return item.get("value") or ""
    return ""


def _check_forms(process: etree._Element, files: Mapping[str, bytes], notes: Notes) -> None:
    """Every user task has its form once any form of the process is given; without any, that is said once."""
    key = str(process.get("id"))
    forms = {PurePosixPath(path).stem for path in files if _is_form_of(path, key)}
    tasks = {str(task.get("id")): task for task in process.iter(bpmn("userTask"))}
    if tasks and not forms:
        notes.warning(
            "no_forms",
            "没有随图提交表单，用户任务只能确认完成，不能填写内容。",
            "No forms were given with the diagram; its user tasks can only be confirmed, not filled in.",
            key,
            process.sourceline,
        )
        return
    for task_id in sorted(tasks.keys() - forms):
        notes.error(
            "no_form",
            f"用户任务没有表单，请新建 forms/{key}/{task_id}.form。",
            f"The user task has no form; make forms/{key}/{task_id}.form.",
            task_id,
            tasks[task_id].sourceline,
        )
    asked_by_hand = {str(element.get("id")) for element in process.iter(*map(bpmn, ASKED_BY_HAND))}
    for name in sorted(forms - tasks.keys() - asked_by_hand):
        notes.warning(
            "form_of_nothing",
            f"表单 {name} 不属于任何用户任务或等待的事件，请改名或删去。",
            f"The form {name} belongs to no user task and no awaited event; rename or remove it.",
            name,
        )


def _is_form_of(path: str, key: str) -> bool:
    pure = PurePosixPath(path)
    return pure.suffix == ".form" and pure.parent.name in (key, "", ".")
