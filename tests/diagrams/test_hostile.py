"""Nothing hostile gets past the gate, stalls it or makes it grow: one file a technique, each with its finding."""

from __future__ import annotations

import pytest

from app.diagrams.findings import Finding
from app.diagrams.gate import check_files, verdict
from tests.diagrams.bulky import FILES as BULKY
from tests.diagrams.judged_apart import EXPECTED, FOLDER, judged_apart


def refusing(findings: list[Finding]) -> set[str]:
    """The codes for which a file is refused."""
    return {finding.code for finding in findings if finding.severity == "error"}


def test_every_hostile_file_is_listed_and_there_are_more_than_sixty_techniques() -> None:
    present = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*") if path.suffix != ".csv"}
    assert present == EXPECTED.keys()
    assert len(present) >= 60


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_refused_for_the_right_reason(name: str) -> None:
    path = FOLDER / name
    findings = check_files({path.name: path.read_bytes()})
    assert verdict(findings) == "refused"
    assert EXPECTED[name] in refusing(findings)


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_refused_with_words_for_people(name: str) -> None:
    path = FOLDER / name
    for finding in check_files({path.name: path.read_bytes()}):
        assert finding.file == path.name
        assert any("一" <= letter <= "鿿" for letter in finding.zh)
        assert finding.en.strip()
        assert "Traceback" not in finding.en
        assert finding.code != "unreadable"


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_judged_within_a_second_and_256_mebibytes(name: str) -> None:
    judged = judged_apart()[name]
    assert judged["failure"] == ""
    assert EXPECTED[name] in judged["codes"]
    assert judged["mebibytes"] <= 256


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, (code, _) in BULKY.items()])
def test_what_is_hostile_by_its_bulk_is_refused_within_the_limits(name: str, code: str) -> None:
    judged = judged_apart()[name]
    assert judged["failure"] == ""
    assert code in judged["codes"]
    assert judged["mebibytes"] <= 256
