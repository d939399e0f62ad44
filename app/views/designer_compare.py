"""Comparing two versions or drafts of a process: the page with both diagrams, and the exports; it writes nothing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy.orm import Session

from app import clock
from app.diagrams.comparing.apart import Comparison, compare_apart
from app.views.access import actor, db, needs
from app.views.designer_differences import WHATS, counts_of, drawings, parts_of
from app.views.designer_sheets import workbook
from app.views.designer_sides import Side, choices_of, side_named
from app.views.words import t
from storage.versions import newest_versions, versions_of

blueprint = Blueprint("designer_compare", __name__, url_prefix="/designer/compare")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@needs("process.design")
def page() -> str:
    """Show both sides with their differences on the diagrams and in words."""
    return render_template("designer/compare.html", **_contents(db()))


@blueprint.get("/differences.xlsx")
@needs("process.design")
def sheet() -> Response:
    """Send the differences as a workbook."""
    found = _contents(db())
    told = t(
        f"{found['left'].words} 与 {found['right'].words}",
        f"{found['left'].words} and {found['right'].words}",
    )
    return _file(workbook(found["parts"], told), XLSX, found, "xlsx")


@blueprint.get("/differences.html")
@needs("process.design")
def document() -> Response:
    """Send the differences as one page that needs nothing else."""
    found = _contents(db())
    text = render_template("designer/compare_document.html", at=clock.now(), by=actor().name, **found)
    return _file(text.encode(), "text/html; charset=utf-8", found, "html")


def _contents(session: Session) -> dict[str, Any]:
    asked = request.args
    key = asked.get("process", "") or next((each.process_key for each in newest_versions(session)), "")
    right = side_named(session, key, asked.get("b", "newest"))
    left = side_named(session, right.process_key, asked.get("a") or _before(session, right))
    found: Comparison = compare_apart(left.files, right.files)
    what = asked.get("what", "")
    shown = [change for change in found.changes if what not in WHATS or change.what == what]
    lines = [line for line in found.lines if what not in WHATS or line.what == what]
    return {
        "process": right.process_key,
        "processes": [(each.process_key, t(each.name_zh, each.name_en)) for each in newest_versions(session)],
        "choices": choices_of(session, right.process_key),
        "left": left,
        "right": right,
        "found": found,
        "counts": counts_of(found.changes),
        "whats": {key: (t(zh, en), colour) for key, (zh, en, colour) in WHATS.items()},
        "what": what if what in WHATS else "",
        "parts": parts_of(shown, lines, left, right),
        "drawings": drawings(found.changes, left, right),
    }


def _before(session: Session, right: Side) -> str:
    """Return the version before the one on the right, or the newest for a draft."""
    numbers = [each.number for each in versions_of(session, right.process_key)]
    older = [number for number in numbers if not right.version_id or number < int(right.asked)]
    return str(max(older, default=max(numbers, default=0)))


def _file(content: bytes, kind: str, found: dict[str, Any], ending: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    name = f"{found['process']}-differences.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
