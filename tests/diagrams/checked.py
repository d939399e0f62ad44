"""Small processes with forms and decisions, and what is found in them; it knows no single check."""

from __future__ import annotations

import json

from app.diagrams.checks import Surroundings, deep_findings
from app.diagrams.findings import Finding
from tests.engine.diagrams import diagram, end, gateway, node, start, task

NAME = "processes/main/main.bpmn"
ALONE = Surroundings()


def found(
    nodes: list[str],
    flows: list[tuple[str, ...]],
    *,
    variables: dict[str, str] | None = None,
    files: dict[str, bytes] | None = None,
    around: Surroundings = ALONE,
    messages: tuple[str, ...] = (),
    lanes: str = "",
) -> list[Finding]:
    """Return what is found in a diagram of these elements between a start and an end."""
    drawn = diagram("main", [start(), end(), *nodes], flows, messages, lanes)  # type: ignore[arg-type]
    if variables is not None:
        drawn = with_settings(drawn, variables=json.dumps(variables))
    return deep_findings({NAME: drawn, **(files or {})}, around)


def with_settings(drawn: bytes, **settings: str) -> bytes:
    """Give the process of a diagram settings of its own."""
    inside = node("process", "main", **settings).split(">", 1)[1].removesuffix("</bpmn:process>")
    return drawn.replace(b'isExecutable="true">', b'isExecutable="true">' + inside.encode(), 1)


def form(name: str, *fields: dict[str, object]) -> dict[str, bytes]:
    """Return a form of the diagram as a file."""
    return {f"forms/main/{name}.form": json.dumps({"id": name, "components": list(fields)}).encode()}


def asks(path: str, kind: str = "text", **more: object) -> dict[str, object]:
    """Return one field of a form."""
    settings = {"keep": path, "kind": kind}
    return {"type": "textfield", "key": path.rsplit(".", 1)[1], "label": path, "properties": settings, **more}


def codes(findings: list[Finding]) -> set[tuple[str, str | None]]:
    """Code and element of the findings that are more than a remark."""
    return {(each.code, each.element) for each in findings if each.severity != "info"}


def choosing(*conditions: str, default: bool = True) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return a task, an exclusive gateway behind it and a task behind each condition."""
    names = [f"way{place}" for place in range(len(conditions))]
    nodes = [task("ask"), gateway("exclusive", "which", "done" if default else ""), *map(task, names)]
    flows: list[tuple[str, ...]] = [("begin", "ask"), ("ask", "which")]
    flows += [("which", name, text) for name, text in zip(names, conditions, strict=True)]
    flows += [("which", "done")] * default + [(name, "done") for name in names]
    return nodes, flows


KINDS = {"kind": '"投诉" | "举报"', "urgent": "boolean", "count": "number"}


def table(policy: str, *rows: tuple[str, ...]) -> dict[str, bytes]:
    """Return a decision over `count` and `urgent`."""

    def text(value: str) -> str:
        return f"<text>{value.replace('<', '&lt;').replace('>', '&gt;')}</text>"

    rules = "".join(
        f'<rule id="r{number}"><inputEntry id="a{number}">{text(one)}</inputEntry><inputEntry id="b{number}">'
        f'{text(other)}</inputEntry><outputEntry id="o{number}">{text(answer)}</outputEntry></rule>'
        for number, (one, other, answer) in enumerate(rows)
    )
    content = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        f'<decision id="level" name="level"><variable id="v" name="level"/><decisionTable id="t" hitPolicy="{policy}">'
        '<input id="i1"><inputExpression id="e1"><text>count</text></inputExpression></input>'
        '<input id="i2"><inputExpression id="e2"><text>urgent</text></inputExpression></input>'
        f'<output id="out" name="level"/>{rules}</decisionTable></decision></definitions>'
    )
    return {"processes/main/level.dmn": content.encode()}


def lanes(key: str, *tasks: str) -> str:
    """Return one lane with tasks in it."""
    refs = "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in tasks)
    return f'<bpmn:laneSet id="lanes"><bpmn:lane id="{key}" name="{key}">{refs}</bpmn:lane></bpmn:laneSet>'
