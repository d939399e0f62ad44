"""How the template of a paper of a draft will look, beside its text; what it says is read in a child process."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from app.actions.design_reach import reach_draft
from app.confined import Limits, run_apart
from app.refusals import NotFound
from app.views.access import db, house, needs
from app.views.words import t
from storage.designs import files_of_draft

blueprint = Blueprint("designer_papers", __name__, url_prefix="/designer")

BOUNDS = Limits(cpu_seconds=5.0, wall_seconds=20.0)


@blueprint.get("/drafts/<draft_id>/preview/<path:path>")
@needs("process.design")
def preview(draft_id: str, path: str) -> str:
    """Show the paragraphs of a template as it was saved last; what is put in stands there by its name."""
    draft = reach_draft(db(), draft_id)
    content = files_of_draft(db(), draft.id).get(path)
    if content is None or not path.endswith(".paper"):
        raise NotFound
    answer = run_apart("app.stencils.apart:outline", content, BOUNDS)
    return render_template("designer/paper_preview.html", called=_called, **(answer.value or _broken()))


def _broken() -> dict[str, Any]:
    return {"faults": [[1, "模板过于复杂，无法预览。", "The template is too intricate to be shown."]]}


def _called(source: str) -> str:
    """Return what a name is called that is put in, else the expression itself."""
    known = house().catalogue.fields.get(source)
    if known is not None:
        return t(known.zh, known.en)
    parent = house().catalogue.fields.get(source.rpartition(".")[0])
    column = parent.columns.get(source.rpartition(".")[2]) if parent is not None else None
    return (
        f"{t(parent.zh, parent.en)} · {t(column.zh, column.en)}" if parent is not None and column else source
    )
