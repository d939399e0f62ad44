"""What the page gets to show a form: every input with its text, label and faults; it writes no HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.forms.fields import Language
from app.forms.words import Words

INPUT_TYPES = {"date": "date", "datetime": "datetime-local", "month": "month"}
WIDE = frozenset(("textarea", "checks", "table", "group", "groups", "files"))
CELL_WIDTHS = {
    "money": 114,
    "number": 90,
    "date": 148,
    "datetime": 206,
    "month": 138,
    "textarea": 190,
    "file": 210,
}
LONG_KEYS = ("id_no", "uscc", "bank_card", "address")
WIDEST_TABLE = 760
"""Pixels that a table may need before its rows become cards; the task's panel is 740 to 810 wide."""


@dataclass(frozen=True)
class ChoiceView:
    """One option as shown."""

    value: str
    label: str
    note: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class BroughtRows:
    """Rows that a table refers to instead of showing them: by which text, from which file, how many, their sums."""

    reference: str
    file_name: str
    rows: int
    totals: Mapping[str, str]


@dataclass(frozen=True)
class RowView:
    """One row of a table or one party: its number from 0, the stored row's id, its cells in column order."""

    number: int
    id: str
    cells: tuple[FieldView, ...]


@dataclass(frozen=True)
class FieldView:
    """One input with everything that its macro writes.

    `control` says which macro; `focus` after a row button: "row" for the new row, "add" for the add button;
    `fresh` marks a field that appeared only on submitting; a `hidden` cell stays empty. A table of too many rows
    is `held`: it says how many, and the `reference` of those that came from a file.
    """

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
    cautions: tuple[str, ...] = ()
    choices: tuple[ChoiceView, ...] = ()
    masked: bool = False
    fresh: bool = False
    hidden: bool = False
    max_length: int = 5000
    columns: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    totals: tuple[str, ...] = ()
    focus: str = ""
    held: int = 0
    reference: str = ""

    @property
    def importable(self) -> bool:
        """Whether a file may fill it: a table that lists people."""
        return self.kind == "table" and any(column.name == "worker" for column in self.columns)

    @property
    def input_type(self) -> str:
        return INPUT_TYPES.get(self.kind, "text")

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width of the form."""
        return self.control in WIDE or (self.control == "radios" and len(self.choices) > 3)

    @property
    def long(self) -> bool:
        """Whether its texts are usually long: numbers of 18 digits and addresses."""
        return self.name.endswith(LONG_KEYS)

    @property
    def as_cards(self) -> bool:
        """Whether a table is too wide for lines, so that each row becomes a card."""
        widths = (CELL_WIDTHS.get(column.kind, 180 if column.long else 114) for column in self.columns)
        return sum(widths) + 60 > WIDEST_TABLE

    @property
    def chosen(self) -> tuple[ChoiceView, ...]:
        return tuple(choice for choice in self.choices if choice.chosen)


@dataclass(frozen=True)
class FormView:
    """A form ready for the macros.

    `faults` and `warnings` are (id of the input, sentence) for the summaries; `confirm` confirms the warnings.
    `imports` says where a file for a table is sent to, where its template is, and where rows of a platform are chosen
    ("" for nowhere); none means that no file is taken.
    """

    id: str
    fields: tuple[FieldView, ...]
    faults: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    confirm: str
    confirmed: str
    unseen: bool
    words: Words
    language: Language
    refresh_url: str
    imports: tuple[str, str, str] | None = None

    @property
    def seen(self) -> tuple[str, ...]:
        """The paths that this page shows."""
        return tuple(item.name for item in self.fields if item.control != "held" or item.reference)

    @property
    def has_conditions(self) -> bool:
        """Whether some answer changes what else is asked."""
        return any(item.controls_others for item in self.fields)
