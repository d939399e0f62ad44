"""The rule pack and the two districts fit together: rules switched on, local figures, approvers."""

from datetime import date

import pytest

from app.deadlines import RulePack, due, local_length
from app.districts import District
from tests.deadlines.conftest import shipped_calendar
from tests.districts.conftest import JURISDICTIONS, district

DISTRICTS = [district("tj_ftz"), district("xn_chengdong")]


@pytest.mark.parametrize("place", DISTRICTS, ids=lambda place: place.key)
def test_the_rules_switched_on_are_the_local_ones_of_the_pack(rules: RulePack, place: District) -> None:
    local = {rule.rule_id for rule in rules.values() if rule.jurisdiction == place.rule_jurisdiction}
    assert set(place.rules_on) == local
    assert set(place.rules_off) <= set(rules)


@pytest.mark.parametrize("place", DISTRICTS, ids=lambda place: place.key)
def test_every_local_figure_is_a_setting_of_the_district(rules: RulePack, place: District) -> None:
    for rule in rules.values():
        assert not rule.local_setting or rule.local_setting in place.settings, rule.rule_id


def test_every_approver_is_a_role(rules: RulePack) -> None:
    words = (JURISDICTIONS / "roles.toml").read_text("utf-8")
    for rule in rules.values():
        assert not rule.approver_role or f"\n{rule.approver_role} = " in words, rule.rule_id
        assert not (rule.extension or rule.extension_open) or rule.approver_zh, rule.rule_id


def test_the_district_sets_the_window_for_statement_and_defence(rules: RulePack) -> None:
    xining = DISTRICTS[1]
    more = local_length(rules["INS-14"], xining.settings)
    assert more == {"length": 5}
    found = due(rules["INS-14"], date(2025, 12, 16), shipped_calendar(), length=more["length"])
    assert found.due == date(2025, 12, 23)
