"""What an officer typed into a form that can no longer be submitted, as labels and texts to take along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.forms import Field, read_submission
from app.forms.fields import PLAIN
from app.views.access import house, language
from app.views.words import t
from storage.models import Task
from storage.runs import run_of

Texts = Mapping[str, Sequence[str]]


def typed_answers(session: Session, task: Task, fields: Texts) -> list[tuple[str, list[str]]]:
    """Return label and lines of every answer that holds something, in the order of the form.

    Answers that refer to other rows (officers, parties, files) are left out: their ids say nothing.
    """
    run = run_of(session, task.run_id)
    edition = house().shelf.edition(session, run.version_id) if run is not None else None
    form = edition.form(task.process_key, task.element_id) if edition is not None else None
    if form is None:
        return []
    raw = read_submission(form, fields)
    found = []
    for item in form.fields:
        if item.path in raw.rows:
            lines = [_line(item, row) for row in raw.rows[item.path]]
        elif item.path in raw.groups:
            lines = [_line(item, raw.groups[item.path])]
        else:
            lines = [_words(item, raw.texts.get(item.path, ()))]
        found.append((item.label(language()), [line for line in lines if line]))
    return [(label, lines) for label, lines in found if lines]


def _line(item: Field, row: Texts) -> str:
    colon, comma = t("：", ": "), t("；", "; ")
    told = [(column.label(language()), _words(column, row.get(column.path, ()))) for column in item.columns]
    return comma.join(f"{label}{colon}{words}" for label, words in told if words)


def _words(item: Field, texts: Sequence[str]) -> str:
    given = [text.strip() for text in texts if text.strip()]
    if item.kind == "yesno":
        return "".join(t("是", "Yes") if text == "true" else t("否", "No") for text in given)
    if item.options:
        labels = {option.value: option.label(language()) for option in item.options}
        return t("、", ", ").join(labels.get(text, text) for text in given)
    return "\n".join(given) if item.kind in PLAIN else ""
