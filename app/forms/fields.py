"""What a form is once it is loaded: fields, options, rules; it knows neither form-js nor any request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from app.feel import Expression

Language = Literal["zh", "en"]

PLAIN = frozenset(("yesno", "number", "money", "date", "datetime", "month", "text", "textarea"))
ATTACHMENTS = frozenset(("document", "file"))
CHOICES = ATTACHMENTS | {"select", "checklist", "party_ref", "worker_ref", "officer", "unit", "lane"}
GROUPS = frozenset(("party", "worker"))
NESTED = GROUPS | {"table"}
NUMERIC = frozenset(("number", "money"))
KINDS = PLAIN | CHOICES | NESTED


class FormError(Exception):
    """A schema that cannot be used; `findings` holds one sentence for each fault, all of them at once."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("；".join(findings))
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen: stored value, two labels, and for a document its note and address."""

    value: str
    zh: str
    en: str = ""
    note: str = ""
    href: str = ""

    def label(self, language: Language) -> str:
        return (self.en or self.zh) if language == "en" else self.zh


@dataclass(frozen=True)
class Check:
    """A FEEL condition that must not be false, with the sentence that tells what to do when it is."""

    expression: Expression
    zh: str
    en: str


@dataclass(frozen=True)
class Field:
    """One question of a form, or one column of a table, or one member of a party.

    `path` says where the answer goes ("var.kind", "case.complaint.channel"); of a column or member it is the
    key alone. `hide`, `required_when`, `compute` and `prefill` are FEEL over the run's variables (by name), the case
    file (`case.…`) and the answers; inside a row the row's own columns come first. A variable that is `emptied` loses
    its earlier answer when the form is filled in again and its field is hidden then.
    """

    path: str
    kind: str
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""
    required: bool = False
    required_when: Expression | None = None
    hide: Expression | None = None
    check: Check | None = None
    compute: Expression | None = None
    prefill: Expression | None = None
    default: str | None = None
    options: tuple[Option, ...] = ()
    options_from: str = ""
    multiple: bool = False
    protection: str = ""
    columns: tuple[Field, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int = 5000
    decimals: int | None = None
    emptied: bool = False

    @cached_property
    def key(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def scope_name(self) -> str:
        """The name by which expressions read the answer: variables go without "var."."""
        return self.path.removeprefix("var.")

    @property
    def repeats(self) -> bool:
        """Whether the answer is a list of rows."""
        return self.kind == "table" or (self.kind in GROUPS and self.multiple)

    @property
    def many(self) -> bool:
        """Whether several options may be chosen."""
        return (
            self.kind == "checklist" or self.kind in ATTACHMENTS or (self.multiple and self.kind in CHOICES)
        )

    @property
    def protected(self) -> bool:
        return bool(self.protection)

    def label(self, language: Language) -> str:
        return (self.en or self.zh) if language == "en" else self.zh

    def hint(self, language: Language) -> str:
        return (self.hint_en or self.hint_zh) if language == "en" else self.hint_zh

    def expressions(self) -> Iterator[Expression]:
        """Every expression of the field and its columns that decides what is seen or computed."""
        for expression in (self.hide, self.required_when, self.compute):
            if expression is not None:
                yield expression
        for column in self.columns:
            yield from column.expressions()


@dataclass(frozen=True)
class Form:
    """A loaded form: its fields in order, and the paths shown read-only above them."""

    id: str
    digest: str
    fields: tuple[Field, ...]
    show: tuple[str, ...] = ()
    controllers: frozenset[str] = field(default_factory=frozenset)

    def field(self, path: str) -> Field | None:
        """Return the field that keeps its answer at `path`, or None."""
        return next((item for item in self.fields if item.path == path), None)


def input_id(name: str) -> str:
    """Return the HTML id of the input with this name; dots become hyphens, which no key contains."""
    return "f-" + name.replace(".", "-")
