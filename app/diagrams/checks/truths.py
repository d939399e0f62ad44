"""For which values conditions hold, by trying every kind of value that they tell apart; it must not know diagrams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from app.diagrams.checks.contexts import dotted
from app.diagrams.checks.variables import Domain
from app.feel.compiler import Code, code_of
from app.feel.limits import DEFAULT, Frame, Run
from app.feel.model import Node, node
from app.feel.scopes import GLOBAL

MOST_CASES = 20_000
OTHER = "（其他）"
_AT = datetime(2000, 1, 1, tzinfo=UTC)
_COMPARED = (str, Decimal, bool, date)


@dataclass
class Names:
    """The names that conditions tell apart, each with what it is compared with; `hidden` stand for parts of an
    expression that are only known to hold or not."""

    values: dict[str, set[Any]] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    def compare(self, name: str, value: Any) -> None:
        """Note that a name is compared with a value."""
        self.values.setdefault(name, set()).add(value)

    def hide(self, tree: Node) -> str:
        """Return the name that stands for a part, the same for the same part."""
        return self.hidden.setdefault(printed(tree), f"§{len(self.hidden) + 1}")


def simplified(tree: Node, names: Names) -> Node:
    """Return a condition in which only names, plain values and logic are left."""
    if tree.kind in ("and", "or"):
        return _with(tree, [simplified(part, names) for part in tree.parts])
    if _is_not(tree):
        return _with(tree, [tree.parts[0], simplified(tree.parts[1], names)])
    if tree.kind == "literal":
        return tree
    name = dotted(tree)
    if name is not None:
        names.compare(name, True)
        return node("name", tree, (), name)
    found = _comparison(tree, names)
    return found if found is not None else node("name", tree, (), names.hide(tree))


def _comparison(tree: Node, names: Names) -> Node | None:
    if tree.kind not in ("compare", "in", "between"):
        return None
    parts = list(tree.parts)
    if tree.kind == "compare" and dotted(parts[0]) is None and dotted(parts[1]) is not None:
        place, others = 1, [parts[0]]
    else:
        place, others = 0, parts[1:]
    name = dotted(parts[place])
    plain = [value for other in others for value in plain_values(other) or (Ellipsis,)]
    if name is None or Ellipsis in plain:
        return None
    for value in plain:
        names.compare(name, value)
    parts[place] = node("name", parts[place], (), name)
    return _with(tree, parts)


def plain_values(tree: Node) -> list[Any] | None:
    """Return the values that a plain right side of a comparison names; None when there is more in it."""
    if tree.kind == "literal":
        fits = tree.value is None or isinstance(tree.value, _COMPARED)
        return [tree.value] if fits else None
    if tree.kind in ("range", "one_sided", "list"):
        found = [plain_values(part) for part in tree.parts]
        return None if None in found else [value for values in found for value in values or ()]
    if tree.kind == "call" and dotted(tree.parts[0]) == "date" and len(tree.parts) == 2:
        value = code_of(tree, GLOBAL)(Frame({}, {}, Run(_AT, {}, DEFAULT)))
        return [value] if isinstance(value, date) else None
    return None


def samples(compared: set[Any], domain: Domain) -> list[Any]:
    """Return one value of each kind that comparisons tell apart, of those that a domain allows, null left out."""
    if domain.choices:
        return list(domain.choices)
    truths_only = all(value is None or isinstance(value, bool) for value in compared)
    if domain.kind == "boolean" or (truths_only and not domain.kind):
        return [True, False]
    numbers = sorted(value for value in compared if isinstance(value, Decimal))
    if numbers:
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        found = sorted({numbers[0] - 1, *numbers, *between, numbers[-1] + 1})
        return [value for value in found if domain.least is None or value >= domain.least]
    days = sorted(value for value in compared if isinstance(value, date))
    if days:
        step = timedelta(days=1)
        return sorted({day + step * off for day in days for off in (-1, 0, 1)})
    texts = sorted(value for value in compared if isinstance(value, str))
    return [*texts, OTHER]


Case = Mapping[str, Any]


@dataclass(frozen=True)
class Truths:
    """Conditions over the same names, and every case of values that they tell apart."""

    codes: tuple[Code | None, ...]
    names: Mapping[str, Sequence[Any]]

    def cases(self) -> Iterator[tuple[Case, tuple[bool, ...]]]:
        """Yield each case and which conditions hold in it; a missing condition never does."""
        for values in product(*self.names.values()):
            scope = dict(zip(self.names, values, strict=True))
            run = Run(_AT, {}, DEFAULT)
            frame = Frame(scope, {}, run)
            yield scope, tuple(code is not None and code(frame) is True for code in self.codes)

    @property
    def size(self) -> int:
        """How many cases there are."""
        total = 1
        for values in self.names.values():
            total *= len(values)
        return total


def truths_of(trees: Sequence[Node | None], domain: Callable[[str], Domain], *, nulls: bool) -> Truths | None:
    """Return conditions with the cases that they tell apart; None when there are too many to look at.

    With `nulls` a name may also have no value.
    """
    names = Names()
    plain = [None if tree is None else simplified(tree, names) for tree in trees]
    values = {name: samples(seen, domain(name)) for name, seen in names.values.items()}
    if nulls:
        values = {name: [*found, None] for name, found in values.items()}
    values.update({name: [True, False] for name in names.hidden.values()})
    truths = Truths(tuple(None if tree is None else code_of(tree, GLOBAL) for tree in plain), values)
    return truths if truths.size <= MOST_CASES else None


def worded(case: Case) -> str:
    """Return an example as text, without what stands for parts that are not understood."""
    shown = {name: value for name, value in case.items() if not name.startswith("§")}
    return "、".join(f"{name} = {_value(value)}" for name, value in shown.items()) or "—"


def _value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _is_not(tree: Node) -> bool:
    return tree.kind == "call" and dotted(tree.parts[0]) == "not" and len(tree.parts) == 2


def _with(tree: Node, parts: list[Node]) -> Node:
    return node(tree.kind, tree, tuple(parts), tree.value)


def printed(tree: Node) -> str:
    """Return a text that tells trees apart."""
    return f"{tree.kind}:{tree.value!r}({','.join(map(printed, tree.parts))})"
