"""One diagram as the checks see it: compiled, with its forms and what lies around it; it judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.diagrams.checks.graph import Graph
from app.diagrams.checks.surroundings import Neighbour, Surroundings, neighbour_of
from app.diagrams.checks.variables import Domain, domain_of, kinds_of
from app.engine import Definition, Element
from app.forms import Field, Form
from app.stencils import Stencil


@dataclass(frozen=True)
class Model:
    """A process under judgement. `forms` are its own, by element, `stencils` by file; `neighbours` prefer the draft."""

    file: str
    definition: Definition
    forms: Mapping[str, Form]
    form_files: Mapping[str, str]
    neighbours: Mapping[str, Neighbour]
    around: Surroundings
    given_forms: bool = True
    stencils: Mapping[str, Stencil] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of the process."""
        return self.definition.key

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The elements drawn in this diagram, called pieces left out."""
        found = self.definition.elements.values()
        return tuple({each.id: each for each in found if each.process_key == self.key}.values())

    def element(self, name: str) -> Element | None:
        """Return an element of this diagram."""
        return self.definition.find_element(self.key, name)

    @cached_property
    def levels(self) -> tuple[Any, ...]:
        """The compiled levels of this diagram, outer before inner."""
        own = f"{self.key}/"
        pieces = [piece for name, piece in self.definition.pieces.items() if name.startswith(own)]
        return (self.definition.spec, *pieces)

    def nodes(self) -> Iterator[Any]:
        """Yield the compiled elements of all levels, each once."""
        for level in self.levels:
            for node in level.task_specs.values():
                if hasattr(node, "settings") and not node.name.endswith("]") and not node.listens:
                    yield node

    @cached_property
    def graph(self) -> Graph:
        """What may follow upon what."""
        return Graph(self.key, self.levels)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """What the diagram declares of its variables."""
        return kinds_of(self.definition, self.key)

    def domain(self, name: str) -> Domain:
        """Return what is known of the values of a name: from the declaration, else from the forms that ask for it."""
        fields = [field for form in self.forms.values() if (field := form.field(f"var.{name}")) is not None]
        declared = domain_of(self.kinds.get(name, ""))
        if declared.kind == "number":
            lowest = [_least(field) for field in fields]
            known = [each for each in lowest if each is not None]
            return replace(declared, least=min(known) if lowest and len(known) == len(lowest) else None)
        if declared.kind or not fields:
            return declared
        if all(field.options and not field.many for field in fields):
            return Domain(
                "string", tuple({option.value: None for field in fields for option in field.options})
            )
        return Domain({"yesno": "boolean", "money": "number"}.get(fields[0].kind, fields[0].kind))

    @cached_property
    def callers(self) -> tuple[Neighbour, ...]:
        """The processes that call this one as a piece."""
        return tuple(each for each in self.neighbours.values() if self.key in each.calls)


def _least(field: Field) -> Decimal | None:
    """Return the least number that a form takes or computes; None for any."""
    if field.minimum is not None:
        return field.minimum
    counts = field.compute is not None and field.compute.source.lstrip().startswith("count(")
    return Decimal(0) if counts else None


def neighbours_of(around: Surroundings, drafted: list[Definition]) -> dict[str, Neighbour]:
    """Return the published processes by key, those that are drafted as they are drafted."""
    return {each.key: each for each in (*around.neighbours, *map(neighbour_of, drafted))}
