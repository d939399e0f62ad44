"""What a posted form brought along: its fields and its files; it knows no form and no case."""

from __future__ import annotations

from flask import request

from app.actions.documents import Upload

UPLOAD = "_upload."
"""Before the name of the input that a file answers."""
KEY = "submission"
"""The hidden field that tells a form sent twice from two forms."""
_OWN = frozenset({"csrf_token", "unit", "case", KEY})

Fields = dict[str, list[str]]


def posted_fields() -> Fields:
    """Return the named texts of the posted form, without those that the page itself added."""
    fields = {name: texts for name, texts in request.form.to_dict(flat=False).items() if name not in _OWN}
    if dropped := fields.get("_drop"):
        fields["_import"] = [each for each in fields.get("_import", []) if each not in dropped]
    return fields


def posted_uploads() -> list[Upload]:
    """Return the files that were chosen, each with the name of the input that it answers."""
    return [
        Upload(name.removeprefix(UPLOAD), file.filename, file.read())
        for name, file in request.files.items(multi=True)
        if name.startswith(UPLOAD) and file.filename
    ]


def posted_key() -> str | None:
    """Return the key of the posted form, or None."""
    return request.form.get(KEY)


def saves_by_itself() -> bool:
    """Tell whether the browser sent a draft by itself while the page was left or kept open."""
    return (
        request.headers.get("X-Requested-With") == "draft"
        or request.headers.get("Sec-Fetch-Mode") == "no-cors"
    )


def asks_again(fields: Fields) -> bool:
    """Tell whether a button only asked for the form again: a row more or less, or other questions to show."""
    return any(name in fields for name in ("_add", "_remove", "_refresh", "_drop"))
