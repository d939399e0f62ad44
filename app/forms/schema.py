"""Reads a form-js schema of our dialect into a `Form`; it knows neither requests nor stored cases."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from app.feel import Expression, FeelError, compile_expression
from app.forms.fields import CHOICES, KINDS, NESTED, NUMERIC, Check, Field, Form, FormError, Option

MAX_SCHEMA_BYTES = 512_000
MAX_FIELDS = 300
LAYOUT = frozenset(("text", "html", "image", "spacer", "separator", "button"))
KIND_OF_TYPE = {
    "textfield": "text",
    "textarea": "textarea",
    "number": "number",
    "select": "select",
    "radio": "select",
    "checklist": "checklist",
    "checkbox": "yesno",
    "datetime": "date",
    "dynamiclist": "table",
    "filepicker": "file",
}
PATH = re.compile(r"(var|case)(\.[A-Za-z_][A-Za-z0-9_]*)+\Z")
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
OWED = "gross - (if deductions = null then 0 else deductions) - (if paid = null then 0 else paid)"
"""What a roster line still owes (data dictionary 4.1): gross less deductions less paid."""

Component = Mapping[str, Any]


def load_form(schema: bytes) -> Form:
    """Return the form of a schema, compiled once per content.

    Raises FormError with every fault found: not JSON, no components, an unknown kind, a place to keep the
    answer that is missing or used twice, an expression that FEEL refuses.
    """
    return _load(hashlib.sha256(schema).hexdigest(), schema)


@lru_cache(maxsize=1024)
def _load(digest: str, schema: bytes) -> Form:
    tree = _parse(schema)
    reader = _Reader()
    fields = tuple(reader.fields(tree.get("components"), ""))
    reader.refuse_twice([item.path for item in fields], "")
    if len(fields) > MAX_FIELDS:
        reader.findings.append(f"表单有 {len(fields)} 个字段，最多 {MAX_FIELDS} 个")
    show = tree.get("show") or []
    if not isinstance(show, list) or not all(isinstance(path, str) for path in show):
        reader.findings.append("show 应是路径的列表")
        show = []
    if reader.findings:
        raise FormError(reader.findings)
    return Form(str(tree.get("id", "")), digest, fields, tuple(show), _controllers(fields))


def _parse(schema: bytes) -> dict[str, Any]:
    if len(schema) > MAX_SCHEMA_BYTES:
        raise FormError([f"表单文件超过 {MAX_SCHEMA_BYTES // 1000} KB"])
    try:
        tree = json.loads(schema)
    except (ValueError, RecursionError) as error:
        raise FormError([f"表单文件不是有效的 JSON：{error}"]) from error
    if not isinstance(tree, dict) or not isinstance(tree.get("components"), list):
        raise FormError(["表单文件缺少 components 列表"])
    return tree


def _controllers(fields: tuple[Field, ...]) -> frozenset[str]:
    """Return the paths whose answers other fields' visibility, requirement or computation reads."""
    names = {name for item in fields for expression in item.expressions() for name in expression.names}
    found = set()
    for item in fields:
        own = item.scope_name
        if any(name == own or name.startswith(own + ".") or own.startswith(name + ".") for name in names):
            found.add(item.path)
        if any(column.path in names for column in item.columns):
            found.add(item.path)
    return frozenset(found)


