"""Reads all answers of a form and finds out which fields show; it judges nothing and knows no options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.forms.coercion import coerce, fitting
from app.forms.fields import GROUPS, NESTED, Field, Form
from app.forms.identity import faults_of, identified
from app.forms.masks import masks, unmask
from app.forms.reading import MAX_ROWS, Raw
from app.forms.rows import Row, finish_rows, kept, read_row, read_rows
from app.forms.scope import Calculator, Scope, look_up, overlay
from app.forms.sentences import too_many_rows
from app.forms.texts import CHINA, Wrong


def is_large(known: Any) -> bool:
    """Tell whether a table that is known has more rows than a page shows and takes."""
    return isinstance(known, list) and len(known) > MAX_ROWS


class Settled:
    """The typed answers by path, what was not understood, the rows of tables, and the fields that show.

    `scope` holds the names that expressions read: what is known, overlaid by the answers of the shown fields.
    """

    def __init__(self, form: Form, raw: Raw, known: Mapping[str, Any], calculator: Calculator) -> None:
        self.form, self.raw, self.known, self.calculator = form, raw, known, calculator
        self.today = calculator.now.astimezone(CHINA).date()
        self.values: dict[str, Any] = {}
        self.wrong: dict[str, Wrong] = {}
        self.warnings: dict[str, list[Wrong]] = {}
        self.rows: dict[str, list[Row]] = {}
        self.held: set[str] = set()
        self.computed = frozenset(item.path for item in form.fields if item.compute is not None)
        for item in form.fields:
            self._read(item)
        self.scope: Scope = {}
        self.shown = self._settle()

    def given(self, path: str) -> bool:
        """Whether a field was answered at all, if only with nothing, or is computed."""
        return path in self.computed or self.raw.has(path)

    def unasked(self) -> frozenset[str]:
        """Return the shown fields that were not answered, without tables too large to be shown row by row."""
        return frozenset(path for path in self.shown if not self.given(path) and path not in self.held)

    def _read(self, item: Field) -> None:
        """Read one field's value; what cannot be understood is noted and counts as not answered."""
        known = look_up(self.known, item.path)
        borrowed = known is None and item.prefill is not None and (item.kind in NESTED or masks(item))
        if borrowed and item.prefill is not None:
            known = self.calculator.value(item.prefill, self.known, item.path)
        if item.path in self.computed:
            self.values[item.path] = None
        elif item.repeats and self.raw.seen and not self.raw.has(item.path) and is_large(known):
            self.held.add(item.path)
            self.values[item.path] = known
        elif item.repeats:
            self.rows[item.path] = read_rows(item, self.raw.rows.get(item.path, ()), known, self.today)
        elif item.kind in GROUPS:
            stored = known if isinstance(known, Mapping) else None
            members = self.raw.groups.get(item.path, {})
            self.rows[item.path] = [read_row(item, None, members, stored, self.today)]
        else:
            texts = self.raw.texts.get(item.path, ())
            value = unmask(item, texts, known)
            self._keep(item, coerce(item, texts) if value is None else value)
        if borrowed:
            # What was filled in from another place of the case is a new entry here, not that other one.
            for row in self.rows.get(item.path, ()):
                row.disown()
        if item.path in self.raw.too_many:
            self.wrong[item.path] = too_many_rows(MAX_ROWS)

    def _keep(self, item: Field, value: Any) -> None:
        checked = identified(item, value, {}, self.today) if isinstance(value, str) else None
        if checked is not None:
            error, self.warnings[item.path] = faults_of(checked)
            value = error or checked.value
        if isinstance(value, Wrong):
            self.wrong[item.path] = value
            value = None
        self.values[item.path] = value

    def _settle(self) -> frozenset[str]:
        """Hide and compute until nothing changes; fields that hide each other stop after a turn a field."""
        shown = frozenset(item.path for item in self.form.fields)
        for _ in range(len(self.form.fields) + 2):
            self.scope = self._scope(shown)
            now_shown = frozenset(
                item.path
                for item in self.form.fields
                if self.calculator.visible(item.hide, self.scope, item.path)
            )
            if now_shown == shown:
                return shown
            shown = now_shown
        self.scope = self._scope(shown)
        return shown

    def _scope(self, shown: frozenset[str]) -> Scope:
        """Return the names that expressions read when exactly these fields are shown."""
        asked = [item for item in self.form.fields if item.path in shown]
        plain = {item.path: self.values[item.path] for item in asked if item.path not in self.rows}
        scope = overlay(
            self.known, {path: value for path, value in plain.items() if self._counts(path, value)}
        )
        for item in asked:
            if item.path in self.rows:
                self._finish(item, scope)
                value = self.values[item.path]
                if self._counts(item.path, value):
                    scope = overlay(scope, {item.path: value})
        for item in asked:
            if item.compute is not None:
                value = fitting(item, self.calculator.value(item.compute, scope, item.path))
                self.values[item.path] = value
                scope = overlay(scope, {item.path: value})
        return scope

    def _counts(self, path: str, value: Any) -> bool:
        """Whether an answer stands before what is known; an empty list does when nothing is known."""
        return self.given(path) or (value == [] and look_up(self.known, path) is None)

    def _finish(self, item: Field, scope: Scope) -> None:
        rows = self.rows[item.path]
        finish_rows(item, rows, scope, self.calculator)
        found = kept(rows)
        self.values[item.path] = found if item.repeats else next(iter(found), None)
