"""Messages that nobody receives, or that nobody sends; it must not know how they are carried."""

from __future__ import annotations

from app.diagrams.checks.model import Model
from app.diagrams.checks.variables import domain_of
from app.diagrams.findings import Finding, Notes, Severity

HAND_OVER = "hand_over"
RESULT, START = "_result", "start_"
BY_HAND = ("from_outside", "setting")


def check_messages(model: Model, notes: Notes) -> None:
    """Report what is sent and received in vain."""
    for element in model.elements:
        if element.message is None:
            continue
        if element.kind in ("sendTask", "intermediateThrowEvent", "endEvent"):
            _check_sent(model, element.id, element.message, notes)
        elif not _comes(model, element.message) and not _by_hand(model, element.id):
            _tell(
                model, "message_from_nobody", "warning", element.id,
                f"没有任何流程发出消息“{element.message}”，这里会一直等待。请改正消息名称，或配上登记表单由人登记。",
                f"No process sends the message “{element.message}”, so nothing ever comes here. Correct its name, "
                "or give the event a form in which somebody notes it.", notes,
            )  # fmt: skip


def _check_sent(model: Model, element: str, message: str, notes: Notes) -> None:
    others = [each for each in model.neighbours.values() if each.key != model.key]
    if any(message in each.receives for each in others):
        return
    if message.startswith(START):
        if not _can_begin(model, message.removeprefix(START)):
            _tell(
                model, "message_to_nobody", "error", element,
                f"没有流程由消息“{message}”启动，移交也不办理这一事项。请改正消息名称，或先发布该流程。",
                f"No process begins with the message “{message}”, and hand-over does not deal with it either. "
                "Correct its name, or publish that process first.", notes,
            )  # fmt: skip
    elif message.endswith(RESULT):
        _tell(
            model, "result_unread", "info", element,
            f"结果消息“{message}”目前没有流程等待，只记入案卷。",
            f"No process waits for the result “{message}”; it is only noted in the case.", notes,
        )  # fmt: skip
    else:
        _tell(
            model, "message_to_nobody", "warning", element,
            f"没有流程接收消息“{message}”。请改正消息名称，或在接收方加上接收事件。",
            f"No process receives the message “{message}”. Correct its name, or let the other process wait for it.",
            notes,
        )  # fmt: skip


def _can_begin(model: Model, key: str) -> bool:
    return key in model.neighbours or key in _handed_over(model)


def _handed_over(model: Model) -> tuple[str, ...]:
    """Return the procedures that the hand-over process stands in for."""
    known = model.neighbours.get(HAND_OVER)
    return domain_of(known.kinds.get("procedure", "")).choices if known is not None else ()


def _comes(model: Model, message: str) -> bool:
    """Whether something sends a message: a process, or hand-over in place of one."""
    if any(message in each.sends for each in model.neighbours.values()):
        return True
    if message == f"{START}{HAND_OVER}" or message == f"{START}{model.key}":
        return True  # asked by hand, or in place of a process that is not drawn yet
    return message.endswith(RESULT) and message.removesuffix(RESULT) in _handed_over(model)


def _by_hand(model: Model, element: str) -> bool:
    known = model.element(element)
    return element in model.forms or (
        known is not None and any(known.properties.get(name) for name in BY_HAND)
    )


def _tell(model: Model, code: str, severity: Severity, element: str, zh: str, en: str, notes: Notes) -> None:
    notes.add(Finding(code, severity, element, None, zh, en, model.file))
