"""A due date is asked for on the command line: what is printed, and what is refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Typed


def computed(typed: Typed, *words: str, place: str = "tj_ftz") -> dict[str, Any]:
    """What the command prints for these words."""
    result = typed("deadlines", "compute", "--jurisdiction", place, *words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_date_is_printed_with_every_day_that_counts_and_does_not(typed: Typed) -> None:
    told = computed(typed, "--rule", "INS-01", "--start", "2025-09-26")
    assert (told["due"], told["raw"], told["provisional"]) == ("2025-10-10", "2025-10-10", False)
    assert told["rule"] == "INS-01" and "§18" in told["source"] and told["confirmed"] is False
    assert "2025-09-28（周日，国庆节、中秋节调休上班） 第1个工作日" in told["explanation"]


def test_a_plain_id_means_the_first_period_and_a_letter_the_others(typed: Typed) -> None:
    start = ("--start", "2026-03-09")
    assert computed(typed, "--rule", "ARB-04", *start)["rule"] == "ARB-04a"
    assert computed(typed, "--rule", "ARB-04b", *start)["due"] == "2026-03-23"
    assert computed(typed, "--rule", "arb-04B", *start)["rule"] == "ARB-04b"


def test_an_extension_is_part_of_the_date(typed: Typed) -> None:
    words = ("--rule", "INS-09", "--start", "2025-11-05", "--extend", "30")
    assert computed(typed, *words, place="xn_chengdong")["due"] == "2026-02-03"


def test_suspended_days_are_left_out_and_the_end_is_judged(typed: Typed) -> None:
    words = ("--rule", "ARB-07", "--start", "2026-03-05", "--suspend", "2026-03-16", "2026-03-25")
    told = computed(typed, *words, "--end", "2026-05-06")
    assert told["due"] == "2026-04-29"
    assert (told["in_time"], told["overdue_working_days"]) == (False, 2)  # 30 April, 6 May
    assert computed(typed, *words, "--end", "2026-04-29")["in_time"] is True


def test_a_paper_sets_the_date_of_a_rule_without_length(typed: Typed) -> None:
    told = computed(typed, "--rule", "INS-15", "--start", "2025-12-08", "--end", "2025-12-15")
    assert told["due"] == "2025-12-15"


def test_hours_are_told_as_a_moment(typed: Typed) -> None:
    told = computed(typed, "--rule", "CRM-04", "--start", "2025-09-26T10:20")
    assert told["due"] == "2025-09-27T10:20:00+08:00"


def test_a_date_in_2027_is_provisional(typed: Typed) -> None:
    told = computed(typed, "--rule", "ARB-17", "--start", "2025-12-15")
    assert (told["due"], told["provisional"]) == ("2027-12-15", True)


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("--rule", "XX-01", "--start", "2025-09-26"), "没有规则“XX-01”", "no rule"),
        (("--rule", "INS-01", "--start", "2025-02-30"), "不是日期", "no date"),
        (("--rule", "INS-01", "--start", "tomorrow at T"), "不是日期", "no date"),
        (("--rule", "INS-12", "--start", "2025-09-26"), "没有期限", "no period"),
        (("--rule", "INS-05", "--start", "2025-09-26"), "不适用于 tj_ftz", "not in tj_ftz"),
        (("--rule", "INS-28", "--start", "2025-09-26"), "只适用于 XN", "XN only"),
        (("--rule", "PET-08", "--start", "2025-09-26"), "mass_event_report_hours", "local setting"),
        (("--rule", "INS-01", "--start", "2025-09-26", "--extend", "3"), "不得延长", "cannot be extended"),
        (
            ("--rule", "ARB-07", "--start", "2026-03-05", "--suspend", "2026-03-16", "2026-03-01"),
            "早于开始日",
            "ends before it begins",
        ),
        (("--rule", "INS-01", "--start", "9999-12-30"), "超出可计算范围", "out of range"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_a_sentence(
    typed: Typed, words: tuple[str, ...], zh: str, en: str
) -> None:
    result = typed("deadlines", "compute", "--jurisdiction", "tj_ftz", *words)
    assert result.exit_code == 2, result.output
    assert zh in result.stderr and en in result.stderr
    assert "Traceback" not in result.stderr and result.stdout == ""


def test_an_unknown_district_is_refused_and_the_known_are_named(typed: Typed) -> None:
    words = ("--jurisdiction", "nowhere", "--rule", "INS-01", "--start", "2025-09-26")
    result = typed("deadlines", "compute", *words)
    assert result.exit_code == 2
    assert "tj_ftz、xn_chengdong" in result.stderr
