"""What two designers changed in copies of one file comes together, element by element, and nothing is lost silently."""

from __future__ import annotations

import json

from app.diagrams.gate import check_files
from app.diagrams.merging import Merged, merge_apart
from tests.engine.diagrams import chain, diagram, end, start
from tests.support.tiny import form, lane, step

PATH = "processes/tale/tale.bpmn"


def drawn(*steps: str) -> bytes:
    nodes = [start(), *(step(each) for each in steps), end()]
    return diagram("tale", nodes, chain("begin", *steps, "done"), lanes=lane(*steps))


def named(content: bytes, element: str, name: str) -> bytes:
    return content.replace(f'id="{element}"'.encode(), f'id="{element}" name="{name}"'.encode(), 1)


def merge(base: bytes, mine: bytes, theirs: bytes, *kept: str, path: str = PATH) -> Merged:
    return merge_apart(path, base, mine, theirs, kept)


def test_changes_of_different_elements_come_together() -> None:
    base = drawn("a", "b")
    merged = merge(base, named(base, "a", "我的"), named(base, "b", "对方的"))
    assert (merged.both, merged.failure) == (frozenset(), "")
    text = merged.content.decode()
    assert 'name="我的"' in text and 'name="对方的"' in text


def test_of_what_both_changed_theirs_stays_unless_mine_is_chosen() -> None:
    base = drawn("a", "b")
    mine, theirs = named(base, "a", "我的"), named(base, "a", "对方的")
    assert merge(base, mine, theirs).both == {"a"}
    assert 'name="对方的"' in merge(base, mine, theirs).content.decode()
    chosen = merge(base, mine, theirs, "a").content.decode()
    assert 'name="我的"' in chosen and "对方的" not in chosen


def test_a_step_that_was_added_lies_in_its_lane_and_between_its_flows() -> None:
    base = drawn("a", "b")
    merged = merge(base, drawn("a", "review", "b"), named(base, "b", "对方的"))
    text = merged.content.decode()
    assert "<bpmn:flowNodeRef>review</bpmn:flowNodeRef>" in text and 'name="对方的"' in text
    forms = {f"forms/tale/{each}.form": form(each) for each in ("a", "review", "b")}
    refused = [each for each in check_files({PATH: merged.content, **forms}) if each.severity == "error"]
    assert not refused


def test_fields_of_a_form_come_together_and_keep_their_order() -> None:
    base = form("a", ("one", "text"), ("two", "text"))
    mine = form("a", ("one", "text"), ("fresh", "text"), ("two", "text"))
    tree = json.loads(base)
    tree["components"][1]["label"] = "对方的"
    merged = merge(base, mine, json.dumps(tree).encode(), path="forms/tale/a.form")
    found = json.loads(merged.content)["components"]
    assert [each["key"] for each in found] == ["one", "fresh", "two"] and found[2]["label"] == "对方的"


def test_what_cannot_be_read_is_said_and_not_merged() -> None:
    base = drawn("a")
    merged = merge(base, b"<x", base)
    assert merged.failure and not merged.content


PAPER = "forms/tale/D1.paper"
LINES = ("# 决定书", "| 案号 | {case.case_no} |", "经查：", "限期支付。", "> {paper.day}")


def paper(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def changed(number: int, *lines: str) -> bytes:
    """The template with other lines instead of one."""
    return paper(*LINES[:number], *lines, *LINES[number + 1 :])


def test_lines_of_a_paper_come_together() -> None:
    mine, theirs = changed(1, "| 文号 | {paper.number} |", LINES[1]), changed(3, "限七日内支付。")
    merged = merge(paper(*LINES), mine, theirs, path=PAPER)
    assert merged == Merged(
        frozenset({"| 文号 | {paper.number} |"}),
        frozenset({"限期支付。", "限七日内支付。"}),
        paper(LINES[0], "| 文号 | {paper.number} |", LINES[1], LINES[2], "限七日内支付。", LINES[4]),
    )


def test_of_a_line_that_both_changed_theirs_stays_unless_mine_is_chosen() -> None:
    base, mine, theirs = paper(*LINES), changed(3, "限三日内支付。"), changed(3, "限七日内支付。")
    merged = merge(base, mine, theirs, path=PAPER)
    assert merged.content == theirs and merged.both == {"限期支付。", "限三日内支付。"}
    for chosen in merged.both:
        assert merge(base, mine, theirs, chosen, path=PAPER).content == mine


def test_lines_that_mine_adds_where_theirs_takes_some_away_are_not_lost() -> None:
    mine, theirs = changed(3, "一、补足差额。", LINES[3]), paper(LINES[0], LINES[1], LINES[4])
    merged = merge(paper(*LINES), mine, theirs, path=PAPER)
    assert merged.content == paper(LINES[0], LINES[1], "一、补足差额。", LINES[4]) and not merged.both
    assert merge(paper(*LINES), b"\xff", theirs, path=PAPER).failure
