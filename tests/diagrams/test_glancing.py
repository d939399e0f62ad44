"""Names of files that nobody has judged: people find their forms and tables, whatever the files hold."""

from __future__ import annotations

from pathlib import Path

from app.diagrams.bundle import bundle
from app.diagrams.glancing import glance

ROOT = Path(__file__).resolve().parent.parent.parent


def test_forms_are_called_after_their_steps_and_tables_count_their_rules() -> None:
    found = {each.path: each for each in glance(bundle("investigation", ROOT))}
    assert found["processes/investigation/investigation.bpmn"].name == "劳动保障监察"
    assert found["forms/investigation/approve_filing.form"].name == "审批立案、指派监察员"
    table = found["processes/investigation/liable_payer.dmn"]
    assert (table.name, table.rules, table.key) == ("清偿责任主体", 12, "liable_payer")


def test_a_file_that_cannot_be_read_is_called_after_itself() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "b">]><process id="x" name="&b;"' + b"<" * 5000
    found = glance({"processes/x/x.bpmn": bomb, "forms/x/y.form": b"{", "readme.txt": b"no file of a draft"})
    assert [(each.path, each.name) for each in found] == [
        ("forms/x/y.form", "y"),
        ("processes/x/x.bpmn", "x"),
    ]


def test_words_are_shown_as_they_are_meant() -> None:
    diagram = "<bpmn:process id='x' name='甲 &amp; 乙 &lt;草稿&gt;' isExecutable=\"true\">".encode()
    assert glance({"processes/x/x.bpmn": diagram})[0].name == "甲 & 乙 <草稿>"
