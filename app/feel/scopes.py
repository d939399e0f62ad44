"""Where a name of an expression comes from, decided while compiling; knows no values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """Names bound around a place: variables, or the item of a filter (its fields are known only when it runs).

    `slot` is the key under which a filter's item stands in the frame; None for a layer of variables.
    """

    names: frozenset[str]
    slot: int | None
    outer: Layer | None

    def resolve(self, name: str) -> tuple[tuple[int, ...], bool]:
        """Return the filter slots to look into, innermost first, and whether a variable of that name is bound."""
        slots: list[int] = []
        layer: Layer | None = self
        while layer is not None:
            if layer.slot is not None:
                slots.append(layer.slot)
                if name == "item":
                    return tuple(slots), False
            elif name in layer.names:
                return tuple(slots), True
            layer = layer.outer
        return tuple(slots), False

    def binding(self, *names: str) -> Layer:
        """Return a layer inside this one with these variables."""
        return Layer(frozenset(names), None, self)

    def filtering(self) -> Layer:
        """Return a layer inside this one for the item of a filter."""
        depth, layer = 0, self
        while layer.outer is not None:
            depth += layer.slot is not None
            layer = layer.outer
        return Layer(frozenset(), depth, self)


GLOBAL = Layer(frozenset(), None, None)
"""Nothing bound: every name is read from the caller's scope."""
