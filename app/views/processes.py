"""Published processes: the list with versions, a diagram to look at with what its elements say, and its XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, render_template
from sqlalchemy.orm import Session

from app import clock
from app.actions.clock_dates import listed
from app.actions.start_sheets import startable
from app.duties import clauses_of
from app.engine import Element
from app.permissions import role_name
from app.refusals import NotFound
from app.versions import Edition
from app.views.access import actor, db, house, language, needs
from app.views.naming import rule_length, rule_name
from app.views.progress_panel import Drawing, diagram_address
from app.views.words import t
from storage.in_force import versions_in_force
from storage.versions import version_of, versions_of

blueprint = Blueprint("processes", __name__, url_prefix="/processes")

SHOWN_KINDS = {
    "userTask": ("办理任务", "Task"),
    "manualTask": ("办理任务", "Task"),
    "serviceTask": ("系统办理", "Done by the system"),
    "scriptTask": ("系统计算", "Calculated"),
    "businessRuleTask": ("决策表", "Decision table"),
    "callActivity": ("调用流程", "Called process"),
    "sendTask": ("发送消息", "Message out"),
    "receiveTask": ("等待消息", "Message in"),
    "startEvent": ("开始", "Start"),
    "endEvent": ("结束", "End"),
    "boundaryEvent": ("边界事件", "Boundary event"),
    "intermediateCatchEvent": ("等待", "Wait"),
    "intermediateThrowEvent": ("通知", "Notice"),
}
ALWAYS = frozenset({"userTask", "manualTask", "callActivity", "serviceTask", "businessRuleTask", "endEvent"})
CLOCKS = (
    ("starts", ("起算", "starts")),
    ("starts_on_entry", ("起算", "starts")),
    ("meets", ("履行", "meets")),
    ("extends", ("延长", "extends")),
)


@blueprint.get("")
@needs("process.read")
def page() -> str:
    """List the processes with the versions that are in force."""
    lines = [
        (version, edition, len([e for e in edition.definition.elements.values() if e.kind == "userTask"]))
        for version in versions_in_force(db(), _district(), clock.today())
        if (edition := house().shelf.edition(db(), version.id))
    ]
    by_hand = {edition.key for edition in startable(db(), _district())}
    return render_template("processes.html", lines=lines, by_hand=by_hand)


@blueprint.get("/<process_key>")
@needs("process.read")
def newest(process_key: str) -> str:
    """Show the version of a process that is in force in the officer's district, or the newest if none is."""
    edition = house().shelf.current(db(), process_key, _district(), clock.today()) or house().shelf.newest(
        db(), process_key
    )
    if edition is None:
        raise NotFound
    return _shown(db(), edition)


@blueprint.get("/versions/<version_id>")
@needs("process.read")
def version(version_id: str) -> str:
    """Show one version of a process."""
    return _shown(db(), house().shelf.edition(db(), version_id))


@blueprint.get("/versions/<version_id>/<process_key>.bpmn")
@needs("process.read")
def diagram(version_id: str, process_key: str) -> Response:
    """Return the XML of a diagram of a version; a version never changes, so the browser may keep it."""
    files = house().shelf.edition(db(), version_id).files
    content = files.get(f"processes/{process_key}/{process_key}.bpmn")
    if content is None:
        raise NotFound
    response = make_response(content)
    response.mimetype = "application/xml"
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return response


def _district() -> str:
    """Return the district whose versions the officer sees first."""
    return min(actor().jurisdictions, default="")


def _shown(session: Session, edition: Edition) -> str:
    definition = edition.definition
    nothing: dict[str, Any] = {"done": [], "current": [], "flows": [], "badges": []}
    known = version_of(session, edition.id)
    contents = {
        "edition": edition,
        "published": known,
        "versions": versions_of(session, edition.key),
        "properties": definition.properties.get(edition.key, {}),
        "drawing": Drawing(
            t(edition.name_zh, edition.name_en), diagram_address(edition, edition.key), nothing
        ),
        "elements": [
            _element(each, definition.lanes.get(edition.key, {}))
            for each in definition.elements.values()
            if each.process_key == edition.key and _says_something(each)
        ],
    }
    return render_template("process.html", **contents)


def _says_something(element: Element) -> bool:
    """Tell whether an element stands in the list: work of people and of the system, and events with settings."""
    if element.kind not in SHOWN_KINDS or not element.name:
        return False
    settings = ("purpose", "law", "documents", "requirements", *(name for name, _ in CLOCKS))
    return element.kind in ALWAYS or any(element.properties.get(name) for name in settings)


def _element(element: Element, lanes: Mapping[str, str]) -> dict[str, Any]:
    properties = element.properties
    clocks = []
    for name, words in CLOCKS:
        for rule in listed(element, name):
            known = house().rules.get(rule)
            length = f"（{rule_length(known)}）" if known and known.length else ""
            clocks.append(f"{t(*words)} {rule_name(rule)}{length}")
    return {
        "id": element.id,
        "name": t(element.name, properties.get("name_en")),
        "kind": t(*SHOWN_KINDS[element.kind]),
        "lane": lanes.get(element.lane or "", ""),
        "role": role_name(properties["role"], language()) if properties.get("role") else "",
        "purpose": t(properties.get("purpose", ""), properties.get("purpose_en")),
        "law": properties.get("law", ""),
        "clocks": clocks,
        "clauses": [clause for clause in clauses_of(properties) if clause in house().clauses],
        "documents": [house().documents.get(code, code) for code in listed(element, "documents")],
    }
