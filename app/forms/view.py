"""Prepares a form for the page: what stands in which input, what shows, what is wrong; it writes no HTML."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.forms.answering import Answered, answer
from app.forms.choices import Options, options_of
from app.forms.display import readable, texts_of, values_for_display
from app.forms.fields import ATTACHMENTS, CHOICES, GROUPS, Field, Form, Language, Option, input_id
from app.forms.reading import ROW_ID, Raw, RawRow, Texts
from app.forms.rows import Row
from app.forms.scope import Calculator
from app.forms.sentences import FieldError
from app.forms.words import Words

MAX_RADIOS = 5
MAX_RADIO_LETTERS = 34
CONTROLS = {
    "textarea": "textarea",
    "yesno": "radios",
    "checklist": "checks",
    "table": "table",
    "party": "group",
    "worker": "group",
    "document": "files",
    "file": "files",
}
INPUT_TYPES = {"date": "date", "datetime": "datetime-local", "month": "month"}
WIDE = frozenset(("textarea", "checks", "table", "group", "groups", "files"))
YES_NO = (Option("true", "是", "Yes"), Option("false", "否", "No"))


@dataclass(frozen=True)
class ChoiceView:
    """One option as shown."""

    value: str
    label: str
    note: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class RowView:
    """One row of a table or one party: its number from 0, the stored row's id, its cells in the order of columns."""

    number: int
    id: str
    cells: tuple[FieldView, ...]


