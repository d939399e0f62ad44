"""Every sentence of the pages is there in English too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent / "app"
CATALOGUES = sorted((ROOT / "translations" / "en" / "LC_MESSAGES").glob("*.po"))


def said_by_templates() -> dict[str, str]:
    """Return the Chinese sentences marked with _() and the template that says each."""
    found = extract_from_dir(
        ROOT, method_map=[("templates/**.html", "jinja2")], options_map={}, keywords={"_": None}
    )
    return {str(message): name for name, _line, message, _comments, _context in found}


def english() -> dict[str, str]:
    """Return the English of every sentence in the catalogues."""
    words: dict[str, str] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            words.update({str(each.id): str(each.string) for each in read_po(file) if each.id})
    return words


def test_every_sentence_has_its_english() -> None:
    known = english()
    missing = {text: name for text, name in said_by_templates().items() if not known.get(text)}
    assert not missing, "Add these to a .po file under app/translations/en/LC_MESSAGES: " + str(missing)


def test_no_english_is_left_over() -> None:
    assert set(english()) <= set(said_by_templates()), (
        "Take sentences out of the .po files that no page says."
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_both_languages_name_the_same_facts(path: Path) -> None:
    with path.open("rb") as file:
        for each in read_po(file):
            names = [sorted(re.findall(r"%\((\w+)\)s", str(text))) for text in (each.id, each.string)]
            assert names[0] == names[1], each.id
