"""A designer draws and checks files on the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.cli.processes import processes
from app.diagrams.drawing_checks import flaws
from tests.diagrams.drafts import straight
from tests.engine.diagrams import diagram, end, gateway, script, start

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    """Run `flask processes …`."""
    app = Flask("designer")
    app.cli.add_command(processes)
    return app.test_cli_runner().invoke(args=["processes", *arguments])


def test_layout_draws_files_in_place(tmp_path: Path) -> None:
    path = tmp_path / "matter.bpmn"
    path.write_bytes(straight(["check"]).xml())
    assert run("layout", str(path)).exit_code == 0
    assert flaws(path.read_bytes()) == []


def test_layout_leaves_alone_what_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "matter.bpmn"
    path.write_bytes(b"<!DOCTYPE x><x/>")
    outcome = run("layout", str(path), str(tmp_path / "gone.bpmn"))
    assert outcome.exit_code == 2
    assert path.read_bytes() == b"<!DOCTYPE x><x/>"
    assert "DOCTYPE" in outcome.output


def test_check_prints_one_line_of_json_for_each_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "matter.bpmn", tmp_path / "bad.bpmn"
    good.write_bytes(straight(["check"]).xml())
    bad.write_bytes(b"nothing")
    outcome = run("check", str(good), str(bad))
    first, second = (json.loads(line) for line in outcome.output.splitlines())
    assert outcome.exit_code == 2
    assert (first["file"], first["verdict"]) == (str(good), "warnings")
    assert second["verdict"] == "refused"
    assert set(second["findings"][0]) == {"code", "severity", "element", "line", "zh", "en", "file", "path"}


@pytest.mark.parametrize("key", ["approval", "complaint_intake"])
def test_check_takes_a_shipped_diagram_together_with_its_forms(key: str) -> None:
    outcome = run("check", str(ROOT / "processes" / key / f"{key}.bpmn"))
    assert json.loads(outcome.output)["findings"] == []
    assert outcome.exit_code == 0


def test_check_writes_what_it_can_map_into_a_folder(tmp_path: Path) -> None:
    source = ROOT / "tests" / "diagrams" / "foreign" / "camunda7" / "order_with_external_tasks.bpmn"
    plain = tmp_path / "plain.bpmn"
    plain.write_bytes(straight(["check"]).xml())
    assert run("check", "--rewrite", str(tmp_path / "ours"), str(source), str(plain)).exit_code == 1
    assert [path.name for path in (tmp_path / "ours").iterdir()] == [source.name]
    outcome = run("check", str(tmp_path / "ours" / source.name))
    assert "mapped_setting" not in {found["code"] for found in json.loads(outcome.output)["findings"]}


def test_check_answers_in_a_line_for_whatever_it_is_given(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xff\xfe.bpmn")
    odd.write_bytes(b"\x00\xff")
    pipe = tmp_path / "pipe.bpmn"
    os.mkfifo(pipe)
    loop = tmp_path / "loop.bpmn"
    loop.symlink_to(loop)
    given = [str(path) for path in (odd, pipe, loop, tmp_path, tmp_path / ("x" * 300))]
    outcome = run("check", *given)
    lines = [json.loads(line) for line in outcome.output.splitlines()]
    assert [line["verdict"] for line in lines] == ["refused"] * 5
    assert outcome.exit_code == 2
    assert "Traceback" not in outcome.output


def test_check_warns_with_exit_one(tmp_path: Path) -> None:
    path = tmp_path / "matter.bpmn"
    path.write_bytes(straight(["check"]).xml())
    assert run("check", str(path)).exit_code == 1


def test_check_says_when_a_file_does_not_exist(tmp_path: Path) -> None:
    outcome = run("check", str(tmp_path / "gone.bpmn"))
    assert json.loads(outcome.output)["findings"][0]["code"] == "no_file"
    assert outcome.exit_code == 2


def test_deep_plays_a_diagram_and_judges_it_against_what_ships(tmp_path: Path) -> None:
    assert run("check").exit_code == 2
    shipped = ROOT / "processes" / "supervision" / "supervision.bpmn"
    outcome = run("check", "--deep", str(shipped))
    findings = json.loads(outcome.output)["findings"]
    assert outcome.exit_code == 0 and ("done_twice", "info") in {(f["code"], f["severity"]) for f in findings}
    stuck = tmp_path / "main.bpmn"
    nodes = [start(), end(), gateway("exclusive", "which", "left"), gateway("parallel", "left")]
    flows = [
        ("begin", "which"),
        ("which", "left"),
        ("which", "right", "case.x = 1"),
        ("right", "left"),
        ("left", "done"),
    ]
    stuck.write_bytes(diagram("main", [*nodes, script("right", "y = 1")], flows))
    outcome = run("check", "--deep", str(stuck))
    told = {f["code"]: f for f in json.loads(outcome.output)["findings"]}
    assert outcome.exit_code == 2 and told["deadlock"]["path"][-1] == "left"


OUTLINE = ROOT / "tests" / "processes" / "visit.yaml"


def test_draft_writes_what_can_be_checked_at_once(tmp_path: Path) -> None:
    outcome = run("draft", str(OUTLINE), "--into", str(tmp_path))
    assert outcome.exit_code == 0
    assert "processes/visit/visit.bpmn" in outcome.output
    assert flaws((tmp_path / "processes" / "visit" / "visit.bpmn").read_bytes()) == []
    checked = run("check", str(tmp_path / "processes" / "visit" / "visit.bpmn"))
    errors = [f for f in json.loads(checked.output)["findings"] if f["severity"] == "error"]
    assert ["case.visit.people" in error["zh"] for error in errors] == [True]


def test_draft_overwrites_only_when_told(tmp_path: Path) -> None:
    run("draft", str(OUTLINE), "--into", str(tmp_path))
    diagram = tmp_path / "processes" / "visit" / "visit.bpmn"
    diagram.write_bytes(b"own work")
    refused = run("draft", str(OUTLINE), "--into", str(tmp_path))
    assert (refused.exit_code, diagram.read_bytes()) == (1, b"own work")
    assert "--force" in refused.output
    assert run("draft", str(OUTLINE), "--into", str(tmp_path), "--force").exit_code == 0
    assert diagram.read_bytes() != b"own work"


@pytest.mark.parametrize(
    "outline",
    [
        b"",
        b"key: [",
        b"key: Visit",
        b"- a\n- b",
        b"key: v\nzh: a\nlanes: [1]\nelements: [2]\nflows: [3]",
        b"key: v\nzh: a\nlanes: [{id: a}]\nelements: [{id: [], type: {}}]\nflows: [{from: 1}]",
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        b"\xff\xfe\x00",
    ],
)
def test_draft_says_what_is_wrong_with_an_outline(tmp_path: Path, outline: bytes) -> None:
    path = tmp_path / "visit.yaml"
    path.write_bytes(outline)
    outcome = run("draft", str(path), "--into", str(tmp_path))
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    assert not (tmp_path / "processes").exists()
