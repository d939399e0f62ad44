"""Random diagrams built of blocks in blocks, each with one way in and one way out; it knows no engine.

Whatever is chosen in them and in whatever order it is done, they end: loops stop when `turn` has grown enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.engine.diagrams import (
    Flow,
    call,
    diagram,
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
    terminate,
    timer,
)
from tests.engine.pairs import PAIRS, drawn_room

MOST_TURNS = 12
SPLITS = ("exclusive", "parallel", "inclusive")
BORDERS = ("none", "late", "warned", "told", "failed", "escalated", "stopped", "handled")
CALLS = ("called", "called in vain")
REPEATED = ("side by side", "one by one", "gathered", "loop")


@dataclass(frozen=True)
class Block:
    """A kind of block and those inside it."""

    kind: str
    inside: tuple[Block, ...] = ()
    number: int = 0


def drawn(block: Block) -> list[bytes]:
    """Return the diagram of a block between a start and an end, and those of the pieces that it calls."""
    page = _Page(_Numbers())
    entry, leave = page.draw(block)
    nodes = [start(), end(), *page.nodes]
    flows = [("begin", entry), (leave, "done"), *page.flows]
    return [whole("main", nodes, flows), *page.numbers.pieces]


def whole(key: str, nodes: list[str], flows: list[Flow]) -> bytes:
    """Return a diagram with all that its elements may refer to."""
    declared = (
        b'<bpmn:error id="x" errorCode="x"/><bpmn:escalation id="e" escalationCode="e"/>'
        b'<bpmn:signal id="s" name="s"/><bpmn:process'
    )
    content = diagram(key, nodes, flows, messages=["told", "paid"])
    return content.replace(b"<bpmn:process", declared, 1)


@dataclass
class _Numbers:
    last: int = 0
    pieces: list[bytes] = field(default_factory=list)

    def name(self, kind: str) -> str:
        self.last += 1
        return f"{kind}{self.last}"


@dataclass
class _Page:
    """One level while it is being drawn."""

    numbers: _Numbers
    nodes: list[str] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def draw(self, block: Block) -> tuple[str, str]:
        """Draw a block, and return where it is entered and where it is left."""
        ways = dict.fromkeys(SPLITS, self._split) | dict.fromkeys(BORDERS, self._bordered)
        ways |= dict.fromkeys(CALLS, self._called)
        ways |= {"line": self._line, "round": self._round, "signalled": self._signalled, "pair": self._pair}
        if block.kind in ways:
            return ways[block.kind](block)
        if block.kind == "choice":
            return self._choice()
        name = self.numbers.name("n")
        self.nodes.append(self._single(block, name))
        return name, name

    def _single(self, block: Block, name: str) -> str:
        if block.kind == "task":
            return task(name)
        if block.kind == "script":
            return script(name, f"pick = {block.number}")
        if block.kind == "wait":
            return timer(name, "P1D")
        kind = block.kind.removesuffix(" in it")
        if not block.inside:
            return self._repeated(kind, name, "userTask", "", block.number)
        inner = self._level(block.inside[0], end("e" + name))
        return self._repeated(kind, name, "subProcess", inner, block.number)

    def _repeated(self, kind: str, name: str, element: str, inside: str, number: int) -> str:
        if kind == "loop":
            condition = f"turn &lt; {MOST_TURNS} and modulo(pick, 2) = {number % 2}"
            loop = (
                f'<bpmn:standardLoopCharacteristics loopMaximum="{number + 1}" testBefore="{str(number == 1).lower()}">'
                f"<bpmn:loopCondition>{condition}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
            )
            return node(element, name, loop + inside)
        until = "<bpmn:completionCondition>pick = 2</bpmn:completionCondition>" if number == 2 else ""
        items = ", ".join(f'"i{place}"' for place in range(number + 1))
        more = {"gather": "pick", "gather_into": f"all_{name}"} if kind == "gathered" else {}
        loop = (
            f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(kind == "one by one").lower()}">'
            f"{until}</bpmn:multiInstanceLoopCharacteristics>"
        )
        return node(element, name, loop + inside, collection=f"[{items}]", item="item", **more)

    def _level(self, block: Block, *more: str, flows: Sequence[Flow] = (), last: str = "") -> str:
        """Return the inside of a sub-process around a block."""
        page = _Page(self.numbers)
        begin = self.numbers.name("s")
        entry, leave = page.draw(block)
        closing = last or more[0].split('id="', 1)[1].split('"', 1)[0]
        whole = sub_process(
            "whole",
            [start(begin), *page.nodes, *more],
            [(begin, entry), (leave, closing), *page.flows, *flows],
        )
        return whole.split(">", 1)[1].removesuffix("</bpmn:subProcess>")

    def _line(self, block: Block) -> tuple[str, str]:
        drawn_ones = [self.draw(part) for part in block.inside]
        for (_, leave), (entry, _) in pairwise(drawn_ones):
            self.flows.append((leave, entry))
        return drawn_ones[0][0], drawn_ones[-1][1]

    def _pair(self, block: Block) -> tuple[str, str]:
        name = self.numbers.name("room")
        nodes, flows, leave, pieces = drawn_room(name, *PAIRS[block.number])
        self.nodes += nodes
        self.flows += flows
        self.numbers.pieces += pieces
        return name, leave

    def _split(self, block: Block) -> tuple[str, str]:
        fork, meet = self.numbers.name("g"), self.numbers.name("g")
        ways = [self.draw(part) for part in block.inside]
        self.nodes.append(gateway(block.kind, fork, "" if block.kind == "parallel" else ways[0][0]))
        self.nodes.append(gateway(block.kind, meet))
        for place, (entry, leave) in enumerate(ways):
            if block.kind == "parallel" or place == 0:
                self.flows.append((fork, entry))
            else:
                self.flows.append((fork, entry, f"modulo(pick + {block.number + place}, 3) != 0"))
            self.flows.append((leave, meet))
        return fork, meet

    def _round(self, block: Block) -> tuple[str, str]:
        top, first, again = self.numbers.name("g"), self.numbers.name("n"), self.numbers.name("g")
        entry, leave = self.draw(block.inside[0])
        out = self.numbers.name("g")
        self.nodes += [
            gateway("exclusive", top),
            task(first),
            gateway("exclusive", again, out),
            gateway("exclusive", out),
        ]
        self.flows += [
            (top, first),
            (first, entry),
            (leave, again),
            (again, top, f"turn < {MOST_TURNS} and pick != {block.number}"),
            (again, out),
        ]
        return top, out

    def _choice(self) -> tuple[str, str]:
        fork, meet = self.numbers.name("g"), self.numbers.name("g")
        paid, over = self.numbers.name("n"), self.numbers.name("n")
        self.nodes += [
            gateway("eventBased", fork),
            message(paid, "paid"),
            timer(over, "P3D"),
            gateway("exclusive", meet),
        ]
        self.flows += [(fork, paid), (fork, over), (paid, meet), (over, meet)]
        return fork, meet

    def _signalled(self, block: Block) -> tuple[str, str]:
        """Draw a block that ends with a signal, and beside it a task which that takes away, or is done before."""
        fork, says, beside, heard, merge, meet = (self.numbers.name(kind) for kind in "gvnvgg")
        inside = '<bpmn:signalEventDefinition signalRef="s"/>'
        entry, leave = self.draw(block.inside[0])
        self.nodes += [
            *(
                gateway(kind, name)
                for kind, name in (("parallel", fork), ("exclusive", merge), ("parallel", meet))
            ),
            node("intermediateThrowEvent", says, inside),
            task(beside),
            node("boundaryEvent", heard, inside, on(beside)),
        ]
        self.flows += [(fork, entry), (leave, says), (says, meet), (fork, beside)]
        self.flows += [(beside, merge), (heard, merge), (merge, meet)]
        return fork, meet

    def _called(self, block: Block) -> tuple[str, str]:
        """Draw a block in a diagram of its own and call it; in vain when that may end with an error."""
        name, meet, key = self.numbers.name("n"), self.numbers.name("g"), self.numbers.name("piece")
        begin, which, bad, closing = (self.numbers.name(kind) for kind in "sgee")
        page = _Page(self.numbers)
        entry, leave = page.draw(block.inside[0])
        page.flows += [(begin, entry), (leave, which), (which, closing)]
        page.nodes += [start(begin), gateway("exclusive", which, closing), end(closing)]
        data = "{turn: turn, pick: pick}"
        self.nodes += [call(name, key, in_=data, out=data), gateway("exclusive", meet)]
        self.flows.append((name, meet))
        if block.kind == "called in vain":
            inside = '<bpmn:errorEventDefinition errorRef="x"/>'
            page.nodes.append(node("endEvent", bad, inside))
            page.flows.append((which, bad, f"modulo(pick, 3) = {block.number}"))
            caught = self.numbers.name("v")
            self.nodes.append(node("boundaryEvent", caught, inside, on(name)))
            self.flows.append((caught, meet))
        self.numbers.pieces.append(whole(key, page.nodes, page.flows))
        return name, meet

    def _bordered(self, block: Block) -> tuple[str, str]:
        """Draw a sub-process around a block with an event on its border, or a handler or terminate end inside."""
        name, event, meet = self.numbers.name("n"), self.numbers.name("v"), self.numbers.name("g")
        closing = self.numbers.name("e")
        self.nodes.append(node("subProcess", name, self._inner(block, closing)))
        self.nodes.append(gateway("exclusive", meet))
        self.flows.append((name, meet))
        if block.kind in ("late", "warned"):
            self.nodes.append(timer(event, "P9D", "boundaryEvent", on(name, block.kind == "late")))
        elif block.kind == "told":
            self.nodes.append(message(event, "told", "boundaryEvent", on(name)))
        elif block.kind in ("failed", "escalated"):
            kind, ref = ("error", "x") if block.kind == "failed" else ("escalation", "e")
            inside = f'<bpmn:{kind}EventDefinition {kind}Ref="{ref}"/>'
            self.nodes.append(node("boundaryEvent", event, inside, on(name, block.kind == "failed")))
        else:
            return name, meet
        if block.kind in ("warned", "escalated"):
            note, ended = self.numbers.name("n"), self.numbers.name("e")
            self.nodes += [task(note), end(ended)]
            self.flows += [(event, note), (note, ended)]
        else:
            self.flows.append((event, meet))
        return name, meet

    def _inner(self, block: Block, closing: str) -> str:
        part = block.inside[0]
        which, bad = self.numbers.name("g"), self.numbers.name("e")
        choice = gateway("exclusive", which, closing)
        ways: list[Flow] = [(which, closing), (which, bad, f"modulo(pick, 3) = {block.number}")]
        if block.kind == "failed":
            fails = node("endEvent", bad, '<bpmn:errorEventDefinition errorRef="x"/>')
            return self._level(part, choice, fails, end(closing), flows=ways, last=which)
        if block.kind == "escalated":
            says = node("endEvent", bad, '<bpmn:escalationEventDefinition escalationRef="e"/>')
            return self._level(part, choice, says, end(closing), flows=ways, last=which)
        if block.kind == "stopped":
            beside = self.numbers.name("n")
            fork = gateway("parallel", which)
            more = [fork, task(beside), terminate(bad), end(closing)]
            return self._level(
                part, *more, flows=[(which, beside), (beside, closing), (which, bad)], last=which
            )
        if block.kind == "handled":
            begin, work, done = self.numbers.name("s"), self.numbers.name("n"), self.numbers.name("e")
            handler = sub_process(
                bad,
                [
                    timer(begin, "P7D", "startEvent", handling(block.number == 0)),
                    task(work),
                    end(done),
                ],
                [(begin, work), (work, done)],
            ).replace(f'id="{bad}"', f'id="{bad}" triggeredByEvent="true"', 1)
            return self._level(part, end(closing), handler)
        return self._level(part, end(closing))
