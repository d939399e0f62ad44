"""Forms ask for and take something else where a conflict between rules was settled otherwise than by default."""

from __future__ import annotations

from typing import Any

import pytest

from tests.processes.moves import SETTINGS
from tests.processes.test_form_rules import read

DISPUTED = {"case": {"liability": {"disputed_part": "两名工人工时有争议"}}, "facts": "责令限期支付"}
BY_INSPECTION = {"case": {"penalty": {"period_used": "劳动保障监察期限"}}}

CHOSEN_CHECKS: list[tuple[str, dict[str, Any], bool]] = [
    ("payment_decision/draft_decision/var.extra_rate", {"extra_rate": 49, "chosen": {"c2": "local"}}, True),
    ("payment_decision/draft_decision/var.extra_rate", {"extra_rate": 60, "chosen": {"c2": "local"}}, False),
    ("investigation/confirm_facts/case.liability.disputed_part", DISPUTED, True),
    (
        "investigation/confirm_facts/case.liability.disputed_part",
        {**DISPUTED, "chosen": {"c10": "whole"}},
        False,
    ),
    (
        "penalty/decide_penalty/case.penalty.period_used",
        {**BY_INSPECTION, "chosen": {"c3": "penalty"}},
        False,
    ),
]
CHOSEN_VALUES: list[tuple[str, str, dict[str, Any], Any]] = [
    (
        "blacklisting/prepare_change/var.six_months_listed",
        "compute",
        {"chosen": {"c4": "credit"}},
        False,  # its year of publicity is not over
    ),
    (
        "blacklisting/prepare_change/var.publicity_conflict",
        "compute",
        {"change": "提前移出", "chosen": {"c4": "list"}},
        False,
    ),
    (
        "penalty/decide_penalty/case.penalty.period_used",
        "prefill",
        {"chosen": {"c3": "inspection"}},
        "劳动保障监察期限",
    ),
    (
        "complaint_intake/hand_on/case.guide.bar_risk_told",
        "required_when",
        {"next_steps": ["仲裁"], "chosen": {"c8": "ask"}},
        True,
    ),
    (
        "complaint_intake/confirm_route/case.timebar.decided_by",
        "required_when",
        {"intake_outcome": "不予受理", "time_bar": "已超过二年", "chosen": {"c9": "review"}},
        True,
    ),
]


def settled(known: dict[str, Any]) -> dict[str, Any]:
    """What is known, with the choices as forms read them."""
    told = dict(known)
    made = {f"conflict_{key}": choice for key, choice in told.pop("chosen", {}).items()}
    return {**told, "setting": {**SETTINGS, **made}}


@pytest.mark.parametrize(("where", "known", "holds"), CHOSEN_CHECKS)
def test_a_form_takes_what_the_choice_allows(where: str, known: dict[str, Any], holds: bool) -> None:
    assert (read(where, "check", settled(known)) is not False) == holds


@pytest.mark.parametrize(("where", "rule", "known", "value"), CHOSEN_VALUES)
def test_a_form_asks_for_what_the_choice_needs(
    where: str, rule: str, known: dict[str, Any], value: Any
) -> None:
    assert read(where, rule, settled(known)) == value
