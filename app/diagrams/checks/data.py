"""Whether variables exist before they are read, found by following every way through a diagram."""

from __future__ import annotations

from app.diagrams.checks.graph import LEFT
from app.diagrams.checks.model import Model
from app.diagrams.checks.reads import Access, Read, accesses
from app.diagrams.findings import Finding, Notes, Severity

BY = {
    "script": ("脚本", "the script"),
    "condition": ("出线条件", "a condition behind it"),
    "decision": ("决策表", "the decision"),
    "form": ("表单", "the form"),
    "timer": ("计时", "the timer"),
    "message": ("发出的消息", "the message sent"),
    "call": ("传入的数据", "what is passed to the called piece"),
    "turns": ("多实例设置", "the setting of its turns"),
    "sets": ("变量设置", "the setting of variables"),
    "clock": ("期限设置", "the setting of a clock"),
}

GENTLE = frozenset({"message", "form"})
"""Who shows or sends a variable without a value shows or sends nothing; nothing goes wrong by that."""


def check_data(model: Model, notes: Notes) -> None:
    """Report variables that are read before they can exist, or that nothing ever writes, with the way there."""
    found = accesses(model)
    if any(each.anything for each in found.values() if each.reads is not None) and not model.kinds:
        return  # what comes in from outside is not known, nor what the process works with
    sure = _surely_written(model, found)
    for name, access in found.items():
        for read in access.reads:
            _judge(model, name, read, found, sure, notes)


def _judge(
    model: Model,
    name: str,
    read: Read,
    found: dict[str, Access],
    sure: dict[str, frozenset[str]],
    notes: Notes,
) -> None:
    place = name + LEFT if read.behind else name
    if read.name in sure.get(place, frozenset()):
        return
    graph = model.graph
    writers = [each for each, access in found.items() if _writes(access, read.name)]
    anywhere = [each for each, access in found.items() if access.anything]
    if not writers and not anywhere:
        _tell(model, name, read, "never_written", (), notes)
        return
    behind = graph.reachable(each + LEFT for each in (*writers, *anywhere))
    blocked = {each + LEFT for each in (*writers, *anywhere)}
    way = graph.path(graph.starts, place, lambda each: each not in blocked)
    if place not in behind:
        _tell(model, name, read, "read_too_early", way or graph.path(graph.starts, place) or (), notes)
    elif read.grave and way is not None:
        _tell(model, name, read, "may_be_missing", way, notes)


def _writes(access: Access, name: str) -> bool:
    return name in access.writes or name in access.may_write


def _tell(model: Model, element: str, read: Read, code: str, path: tuple[str, ...], notes: Notes) -> None:
    zh, en = BY[read.by]
    sentences = {
        "never_written": (
            f"{zh}读取变量“{read.name}”，但流程中没有任何地方写入它；请改正名称，或在此之前写入。",
            f"{en} reads the variable “{read.name}”, which nothing in this process writes; "
            "correct the name or write it before.",
        ),
        "read_too_early": (
            f"{zh}读取变量“{read.name}”时它还不可能有值；请把写入它的步骤移到前面。",
            f"{en} reads the variable “{read.name}” before it can have a value; "
            "move the step that writes it further ahead.",
        ),
        "may_be_missing": (
            f"{zh}需要变量“{read.name}”，但有一条路径没有写入它；请在这条路径上写入，或给出默认值。",
            f"{en} needs the variable “{read.name}”, but one way leads here without it; "
            "write it on that way or give a default.",
        ),
    }
    said_zh, said_en = sentences[code]
    severity: Severity = "info" if read.by in GENTLE and code != "never_written" else "warning"
    said_en = said_en[0].upper() + said_en[1:]
    notes.add(Finding(code, severity, element, None, said_zh, said_en, model.file, path))


def _surely_written(model: Model, found: dict[str, Access]) -> dict[str, frozenset[str]]:
    """Return for each place the variables that are written on every way to it; a join of all ways adds them up."""
    graph = model.graph
    everything = frozenset(name for access in found.values() for name in access.writes)
    sure = dict.fromkeys((*graph.after, *graph.before), everything)
    sure.update(dict.fromkeys(graph.starts, frozenset[str]()))
    todo = list(graph.starts)
    seen: set[str] = set()
    while todo:
        place = todo.pop()
        for target, _ in graph.after.get(place, ()):
            brought = [_carried(source, target, sure, found) for source in graph.before[target]]
            meets = target in graph.meets_all
            now = frozenset.union(*brought) if meets else frozenset.intersection(*brought)
            if now != sure[target] or target not in seen:
                seen.add(target)
                sure[target] = now
                todo.append(target)
    return sure


def _carried(
    source: str, target: str, sure: dict[str, frozenset[str]], found: dict[str, Access]
) -> frozenset[str]:
    element = source.removesuffix(LEFT)
    if target == element + LEFT and source == element and element in found:
        return sure[source] | found[element].writes
    return sure[source]
