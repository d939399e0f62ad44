"""What the editors write: every shipped file opened and saved means the same, passes, and others can read it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.diagrams.bundle import bundle, shipped_keys
from app.diagrams.comparing import compare_versions
from app.diagrams.gate import check_files
from app.diagrams.glancing import glance
from tests.browser.designing import Designer, begin
from tests.browser.typist import Typist

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parent.parent.parent
WITH_FORMS = ("arbitration", "complaint_intake", "joint_inspection")
"""Processes whose forms have every kind of field; the other forms are of the same kinds."""


@pytest.fixture
def database_kind() -> str:
    """The editors look the same on both databases; one is enough here."""
    return "sqlite"


def test_what_ships_is_opened_and_saved_without_a_change_of_meaning(typist: Typist, tmp_path: Path) -> None:
    seen: set[str] = set()
    for key in sorted(shipped_keys(ROOT), key=lambda each: -len(bundle(each, ROOT))):
        files = bundle(key, ROOT)
        todo = [path for path in files if path not in seen and _is_opened(path)]
        if not todo:
            continue
        designer = begin(typist, _name_of(files, key))
        for path in todo:
            save_again(designer, path)
        seen |= set(todo)
        saved = designer.files()
        assert compare_versions(files, saved) == [], key
        assert [each for each in check_files(saved) if each not in check_files(files)] == [], key
        assert_others_read({path: saved[path] for path in todo if path.endswith(".bpmn")}, tmp_path)
    assert {path for path in seen if path.endswith(".bpmn")} == {
        f"processes/{key}/{key}.bpmn" for key in shipped_keys(ROOT)
    }


def save_again(designer: Designer, path: str) -> None:
    """Open a file and have the editor write it although nothing was changed."""
    designer.open(path)
    designer.save_again()


def assert_others_read(diagrams: dict[str, bytes], folder: Path) -> None:
    """Camunda Modeler's own parser reads a diagram without a warning, and writes it back with nothing lost."""
    paths = {}
    for path, content in diagrams.items():
        file = folder / Path(path).name
        file.write_bytes(content)
        paths[path] = file
    script = str(Path(__file__).with_name("read_as_camunda.mjs"))
    command = ["node", script, *map(str, paths.values())]
    found = {**os.environ, "PATH": f"{os.environ['PATH']}:{ROOT / '.venv' / 'bin'}"}  # where set-up puts Node
    done = subprocess.run(command, cwd=ROOT, env=found, capture_output=True, timeout=120, check=True)
    told = json.loads(done.stdout)
    for path, file in paths.items():
        assert told[str(file)]["warnings"] == [], path
        assert told[str(file)]["references"] > 0
        written = told[str(file)]["xml"].encode()
        assert compare_versions({path: diagrams[path]}, {path: written}) == []


def _is_opened(path: str) -> bool:
    return not path.endswith(".form") or path.split("/")[1] in WITH_FORMS


def _name_of(files: dict[str, bytes], key: str) -> str:
    """Return the Chinese name of a process, as the list of versions has it."""
    path = f"processes/{key}/{key}.bpmn"
    return next(each.name for each in glance(files) if each.path == path)
