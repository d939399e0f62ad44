"""A schema is loaded once, or refused with everything that is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.forms import FormError, load_form
from tests.forms.conftest import component, form_of

FORMS = sorted((Path(__file__).parents[2] / "forms").glob("*/*.form"))


def test_a_schema_is_compiled_once() -> None:
    schema = json.dumps({"id": "x", "components": [component("var.kind")]}).encode()
    assert load_form(schema) is load_form(bytes(schema))


def test_every_fault_of_a_schema_is_told_together() -> None:
    with pytest.raises(FormError) as refused:
        form_of(
            component("var.a", "spaceship"),
            component("var.b", check="b >"),
            component("var.b"),
            component("sector"),
            component(
                "case.t",
                "table",
                columns=[component("x", "table", columns=[component("y")]), component("1x")],
            ),
            component("case.s", "select"),
            component("case.n", "number", min="viel"),
        )
    findings = "\n".join(refused.value.findings)
    for told in (
        "spaceship",
        "var.b",
        "不止一次",
        "“sector”不是可以保存的位置",
        "不能再是表格",
        "没有可选项",
        "不是数字",
        "1x",
    ):
        assert told in findings


@pytest.mark.parametrize("schema", [b"", b"[]", b"{}", b'{"components": 3}', b"\xff", b"[" * 100_000])
def test_what_is_no_form_is_refused(schema: bytes) -> None:
    with pytest.raises(FormError):
        load_form(schema)


def test_a_schema_that_is_too_big_is_refused() -> None:
    with pytest.raises(FormError):
        load_form(b" " * 600_000)


def test_layout_is_flattened_and_decoration_left_out() -> None:
    form = form_of(
        {"type": "text", "text": "# 标题"},
        {"type": "group", "label": "部分", "components": [component("var.kind"), {"type": "separator"}]},
    )
    assert [item.path for item in form.fields] == ["var.kind"]


def test_plain_form_js_components_are_understood_without_our_settings() -> None:
    form = load_form(
        json.dumps(
            {
                "components": [
                    {"type": "checkbox", "key": "agreed", "label": "同意"},
                    {"type": "textarea", "key": "why"},
                ]
            }
        ).encode()
    )
    assert [(item.path, item.kind, item.zh) for item in form.fields] == [
        ("var.agreed", "yesno", "同意"),
        ("var.why", "textarea", "var.why"),
    ]


def test_the_form_knows_which_answers_change_what_else_is_asked() -> None:
    form = form_of(
        component("var.step"),
        component("case.why", show_if='step = "甲"'),
        component("case.claims", "table", columns=[component("amount", "money")]),
        component("var.total", "money", compute="sum(case.claims.amount)"),
        component("case.note"),
    )
    assert form.controllers == {"var.step", "case.claims"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_form_of_the_product_loads(path: Path) -> None:
    form = load_form(path.read_bytes())
    assert form.id == path.stem
