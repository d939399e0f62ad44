"""Whatever is sent, a form answers in sentences: it never breaks and never takes what it must not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import Option, answer, read_submission, view_form
from app.forms.texts import Wrong, read_date, read_datetime, read_money, read_month, read_number, read_text
from app.values import from_json, to_json
from tests.forms.conftest import NOW, component, form_of
from tests.forms.pages import form_html

FORM = form_of(
    component("var.kind", "select", "种类", options=["甲", "乙"], required=True),
    component("var.count", "number", "人数", min=1, check="count < 100000"),
    component("case.sum", "money", "金额"),
    component("case.day", "date", "日期"),
    component("case.moment", "datetime", "时间"),
    component("case.month", "month", "月份"),
    component("case.yes", "yesno", "是否"),
    component("case.routes", "checklist", "途径", options=["调解", "仲裁"], show_if='kind = "甲"'),
    component("case.officers", "officer", "人员", multiple="true"),
    component("case.evidence", "file", "证据"),
    component("case.why", "textarea", "理由", required_when="case.sum > 10"),
    component("case.contact_phone", "text", "电话", protection="personal"),
    component("case.employer", "party", "单位", columns=[component("name"), component("uscc")]),
    component(
        "case.roster",
        "table",
        "清册",
        columns=[
            component("worker"),
            component("id_no"),
            component("month", "month"),
            component("gross", "money"),
            component("paid", "money"),
            component("owed", "money"),
            component("proof", "file"),
        ],
    ),
    component("var.total", "money", compute="sum(case.roster.owed)"),
)
OPTIONS = {"officer": [Option("u1", "周敏"), Option("u2", "马强")], "file": [Option("d1", "笔录")]}
KNOWN = {
    "count": Decimal(3),
    "case": {"contact_phone": "13812345678", "roster": [{"id": "r1", "worker": "马强"}]},
}
LIKELY = st.sampled_from(
    [
        *(
            "甲",
            "乙",
            "丙",
            "u1",
            "u9",
            "d1",
            "d9",
            "调解",
            "12",
            "1,200.50",
            "2025-09-26",
            "2025年9月",
            "true",
            "是",
        ),
        *("138****5678", "110101190001010014", "91120116MA0TE5T16U", "马强", "9" * 40, "-1", "1e9", "", " "),
        *("\x00", "\ud800", "𠮷"),
    ]
)
TEXTS = st.one_of(LIKELY, st.text(max_size=40))
NAMES = [item.path for item in FORM.fields] + [
    f"case.roster.{row}.{column}"
    for row in (0, 3)
    for column in ("worker", "month", "gross", "paid", "owed", "proof", "_id", "x")
]
FIELDS = st.dictionaries(
    st.one_of(
        st.sampled_from(
            [*NAMES, "case.employer.name", "case.employer.uscc", "_add", "_remove", "_seen", "_confirm"]
        ),
        st.text(max_size=12),
    ),
    st.lists(TEXTS, max_size=3),
    max_size=30,
)
TYPES: Mapping[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "money": (Decimal,),
    "date": (date,),
    "datetime": (datetime,),
    "month": (str,),
    "yesno": (bool,),
    "text": (str,),
    "textarea": (str,),
    "select": (str,),
    "checklist": (list,),
    "officer": (list,),
    "file": (list,),
    "table": (list,),
    "party": (dict,),
}


def allowed(path: str, value: Any) -> bool:
    """Whether a choice that was taken is one that was offered."""
    offered = {
        "var.kind": {"甲", "乙"},
        "case.routes": {"调解", "仲裁"},
        "case.officers": {"u1", "u2"},
        "case.evidence": {"d1"},
    }
    if path not in offered or value is None:
        return True
    return set(value if isinstance(value, list) else [value]) <= offered[path]


@settings(max_examples=300, deadline=None)
@given(FIELDS)
def test_no_submission_breaks_a_form_or_slips_through(fields: dict[str, list[str]]) -> None:
    raw = read_submission(FORM, fields)
    answered = answer(FORM, raw, KNOWN, now=NOW, options=OPTIONS)
    view_form(FORM, KNOWN, raw, now=NOW, options=OPTIONS, errors=answered.errors)
    if not answered.errors:
        for path, value in answered.values.items():
            item = FORM.field(path)
            assert item is not None
            assert value is None or isinstance(value, TYPES[item.kind])
            assert allowed(path, value)
        assert from_json(json.loads(json.dumps(to_json(answered.values)))) == answered.values
    rows = answered.values.get("case.roster") or []
    sums = [row["owed"] for row in rows if row["owed"] is not None]
    if sums and not answered.errors:
        assert answered.values["var.total"] == sum(sums)
    for row in rows:
        if row["gross"] is not None:
            assert row["owed"] == row["gross"] - (row["paid"] or 0)
    assert all(error.zh.endswith(("。", "！", "？")) and error.en.endswith(".") for error in answered.errors)


@settings(max_examples=60, deadline=None)
@given(FIELDS)
def test_what_is_shown_again_reads_as_what_was_typed(fields: dict[str, list[str]]) -> None:
    raw = read_submission(FORM, fields)
    again = read_submission(FORM, raw.fields())
    assert (again.texts, again.groups, again.seen) == (raw.texts, raw.groups, raw.seen)
    assert [rows for rows in again.rows.values() if rows] == [
        kept for rows in raw.rows.values() if (kept := tuple(row for row in rows if row))
    ]
    assert "\x00<script" not in form_html(view_form(FORM, KNOWN, raw, now=NOW, options=OPTIONS))


@given(st.text(max_size=60))
def test_reading_any_text_gives_a_value_or_a_sentence(text: str) -> None:
    for read in (read_money, read_date, read_datetime, read_month):
        value = read(text)
        assert isinstance(value, Decimal | date | str | Wrong)
    assert isinstance(read_number(text, 0), Decimal | Wrong)
    kept = read_text(text, 5000)
    assert isinstance(kept, str)
    kept.encode()


@given(st.decimals(min_value=0, max_value=999_999_999_999, places=2))
def test_an_amount_survives_being_shown_and_typed_again(amount: Decimal) -> None:
    assert read_money(f"{amount:,.2f} 元") == amount


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_survives_being_shown_and_typed_again(day: date) -> None:
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert read_date(day.isoformat()) == day


@given(st.sampled_from(["var.total", "case.roster.0.owed"]), TEXTS)
def test_a_computed_field_never_follows_the_page(name: str, text: str) -> None:
    fields = {"case.roster.0.gross": ["100"], "case.roster.0.paid": ["40"], name: [text]}
    answered = answer(FORM, read_submission(FORM, fields), {}, now=NOW)
    assert answered.values["var.total"] == Decimal("60.00")
