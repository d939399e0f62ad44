"""The rule pack holds every rule with its source, and a wrong line is named."""

from datetime import date
from pathlib import Path

import pytest

from app.deadlines import BadRules, RulePack, UnknownRule, load_rules, local_length
from tests.deadlines.conftest import PROCESSES

FAMILIES = {"CAL": 9, "INS": 28, "PEN": 13, "MED": 6, "ARB": 18, "BLK": 16, "CRM": 11, "PET": 8} | {
    "DEP": 7,
    "ACC": 3,
    "FND": 1,
    "GOV": 3,
    "SME": 3,
    "AID": 5,
    "UNI": 4,
    "CRT": 2,
    "INF": 1,
    "LOG": 1,
    "MTG": 1,
}


def test_all_140_rules_are_there(rules: RulePack) -> None:
    bases = {rule.base_id for rule in rules.values()}
    assert len(bases) == 140
    assert {key: sum(base.startswith(key) for base in bases) for key in FAMILIES} == FAMILIES


def test_the_unconfirmed_rules_are_marked(rules: RulePack) -> None:
    marks = {rule.base_id: rule.verified for rule in rules.values()}
    assert sorted(key for key, mark in marks.items() if mark == "U") == ["DEP-04", "DEP-05", "PEN-09"]
    assert sum(mark == "S" for mark in marks.values()) == 11
    assert not rules["INS-01"].confirmed and rules["INS-07"].confirmed


def test_every_rule_names_source_and_words_in_two_languages(rules: RulePack) -> None:
    for rule in rules.values():
        assert rule.source and rule.name_zh and rule.name_en and rule.trigger_zh and rule.trigger_en, (
            rule.rule_id
        )


def test_a_plain_id_means_the_first_of_several_periods(rules: RulePack) -> None:
    assert rules["ARB-04"].rule_id == "ARB-04a"
    assert [rule.length for rule in rules.parts("ARB-04")] == [5, 10, 5]
    assert [rule.rule_id for rule in rules.parts("INS-01")] == ["INS-01"]
    assert "MED-02" in rules and "XXX-01" not in rules
    assert rules.get("PEN-10") is rules["PEN-10a"] and rules.get("XXX-01") is None


def test_an_unknown_rule_is_refused(rules: RulePack) -> None:
    with pytest.raises(UnknownRule):
        rules["XXX-01"]


def test_each_district_has_its_own_rules_in_force(rules: RulePack) -> None:
    tianjin = rules.in_force("TJ", date(2026, 3, 1))
    xining = rules.in_force("XN", date(2026, 3, 1), off=["FND-01", "SME-01"])
    assert "INS-04" in tianjin and "INS-05" not in tianjin
    assert "INS-05" in xining and "INS-08" not in xining
    assert "FND-01" in tianjin and "FND-01" not in xining and "SME-01b" not in xining


def test_a_rule_is_in_force_only_from_its_date(rules: RulePack) -> None:
    assert "BLK-15" not in rules.in_force("TJ", date(2026, 3, 31))
    assert "BLK-15" in rules.in_force("TJ", date(2026, 4, 1))
    assert "INS-26" not in rules.in_force("TJ", date(2026, 6, 30))


def test_extension_and_approver_are_data(rules: RulePack) -> None:
    investigation = rules["INS-07"]
    assert (investigation.extension, investigation.extension_unit) == (30, "wd")
    assert investigation.approver_role == "bureau_head"
    assert rules["INS-10"].extension is None and rules["INS-10"].extension_open
    assert rules["ARB-07"].suspend == ("ARB-09",) and rules["ARB-07"].restart == ("ARB-08",)
    assert not rules["INS-07"].suspend


def test_the_local_setting_gives_the_length(rules: RulePack) -> None:
    assert local_length(rules["INS-06"], {"first_contact_days": 2}) == {"length": 2}
    assert local_length(rules["INS-28"], {"mass_event_report_hours": None}) == {}
    assert local_length(rules["INS-01"], {"first_contact_days": 2}) == {}


def test_gates_have_no_clock(rules: RulePack) -> None:
    assert not rules["INS-12"].has_clock and not rules["CAL-02"].has_clock
    assert rules["INS-15"].has_clock and rules["MTG-01"].has_clock


def changed(old: str, new: str) -> bytes:
    text = Path(PROCESSES / "deadline_rules.csv").read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("\nINS-02,", "\nINS-01,", "重复"),
        ("\nINS-02,", "\n二号,", "编号应为"),
        ("is received,5,wd", "is received,five,wd", "正整数"),
        ("is received,5,wd", "is received,,wd", "没有期限"),
        ("is received,5,wd", "is received,5,moons", "单位"),
        ("rule_id,process", "rule,process", "缺少列"),
        (",2026-04-01,", ",soon,", "日期"),
    ],
)
def test_a_wrong_line_is_named(old: str, new: str, says: str) -> None:
    with pytest.raises(BadRules, match=says):
        load_rules(changed(old, new))


def test_all_wrong_lines_are_reported_together() -> None:
    text = changed("is received,5,wd", "is received,x,wd").replace(b"is filed,60,wd", b"is filed,60,zz")
    with pytest.raises(BadRules) as refused:
        load_rules(text)
    assert len(refused.value.findings) == 2


def test_each_rule_says_whether_an_authority_or_a_party_has_to_act(rules: RulePack) -> None:
    for key in ("INS-01", "INS-07", "ARB-07", "BLK-05", "PEN-12a", "CRM-07", "DEP-03"):
        assert rules[key].duty == "unit", key
    for key in (
        "PEN-10a",
        "PEN-10b",
        "ARB-15a",
        "ARB-15b",
        "ARB-15c",
        "ARB-17",
        "PEN-02",
        "INS-15",
        "BLK-03",
    ):
        assert rules[key].duty == "party", key
    for rule in rules.values():
        if rule.kind in ("gate", "counting", "retention", "term"):
            assert rule.duty == ("party" if rule.rule_id == "ARB-01" else "none"), rule.rule_id