class _Reader:
    """Walks components and collects every fault instead of stopping at the first."""

    def __init__(self) -> None:
        self.findings: list[str] = []

    def fields(self, components: Any, parent: str) -> Iterator[Field]:
        """Yield the fields of a component list; groups that keep nothing are layout and are flattened."""
        if not isinstance(components, list):
            self.findings.append(f"“{parent or '表单'}”的 components 不是列表")
            return
        for component in components:
            if not isinstance(component, dict):
                self.findings.append(f"“{parent or '表单'}”中有一个不是对象的组件")
            elif component.get("type") in LAYOUT:
                continue
            elif component.get("type") == "group" and not _properties(component).get("keep") and not parent:
                yield from self.fields(component.get("components"), "")
            else:
                made = self.field(component, parent)
                if made is not None:
                    yield made

    def field(self, component: Component, parent: str) -> Field | None:
        """Return one field, or None after noting why it cannot be one."""
        settings = _properties(component)
        path = self._path(component, settings, parent)
        kind = str(settings.get("kind") or KIND_OF_TYPE.get(str(component.get("type")), ""))
        if kind not in KINDS:
            self.findings.append(f"“{path}”的类型“{kind or component.get('type')}”不认识")
            return None
        if parent and kind in NESTED:
            self.findings.append(f"“{parent}”里的“{path}”不能再是表格或主体")
            return None
        columns = self._columns(component, kind, path)
        rules = _mapping(component.get("validate"))
        label = str(component.get("label") or path)
        return Field(
            path=path,
            kind=kind,
            zh=label,
            en=str(settings.get("label_en") or ""),
            hint_zh=str(component.get("description") or ""),
            hint_en=str(settings.get("hint_en") or ""),
            required=rules.get("required") is True,
            required_when=self._feel(settings.get("required_when"), path, "required_when"),
            hide=self._feel(_mapping(component.get("conditional")).get("hide"), path, "conditional.hide"),
            check=self._check(settings, path, label),
            compute=self._feel(settings.get("compute"), path, "compute"),
            prefill=self._feel(settings.get("prefill"), path, "prefill"),
            default=_default(component.get("defaultValue")),
            options=self._options(component, kind, settings, path),
            options_from=str(settings.get("options_from") or ""),
            multiple=str(settings.get("multiple", "")).lower() == "true",
            protection=str(settings.get("protection") or ""),
            columns=columns,
            minimum=self._number(rules.get("min"), path),
            maximum=self._number(rules.get("max"), path),
            max_length=_length(rules.get("maxLength")),
            decimals=_decimals(component, kind),
            emptied=path.startswith("var.") and str(settings.get("empty_hidden", "")).lower() == "true",
        )

    def _path(self, component: Component, settings: Component, parent: str) -> str:
        key = str(component.get("key") or component.get("path") or "")
        path = str(settings.get("keep") or ("" if parent else f"var.{key}"))
        if parent:
            # A column may repeat the whole path of its table; only its own key counts.
            path = path.rpartition(".")[2] or key.rpartition(".")[2]
            if not KEY.match(path):
                self.findings.append(f"“{parent}”里有一列没有可用的 key（“{path}”）")
        elif not PATH.match(path):
            self.findings.append(f"“{path}”不是可以保存的位置，应为 var.名称 或 case.路径")
        return path

    def _columns(self, component: Component, kind: str, path: str) -> tuple[Field, ...]:
        if kind not in NESTED:
            return ()
        columns = tuple(self.fields(component.get("components"), path))
        if not columns:
            self.findings.append(f"“{path}”没有列")
        keys = [column.path for column in columns]
        self.refuse_twice(keys, path)
        if {"gross", "paid", "owed"} <= set(keys):
            columns = tuple(
                _computed(column, OWED) if column.path == "owed" else column for column in columns
            )
        return columns

    def _feel(self, source: Any, path: str, setting: str) -> Expression | None:
        text = source.strip().removeprefix("=").strip() if isinstance(source, str) else ""
        if not text:
            if source not in (None, "", False):
                self.findings.append(f"“{path}”的 {setting} 不是 FEEL 文本")
            return None
        try:
            return compile_expression(text)
        except FeelError as error:
            self.findings.append(f"“{path}”的 {setting} 不能作为 FEEL 执行：{error}")
            return None

    def _check(self, settings: Component, path: str, label: str) -> Check | None:
        expression = self._feel(settings.get("check"), path, "check")
        if expression is None:
            return None
        zh = str(settings.get("check_zh") or f"“{label}”与其他内容不相符，请核对后改正。")
        en = str(
            settings.get("check_en")
            or f"“{settings.get('label_en') or label}” does not agree with the rest; check it and correct it."
        )
        return Check(expression, zh, en)

    def _options(self, component: Component, kind: str, settings: Component, path: str) -> tuple[Option, ...]:
        values = component.get("values")
        if values is None:
            if kind in ("select", "checklist") and not settings.get("options_from"):
                self.findings.append(f"“{path}”没有可选项（values 或 options_from）")
            return ()
        if kind not in CHOICES:
            return ()
        if not isinstance(values, list) or not all(
            isinstance(item, dict) and "value" in item for item in values
        ):
            self.findings.append(f"“{path}”的 values 应是 {{value, label}} 的列表")
            return ()
        self.refuse_twice([str(item["value"]) for item in values], path)
        return tuple(_option(item) for item in values)

    def _number(self, limit: Any, path: str) -> Decimal | None:
        if limit is None or limit == "":
            return None
        try:
            number = Decimal(str(limit))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.findings.append(f"“{path}”的上下限“{limit}”不是数字")
            return None
        return number

    def refuse_twice(self, names: list[str], parent: str) -> None:
        """Note every name that stands in `names` more than once."""
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.findings.append(f"“{parent or '表单'}”里“{name}”出现了不止一次")


def _properties(component: Component) -> Component:
    return _mapping(component.get("properties"))


def _mapping(value: Any) -> Component:
    return value if isinstance(value, dict) else {}


def _option(item: Component) -> Option:
    value = str(item["value"])
    english = item.get("label_en") or _mapping(item.get("properties")).get("label_en") or ""
    return Option(value, str(item.get("label") or value), str(english))


def _computed(column: Field, source: str) -> Field:
    return column if column.compute else replace(column, compute=compile_expression(source), required=False)


def _default(value: Any) -> str | None:
    if value is None or isinstance(value, list | dict):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _length(limit: Any) -> int:
    return min(limit, 5000) if isinstance(limit, int) and limit > 0 else 5000


def _decimals(component: Component, kind: str) -> int | None:
    digits = component.get("decimalDigits")
    if kind not in NUMERIC:
        return None
    return digits if isinstance(digits, int) and 0 <= digits <= 6 else 2
