"""Reads the named texts of a submitted form into the shape of the form; it judges nothing and knows no case.

Names of inputs: a field's path (`case.complaint.channel`), a member (`case.employer.uscc`), a cell with the
number of its row (`case.roster.0.worker`). A row's number only orders it, so gaps are no fault. `_seen`
repeats the path of each field that the page showed, `_id` in a row is the stored row's id. Buttons:
`_add=<path>`, `_remove=<path>.<row>`, `_refresh=1`; they ask for the form again and are never validated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.forms.fields import GROUPS, Field, Form

MAX_ROWS = 500
ROW_ID = "_id"

Texts = tuple[str, ...]
RawRow = dict[str, Texts]


@dataclass(frozen=True)
class Raw:
    """What was typed: `texts` of plain fields, `groups` of one party's members, `rows` of tables and parties.

    `seen` are the paths that the page showed (empty when a program sent the answers). `edit` is true when a
    button asked for the form again instead of submitting it, `touched` is the table whose rows it changed.
    `too_many` are the paths with more than MAX_ROWS rows, `settled` the tables whose rows were judged and confirmed
    one by one before.
    """

    texts: dict[str, Texts] = field(default_factory=dict)
    groups: dict[str, RawRow] = field(default_factory=dict)
    rows: dict[str, tuple[RawRow, ...]] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    edit: bool = False
    touched: str = ""
    added: bool = False
    confirmed: str = ""
    too_many: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()

    def has(self, path: str) -> bool:
        """Whether the officer had this field before them, or a program sent it."""
        return path in self.seen or path in self.texts or path in self.groups or path in self.rows

    def fields(self) -> dict[str, list[str]]:
        """Return the input names and texts again, rows numbered from 0: what a draft stores."""
        named: dict[str, list[str]] = {path: list(texts) for path, texts in self.texts.items()}
        for path, members in self.groups.items():
            named |= {f"{path}.{key}": list(texts) for key, texts in members.items()}
        for path, rows in self.rows.items():
            for number, row in enumerate(rows):
                named |= {f"{path}.{number}.{key}": list(texts) for key, texts in row.items()}
        if self.seen:
            named["_seen"] = sorted(self.seen)
        return named


def read_submission(form: Form, fields: Mapping[str, Sequence[str]]) -> Raw:
    """Return what was typed into `form`; names that the form does not have are left out.

    A pressed `_add` or `_remove` is carried out here, so that the form only has to be shown again.
    """
    texts: dict[str, Texts] = {}
    groups: dict[str, RawRow] = {}
    rows: dict[str, tuple[RawRow, ...]] = {}
    too_many = set()
    by_table = _cells(form, fields)
    touched = _change_rows(form, fields, by_table)
    for item in form.fields:
        if item.repeats:
            numbered = by_table.get(item.path, {})
            if len(numbered) > MAX_ROWS:
                too_many.add(item.path)
            if numbered or touched == item.path:
                rows[item.path] = tuple(numbered[number] for number in sorted(numbered)[:MAX_ROWS])
        elif item.kind in GROUPS:
            members = _members(item, fields)
            if members:
                groups[item.path] = members
        elif item.path in fields:
            texts[item.path] = tuple(fields[item.path])
    known = {item.path for item in form.fields}
    seen = frozenset(path for path in fields.get("_seen", ()) if path in known)
    edit = bool(touched) or "_refresh" in fields or "_add" in fields or "_remove" in fields
    confirmed = next(iter(fields.get("_confirm", ())), "")
    return Raw(texts, groups, rows, seen, edit, touched, "_add" in fields, confirmed, frozenset(too_many))


def _members(item: Field, fields: Mapping[str, Sequence[str]]) -> RawRow:
    named = {column.path: f"{item.path}.{column.path}" for column in item.columns}
    return {key: tuple(fields[name]) for key, name in named.items() if name in fields}


_CELL = re.compile(r"(.+)\.(\d{1,6})\.([A-Za-z_][A-Za-z0-9_]*)\Z", re.ASCII)


def _cells(form: Form, fields: Mapping[str, Sequence[str]]) -> dict[str, dict[int, RawRow]]:
    """Return path -> row number -> column -> texts of every cell that belongs to a table of the form."""
    columns = {
        item.path: {column.path for column in item.columns} | {ROW_ID} for item in form.fields if item.repeats
    }
    found: dict[str, dict[int, RawRow]] = {}
    for name, texts in fields.items():
        match = _CELL.match(name)
        if match and match[3] in columns.get(match[1], ()):
            found.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = tuple(texts)
    return found


def _change_rows(form: Form, fields: Mapping[str, Sequence[str]], cells: dict[str, dict[int, RawRow]]) -> str:
    """Carry out a pressed add or remove button on `cells`; return the path of the table it changed, or ""."""
    tables = {item.path for item in form.fields if item.repeats}
    for path in fields.get("_add", ()):
        if path in tables:
            numbered = cells.setdefault(path, {})
            if len(numbered) < MAX_ROWS:
                numbered[max(numbered, default=-1) + 1] = {}
            return path
    for name in fields.get("_remove", ()):
        path, _, number = name.rpartition(".")
        if path in tables and re.fullmatch(r"[0-9]{1,6}", number):
            cells.setdefault(path, {}).pop(int(number), None)
            return path
    return ""
