"""Judges a submitted form against its rules and what is known; it knows no request, page or storage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.forms.checks import order_faults, row_faults, row_warnings
from app.forms.choices import Options, options_of
from app.forms.fields import ATTACHMENTS, CHOICES, GROUPS, Field, Form
from app.forms.reading import Raw
from app.forms.rows import Row, filled
from app.forms.scope import Calculator, Scope, look_up
from app.forms.sentences import CANNOT_TELL, NOT_AN_OPTION, FieldError, Place
from app.forms.settling import Settled
from app.values import digest


@dataclass(frozen=True)
class Answered:
    """The judged answers: typed `values` by path, `errors` in the form's order, the paths that are `shown`.

    `values` hold what the shown fields were answered (None where something known was emptied) and what the
    server computed; they may be used only when there are no errors. `unseen` are shown fields that the page
    did not yet show when it was submitted: show the form again before taking it. `warnings` have to be
    confirmed on the page: as long as they are not, they stand among the errors too. `rows` hold all rows.
    """

    values: dict[str, Any]
    errors: list[FieldError]
    shown: frozenset[str]
    unseen: frozenset[str] = frozenset()
    warnings: list[FieldError] = field(default_factory=list)
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
    calculator = Calculator(now, functions or {})
    settled = Settled(form, raw, known, calculator)
    judge = _Judge(settled, options or {})
    asked = [item for item in form.fields if item.path in settled.shown]
    errors = [error for item in asked for error in judge.faults(item)]
    warnings = [replace(error, warning=True) for item in asked for error in judge.warnings(item)]
    if raw.seen and raw.confirmed != confirmation(warnings):
        errors += warnings
    given = {
        path: value for path, value in settled.values.items() if path in settled.shown and settled.given(path)
    }
    return Answered(
        values={**given, **emptied(form, known, settled.shown)},
        errors=errors,
        shown=settled.shown,
        unseen=frozenset(path for path in settled.unasked() if raw.seen),
        warnings=warnings,
        scope=settled.scope,
        rows=settled.rows,
    )


def confirmation(warnings: Sequence[FieldError]) -> str:
    """Return the text that confirms exactly these warnings, "" when there are none."""
    told = sorted(f"{warning.path} {warning.zh}" for warning in warnings)
    return digest(told)[:16] if told else ""


def emptied(form: Form, known: Mapping[str, Any], shown: Collection[str]) -> dict[str, None]:
    """Return, as nothing, the answers of an earlier turn that are not asked any more: nobody stands by them now."""
    return {
        item.path: None
        for item in form.fields
        if item.emptied and item.path not in shown and look_up(known, item.path) is not None
    }


class _Judge:
    """Says what is wrong with settled answers, field by field."""

    def __init__(self, settled: Settled, options: Options) -> None:
        self.settled, self.options = settled, options
        self.calculator, self.scope = settled.calculator, settled.scope

    def faults(self, item: Field) -> Iterator[FieldError]:
        """Yield everything that is wrong with one shown field."""
        place = Place(item)
        if item.path in self.calculator.failures:
            yield place.error(CANNOT_TELL)
        if item.path in self.settled.wrong:
            yield place.error(self.settled.wrong[item.path])
            return
        required = item.required or self.calculator.holds(item.required_when, self.scope, item.path)
        if item.path in self.settled.rows:
            faults = sorted(self._row_faults(item, required), key=lambda fault: fault.row or 0)
            yield from faults
            if faults:
                return
        value = self.settled.values.get(item.path)
        if value in (None, []) and required and item.compute is None:
            yield place.missing()
        elif self._outside(item, item.path, value):
            yield place.error(NOT_AN_OPTION)
        else:
            yield from order_faults(place, self.settled.form.fields, self.settled.values)
            if (
                value != [] or not item.repeats
            ):  # rows that were not asked for and not given: there is nothing to check
                yield from self._checked(place, self.scope)

    def warnings(self, item: Field) -> Iterator[FieldError]:
        """Yield what is possible but has to be confirmed."""
        if item.path in self.settled.raw.settled:
            return
        for warning in self.settled.warnings.get(item.path, ()):
            yield Place(item).error(warning)
        rows = self.settled.rows.get(item.path, [])
        columns = {column.path: column for column in item.columns}
        for row in filled(rows):
            for key, warning in row.warnings:
                if key not in row.hidden:
                    yield Place(item, columns[key], row.number).error(warning)
        if item.repeats:
            yield from row_warnings(item, rows)

    def _checked(self, place: Place, scope: Scope) -> Iterator[FieldError]:
        check = place.asked.check
        if check is not None and self.calculator.value(check.expression, scope, place.field.path) is False:
            yield place.sentence(check.zh, check.en)

    def _outside(self, item: Field, path: str, value: Any) -> bool:
        """Whether a choice is not among its options; documents that the case links there already stay."""
        if item.kind not in CHOICES or value is None:
            return False
        allowed = {option.value for option in options_of(item, path, self.scope, self.options)}
        if item.kind in ATTACHMENTS:
            stored = look_up(self.settled.known, path)
            allowed |= {str(each) for each in stored} if isinstance(stored, list) else set()
        chosen = value if isinstance(value, list) else [value]
        return not all(each in allowed for each in chosen)

    def _row_faults(self, item: Field, required: bool) -> Iterator[FieldError]:
        """Yield the faults of every row in order, then those between rows."""
        rows = self.settled.rows[item.path]
        asked = rows if item.kind in GROUPS and not item.repeats and required else list(filled(rows))
        for row in asked:
            scope = {**self.scope, **row.values}
            for column in item.columns:
                if column.path not in row.hidden:
                    yield from self._cell_faults(Place(item, column, row.number), row, scope)
        if item.repeats:
            yield from row_faults(item, rows)

    def _cell_faults(self, place: Place, row: Row, scope: Scope) -> Iterator[FieldError]:
        """Yield what is wrong with one cell or member."""
        column, path = place.asked, place.field.path
        if column.path in row.wrong:
            yield place.error(row.wrong[column.path])
            return
        value = row.values.get(column.path)
        if value in (None, []) and column.compute is None:
            if column.required or self.calculator.holds(column.required_when, scope, path):
                yield place.missing()
                return
        elif self._outside(column, f"{path}.{column.path}", value):
            yield place.error(NOT_AN_OPTION)
            return
        yield from order_faults(place, place.field.columns, row.values)
        yield from self._checked(place, scope)
