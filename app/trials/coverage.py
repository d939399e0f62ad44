"""Which elements and flows of the diagrams trials have come through, and which none ever did; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.careful_xml import careful_parser
from app.diagrams.bundle import BPMN
from app.engine import Definition

Place = tuple[str, str]
"""The key of a diagram, and the id of an element or flow in it."""


@dataclass(frozen=True)
class Coverage:
    """What is drawn and what was come through, by (diagram, id)."""

    elements: frozenset[Place]
    flows: frozenset[Place]
    reached: frozenset[Place] = frozenset()

    @property
    def drawn(self) -> frozenset[Place]:
        """Everything that can be come through."""
        return self.elements | self.flows

    @property
    def missed(self) -> list[Place]:
        """What was never come through, in order."""
        return sorted(self.drawn - self.reached)

    def of(self, key: str) -> Coverage:
        """Return the coverage of one diagram alone."""
        own = [
            frozenset(place for place in whole if place[0] == key) for whole in (self.elements, self.flows)
        ]
        return Coverage(own[0], own[1], frozenset(place for place in self.reached if place[0] == key))

    def share(self) -> int:
        """Return how much was come through, in whole percent; all of it only when nothing is missed."""
        drawn = self.drawn
        return len(drawn & self.reached) * 100 // len(drawn) if drawn else 100

    def with_reached(self, places: Iterable[Place]) -> Coverage:
        """Return the same with more places come through."""
        return Coverage(self.elements, self.flows, self.reached | (frozenset(places) & self.drawn))


@dataclass
class Reached:
    """Collects what the traces of runs of a definition come through."""

    definition: Definition
    places: set[Place] = field(default_factory=set)

    def take(self, trace: Sequence[Mapping[str, Any]]) -> None:
        """Note the elements and flows of one step."""
        for entry in trace:
            for name in ("enter", "flow"):
                if name in entry:
                    self.places.add(self._place(entry[name]))

    def _place(self, told: str) -> Place:
        *callers, name = told.split("/")
        key = self.definition.key
        for caller in callers:
            element = self.definition.find_element(key, caller)
            key = element.properties.get("calledElement", key) if element is not None else key
        return key, name


def coverage_of(definition: Definition, files: Mapping[str, bytes]) -> Coverage:
    """Return what the diagrams of a definition draw, nothing of it come through yet."""
    elements = {(element.process_key, element.id) for element in definition.elements.values()}
    flows: set[Place] = set()
    for key in {place[0] for place in elements}:
        flows |= {(key, flow) for flow in _flows(key, files)}
    return Coverage(frozenset(elements), frozenset(flows))


def _flows(key: str, files: Mapping[str, bytes]) -> Iterable[str]:
    content = next(text for path, text in files.items() if path.rsplit("/", 1)[-1] == f"{key}.bpmn")
    for process in etree.fromstring(content, careful_parser()).iter(f"{BPMN}process"):
        if process.get("id") == key:
            yield from (flow.get("id", "") for flow in process.iter(f"{BPMN}sequenceFlow"))
