"""Columns and rows of a project's list as pages show them; it reads no request and no database."""

from __future__ import annotations

from collections.abc import Sequence

from app.forms import Field, load_form
from app.rosters.contents import shown
from app.rosters.projects import Line, path_of
from app.views.access import house, language

MOST_SHOWN = 300
"""Rows that one page shows; a name, number, team or month narrows them."""


def columns_of(kind: str) -> list[str]:
    """Return the headings of a kind of list."""
    return [column.label(language()) for column in _columns(kind)]


def shown_rows(kind: str, lines: Sequence[Line]) -> list[tuple[int, list[str]]]:
    """Return the first rows, each with its number in the file and its cells."""
    keys = [column.path for column in _columns(kind)]
    return [(number, [shown(texts.get(key, "")) for key in keys]) for number, texts in lines[:MOST_SHOWN]]


def _columns(kind: str) -> list[Field]:
    table = load_form(house().project_lists).field(path_of(kind))
    return [column for column in table.columns if column.compute is None] if table is not None else []
