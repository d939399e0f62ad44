"""Fills a form as an officer would: what was asked for, what is known, and plausible words for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.actions.documents import Upload
from app.demonstration.phrases import phrase_of
from app.forms import Field, Form, Option, answer, read_submission
from app.forms.choices import options_of
from app.forms.display import texts_of, values_for_display
from app.forms.fields import ATTACHMENTS, GROUPS

ROUNDS = 14
PATIENCE = 2
"""How often a field is filled with what comes to mind first; what is refused oftener is answered otherwise."""
SPANS = (0, 10, 30, -30, 60, 180, -180)
"""Days from now of the dates that are tried, one after the other."""
PAPER = b"%PDF-1.4\n% demonstration paper\n%%EOF\n"

Fields = dict[str, list[str]]


class CannotFill(RuntimeError):
    """A form that plausible answers do not satisfy; the message lists its faults."""


def fill(
    form: Form,
    known: Mapping[str, Any],
    wanted: Mapping[str, Any],
    *,
    now: datetime,
    options: Mapping[str, Sequence[Option]],
    functions: Mapping[str, Callable[..., Any]],
) -> tuple[Fields, list[Upload]]:
    """Return submitted fields and uploads that satisfy the form.

    `wanted` holds answers by path ("var.kind", "case.roster"), which stay what they are; a path may be given without
    "var.". Raises CannotFill naming the faults that remain.
    """
    asked = {
        path if path.startswith(("var.", "case.")) else f"var.{path}": value for path, value in wanted.items()
    }
    start = values_for_display(form, known, None, now=now, functions=functions, reveal=["case", "var"])
    fields: Fields = {name: texts for name, texts in start.fields().items() if any(texts)}
    for item in form.fields:
        if item.path in asked:
            _put(fields, item, asked[item.path])
    uploads: dict[str, Upload] = {}
    mended: Counter[str] = Counter()
    for _ in range(ROUNDS):
        given = _with_files(options, uploads)
        judged = answer(
            form, read_submission(form, fields), known, now=now, options=given, functions=functions
        )
        faults = [error for error in judged.errors if not error.warning]
        if not judged.errors:
            return _without_uploads(fields, uploads), list(uploads.values())
        if any(error.warning for error in judged.errors):
            fields["_confirm"] = ["1"]
        for error in faults:
            mended[error.path] += 1
            told = any(f"{error.path}.".startswith(f"{path}.") for path in asked)
            turn = 0 if told else max(0, mended[error.path] - PATIENCE)
            _mend(form, fields, error.path, _with_lists(form, known, given), now, uploads, turn)
    raise CannotFill(f"{form.id}: " + "；".join(error.zh for error in judged.errors))


def _with_files(
    options: Mapping[str, Sequence[Option]], uploads: Mapping[str, Upload]
) -> dict[str, Sequence[Option]]:
    """Add the files that come in with the form to those of the case."""
    files = [*options.get("file", []), *(Option(each.id, each.name) for each in uploads.values())]
    return {**options, "file": files, "document": files}


def _with_lists(
    form: Form, known: Mapping[str, Any], options: Mapping[str, Sequence[Option]]
) -> dict[str, Sequence[Option]]:
    """Add, by path, the options that a form takes from a list of the case."""
    lists = {
        item.path: options_of(item, item.path, known, options) for item in form.fields if item.options_from
    }
    return {**options, **lists}


def _without_uploads(fields: Fields, uploads: Mapping[str, Upload]) -> Fields:
    """The files come in as uploads: their names are no texts of the form."""
    fresh = {upload.id for upload in uploads.values()}
    return {name: [text for text in texts if text not in fresh] for name, texts in fields.items()}


def _put(fields: Fields, item: Field, value: Any) -> None:
    for name in [name for name in fields if name == item.path or name.startswith(f"{item.path}.")]:
        del fields[name]
    if item.repeats:
        for number, row in enumerate(value):
            for column in item.columns:
                if column.path in row:
                    fields[f"{item.path}.{number}.{column.path}"] = list(texts_of(column, row[column.path]))
    elif item.kind in GROUPS:
        for column in item.columns:
            if column.path in value:
                fields[f"{item.path}.{column.path}"] = list(texts_of(column, value[column.path]))
    else:
        fields[item.path] = list(texts_of(item, value))


def _mend(
    form: Form,
    fields: Fields,
    path: str,
    options: Mapping[str, Sequence[Option]],
    now: datetime,
    uploads: dict[str, Upload],
    turn: int,
) -> None:
    item = next((item for item in form.fields if path == item.path or path.startswith(f"{item.path}.")), None)
    if item is None:
        return
    if item.repeats or item.kind in GROUPS:
        rest = path.removeprefix(item.path).strip(".").split(".")
        row = rest[0] if item.repeats and rest[0].isdigit() else ("0" if item.repeats else "")
        prefix = f"{item.path}.{row}" if row else item.path
        for column in item.columns:
            needed = column.required or column.path == rest[-1]
            if needed and column.compute is None and not any(fields.get(f"{prefix}.{column.path}", [])):
                fields[f"{prefix}.{column.path}"] = _plausible(
                    column, f"{prefix}.{column.path}", options, now, uploads
                )
        return
    fields[item.path] = _plausible(item, item.path, options, now, uploads, turn)


def _plausible(
    item: Field,
    name: str,
    options: Mapping[str, Sequence[Option]],
    now: datetime,
    uploads: dict[str, Upload],
    turn: int = 0,
) -> list[str]:
    if item.kind in ATTACHMENTS:
        upload = Upload(name, f"{item.zh}.pdf", PAPER, id=f"upload-{name}")
        uploads[name] = upload
        return [upload.id]
    choices = [
        option.value for option in (*item.options, *options.get(item.path, ()), *options.get(item.kind, ()))
    ]
    if choices:
        if turn:
            return [choices[turn % len(choices)]]
        if item.kind == "checklist":
            return ["无"] if "无" in choices else choices
        return choices[: 2 if item.many else 1]
    words: dict[str, Any] = {
        "yesno": turn % 2 == 0,
        "number": Decimal(10**turn),
        "money": Decimal(1000) * Decimal(3) ** turn,
        "date": (now + timedelta(days=SPANS[turn % len(SPANS)])).date(),
        "datetime": now + timedelta(days=SPANS[turn % len(SPANS)]),
        "month": date(now.year, now.month, 1),
    }
    if item.kind in words:
        return list(texts_of(item, words[item.kind]))
    phrase = phrase_of(item.path, now.date())
    return [phrase or (f"{item.zh}：情况已核实并记录在案。" if item.kind == "textarea" else _line(item))]


def _line(item: Field) -> str:
    """Return one line of text without signs that a name must not hold."""
    letters = "".join(sign for sign in item.zh if sign.isalnum())
    return f"{letters}示例"
