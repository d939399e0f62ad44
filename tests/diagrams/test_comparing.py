"""A designer compares two versions: every difference is told, with its old and new value, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app import create_app
from app.diagrams.bundle import bundle, shipped_keys
from app.diagrams.comparing import Change, compare_versions, likely_renames
from app.house import ROOT
from tests.engine.diagrams import chain, diagram, end, gateway, on, start, task, timer

PATH = "processes/main/main.bpmn"
PENALTY = "penalty"


def told(old: bytes, new: bytes, path: str = PATH) -> list[tuple[str, ...]]:
    """What differs between two files, as tuples."""
    return [short(change) for change in compare_versions({path: old}, {path: new})]


def short(change: Change) -> tuple[str, ...]:
    parts = (change.what, change.item, change.setting, change.old, change.new)
    return tuple(part for part in parts if part)


def drawn(*more: str, when: str = "P10D", over: str = "amount > 10", role: str = "inspector") -> bytes:
    nodes = [start(), task("a", role=role), gateway("exclusive", "g", "done"), task("b"), end(), *more]
    nodes.append(timer("late", when, "boundaryEvent", on("a", False)))
    return diagram("main", nodes, [*chain("begin", "a", "g"), ("g", "b", over), ("g", "done"), ("b", "done")])


def test_nothing_differs_between_a_version_and_itself() -> None:
    for key in shipped_keys(ROOT):
        files = bundle(key, ROOT)
        assert compare_versions(files, files) == []
        assert compare_versions(files, {path: content + b"\n" for path, content in files.items()}) == []


def test_a_changed_clock_condition_and_role_are_told_with_both_values() -> None:
    assert told(drawn(), drawn(when="P5D", over="amount > 20", role="inspection_head")) == [
        ("changed", "a", "role", "inspector", "inspection_head"),
        ("changed", "late", "timer", "P10D", "P5D"),
        ("changed", "f_g_b", "condition", "amount > 10", "amount > 20"),
    ]


def test_added_and_removed_elements_are_told_as_such() -> None:
    assert told(drawn(), drawn(task("c"))) == [("added", "c")]
    assert told(drawn(task("c")), drawn()) == [("removed", "c")]
    assert [short(item) for item in compare_versions({PATH: drawn()}, {})][:2] == [
        ("removed", "process main"),
        ("removed", "begin"),
    ]


def test_an_element_that_only_got_another_id_is_offered_as_a_renaming() -> None:
    old = drawn().replace(b'<bpmn:userTask id="b"', b'<bpmn:userTask name="\xe5\xae\xa1\xe6\xa0\xb8" id="b"')
    new = re.sub(rb'"b"', b'"review"', old)
    assert likely_renames({PATH: old}, {PATH: new}, "main") == {"b": "review"}
    assert likely_renames({PATH: old}, {PATH: new}, "other") == {"main/b": "main/review"}
    assert likely_renames({PATH: drawn()}, {PATH: drawn(task("c"))}, "main") == {}


def test_a_moved_shape_is_told_apart_from_a_change() -> None:
    files = bundle(PENALTY, ROOT)
    path = f"processes/{PENALTY}/{PENALTY}.bpmn"
    step = re.search(rb'<bpmn:userTask id="(\w+)"', files[path])
    assert step is not None
    bounds = re.search(rb'bpmnElement="(%s)"[^>]*>\s*<dc:Bounds x="([\d.]+)' % step[1], files[path])
    assert bounds is not None
    moved = files[path].replace(bounds[0], bounds[0].replace(b'x="' + bounds[2], b'x="9' + bounds[2]))
    (change,) = compare_versions(files, {**files, path: moved})
    assert (change.what, change.item, change.setting) == ("moved", bounds[1].decode(), "place")


def test_every_cell_rule_and_column_of_a_table_is_compared() -> None:
    path = next(path for path in bundle(PENALTY, ROOT) if path.endswith(".dmn"))
    content = bundle(PENALTY, ROOT)[path]
    rules = re.findall(rb"<rule .*?</rule>", content, re.S)
    first, second = rules[:2]
    swapped = content.replace(first, b"@").replace(second, first).replace(b"@", second)
    assert [change.what for change in compare_versions({path: content}, {path: swapped})] == ["moved"]
    (gone,) = compare_versions({path: content}, {path: content.replace(second, b"")})
    assert (gone.what, gone.kind) == ("removed", "rule")
    cell = re.search(rb"<outputEntry[^>]*>\s*<text>(.*?)</text>", first, re.S)
    assert cell is not None
    other = content.replace(first, first.replace(cell[0], cell[0].replace(cell[1], b'"changed"')))
    (changed,) = compare_versions({path: content}, {path: other})
    assert (changed.what, changed.kind, changed.new) == ("changed", "rule", '"changed"')


Settings = dict[str, object]


def form(*fields: Settings) -> bytes:
    return json.dumps({"type": "default", "id": "f", "components": list(fields)}).encode()


def test_every_setting_of_a_field_is_compared() -> None:
    name: Settings = {"key": "name", "type": "textfield", "label": "姓名", "validate": {"required": True}}
    sum_: Settings = {"key": "sum", "type": "number", "label": "金额"}
    path = "forms/main/a.form"
    assert told(form(name, sum_), form(sum_, name), path) == [("moved", "name", "rank", "1", "2")]
    assert told(form(name), form({**name, "validate": {"required": False}}), path) == [
        ("changed", "name", "validate.required", "true", "false")
    ]
    (change,) = compare_versions({path: form(sum_)}, {path: form({**sum_, "label": "欠薪金额"})})
    assert change.zh == "字段“欠薪金额”的名称由“金额”改为“欠薪金额”。"


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match=r"main\.bpmn"):
        compare_versions({PATH: b"<"}, {PATH: drawn()})
    with pytest.raises(ValueError, match=r"a\.form"):
        compare_versions({"a.form": b"["}, {"a.form": form()})


def test_every_kind_of_difference_has_a_sentence_in_both_languages() -> None:
    files = bundle(PENALTY, ROOT)
    without = {path: content for path, content in files.items() if not path.endswith(".dmn")}
    changes = compare_versions(files, without) + compare_versions(without, files)
    changes += compare_versions({PATH: drawn()}, {PATH: drawn(when="P5D", role="")})
    assert {change.what for change in changes} >= {"added", "removed", "changed"}
    assert all(change.zh.endswith("。") and change.en.endswith(".") for change in changes)


def test_the_command_tells_the_differences_and_answers_by_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_bytes(drawn())
    (tmp_path / "b.bpmn").write_bytes(drawn(when="P5D"))
    run = (
        create_app({"DATABASE_URL": f"sqlite:///{tmp_path}/none.db", "TESTING": True})
        .test_cli_runner()
        .invoke
    )
    ask = ["processes", "diff", str(tmp_path / "a.bpmn")]
    same = run(args=[*ask, str(tmp_path / "a.bpmn")])
    assert (same.exit_code, same.output) == (0, "")
    other = run(args=[*ask, str(tmp_path / "b.bpmn"), "--json"])
    assert other.exit_code == 1 and json.loads(other.output)["new"] == "P5D"
    assert "由“P10D”改为“P5D”" in run(args=[*ask, str(tmp_path / "b.bpmn")]).output
    wrong = run(args=[*ask, "nothing@7x"])
    assert wrong.exit_code == 1 and "nothing@7x" in wrong.stderr and "Traceback" not in wrong.output
