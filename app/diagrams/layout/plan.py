"""What is to be drawn, as plain values: nodes, edges, lanes and pools; knows neither XML nor coordinates."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

CHARACTER = 14.0
LABEL_LINE = 16.0
LABEL_CHARACTERS = 8
SPARED_CHARACTERS = 2

TASK = (100.0, 80.0)
EVENT = (36.0, 36.0)
GATEWAY = (50.0, 50.0)


@dataclass(slots=True)
class Node:
    """A shape with its size in pixels; `col` and `row` are filled in by the placing (row counts within the lane).

    kind: task, event, gateway, boundary, subprocess, artifact or pool (a pool whose process is not shown).
    """

    id: str
    kind: str
    width: float
    height: float
    lane: int = 0
    label: str = ""
    host: str | None = None
    start: bool = False
    end: bool = False
    blank: bool = False
    apart: bool = False
    inner: Scope | None = None
    col: int = 0
    row: int = 0

    @property
    def label_size(self) -> tuple[float, float]:
        """Width and height of the label's box; zero without a label."""
        return text_size(self.label)


@dataclass(slots=True)
class Edge:
    """A line between two shapes; kind: flow, message or association."""

    id: str
    source: str
    target: str
    label: str = ""
    kind: str = "flow"
    default: bool = False
    back: bool = False

    @property
    def label_size(self) -> tuple[float, float]:
        """Width and height of the label's box; zero without a label."""
        return text_size(self.label)


@dataclass(slots=True)
class Lane:
    """A horizontal band; `pool` is the index of its pool, `path` the lanes around it, outermost first."""

    id: str | None
    pool: int
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class Pool:
    """A participant; `shut` when it shows no process."""

    id: str | None
    shut: bool = False


@dataclass(slots=True)
class Scope:
    """Everything drawn on one plane or inside one expanded sub-process, in document order."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    loose: list[Edge] = field(default_factory=list)

    def place_of(self, node_id: str) -> Node:
        """The node that stands in the grid for this one: a boundary event stands where its host stands."""
        node = self.nodes[node_id]
        return self.nodes[node.host] if node.host is not None else node


def text_size(text: str) -> tuple[float, float]:
    """Width and height in pixels of a text wrapped after eight Chinese characters (a Latin letter is half one).

    One or two characters more stay on the line, so that no line holds a single character.
    """
    if not text:
        return (0.0, 0.0)
    widest, lines = 0.0, 0
    for line in text.splitlines():
        width = sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in line)
        count = max(1, ceil((width - SPARED_CHARACTERS) / LABEL_CHARACTERS))
        widest, lines = max(widest, ceil(width / count)), lines + count
    return (widest * CHARACTER, lines * LABEL_LINE)
