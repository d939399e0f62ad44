"""An operator loads a year: what changes is shown first, wrong files are refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Typed

MADE_UP = "date,kind,name,source\n2027-01-01,holiday,元旦,虚构\n2027-01-02,workday,调休上班,虚构\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A made-up notice of 2027."""
    path = tmp_path / "2027.csv"
    path.write_text(MADE_UP, encoding="utf-8")
    return path


def test_a_preview_shows_the_days_and_loads_nothing(typed: Typed, file: Path) -> None:
    shown = typed("calendar", "import", str(file), "--preview")
    assert shown.exit_code == 0 and "+ 2027-01-02 上班" in shown.output and "已载入" not in shown.output
    assert "新增 2" in typed("calendar", "import", str(file)).output


def test_a_year_is_loaded_once_and_counts_from_then_on(typed: Typed, file: Path) -> None:
    assert "已载入 2027 年第 1 版" in typed("calendar", "import", str(file)).output
    again = typed("calendar", "import", str(file))
    assert again.exit_code == 1 and "没有变化" in again.output
    words = ("--jurisdiction", "tj_ftz", "--rule", "PEN-10b", "--start", "2026-07-01")
    told = typed("deadlines", "compute", *words).output
    assert '"due": "2027-01-02"' in told and '"provisional": false' in told
    assert "0 个期限变化" in typed("calendar", "recount", "2027").output


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("date,kind,name,source\n2027-02-30,holiday,春节,虚构\n", "第2行不能识别"),
        ("date,kind,name,source\n2027-01-01,feast,元旦,虚构\n", "第2行不能识别"),
        (MADE_UP + "2028-01-01,holiday,元旦,虚构\n", "一个年份"),
        ("", "没有日期"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_is_loaded(
    typed: Typed, tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(content, encoding="utf-8")
    refused = typed("calendar", "import", str(path))
    assert refused.exit_code == 2 and says in refused.output and "Traceback" not in refused.output


def test_a_file_that_is_not_there_is_told(typed: Typed, tmp_path: Path) -> None:
    refused = typed("calendar", "import", str(tmp_path / "none.csv"))
    assert refused.exit_code == 2 and "无法读取" in refused.output


def test_a_year_is_seeded_provisionally(typed: Typed) -> None:
    seeded = typed("calendar", "seed", "2027")
    assert seeded.exit_code == 0 and "已载入 2027 年第 1 版" in seeded.output
    words = ("--jurisdiction", "tj_ftz", "--rule", "PEN-10b", "--start", "2026-07-01")
    assert '"provisional": true' in typed("deadlines", "compute", *words).output
