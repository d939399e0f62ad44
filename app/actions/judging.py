"""Judges the answers of a form of a case; what `app.forms` decides, fed with what the case knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.actions import clock_dates
from app.actions.desk import Desk
from app.actions.documents import Upload
from app.actions.form_choices import options_for
from app.actions.roster_lines import with_imports
from app.actions.spots import Spot
from app.clock import LOCAL
from app.forms import Answered, Form, answer, read_submission
from app.refusals import InvalidAnswers
from app.values import Value
from app.versions import Edition

Fields = Mapping[str, Sequence[str]]
"""A submitted form as it came in: input name to texts, named as `app.forms.reading` says."""


@dataclass(frozen=True)
class Question:
    """One form of a diagram, at a spot of a case, with the data visible there."""

    process_key: str
    element_id: str
    spot: Spot
    data: Mapping[str, Value]


def judge(
    desk: Desk, edition: Edition, question: Question, fields: Fields, given: Mapping[str, Sequence[Upload]]
) -> Answered:
    """Return the judged answers; raise InvalidAnswers with all faults. `given` are the new files by field."""
    form = edition.form(question.process_key, question.element_id)
    if form is None:
        return Answered({}, [], frozenset())
    names = edition.judged_names(question.process_key, question.element_id)
    known = {**question.data, **desk.form_facts(names, question.spot, question.data)}
    return judge_form(desk, form, known, fields, given)


def judge_form(
    desk: Desk, form: Form, known: Mapping[str, Value], fields: Fields, given: Mapping[str, Sequence[Upload]]
) -> Answered:
    """Return the judged answers to a form of which this is known; raise InvalidAnswers with all faults."""
    chosen = [text for texts in fields.values() for text in texts]
    raw = read_submission(form, with_files(fields, given))
    judged = answer(
        form,
        with_imports(desk.session, raw, form, fields, by=desk.by),
        known,
        now=desk.at.astimezone(LOCAL),
        options=options_for(desk, form, given, chosen=chosen),
        functions=clock_dates.functions_of(desk),
    )
    if judged.errors or judged.unseen:
        raise InvalidAnswers(
            "表单有需要改正的地方，内容没有提交。",
            "The form needs corrections; nothing was submitted.",
            errors=judged.errors,
            unseen=judged.unseen,
        )
    return judged


def with_files(fields: Fields, given: Mapping[str, Sequence[Upload]]) -> dict[str, list[str]]:
    """Return a submitted form in which the ids of new files answer their fields."""
    complete = {name: list(texts) for name, texts in fields.items()}
    for name, uploads in given.items():
        complete[name] = [*complete.get(name, []), *(upload.id for upload in uploads)]
    return complete


def split(values: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return run variables (without `var.`) and case facts (with `case.`) of judged answers."""
    variables = {path[4:]: value for path, value in values.items() if path.startswith("var.")}
    return variables, {path: value for path, value in values.items() if path.startswith("case.")}
