"""What the shipped registry says goes out: steps and facts that exist, and never who reported."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.exchanges.comparing import Day, by_day, compare, read_receipts, read_statement
from app.exchanges.content import compose
from app.exchanges.registry import REPORTERS_PHONE, Format, Item, load_registry
from tests.support.office import house

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = ROOT / "processes" / "jurisdictions" / "exchanges.toml"


def test_every_step_that_sends_something_stands_in_its_diagram() -> None:
    broken = []
    for export in house().exchanges.exports:
        drawn = ROOT / "processes" / export.process / f"{export.process}.bpmn"
        if drawn.exists() and f'userTask id="{export.element}"' not in drawn.read_text(encoding="utf-8"):
            broken.append(export.cause)
    assert not broken, "correct these steps in exchanges.toml"


def of_people(table: str) -> tuple[str, ...]:
    """What a table that names workers by reference tells of them besides."""
    worker = house().catalogue.fields[table].columns.get("worker")
    return ("name", "id_no") if worker is not None and worker.type == "worker_ref" else ()


def test_every_fact_that_is_sent_is_a_field_of_the_house() -> None:
    fields, broken = house().catalogue.fields, []
    used = {each.format: each.process for each in house().exchanges.exports}
    for key, form in house().exchanges.formats.items():
        if not (ROOT / "processes" / used[key]).exists():
            continue
        for path in form.paths - {
            "state",
            "result.code",
            "result.name",
            "result.reply",
            "receipt_no",
            REPORTERS_PHONE,
        }:
            party, _, part = path.rpartition(".")
            known = path in fields or (party in fields and part in fields[party].columns)
            if not known:
                broken.append(f"{key}: {path}")
        broken += [
            f"{key}: {form.rows}.{column.path}"
            for column in form.columns
            if form.rows in fields and column.path not in {*fields[form.rows].columns, *of_people(form.rows)}
        ]
    assert not broken, "correct these facts in exchanges.toml"


def test_each_result_of_a_clue_has_one_code_and_each_code_leads_back_to_its_result() -> None:
    registry = house().exchanges
    assert [each.code for each in registry.results] == [f"{number:02}" for number in range(1, 11)]
    form = json.loads((ROOT / "forms" / "investigation" / "propose_close.form").read_bytes())
    (asked,) = [each for each in form["components"] if each.get("key") == "close_result"]
    closed = [
        registry.result_of("investigation.propose_close", {"close_result": option["value"]})
        for option in asked["values"]
    ]
    assert None not in closed and len(set(closed)) == len(asked["values"]), "each conclusion has its own code"
    steps = {each.cause for each in registry.exports if each.format == "clue_result"}
    assert steps == {each.step for each in registry.results}
    assert all(registry.result(each.code) is each and each.reply for each in registry.results)


def test_who_reported_is_refused_when_the_file_is_read() -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace(
        '"来源渠道", "case.complaint.channel"', '"来源渠道", "case.reporter.identity.name"'
    )
    with pytest.raises(ValueError, match="who reported"):
        load_registry(text.encode())


def test_only_the_items_of_the_format_go_out_masked_and_harmless_in_a_spreadsheet() -> None:
    form = Format(
        "list", "名单", "List", (Item("单位", "case.employer.name"), Item("日期", "case.on")), "case.rows",
        (Item("姓名", "name"), Item("证件", "id_no", "id"), Item("金额", "amount")),
    )  # fmt: skip
    facts = {
        "case": {
            "employer": {"name": "=cmd|'示例公司'", "legal_rep": "工人甲"},
            "on": date(2025, 9, 26),
            "rows": [{"name": "工人乙", "id_no": "110101190001010014", "amount": Decimal("9600.50"), "phone": "1"}],
        }
    }  # fmt: skip
    ending, content = compose(form, "津保清薪〔2025〕0001", facts, facts["case"]["rows"])  # type: ignore[arg-type]
    lines = content.decode("utf-8-sig").splitlines()
    assert ending == "csv" and lines[0] == "办件编号,单位,日期,姓名,证件,金额"
    assert lines[1] == "津保清薪〔2025〕0001,'=cmd|'示例公司',2025-09-26,工人乙,110***********0014,9600.50"
    assert "工人甲" not in content.decode("utf-8-sig")


def test_each_day_says_for_each_receiver_what_is_missing() -> None:
    first, second = date(2025, 9, 25), date(2025, 9, 26)
    states = ("confirmed", "confirmed", "delivered", "waiting", "sending", "failed", "voided")
    told = by_day([("bank", "delivered", first), *(("bank", state, second) for state in states)])
    assert told == [Day(second, "bank", 7, 2, 1, 3, 1), Day(first, "bank", 1, 0, 1, 0, 0)]


def test_receipts_are_read_and_both_sides_compared() -> None:
    answers, wrong = read_receipts(
        "编号,结果\na-1,已支付,YH1,2025-09-26\nb-2,退回,,,账号不符\nc-3,也许\n".encode("gb18030")
    )
    assert [(each.key, each.taken, each.number, each.reason) for each in answers] == [
        ("a-1", True, "YH1", ""), ("b-2", False, "", "账号不符")
    ]  # fmt: skip
    assert wrong == 1
    theirs = read_statement("编号,回执号\na-1,YH1\nd-4,YH9\ne-5,X\n".encode())
    assert theirs is not None
    found = compare(
        {
            "a-1": ("confirmed", "YH1", "1"),
            "b-2": ("delivered", "", "2"),
            "d-4": ("delivered", "", "4"),
            "e-5": ("confirmed", "Y", "5"),
            "f-6": ("waiting", "", "6"),
        },
        theirs,
    )
    assert found.agree == 1 and [each.key for each in found.not_there] == ["b-2"]
    assert [each.key for each in found.not_confirmed] == ["d-4"]
    assert [each.key for each in found.other_number] == ["e-5"] and not found.not_ours
