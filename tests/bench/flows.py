"""The diagrams and forms that are measured: chains of any length and a loop of three tasks; it knows no database."""

from __future__ import annotations

import json

from tests.engine.diagrams import chain, diagram, end, gateway, start, task

ROLE = "inspector"
UNIT = "tj_ftz.labour"
TASKS = 12
"""Length of the flow on which engines are compared."""
OPINIONS = ("同意", "不同意")
ANSWERS = {
    "var.opinion": ["同意"],
    "var.amount": ["9600.00"],
    "case.filing.facts": ["经核查，投诉反映的情况属实，证据齐全。"],
}
"""What an officer fills in at every step of a chain: a choice, a sum and a text kept in the case file."""
AGAIN = {**ANSWERS, "var.again": ["true"]}
ENOUGH = {**ANSWERS, "var.again": ["false"]}


def steps(number: int) -> list[str]:
    """Return the ids of the tasks of a chain."""
    return [f"step_{each:03d}" for each in range(1, number + 1)]


def line_of_tasks(key: str, number: int) -> dict[str, bytes]:
    """Return the files of a process that consists of so many tasks, one after the other."""
    names = steps(number)
    nodes = [start(), *(task(name, role=ROLE) for name in names), end()]
    drawn = diagram(key, nodes, chain("begin", *names, "done"), lanes=_lane(names))
    return _files(key, drawn, dict.fromkeys(names, (_opinion(), _amount(), _facts())))


def round_of_tasks(key: str) -> dict[str, bytes]:
    """Return the files of a process of three tasks that begin again as long as the third one says so."""
    names = ["hear", "check", "decide"]
    nodes = [
        *[start(), gateway("exclusive", "top"), gateway("exclusive", "round", "done")],
        *(task(name, role=ROLE) for name in names),
        end(),
    ]
    flows = [*chain("begin", "top", *names, "round"), ("round", "top", "again"), ("round", "done")]
    drawn = diagram(key, nodes, flows, lanes=_lane(names))
    fields = (_opinion(), _amount(), _facts())
    return _files(key, drawn, {**dict.fromkeys(names[:2], fields), "decide": (*fields, _again())})


def _lane(names: list[str]) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)
    lane = f'<bpmn:lane id="labour_authority" name="人社部门">{refs}</bpmn:lane>'
    return f'<bpmn:laneSet id="lanes">{lane}</bpmn:laneSet>'


def _files(key: str, drawn: bytes, fields: dict[str, tuple[dict[str, object], ...]]) -> dict[str, bytes]:
    forms = {
        f"forms/{key}/{name}.form": json.dumps(
            {"type": "default", "id": name, "schemaVersion": 18, "show": [], "components": list(components)},
            ensure_ascii=False,
        ).encode()
        for name, components in fields.items()
    }
    return {f"processes/{key}/{key}.bpmn": drawn, **forms}


def _field(kind: str, shown_as: str, keep: str, zh: str, en: str, **more: object) -> dict[str, object]:
    name = keep.rsplit(".", 1)[-1]
    return {
        "id": f"field_{name}",
        "type": shown_as,
        "key": name,
        "label": zh,
        "validate": {"required": True},
        "properties": {"keep": keep, "kind": kind, "label_en": en},
        **more,
    }


def _opinion() -> dict[str, object]:
    values = [{"label": word, "value": word} for word in OPINIONS]
    return _field("select", "select", "var.opinion", "意见", "Opinion", values=values)


def _amount() -> dict[str, object]:
    return _field("money", "number", "var.amount", "金额", "Amount", decimalDigits=2)


def _facts() -> dict[str, object]:
    return _field("textarea", "textarea", "case.filing.facts", "基本事实", "Facts")


def _again() -> dict[str, object]:
    values = [{"label": "是", "value": "true"}, {"label": "否", "value": "false"}]
    return _field("yesno", "radio", "var.again", "再办一轮", "Once more", values=values)
