"""The lines of settled rosters as answers of a form: put into its table, or referred to when there are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.actions.roster_drafts import read_roster, without_roster
from app.actors import Actor
from app.forms import Form, Raw
from app.forms.reading import MAX_ROWS, RawRow
from app.forms.view import BroughtRows
from app.rosters.contents import Contents, shown
from storage.models import RosterDraft

IMPORT = "_import"
"""The input that stands for the lines of a large roster: path of the table, colon, id."""


def form_with_roster(session: Session, draft_id: str, *, by: Actor) -> dict[str, list[str]]:
    """Return the form as it was typed, with the lines of a settled roster; a large one is referred to by its id."""
    draft, contents = read_roster(session, draft_id, by=by)
    fields = dict(contents.fields)
    if draft.settled_at is None:
        return fields
    others = [each for each in fields.get(IMPORT, []) if not each.startswith(f"{draft.path}:")]
    fields = {**without_roster(fields, draft.path), IMPORT: others}
    if len(contents.kept) > MAX_ROWS:
        return {**fields, IMPORT: [*others, f"{draft.path}:{draft.id}"]}
    for number, (_, texts) in enumerate(contents.kept):
        fields |= {f"{draft.path}.{number}.{key}": [text] for key, text in texts.items()}
    return fields


def imported(session: Session, fields: Mapping[str, Sequence[str]], *, by: Actor) -> dict[str, BroughtRows]:
    """Return the large rosters that a form refers to, by the path of their table."""
    found = {}
    for path, draft, contents in _referred(session, fields, by):
        reference = f"{path}:{draft.id}"
        found[path] = BroughtRows(reference, draft.file_name, len(contents.kept), contents.looked.totals)
    return found


def with_imports(
    session: Session, raw: Raw, form: Form, fields: Mapping[str, Sequence[str]], *, by: Actor
) -> Raw:
    """Return the answers with the lines of the large rosters that they refer to; they were judged row by row before."""
    for path, _, contents in _referred(session, fields, by):
        field = form.field(path)
        if field is None:
            continue
        keys = {column.path for column in field.columns if column.compute is None}
        rows: tuple[RawRow, ...] = tuple(
            {key: (shown(text),) for key, text in texts.items() if key in keys} for _, texts in contents.kept
        )
        raw = replace(raw, rows={**raw.rows, path: rows}, settled=raw.settled | {path})
    return raw


def _referred(
    session: Session, fields: Mapping[str, Sequence[str]], by: Actor
) -> list[tuple[str, RosterDraft, Contents]]:
    found = []
    for reference in fields.get(IMPORT, ()):
        path, _, draft_id = reference.rpartition(":")
        draft, contents = read_roster(session, draft_id, by=by)
        if draft.path == path and draft.settled_at is not None:
            found.append((path, draft, contents))
    return found