@dataclass(frozen=True)
class FieldView:
    """One input with everything that its macro writes; `control` says which macro."""

    name: str
    id: str
    kind: str
    control: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = False
    controls_others: bool = False
    faults: tuple[str, ...] = ()
    choices: tuple[ChoiceView, ...] = ()
    many: bool = False
    masked: bool = False
    fresh: bool = False
    hidden: bool = False
    max_length: int = 5000
    columns: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    totals: tuple[str, ...] = ()
    focus: str = ""

    @property
    def input_type(self) -> str:
        return INPUT_TYPES.get(self.kind, "text")

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width of the form."""
        return self.control in WIDE or (self.control == "radios" and len(self.choices) > 3)


@dataclass(frozen=True)
class FormView:
    """A form ready for the macros; `faults` are (id of the input, sentence) for the summary."""

    id: str
    fields: tuple[FieldView, ...]
    seen: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]
    unseen: bool
    words: Words
    language: Language
    refresh_url: str

    @property
    def has_conditions(self) -> bool:
        """Whether some answer changes what else is asked."""
        return any(item.controls_others for item in self.fields)


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
) -> FormView:
    """Return the form as the page shows it.

    `raw` is the draft or the refused submission; `errors` and `unseen` are what `answer` said of the latter. Every
    field whose condition hides it is left out.
    """
    texts = values_for_display(form, known, raw, now=now, functions=functions, reveal=reveal)
    calculator = Calculator(now, functions or {})
    shown = answer(form, texts, known, now=now, options=options, functions=functions)
    fresh = shown.shown.intersection(unseen)
    viewer = _Viewer(form, texts, shown, options or {}, calculator, errors, fresh, language)
    fields = tuple(viewer.field(item) for item in form.fields if item.path in shown.shown)
    faults = tuple((error.input_id, error.en if language == "en" else error.zh) for error in errors)
    return FormView(
        form.id,
        fields,
        tuple(item.name for item in fields),
        faults,
        bool(fresh) and not errors,
        Words(language),
        language,
        refresh_url,
    )


@dataclass
class _Viewer:
    """Builds the views of one form's fields from texts and judged values."""

    form: Form
    texts: Raw
    shown: Answered
    options: Options
    calculator: Calculator
    errors: Sequence[FieldError]
    unseen: Collection[str]
    language: Language

    def field(self, item: Field) -> FieldView:
        view = self._common(item, item.path, self.shown.scope, f"{item.path}")
        view = replace(
            view, fresh=item.path in self.unseen, controls_others=item.path in self.form.controllers
        )
        if item.compute is not None:
            return self._computed(view, item, self.shown.values.get(item.path))
        if item.repeats:
            return self._table(view, item)
        if item.kind in GROUPS:
            row = self.shown.rows[item.path][0]
            cells = self._cells(item, self.texts.groups.get(item.path, {}), row, item.path)
            return replace(view, rows=(RowView(0, "", cells),))
        return self._filled(view, item, item.path, self.texts.texts.get(item.path, ()), self.shown.scope)

    def _common(self, item: Field, name: str, scope: Mapping[str, Any], path: str) -> FieldView:
        """Return what every input has: its name, label, hint, whether it is required and what is wrong with it."""
        faults = tuple(
            error.brief_en if self.language == "en" else error.brief_zh
            for error in self.errors
            if error.path == name
        )
        return FieldView(
            name=name,
            id=input_id(name),
            kind=item.kind,
            control=CONTROLS.get(item.kind, "select" if item.kind in CHOICES else "input"),
            label=item.label(self.language),
            hint=item.hint(self.language),
            required=item.required or self.calculator.holds(item.required_when, scope, path),
            faults=faults,
            many=item.many,
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
            return replace(view, choices=choices, control=_choice_control(item, view.control, choices))
        value = texts[0] if texts else ""
        return replace(view, value=value, masked=item.protected and "*" in value)

    def _table(self, view: FieldView, item: Field) -> FieldView:
        """Return a table, or the cards of several parties, with at least one row to write in."""
        raw_rows: Sequence[RawRow] = self.texts.rows.get(item.path) or ({},)
        judged = self.shown.rows[item.path] or [Row(0, {}, blank=True)]
        rows = tuple(
            RowView(
                number,
                next(iter(raw.get(ROW_ID, ())), ""),
                self._cells(item, raw, row, f"{item.path}.{number}", in_table=item.kind == "table"),
            )
            for number, (raw, row) in enumerate(zip(raw_rows, judged, strict=True))
        )
        control = "table" if item.kind == "table" else "groups"
        columns = tuple(self._common(column, column.path, {}, item.path) for column in item.columns)
        totals = _totals(item, judged) if control == "table" else ()
        # After a row button the cursor stands where the work goes on, also for those who cannot see it.
        focus = ("row" if self.texts.added else "add") if self.texts.touched == item.path else ""
        return replace(view, control=control, rows=rows, columns=columns, totals=totals, focus=focus)

    def _cells(
        self, item: Field, raw: RawRow, row: Row, prefix: str, *, in_table: bool = False
    ) -> tuple[FieldView, ...]:
        scope = {**self.shown.scope, **row.values}
        cells = []
        for column in item.columns:
            view = self._common(column, f"{prefix}.{column.path}", scope, item.path)
            view = replace(view, controls_others=item.path in self.form.controllers and not in_table)
            if column.compute is not None:
                view = self._computed(view, column, row.values.get(column.path))
            elif column.path in row.hidden:
                view = replace(view, hidden=True)
            else:
                texts = raw.get(column.path, texts_of(column, None) or _default(column))
                view = self._filled(view, column, f"{item.path}.{column.path}", texts, scope)
                view = replace(view, masked=view.masked or (bool(item.protection) and "*" in view.value))
                if in_table and view.control == "radios":
                    view = replace(view, control="select")
            cells.append(view)
        return tuple(cells)


def _default(column: Field) -> Texts:
    return () if column.default is None else (column.default,)


def _choice_control(item: Field, control: str, choices: Sequence[ChoiceView]) -> str:
    """Return how choices are shown: few short ones side by side, others in a list, several as boxes to tick."""
    if item.kind in ATTACHMENTS:
        return "files"
    if item.many:
        return "checks"
    letters = sum(len(choice.label) for choice in choices)
    few = 0 < len(choices) <= MAX_RADIOS and letters <= MAX_RADIO_LETTERS
    return "radios" if few or item.kind == "yesno" else control


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
