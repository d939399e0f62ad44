"""Two designers changed one file: both are kept, shown side by side and merged by element; it compares nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.design_reach import reach_draft
from app.actions.designing_files import keep_aside, save_file
from app.actions.draft_revisions import FileRefused
from app.diagrams.comparing import Change
from app.diagrams.comparing.apart import compare_apart
from app.diagrams.merging import merge_apart
from app.refusals import NotFound
from app.views.access import actor, db, needs
from app.views.designer_files import posted_content, posted_number
from app.views.designer_parts import answers_json
from app.views.words import t
from storage.designs import content_of, newest_revision, revision_of
from storage.models import DraftRevision
from storage.officers import names_of

blueprint = Blueprint("designer_conflict", __name__, url_prefix="/designer/drafts/<draft_id>")


@dataclass(frozen=True)
class Row:
    """One element, rule or field that differs: what theirs and mine changed of it, in words."""

    item: str
    name: str
    theirs: list[str]
    mine: list[str]
    disputed: bool = False

    @property
    def both(self) -> bool:
        """Whether both changed it, so that somebody has to choose."""
        return self.disputed or bool(self.theirs and self.mine)


@blueprint.post("/conflicts/<path:path>")
@needs("process.design")
@answers_json
def keep(draft_id: str, path: str) -> dict[str, Any]:
    """Keep mine beside what somebody else has saved; the answer names the page on which both are compared."""
    sent = request.get_json(silent=True) or {}
    theirs = posted_number(sent.get("theirs"))
    row = keep_aside(db(), draft_id, path, posted_content(sent), theirs, by=actor())
    base = posted_number(sent.get("base"))
    numbers = f"base={base}&theirs={theirs}&mine={row.number}"
    return {"address": f"{url_for('designer_conflict.page', draft_id=draft_id, path=path)}?{numbers}"}


@blueprint.get("/conflicts/<path:path>")
@needs("process.design")
def page(draft_id: str, path: str) -> str:
    """Show what theirs and mine changed, element by element."""
    draft = reach_draft(db(), draft_id)
    rows = {
        name: _revision(draft_id, path, request.args.get(name, 0, type=int)) for name in ("theirs", "mine")
    }
    base = revision_of(db(), draft_id, path, request.args.get("base", 0, type=int))
    found = {name: compare_apart({path: _content(base)}, {path: _content(row)}) for name, row in rows.items()}
    head = newest_revision(db(), draft_id, path)
    return render_template(
        "designer/conflict.html",
        draft=draft,
        path=path,
        numbers={"base": base.number if base else 0, **{name: row.number for name, row in rows.items()}},
        people=names_of(db(), {row.made_by for row in rows.values()}),
        rows=rows,
        lines=_lines(found["theirs"].changes, found["mine"].changes, _disputed(path, base, rows)),
        unreadable=found["theirs"].unreadable or found["mine"].unreadable,
        head=head.number if head else 0,
    )


@blueprint.post("/merges/<path:path>")
@needs("process.design")
def merge(draft_id: str, path: str) -> Response:
    """Save both merged, with mine of the elements that the form names, as the newest revision."""
    sent = request.form
    numbers = {name: sent.get(name, 0, type=int) for name in ("base", "theirs", "mine")}
    texts = {name: _content(revision_of(db(), draft_id, path, number)) for name, number in numbers.items()}
    result = merge_apart(path, texts["base"], texts["mine"], texts["theirs"], sent.getlist("kept"))
    if result.failure:
        raise FileRefused(
            "两份改动无法逐项合并，请取其中一份；另一份在修改历史里。",
            "These changes cannot be merged piece by piece; take one of them, the other stays in the history.",
        )
    note = t(f"合并第 {numbers['theirs']} 次与第 {numbers['mine']} 次保存", "merged")
    row = save_file(
        db(), draft_id, path, result.content, posted_number(sent.get("head")), by=actor(), note=note
    )
    flash(
        t(
            f"已合并，成为第 {row.number} 次保存；请看一遍检查结果。",
            f"Merged as revision {row.number}; look at the checks.",
        )
    )
    return redirect(url_for("designer_editor.page", draft_id=draft_id) + f"#{path}")


def _revision(draft_id: str, path: str, number: int) -> DraftRevision:
    row = revision_of(db(), draft_id, path, number)
    if row is None:
        raise NotFound
    return row


def _content(row: DraftRevision | None) -> bytes:
    found = content_of(db(), row.digest) if row is not None and row.digest is not None else None
    return found or b""


def _disputed(path: str, base: DraftRevision | None, rows: Mapping[str, DraftRevision]) -> frozenset[str]:
    """Return the lines of a paper of which somebody has to choose; they have no ids that would tell it."""
    if not path.endswith(".paper"):
        return frozenset()
    return merge_apart(path, _content(base), _content(rows["mine"]), _content(rows["theirs"]), ()).both


def _lines(theirs: tuple[Change, ...], mine: tuple[Change, ...], disputed: frozenset[str]) -> list[Row]:
    """Return the rows in which something differs, those that both changed first."""
    found: dict[str, Row] = {}
    for changes, side in ((theirs, "theirs"), (mine, "mine")):
        for change in changes:
            item = change.item if change.kind == "line" else change.item.rpartition(" ")[2]
            row = found.setdefault(item, Row(item, change.name or item, [], [], item in disputed))
            getattr(row, side).append(t(change.zh, change.en))
    return sorted(found.values(), key=lambda row: (not row.both, row.name))
