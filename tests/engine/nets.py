"""Random diagrams that may be badly drawn: gateways that do not fit together, ways that lead nowhere; no engine."""

from __future__ import annotations

import random
import re

from tests.engine.diagrams import Flow, diagram, end, gateway, on, start, task, terminate, timer

GATEWAYS = ("exclusive", "parallel", "inclusive")


def net(seed: int) -> bytes:
    """Return a diagram of tasks, gateways and events on borders, joined by chance."""
    chance = random.Random(seed)
    count = chance.randint(3, 9)
    kinds = {f"n{place}": chance.choice(("task", "task", *GATEWAYS)) for place in range(count)}
    names, flows = list(kinds), [("begin", "n0")]
    for place, name in enumerate(names):
        ahead = [*names[place + 1 :], "done"]
        targets = {chance.choice(ahead) for _ in range(1 if kinds[name] == "task" else chance.randint(1, 3))}
        if chance.random() < 0.2:
            targets.add(chance.choice(names))
        flows += [(name, target) for target in sorted(targets - {name})]
    nodes = [start(), terminate("done") if chance.random() < 0.2 else end()]
    drawn: list[Flow] = []
    for name, kind in kinds.items():
        leaving = [target for source, target in flows if source == name]
        if kind == "task":
            nodes.append(task(name))
            drawn += [(name, target) for target in leaving]
            if chance.random() < 0.25:
                nodes.append(timer(f"v{name}", "P9D", "boundaryEvent", on(name, chance.random() < 0.6)))
                drawn.append((f"v{name}", chance.choice([*names, "done"])))
        else:
            nodes.append(gateway(kind, name, "" if kind == "parallel" or len(leaving) < 2 else leaving[0]))
            drawn += [_decided(kind, name, target, place, chance) for place, target in enumerate(leaving)]
    return diagram("main", nodes, [("begin", "n0"), *drawn])


def _decided(kind: str, name: str, target: str, place: int, chance: random.Random) -> Flow:
    if kind == "parallel" or place == 0:
        return name, target
    return name, target, f"modulo(pick + {chance.randrange(3)}, 3) != 0"


def spoiled(drawing: bytes, seed: int) -> bytes:
    """Return a diagram in which one gateway that joins is of another kind, or one flow leads elsewhere."""
    chance = random.Random(seed)
    text = drawing.decode()
    gateways = re.findall(r'<bpmn:(\w+)Gateway id="(\w+)" ', text)
    joining = [(kind, name) for kind, name in gateways if len(re.findall(f'sourceRef="{name}"', text)) == 1]
    if joining and chance.random() < 0.8:
        kind, name = chance.choice(joining)
        other = chance.choice([each for each in GATEWAYS if each != kind])
        text = text.replace(f'<bpmn:{kind}Gateway id="{name}" ', f'<bpmn:{other}Gateway id="{name}" ')
        head, tail = text.split(f'<bpmn:{other}Gateway id="{name}" ', 1)
        tail = tail.replace(f"</bpmn:{kind}Gateway>", f"</bpmn:{other}Gateway>", 1)
        return f'{head}<bpmn:{other}Gateway id="{name}" {tail}'.encode()
    targets = re.findall(r'targetRef="(\w+)"', text)
    if not targets:
        return drawing
    return text.replace(
        f'targetRef="{chance.choice(targets)}"', f'targetRef="{chance.choice(targets)}"', 1
    ).encode()
