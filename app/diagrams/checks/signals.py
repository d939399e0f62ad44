"""Signals, errors and escalations that are awaited though nothing in the run raises them; it must not know messages."""

from __future__ import annotations

from typing import Any

from app.diagrams.checks.model import Model
from app.diagrams.findings import Finding, Notes, Severity
from app.engine.calls import Listener
from app.engine.events import BoundaryEvent, EndEvent, ThrowEvent
from app.engine.playing import starts_of

WORDS = {"signal": ("信号", "signal"), "error": ("错误", "error"), "escalation": ("升级", "escalation")}


def check_signals(model: Model, notes: Notes) -> None:
    """Report events that wait for what nothing in the run, nor in a diagram it calls, ever raises.

    A worker of an external task may raise an error of any code.
    """
    definition = model.definition
    nodes = [
        node
        for level in (definition.spec, *definition.pieces.values())
        for node in level.task_specs.values()
        if getattr(getattr(node, "settings", None), "raised", None) is not None
    ]
    thrown = [node.settings.raised for node in nodes if isinstance(node, (ThrowEvent, EndEvent))]
    if any(
        each.kind == "serviceTask" and each.properties.get("topic") for each in definition.elements.values()
    ):
        thrown += [node.settings.raised for node in nodes if node.settings.raised.kind == "error"]
    starts = {name for level in model.levels[1:] for name in starts_of(level)}
    for node in nodes:
        caught = node.settings.raised
        if isinstance(node, ThrowEvent) or caught.kind not in WORDS or node.process_key != model.key:
            continue
        if any(caught.answers(raised) for raised in thrown) or (node.name in starts and not _listens(node)):
            continue
        if not (caught.kind == "signal" and model.callers):
            _tell(model, node, notes)


def _listens(node: Any) -> bool:
    return isinstance(node, Listener)


def _tell(model: Model, node: Any, notes: Notes) -> None:
    zh, en = WORDS[node.settings.raised.kind]
    code = node.settings.raised.code or ""
    beside = isinstance(node, (BoundaryEvent, Listener))
    severity: Severity = "warning" if beside else "error"
    notes.add(
        Finding(
            "raised_by_nobody",
            severity,
            node.name,
            None,
            f"流程中没有任何地方发出{zh}“{code}”，这里永远等不到。请在发出方加上抛出事件，或删去。",
            f"Nothing in this process raises the {en} “{code}”, so nothing ever comes here. "
            "Throw it somewhere, or remove this event.",
            model.file,
        )
    )
