"""Builds the view of a form from its texts and judged values; it writes no HTML and asks no storage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.forms.answering import Answered, answer, confirmation
from app.forms.choices import Options, options_of
from app.forms.display import readable, values_for_display
from app.forms.fields import ATTACHMENTS, CHOICES, GROUPS, NUMERIC, Field, Form, Language, Option, input_id
from app.forms.masks import masks, member_of
from app.forms.reading import MAX_ROWS, ROW_ID, Raw, RawRow, Texts
from app.forms.rows import Row
from app.forms.scope import Calculator
from app.forms.sentences import FieldError
from app.forms.view import BroughtRows, ChoiceView, FieldView, FormView, RowView
from app.forms.words import Words

MAX_RADIOS = 5
MAX_RADIO_LETTERS = 34
CONTROLS = {
    "textarea": "textarea",
    "checklist": "checks",
    "table": "table",
    "party": "group",
    "worker": "group",
    "document": "files",
    "file": "files",
}
YES_NO = (Option("true", "是", "Yes"), Option("false", "否", "No"))


def view_form(
    form: Form,
    known: Mapping[str, Any],
    raw: Raw | None = None,
    *,
    now: datetime,
    options: Options | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    errors: Sequence[FieldError] = (),
    unseen: Collection[str] = (),
    reveal: Collection[str] = (),
    language: Language = "zh",
    refresh_url: str = "",
    imports: tuple[str, str, str] | None = None,
    brought: Mapping[str, BroughtRows] | None = None,
) -> FormView:
    """Return the form as the page shows it.

    `raw` is the draft or the refused submission; `errors` and `unseen` are what `answer` said of the latter.
    Every field whose condition hides it is left out. `refresh_url` is where a script asks for the form again,
    `imports` where files for tables go; `brought` are rows that the form only refers to, by table.
    """
    texts = values_for_display(form, known, raw, now=now, functions=functions, reveal=reveal)
    judged = answer(form, texts, known, now=now, options=options, functions=functions)
    fresh, calculator = judged.shown.intersection(unseen), Calculator(now, functions or {})
    viewer = _Viewer(form, texts, judged, options or {}, calculator, errors, fresh, language, brought or {})
    told = [(error.warning, error.input_id, error.en if language == "en" else error.zh) for error in errors]
    return FormView(
        id=form.id,
        fields=tuple(viewer.field(item) for item in form.fields if item.path in judged.shown),
        faults=tuple((place, sentence) for warning, place, sentence in told if not warning),
        warnings=tuple((place, sentence) for warning, place, sentence in told if warning),
        confirm=confirmation([error for error in errors if error.warning]),
        confirmed=texts.confirmed,
        unseen=bool(fresh) and not errors,
        words=Words(language),
        language=language,
        refresh_url=refresh_url,
        imports=imports,
    )


@dataclass
class _Viewer:
    """Builds the views of one form's fields from texts and judged values."""

    form: Form
    texts: Raw
    judged: Answered
    options: Options
    calculator: Calculator
    errors: Sequence[FieldError]
    fresh: Collection[str]
    language: Language
    brought: Mapping[str, BroughtRows]

    def field(self, item: Field) -> FieldView:
        """Return the view of one field."""
        scope = self.judged.scope
        view = replace(
            self._common(item, item.path, scope, item.path),
            fresh=item.path in self.fresh,
            controls_others=item.path in self.form.controllers,
        )
        if item.compute is not None:
            return self._computed(view, item, self.judged.values.get(item.path))
        if item.repeats:
            return self._table(view, item)
        if item.kind in GROUPS:
            row = self.judged.rows[item.path][0]
            cells = self._cells(item, self.texts.groups.get(item.path, {}), row, item.path)
            return replace(view, rows=(RowView(0, "", cells),))
        return self._filled(view, item, item.path, self.texts.texts.get(item.path, ()), scope)

    def _common(self, item: Field, name: str, scope: Mapping[str, Any], path: str) -> FieldView:
        """Return what every input has: name, label, hint, whether it is required and what is wrong with it."""
        told = [
            (error.warning, error.brief_en if self.language == "en" else error.brief_zh)
            for error in self.errors
            if error.path == name
        ]
        return FieldView(
            name=name,
            id=input_id(name),
            kind=item.kind,
            control=CONTROLS.get(item.kind, "input"),
            label=item.label(self.language),
            hint=item.hint(self.language),
            required=item.required or self.calculator.holds(item.required_when, scope, path),
            faults=tuple(sentence for warning, sentence in told if not warning),
            cautions=tuple(sentence for warning, sentence in told if warning),
            max_length=item.max_length,
        )

    def _computed(self, view: FieldView, item: Field, value: Any) -> FieldView:
        return replace(
            view, control="output", required=False, value=readable(item.kind, value, self.language)
        )

    def _filled(
        self, view: FieldView, item: Field, path: str, texts: Texts, scope: Mapping[str, Any]
    ) -> FieldView:
        """Put the texts into an input, or mark the options that they choose."""
        if item.kind == "yesno" or item.kind in CHOICES:
            offered = YES_NO if item.kind == "yesno" else options_of(item, path, scope, self.options)
            chosen = {text.strip() for text in texts}
            choices = tuple(
                ChoiceView(each.value, each.label(self.language), each.note, each.href, each.value in chosen)
                for each in offered
            )
            return replace(view, choices=choices, control=_choice_control(item, view.required, choices))
        value = texts[0] if texts else ""
        return replace(view, value=value, masked=masks(item) and "*" in value)

    def _table(self, view: FieldView, item: Field) -> FieldView:
        """Return a table, or the cards of several parties, with at least one row to write in."""
        if item.path in self.brought or len(self.texts.rows.get(item.path, ())) > MAX_ROWS:
            return self._held(view, item)
        raw_rows: Sequence[RawRow] = self.texts.rows.get(item.path) or ({},)
        judged = self.judged.rows[item.path] or [Row(0, {}, blank=True)]
        in_table = item.kind == "table"
        rows = tuple(
            RowView(
                number,
                next(iter(raw.get(ROW_ID, ())), ""),
                self._cells(item, raw, row, f"{item.path}.{number}", in_table=in_table),
            )
            for number, (raw, row) in enumerate(zip(raw_rows, judged, strict=True))
        )
        # After a row button the cursor stands where the work goes on, also for those who cannot see it.
        focus = ("row" if self.texts.added else "add") if self.texts.touched == item.path else ""
        return replace(
            view,
            control="table" if in_table else "groups",
            rows=rows,
            columns=tuple(self._common(column, column.path, {}, item.path) for column in item.columns),
            totals=_totals(item, judged) if in_table else (),
            focus=focus,
        )

    def _held(self, view: FieldView, item: Field) -> FieldView:
        """Return a table of too many rows: how many there are and their sums, without the rows."""
        columns = tuple(self._common(column, column.path, {}, item.path) for column in item.columns)
        rows = self.brought.get(item.path)
        view = replace(view, control="held", columns=columns)
        if rows is None:
            judged = self.judged.rows[item.path]
            return replace(view, held=len(judged), totals=_totals(item, judged))
        amounts = {key: f"{Decimal(amount):,.2f}" for key, amount in rows.totals.items()}
        sums = tuple(amounts.get(column.path, "") for column in item.columns)
        return replace(view, held=rows.rows, totals=sums, reference=rows.reference, value=rows.file_name)

    def _cells(
        self, item: Field, raw: RawRow, row: Row, prefix: str, *, in_table: bool = False
    ) -> tuple[FieldView, ...]:
        """Return the cells of one row, or the members of one party."""
        names = {**self.judged.scope, **row.values}
        controls = item.path in self.form.controllers
        sums = in_table and any(column.kind in NUMERIC for column in item.columns)
        return tuple(
            replace(
                self._cell(item, column, raw, row, prefix, names, in_table),
                # Sums and computed columns follow what is typed, so that figures never contradict each other.
                controls_others=controls or (sums and column.kind in NUMERIC),
            )
            for column in item.columns
        )

    def _cell(
        self,
        item: Field,
        column: Field,
        raw: RawRow,
        row: Row,
        prefix: str,
        names: Mapping[str, Any],
        in_table: bool,
    ) -> FieldView:
        view = self._common(column, f"{prefix}.{column.path}", names, item.path)
        if column.path in row.hidden:
            return replace(view, hidden=True)
        if column.compute is not None:
            return self._computed(view, column, row.values.get(column.path))
        texts = raw.get(column.path, () if column.default is None else (column.default,))
        view = self._filled(view, member_of(item, column), f"{item.path}.{column.path}", texts, names)
        return replace(view, control="select") if in_table and view.control == "radios" else view


def _choice_control(item: Field, required: bool, choices: Sequence[ChoiceView]) -> str:
    """Return how choices are shown: few short ones side by side, others in a list, several as boxes to tick.

    Only a required choice stands side by side: radio buttons cannot be emptied again.
    """
    if item.kind in ATTACHMENTS:
        return "files"
    if item.many:
        return "checks"
    letters = sum(len(choice.label) for choice in choices)
    few = bool(item.options) and len(choices) <= MAX_RADIOS and letters <= MAX_RADIO_LETTERS
    return "radios" if required and (few or item.kind == "yesno") else "select"


def _totals(item: Field, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the sum below each money column, "" below others, () when the table holds no money."""
    if not any(column.kind == "money" for column in item.columns):
        return ()
    sums = []
    for column in item.columns:
        amounts = [row.values.get(column.path) for row in rows if not row.blank]
        total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
        sums.append(f"{total:,.2f}" if column.kind == "money" else "")
    return tuple(sums)
