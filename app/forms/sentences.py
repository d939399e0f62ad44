"""The sentences that tell an officer what to do about an answer, in both languages; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.forms.fields import ATTACHMENTS, CHOICES, Field, input_id
from app.forms.texts import Wrong


@dataclass(frozen=True)
class FieldError:
    """One fault: where it is, and a whole sentence for the summary; `brief_*` goes beside the input itself.

    `path` is the field's path, or path.row.column for a cell, whose `row` counts from 0; `label` is the Chinese
    name as shown. A `warning` is possible as it stands, but has to be confirmed.
    """

    path: str
    input_id: str
    label: str
    zh: str
    en: str
    brief_zh: str
    brief_en: str
    row: int | None = None
    warning: bool = False


@dataclass(frozen=True)
class Place:
    """Where on the form an answer stands: a field, or a member or cell of `field` in `row` (from 0)."""

    field: Field
    column: Field | None = None
    row: int | None = None

    @property
    def name(self) -> str:
        """The name of the input; of a table it is the table's own path."""
        parts = [self.field.path]
        if self.row is not None:
            parts.append(str(self.row))
        if self.column is not None:
            parts.append(self.column.path)
        return ".".join(parts)

    @property
    def asked(self) -> Field:
        return self.column or self.field

    def _where(self) -> Iterator[tuple[str, str]]:
        if self.row is not None:
            yield f"“{self.field.zh}”第 {self.row + 1} 行", f"{self.field.label('en')}, row {self.row + 1}"
        elif self.column is not None:
            yield f"“{self.field.zh}”", self.field.label("en")
        if self.column is not None:
            yield f"“{self.column.zh}”", self.column.label("en")
        elif self.row is None:
            yield f"“{self.field.zh}”", self.field.label("en")

    def error(self, wrong: Wrong) -> FieldError:
        """Return the error that says `wrong` of this place."""
        names = list(self._where())
        zh = f"{''.join(name for name, _ in names)}：{wrong.zh}。"
        en = f"{', '.join(name for _, name in names)}: {wrong.en}."
        return self._make(zh, en, _sentence(wrong.zh), _sentence(wrong.en))

    def sentence(self, zh: str, en: str) -> FieldError:
        """Return the error whose text is a whole sentence already; in a row the row is named before it."""
        where = "" if self.row is None else f"“{self.field.zh}”第 {self.row + 1} 行："
        place = "" if self.row is None else f"{self.field.label('en')}, row {self.row + 1}: "
        return self._make(where + zh, place + en, zh, en)

    def missing(self) -> FieldError:
        """Return the error of a required answer that is not there."""
        verb, verb_en = _verb(self.asked)
        if self.row is None and self.column is None and self.field.repeats:
            label, label_en = self.field.zh, self.field.label("en")
            return self.sentence(f"“{label}”至少填写一行。", f"Fill in at least one row of {label_en}.")
        brief = f"请{verb}“{self.asked.zh}”。"
        brief_en = f"{verb_en} {self.asked.label('en')}."
        if self.column is None:
            return self._make(brief, brief_en, brief, brief_en)
        where, where_en = next(iter(self._where()))
        return self._make(f"{where}：{brief}", f"{where_en}: {brief_en}", brief, brief_en)

    def _make(self, zh: str, en: str, brief_zh: str, brief_en: str) -> FieldError:
        return FieldError(self.name, input_id(self.name), self.asked.zh, zh, en, brief_zh, brief_en, self.row)


def _verb(asked: Field) -> tuple[str, str]:
    if asked.kind in ATTACHMENTS:
        return "上传或选择", "Upload or choose"
    if asked.kind in CHOICES or asked.kind == "yesno":
        return "选择", "Choose"
    return "填写", "Fill in"


def _sentence(text: str) -> str:
    """Return the words as a sentence of their own."""
    if not text:
        return text
    end = "." if text[0].isascii() and text[-1].isascii() else "。"
    return text[0].upper() + text[1:] + ("" if text[-1] in ".。" else end)


NOT_AN_OPTION = Wrong(
    "请从列表中选择，所填内容不在可选项里", "choose from the list; this is not one of its options"
)
ONE_ONLY = Wrong("只能选择一项", "choose one only")
CANNOT_TELL = Wrong(
    "这一项的规则无法计算，请核对所填内容；仍不行请联系管理员",
    "the rule of this field cannot be evaluated; check the answers, or tell the administrator",
)
MASKED = Wrong(
    "隐去的内容无法对应到原值，请重新填写完整内容", "write the whole value again; the masked one is not known"
)


def too_many_rows(limit: int) -> Wrong:
    return Wrong(f"一次最多 {limit} 行，请分批填写", f"at most {limit} rows at once; enter them in parts")


def below(limit: object) -> Wrong:
    return Wrong(f"不能小于 {limit}", f"must not be less than {limit}")


def above(limit: object) -> Wrong:
    return Wrong(f"不能大于 {limit}", f"must not be more than {limit}")
