"""Judges a submitted form against its rules and what is known; it knows no request, page or storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.forms.checks import identifier_fault, order_faults, row_faults
from app.forms.choices import Options, options_of
from app.forms.coercion import coerce, fitting
from app.forms.fields import ATTACHMENTS, CHOICES, GROUPS, Field, Form
from app.forms.masks import unmask
from app.forms.reading import MAX_ROWS, Raw
from app.forms.rows import Row, filled, finish_rows, kept, read_row, read_rows
from app.forms.scope import Calculator, Scope, look_up, overlay
from app.forms.sentences import CANNOT_TELL, NOT_AN_OPTION, FieldError, Place, too_many_rows
from app.forms.texts import Wrong


@dataclass(frozen=True)
class Answered:
    """The judged answers: typed `values` by path, `errors` in the form's order, the paths that are `shown`.

    `values` hold what the shown fields were answered (None where something known was emptied) and what the
    server computed; they may be used only when there are no errors. `unseen` are shown fields that the page
    did not yet show when it was submitted: show the form again before taking it. `rows` hold all rows.
    """

    values: dict[str, Any]
    errors: list[FieldError]
    shown: frozenset[str]
    unseen: frozenset[str] = frozenset()
    scope: Scope = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


def answer(
    form: Form,
    raw: Raw,
    known: Mapping[str, Any],
    *,
    now: datetime,
    options: Options | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Answered:
    """Return the answers to `form` as typed values, with every fault at once.

    `known` holds the run's variables by name and the trees `case`, `setting`, `units`, unmasked. Computed
    fields are computed here and never read from `raw`; fields that their condition hides are dropped.
    """
    return _Answering(form, raw, known, Calculator(now, functions or {}), options or {}).judged()


class _Answering:
    """One judgement: first the values, then which fields show (until that settles), then the faults."""

    def __init__(
        self, form: Form, raw: Raw, known: Mapping[str, Any], calculator: Calculator, options: Options
    ) -> None:
        self.form, self.raw, self.known = form, raw, known
        self.calculator, self.options = calculator, options
        self.values: dict[str, Any] = {}
        self.wrong: dict[str, Wrong] = {}
        self.rows: dict[str, list[Row]] = {}
        self.scope: Scope = {}

    def judged(self) -> Answered:
        for item in self.form.fields:
            self._read(item)
        shown = self._settle()
        answered = {path: value for path, value in self.values.items() if path in shown and self._given(path)}
        errors = [error for item in self.form.fields if item.path in shown for error in self._faults(item)]
        unseen = frozenset(
            path for path in shown if self.raw.seen and not self.raw.has(path) and self._asked(path)
        )
        return Answered(answered, errors, shown, unseen, self.scope, self.rows)

    def _asked(self, path: str) -> bool:
        item = self.form.field(path)
        return item is not None and item.compute is None

    def _given(self, path: str) -> bool:
        return self.raw.has(path) or not self._asked(path)

    def _read(self, item: Field) -> None:
        """Read one field's value; what cannot be understood is noted and counts as not answered."""
        known = look_up(self.known, item.path)
        if item.compute is not None:
            self.values[item.path] = None
        elif item.repeats:
            self.rows[item.path] = read_rows(item, self.raw.rows.get(item.path, ()), known)
        elif item.kind in GROUPS:
            stored = known if isinstance(known, Mapping) else None
            self.rows[item.path] = [read_row(item, None, self.raw.groups.get(item.path, {}), stored)]
        else:
            texts = self.raw.texts.get(item.path, ())
            value = unmask(item, texts, known)
            self._keep(item.path, coerce(item, texts) if value is None else value)
        if item.path in self.raw.too_many:
            self.wrong[item.path] = too_many_rows(MAX_ROWS)

    def _keep(self, path: str, value: Any) -> None:
        if isinstance(value, Wrong):
            self.wrong[path] = value
            value = None
        self.values[path] = value

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
                break
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
        return self._given(path) or (value == [] and look_up(self.known, path) is None)

    def _finish(self, item: Field, scope: Scope) -> None:
        rows = self.rows[item.path]

        def evaluate(column: Field, row: Mapping[str, Any], path: str) -> Any:
            assert column.compute is not None
            return self.calculator.value(column.compute, {**scope, **row}, path)

        def visible(column: Field, row: Mapping[str, Any], path: str) -> bool:
            return self.calculator.visible(column.hide, {**scope, **row}, path)

        finish_rows(item, rows, evaluate, visible)
        found = kept(rows)
        self.values[item.path] = found if item.repeats else next(iter(found), None)

    def _faults(self, item: Field) -> Iterator[FieldError]:
        """Yield everything that is wrong with one shown field."""
        place = Place(item)
        if item.path in self.calculator.failures:
            yield place.error(CANNOT_TELL)
        if item.path in self.wrong:
            yield place.error(self.wrong[item.path])
            return
        value = self.values.get(item.path)
        required = item.required or self.calculator.holds(item.required_when, self.scope, item.path)
        if item.path in self.rows:
            faults = sorted(self._row_faults(item, required), key=lambda fault: fault.row or 0)
            yield from faults
            if faults:
                return
        if value in (None, []) and required and item.compute is None:
            yield place.missing()
            return
        if value is not None:
            fault = self._unfit(item, item.path, value) or identifier_fault(
                item, value, {}, self.calculator.now
            )
            if fault:
                yield place.error(fault)
                return
        yield from order_faults(place, self.form.fields, self.values)
        if (
            item.check is not None
            and self.calculator.value(item.check.expression, self.scope, item.path) is False
        ):
            yield place.sentence(item.check.zh, item.check.en)

    def _unfit(self, item: Field, path: str, value: Any) -> Wrong | None:
        """Return what is wrong when a choice is not among its options."""
        if item.kind not in CHOICES:
            return None
        allowed = {option.value for option in options_of(item, path, self.scope, self.options)}
        if item.kind in ATTACHMENTS:
            stored = look_up(self.known, path)
            allowed |= {str(each) for each in stored} if isinstance(stored, list) else set()
        chosen = value if isinstance(value, list) else [value]
        return None if all(each in allowed for each in chosen) else NOT_AN_OPTION

    def _row_faults(self, item: Field, required: bool) -> Iterator[FieldError]:
        """Yield the faults of every row in order, then those between rows."""
        rows = self.rows[item.path]
        if item.kind in GROUPS and not item.repeats and required and rows[0].blank:
            rows[0].blank = False
        for row in filled(rows):
            scope = {**self.scope, **row.values}
            for column in item.columns:
                if column.path not in row.hidden:
                    yield from self._cell_faults(item, column, row, scope)
        if item.repeats:
            yield from row_faults(item, rows)

    def _cell_faults(self, item: Field, column: Field, row: Row, scope: Scope) -> Iterator[FieldError]:
        place = Place(item, column, row.number)
        if column.path in row.wrong:
            yield place.error(row.wrong[column.path])
            return
        value = row.values.get(column.path)
        if value is None:
            if column.compute is None and (
                column.required or self.calculator.holds(column.required_when, scope, item.path)
            ):
                yield place.missing()
                return
        else:
            path = f"{item.path}.{column.path}"
            fault = self._unfit(column, path, value)
            fault = fault or identifier_fault(column, value, row.values, self.calculator.now)
            if fault:
                yield place.error(fault)
                return
        yield from order_faults(place, item.columns, row.values)
        if (
            column.check is not None
            and self.calculator.value(column.check.expression, scope, item.path) is False
        ):
            yield place.sentence(column.check.zh, column.check.en)
