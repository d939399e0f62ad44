"""English pages say coded choices in English, with the very words of the forms that record them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.house import ROOT
from app.registers import REGISTERS

FORMS = {
    ("supervision", "rating"): ("supervision", "case.supervision.rating"),
    ("meetings", "kind"): ("meeting", "var.kind"),
    ("measures", "measure"): ("permit_control", "var.measure_kind"),
    ("sme", "source"): ("sme_ledger", "case.ledger.source"),
    ("publicity", "item_type"): ("publicity", "var.item_type"),
}


def choices_of(process: str, kept: str) -> Iterator[tuple[str, str]]:
    """The choices of every form of a process that keeps its answer there."""

    def fields(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for each in components:
            yield each
            yield from fields(each.get("components", []))

    for path in sorted((ROOT / "forms" / process).glob("*.form")):
        for each in fields(json.loads(path.read_text())["components"]):
            if each.get("properties", {}).get("keep") == kept:
                yield from ((value["value"], value["label_en"]) for value in each.get("values", []))


@pytest.mark.parametrize("place", FORMS, ids="-".join)
def test_a_register_says_codes_as_the_forms_do(place: tuple[str, str]) -> None:
    register, key = place
    column = next(each for each in REGISTERS[register].columns if each.key == key)
    offered = set(choices_of(*FORMS[place]))
    assert offered and offered == set(column.codes)
