"""The patterns of this domain: each is put in by two clicks, passes the gate with its forms, and goes by one undo."""

from __future__ import annotations

import pytest

from app.diagrams.comparing import compare_versions
from app.diagrams.gate import check_files
from app.versions import compile_files
from tests.browser.designing import begin, insert
from tests.browser.typist import Typist

pytestmark = pytest.mark.browser
DIAGRAM = "processes/investigation/investigation.bpmn"
PLACES = {
    "legal_review": ("approve_filing", "userTask"),
    "four_eyes": ("propose_close", "userTask"),
    "service": ("confirm_facts", "callActivity"),
    "objection": ("confirm_facts", "userTask"),
    "extension": ("confirm_facts", "userTask"),
}


@pytest.fixture
def database_kind() -> str:
    """The editors look the same on both databases; one is enough here."""
    return "sqlite"


def test_every_pattern_is_valid_where_it_is_put(typist: Typist) -> None:
    designer = begin(typist, "劳动保障监察")
    before = designer.files()
    known = {finding.code for finding in check_files(before)}
    for pattern, (element, kind) in PLACES.items():
        insert(designer, pattern, element, DIAGRAM)
        after = designer.files()
        added = {change.kind for change in compare_versions(before, after) if change.what == "added"}
        assert kind in added, pattern
        fresh = [each for each in check_files(after) if each.severity == "error" or each.code not in known]
        assert [each for each in fresh if each.code != "form_of_nothing"] == [], pattern
        compile_files("investigation", after)
        revision = designer.revision(DIAGRAM)
        designer.page.get_by_role("button", name="撤销", exact=True).click()
        designer.wait_until_saved(DIAGRAM, revision)
        diagrams = {path: content for path, content in designer.files().items() if path in before}
        assert compare_versions(before, diagrams) == [], pattern
