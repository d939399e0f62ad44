"""Rooms in which one element follows another at once: every pair of elements that may be drawn; it knows no engine.

A room is the inside of a sub-process: its start leads to the first element, from there to the second, and whatever
leaves the second, or passes it by, leads to the end of the room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.engine.diagrams import (
    Flow,
    call,
    diagram,
    each,
    end,
    gateway,
    handling,
    message,
    node,
    on,
    script,
    start,
    sub_process,
    task,
    timer,
)

ERROR = '<bpmn:errorEventDefinition errorRef="x"/>'
ESCALATION = '<bpmn:escalationEventDefinition escalationRef="e"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="s"/>'
LINK = '<bpmn:linkEventDefinition name="{}"/>'
LOOP = (
    '<bpmn:standardLoopCharacteristics loopMaximum="2"><bpmn:loopCondition>pick = 1</bpmn:loopCondition>'
    "</bpmn:standardLoopCharacteristics>"
)
HALF = "modulo(pick, 2) = 0"


@dataclass
class Room:
    """What is drawn of one room: its elements and flows by a name that is its own, and the pieces it calls."""

    name: str
    nodes: list[str] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    out: list[str] = field(default_factory=list)

    def id(self, part: str) -> str:
        """Return an id that no other room has."""
        return f"{self.name}{part}"

    def level(self, part: str, *more: str, flows: tuple[Flow, ...] = ()) -> str:
        """Return the inside of a sub-process with one task, or with these elements."""
        first, last, inner = self.id(f"{part}s"), self.id(f"{part}e"), self.id(f"{part}i")
        whole = sub_process(
            "x",
            [start(first), task(inner), end(last), *more],
            [(first, inner), *(flows or ((inner, last),))],
        )
        return whole.split(">", 1)[1].removesuffix("</bpmn:subProcess>")


Drawn = tuple[str, str]
"""Where what was drawn is entered, and from where it is left."""


def _one(draw: Callable[[str], str]) -> Callable[[Room, str], Drawn]:
    """One element alone."""

    def drawn(room: Room, part: str) -> Drawn:
        room.nodes.append(draw(room.id(part)))
        return room.id(part), room.id(part)

    return drawn


def _inside(kind: str, loop: str = "", **properties: str) -> Callable[[Room, str], Drawn]:
    """A sub-process around one task."""

    def drawn(room: Room, part: str) -> Drawn:
        room.nodes.append(node(kind, room.id(part), loop + room.level(part), **properties))
        return room.id(part), room.id(part)

    return drawn


def _called(room: Room, part: str) -> Drawn:
    key, inner = room.id(f"{part}piece"), room.id(f"{part}i")
    ends = (room.id(f"{part}s"), room.id(f"{part}e"))
    room.pieces.append(
        diagram(key, [start(ends[0]), task(inner), end(ends[1])], [(ends[0], inner), (inner, ends[1])])
    )
    room.nodes.append(
        call(room.id(part), key, in_="{turn: turn, pick: pick}", out="{turn: turn, pick: pick}")
    )
    return room.id(part), room.id(part)


def _linked(room: Room, part: str) -> Drawn:
    says, hears = room.id(f"{part}says"), room.id(f"{part}hears")
    room.nodes.append(node("intermediateThrowEvent", says, LINK.format(says)))
    room.nodes.append(node("intermediateCatchEvent", hears, LINK.format(says)))
    return says, hears


MANY = "<bpmn:multiInstanceLoopCharacteristics/>"
THROUGH: dict[str, Callable[[Room, str], Drawn]] = {
    "userTask": _one(task),
    "userTask multiInstance": _one(lambda name: each(name, '["a", "b"]', "item")),
    "userTask standard": _one(lambda name: node("userTask", name, LOOP)),
    "serviceTask": _one(lambda name: node("serviceTask", name, operation="look_up")),
    "receiveTask": _one(lambda name: node("receiveTask", name, "", 'messageRef="m_paid"')),
    "sendTask": _one(lambda name: node("sendTask", name, "", 'messageRef="m_paid"')),
    "scriptTask": _one(lambda name: script(name, "pick = pick")),
    "businessRuleTask": _one(lambda name: node("businessRuleTask", name, decision="weigh")),
    "callActivity": _called,
    "subProcess": _inside("subProcess"),
    "subProcess multiInstance": _inside("subProcess", MANY, collection='["a", "b"]', item="item"),
    "subProcess standard": _inside("subProcess", LOOP),
    "intermediateCatchEvent timer": _one(lambda name: timer(name, "P1D")),
    "intermediateCatchEvent message": _one(lambda name: message(name, "paid")),
    "intermediateThrowEvent message": _one(lambda name: message(name, "told", "intermediateThrowEvent")),
    "intermediateThrowEvent signal": _one(lambda name: node("intermediateThrowEvent", name, SIGNAL)),
    "intermediateThrowEvent escalation": _one(lambda name: node("intermediateThrowEvent", name, ESCALATION)),
}
"""What is entered and left at one element; it may stand on both sides."""


def _forking(kind: str) -> Callable[[Room, str], Drawn]:
    """A gateway with a second way, to the end."""

    def drawn(room: Room, part: str) -> Drawn:
        name = room.id(part)
        room.nodes.append(gateway(kind, name, room.id("e") if kind != "parallel" else ""))
        room.flows.append((name, room.id("e")))
        return name, name

    return drawn


def _bordered(kind: str) -> Callable[[Room, str], Drawn]:
    """An event on the border of a task, or of a sub-process in which it comes about."""

    def drawn(room: Room, part: str) -> Drawn:
        host, event = room.id(f"{part}host"), room.id(part)
        border = on(host, kind != "escalation")
        if kind in RAISED:
            room.nodes.append(node("subProcess", host, _raising(room, part, kind)))
        else:
            room.nodes.append(task(host))
        room.nodes.append(_heard(kind, event, "boundaryEvent", border))
        room.out.append(host)
        return host, event

    return drawn


def _heard(kind: str, name: str, element: str, attributes: str) -> str:
    """An event of this kind that begins something, or stands on a border."""
    if kind == "timer":
        return timer(name, "P9D", element, attributes)
    return (
        message(name, "told", element, attributes)
        if kind == "message"
        else node(element, name, RAISED[kind], attributes)
    )


RAISED = {"error": ERROR, "escalation": ESCALATION, "signal": SIGNAL}


def _raising(room: Room, part: str, kind: str) -> str:
    """The inside of a sub-process in which, by chance, something is raised after a task."""
    bad, which, fine = (room.id(f"{part}{name}") for name in ("bad", "which", "e"))
    raised = node("endEvent", bad, RAISED[kind])
    ways: tuple[Flow, ...] = ((room.id(f"{part}i"), which), (which, fine), (which, bad, HALF))
    return room.level(part, gateway("exclusive", which, fine), raised, flows=ways)


def _told(room: Room, part: str) -> Drawn:
    """A catch of a signal, and beside it what sends it."""
    fork, hears, before, says = (room.id(f"{part}{name}") for name in ("fork", "", "before", "says"))
    room.nodes += [gateway("parallel", fork), node("intermediateCatchEvent", hears, SIGNAL)]
    room.nodes += [task(before), node("intermediateThrowEvent", says, SIGNAL)]
    room.flows += [(fork, hears), (fork, before), (before, says)]
    room.out.append(says)
    return fork, hears


FROM: dict[str, Callable[[Room, str], Drawn]] = {
    **THROUGH,
    "intermediateCatchEvent link": _linked,
    "intermediateCatchEvent signal": _told,
    **{f"{kind}Gateway": _forking(kind) for kind in ("exclusive", "inclusive", "parallel")},
    **{f"boundaryEvent {kind}": _bordered(kind) for kind in ("timer", "message", *RAISED)},
}
STARTS = ("startEvent", *(f"startEvent {kind}" for kind in ("timer", "message", *RAISED)))
"""A plain one, and those of event sub-processes; by those of processes `test_starting` begins."""


def _split(kind: str) -> Callable[[Room, str], Drawn]:
    """A gateway with two ways, each with a step."""

    def drawn(room: Room, part: str) -> Drawn:
        name, one, other = room.id(part), room.id(f"{part}one"), room.id(f"{part}two")
        choosing = kind in ("exclusive", "inclusive")
        both = (
            [message(one, "paid"), timer(other, "P3D")] if kind == "eventBased" else [task(one), task(other)]
        )
        room.nodes += [gateway(kind, name, one if choosing else ""), *both]
        room.flows += [(name, one), (name, other, HALF) if choosing else (name, other)]
        room.out.append(other)
        return name, one

    return drawn


TO: dict[str, Callable[[Room, str], Drawn]] = {
    **THROUGH,
    "intermediateThrowEvent link": _linked,
    **{f"{kind}Gateway": _split(kind) for kind in ("exclusive", "inclusive", "parallel", "eventBased")},
}
ENDS = {
    "endEvent": "",
    "endEvent message": '<bpmn:messageEventDefinition messageRef="m_told"/>',
    "endEvent terminate": "<bpmn:terminateEventDefinition/>",
    **{f"endEvent {kind}": inside for kind, inside in RAISED.items()},
}
AFTER_A_CHOICE = ("intermediateCatchEvent timer", "intermediateCatchEvent message", "receiveTask")
PAIRS: list[tuple[str, str]] = [(first, second) for first in (*FROM, *STARTS) for second in (*TO, *ENDS)]
PAIRS = [
    pair for pair in PAIRS if pair[0] != "startEvent signal" or "signal" not in pair[1]
]  # would wake itself for ever
PAIRS += [("eventBasedGateway", second) for second in AFTER_A_CHOICE]
"""Which element may follow which at once. What catches a signal here is begun beside what sends it."""


def drawn_room(name: str, first: str, second: str) -> tuple[list[str], list[Flow], str, list[bytes]]:
    """Draw a sub-process in which the second element follows the first, and a gateway after it.

    Return the elements and flows, the id of the gateway, by which all is left, and the pieces that are called; the
    sub-process is called by the name.
    """
    room, meet = Room(f"{name}_"), f"{name}_meet"
    begin, last = room.id("b"), room.id("e")
    room.nodes += [start(begin), end(last)]
    if first in STARTS[1:]:
        _handled(room, begin, first.removeprefix("startEvent "), second)
    elif first == "eventBasedGateway":
        name_of_gateway, over = room.id("a"), room.id("over")
        room.nodes += [gateway("eventBased", name_of_gateway), timer(over, "P3D")]
        room.flows += [(begin, name_of_gateway), (name_of_gateway, over), (over, last)]
        _lead(room, name_of_gateway, second)
    elif first == "startEvent":
        _lead(room, begin, second)
    else:
        entry, leave = FROM[first](room, "a")
        room.flows.append((begin, entry))
        _lead(room, leave, second, HALF if first in ("exclusiveGateway", "inclusiveGateway") else "")
    nodes = [sub_process(name, room.nodes, room.flows), gateway("exclusive", meet)]
    flows: list[Flow] = [(name, meet)]
    if second == "endEvent error":
        nodes.append(node("boundaryEvent", room.id("failed"), ERROR, on(name)))
        flows.append((room.id("failed"), meet))
    return nodes, flows, meet, room.pieces


def _lead(room: Room, source: str, second: str, condition: str = "") -> None:
    """Draw the second element after a source, and lead all that is left to the end of the room."""
    last, leave = room.id("e"), ""
    if second in ENDS:
        head = room.id("z")
        room.nodes.append(node("endEvent", head, ENDS[second]))
    else:
        head, leave = TO[second](room, "z")
    room.flows.append((source, head, condition) if condition else (source, head))
    room.flows += [(left, last) for left in (leave, *room.out) if left]


def _handled(room: Room, begin: str, kind: str, second: str) -> None:
    """Draw a step of a room, and the event sub-process that begins with an event of this kind."""
    work, inner = room.id("w"), Room(room.id("h"), pieces=room.pieces)
    starting = inner.id("b")
    room.nodes.append(node("subProcess", work, _raising(room, "w", kind)) if kind in RAISED else task(work))
    room.flows += [(begin, work), (work, room.id("e"))]
    inner.nodes += [
        _heard(kind, starting, "startEvent", handling(kind not in ("message", "escalation"))),
        end(inner.id("e")),
    ]
    _lead(inner, starting, second)
    drawn = sub_process(inner.name, inner.nodes, inner.flows)
    room.nodes.append(drawn.replace(f'id="{inner.name}"', f'id="{inner.name}" triggeredByEvent="true"', 1))
