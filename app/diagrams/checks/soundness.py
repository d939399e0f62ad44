"""Words for what playing a diagram shows: runs that wait for ever, never end, or do a step twice at once."""

from __future__ import annotations

from app.diagrams.checks.model import Model
from app.diagrams.findings import Finding, Notes, Severity
from app.engine.soundness import Behaviour, Unsound, behaviour_of

WORDS: dict[str, tuple[str, Severity, str, str]] = {
    "deadlock": (
        "deadlock",
        "error",
        "走到这里会一直等待：汇合网关还差一条分支，而那条分支不会再来。请让拆分与汇合用同一种网关。",
        "A run may wait here for ever: the join lacks a branch that can no longer come. "
        "Use the same kind of gateway to split and to join.",
    ),
    "livelock": (
        "livelock",
        "error",
        "走到这里之后再也到不了任何结束事件。请从这个循环画一条出路。",
        "From here no way leads to an end any more. Draw a way out of this circle.",
    ),
    "doubled": (
        "done_twice",
        "warning",
        "同一步骤可能同时进行两次：多条分支未汇合就来到这里。请在前面加并行或包容网关汇合。",
        "This step may be open twice at once: branches come here without being joined. "
        "Join them before with a parallel or inclusive gateway.",
    ),
    "dead": (
        "dead_element",
        "warning",
        "无论怎样办理都不会走到这一步。请检查前面的网关，或删去它。",
        "No run ever comes to this step. Look at the gateways before it, or remove it.",
    ),
    "unreachable": (
        "unreachable",
        "warning",
        "没有连线从开始事件通到这里，它永远不会被执行。请连接或删去。",
        "No flow leads here from a start event, so it is never carried out. Connect it or remove it.",
    ),
    "uncaught": (
        "uncaught_error",
        "error",
        "这里抛出的错误没有任何地方捕获，流程会停在此处。请加错误边界事件或错误事件子流程。",
        "The error thrown here is caught nowhere, so the run would stop. Add an error event on a border, "
        "or an event sub-process for it.",
    ),
}


def check_soundness(model: Model, notes: Notes) -> None:
    """Report every way in which runs of a diagram may not come to an end properly."""
    for level in behaviour_of(model.definition, called=bool(model.callers)):
        for fault in level.faults:
            _tell(fault, model, notes)
        if not level.whole:
            _tell_bound(level, model, notes)


def _tell(fault: Unsound, model: Model, notes: Notes) -> None:
    code, severity, zh, en = WORDS[fault.kind]
    if model.element(fault.element) is None:
        return
    notes.add(Finding(code, severity, fault.element, None, zh, en, model.file, fault.path))


def _tell_bound(level: Behaviour, model: Model, notes: Notes) -> None:
    notes.info(
        "not_all_seen",
        f"“{level.level}”的并行组合太多，只查看了 {level.markings} 种走法，其余未能判断是否会卡住。"
        "可拆成子流程后再查。",
        f"“{level.level}” has too many combinations of branches: only {level.markings} were looked at, for the rest "
        "nothing is said. Put parts into sub-processes to have all of it looked at.",
        level.level,
    )
