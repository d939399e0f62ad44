"""Every local setting and every choice in a conflict of rules works on something, or says what people do instead."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest

from app.actions.law import shipped_law
from app.deadlines.conflicts import Conflict, changes_of
from app.house import ROOT, House, build_house
from storage.crypto import Keyring


@pytest.fixture(scope="module")
def house() -> House:
    return build_house(Keyring(b"s" * 32))


@pytest.fixture(scope="module")
def shipped() -> str:
    """All that is drawn, decided, asked and written in papers."""
    drawn = (ROOT / "processes").glob("*/*.bpmn"), (ROOT / "processes").glob("*/*.dmn")
    files = [*drawn[0], *drawn[1], *(ROOT / "forms").glob("*/*.*")]
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


def readers(name: str, shipped: str) -> bool:
    rows = csv.DictReader(io.StringIO((ROOT / "processes" / "deadline_rules.csv").read_text("utf-8")))
    by_rule = any(name in (row.get("local_setting") or "").split("/") for row in rows)
    by_code = any(
        f'settings.get("{name}")' in path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py")
    )
    drawn = f"setting.{name}" in shipped or f'name="setting" value="{name}"' in shipped
    return by_rule or by_code or drawn


def test_a_setting_that_nothing_reads_says_what_an_officer_does_instead(house: House, shipped: str) -> None:
    silent, wrong = [], []
    for district in house.districts.values():
        for name, note in district.setting_notes.items():
            if not readers(name, shipped) and note.unread is None:
                silent.append(f"{district.key}: {name}")
            if readers(name, shipped) and note.unread is not None:
                wrong.append(f"{district.key}: {name}")
    assert not silent, "nothing reads these settings: let something, or give unread_zh, unread_en"
    assert not wrong, "these settings are read: take out unread_zh, unread_en"


def effects(conflict: Conflict, choice: str, shipped: str) -> object:
    """What a choice does beside being written down."""
    drawn = f'setting.{conflict.setting} = "{choice}"' in shipped or f"setting.{conflict.setting}" in shipped
    parts: Mapping[str, Mapping[str, object]] = {
        "off": conflict.off, "from": conflict.from_opening, "set": conflict.settings,
    }  # fmt: skip
    return drawn or changes_of(conflict, choice) or any(choice in each for each in parts.values())


def test_each_choice_in_a_conflict_changes_counting_a_form_or_a_setting(house: House, shipped: str) -> None:
    for conflict in house.conflicts.values():
        assert all(conflict.works_on), conflict.key
        for choice in set(conflict.choices) - {conflict.default}:
            assert effects(conflict, choice, shipped), f"{conflict.key}: {choice} changes nothing"


def test_a_local_text_is_no_choice_where_it_is_no_law(house: House) -> None:
    law = shipped_law(house)
    told = {key: law.settings_of(key)["conflict_c2"] for key in house.districts}
    assert set(told.values()) == {"national"}
    assert house.conflicts["C2"].choice_in("tj_ftz", {"C2": "local"}) == "local"
    assert house.conflicts["C2"].choice_in("xn_chengdong", {"C2": "local"}) == "national"
