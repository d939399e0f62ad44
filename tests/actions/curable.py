"""Tiny diagrams that cannot go on at first, and can once step `prepare` has answered; they know no action.

In each of them `prepare` stands beside what fails: a gateway whose only way out asks for `ready = "yes"`.
"""

from __future__ import annotations

from tests.engine.diagrams import chain, diagram, end, gateway, message, node, start, timer
from tests.support.tiny import form, lane, step

PREPARE = form("prepare", ("ready", "text"))
SIGN = form("sign", ("opinion", "text"), ("paper", "file"))


def beside(key: str, *nodes: str, names: tuple[str, ...], messages: tuple[str, ...] = ()) -> bytes:
    """Return a diagram in which these nodes lead to the gateway that fails, beside `prepare`."""
    drawn = [
        start(),
        gateway("parallel", "fork"),
        step("prepare"),
        end("prepared"),
        *nodes,
        gateway("exclusive", "gate"),
        step("after"),
        end(),
    ]
    flows = [
        *chain("begin", "fork", "prepare", "prepared"),
        *chain("fork", *names, "gate"),
        ("gate", "after", 'ready = "yes"'),
        ("after", "done"),
    ]
    return diagram(key, drawn, flows, messages, lane("prepare", "after", *names))


def task_then_gate() -> bytes:
    """Completing `sign` fails."""
    return beside("curable_task", step("sign"), names=("sign",))


def timer_then_gate() -> bytes:
    """The timer `wait`, up at the end of the day, fails."""
    return beside("curable_timer", timer("wait", "now()"), names=("wait",))


def clock_without_date() -> bytes:
    """Completing `sign` fails: the clock behind it is that of a rule of another district, until `prepare` answers."""
    wait = timer("wait", 'if ready = "yes" then duration("P1D") else due("INS-05")')
    return beside("curable_clock", step("sign"), wait, names=("sign", "wait"))


def operation_then_gate() -> bytes:
    """The system's operation `check` fails."""
    return beside(
        "curable_operation", node("serviceTask", "check", operation="issue_receipt"), names=("check",)
    )


def message_then_gate() -> bytes:
    """Receiving the message `news` fails."""
    return beside("curable_message", message("hear", "news"), names=("hear",), messages=("news",))


def teller() -> bytes:
    """Step `tell` sends the message `news` to another run of the case."""
    nodes = [start(), step("tell"), message("say", "news", kind="intermediateThrowEvent"), end()]
    return diagram("teller", nodes, chain("begin", "tell", "say", "done"), ("news",), lane("tell"))


def starter(asked: str, key: str = "starter") -> bytes:
    """Step `ask` sends a message that starts another process, with a payload."""
    ask = message("send", f"start_{asked}", kind="intermediateThrowEvent", payload="{reason: reason}")
    nodes = [start(), step("ask"), ask, end()]
    return diagram(key, nodes, chain("begin", "ask", "send", "done"), (f"start_{asked}",), lane("ask"))


ASK = form("ask", ("reason", "text"))


def asked_for(key: str) -> bytes:
    """A process that begins with the message `start_<key>` and opens step `look`."""
    nodes = [message("begin", f"start_{key}", kind="startEvent"), step("look"), end()]
    return diagram(key, nodes, chain("begin", "look", "done"), (f"start_{key}",), lane("look"))


def echo(key: str, other: str) -> bytes:
    """A process that, when started, starts another one and ends."""
    nodes = [
        message("begin", f"start_{key}", kind="startEvent"),
        message("call", f"start_{other}", kind="intermediateThrowEvent"),
        end(),
    ]
    return diagram(key, nodes, chain("begin", "call", "done"), (f"start_{key}", f"start_{other}"))
