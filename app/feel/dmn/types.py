"""Item definitions: which values are of a type that a model defines, and how values are fitted to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.feel.errors import Overrun
from app.feel.expression import UnaryTests
from app.feel.functions import Check
from app.feel.instances import fitted
from app.feel.kinds import kind_of
from app.feel.limits import Run
from app.feel.typenames import TypeName

_DEEPEST = 40
_SIMPLE = {
    name: name
    for name in (
        "number", "string", "boolean", "date", "time", "date and time", "years and months duration",
        "days and time duration", "list", "context", "range", "function",
    )
} | {
    "dateTime": "date and time", "yearMonthDuration": "years and months duration",
    "dayTimeDuration": "days and time duration", "integer": "number", "long": "number", "double": "number",
}  # fmt: skip


class _Misfit(Exception):
    """A value is not of the type asked for."""


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type of a model: `ref` names what it is made of, or `fields` what its contexts hold.

    `many` makes it a list of that; `allowed` tests each item, `constraint` the value as a whole.
    """

    ref: str = ""
    fields: tuple[tuple[str, ItemDefinition], ...] = ()
    many: bool = False
    allowed: UnaryTests | None = None
    constraint: UnaryTests | None = None
    gives: str | None = None
    """For a function: the type of its results, possibly empty; None for everything else."""


@dataclass(slots=True)
class Types:
    """The types of a model by name, and those of the models it imports by the name of the import."""

    own: dict[str, ItemDefinition] = field(default_factory=dict)
    imported: dict[str, Types] = field(default_factory=dict)

    def find(self, ref: str) -> tuple[Types, ItemDefinition] | None:
        """Return a type and the model it stands in; None when there is none of that name."""
        if ref in self.own:
            return self, self.own[ref]
        for prefix, types in self.imported.items():
            if ref.startswith(f"{prefix}.") or not prefix:
                found = types.find(ref[len(prefix) + 1 :] if prefix else ref)
                if found:
                    return found
        _, colon, local = ref.rpartition(":")
        return self.find(local) if colon else None

    def check(self, ref: str) -> Check | None:
        """Return what fits values to a type: the value, perhaps converted, or null; None when anything fits."""
        local = ref.rpartition(":")[2]
        if not self.find(ref) and local not in _SIMPLE:
            return None

        def fit(value: Any, run: Run) -> Any:
            try:
                return self._named(value, ref, run, 0)
            except _Misfit:
                return None

        return fit

    def result_of(self, ref: str) -> Check | None:
        """Return what fits the results of a function whose variable is of that type."""
        found = self.find(ref)
        if found and found[1].gives is not None:
            return found[0].check(found[1].gives)
        return self.check(ref)

    def holds(self, name: str, value: Any, run: Run) -> bool:
        """Whether a value is of the type of that name, as `instance of` asks: whatever values are allowed."""
        found = self.find(name)
        if value is None or found is None:
            return False
        try:
            found[0]._fit(value, found[1], run, 0, True)
        except _Misfit:
            return False
        return True

    def _named(self, value: Any, ref: str, run: Run, depth: int, strict: bool = False) -> Any:
        found = self.find(ref)
        if found:
            return found[0]._fit(value, found[1], run, depth, strict)
        simple = _SIMPLE.get(ref.rpartition(":")[2])
        if value is None or simple is None:
            return value
        if strict and kind_of(value) != simple:
            raise _Misfit
        got = fitted(value, TypeName(simple), run)
        if got is None:
            raise _Misfit
        return got

    def _fit(self, value: Any, wanted: ItemDefinition, run: Run, depth: int, strict: bool = False) -> Any:
        run.charge(2)
        if depth > _DEEPEST:
            raise Overrun("类型嵌套太深", "the types are nested too deeply")
        if wanted.gives is not None and value is not None and kind_of(value) != "function":
            raise _Misfit
        if wanted.many and value is not None:
            if strict and not isinstance(value, list | tuple):
                raise _Misfit
            items = value if isinstance(value, list | tuple) else [value]
            value = [self._single(item, wanted, run, depth, strict) for item in items]
        else:
            value = self._single(value, wanted, run, depth, strict)
        if not strict and wanted.constraint and wanted.constraint.answer_in(value, {}, run) is not True:
            raise _Misfit
        return value

    def _single(self, value: Any, wanted: ItemDefinition, run: Run, depth: int, strict: bool) -> Any:
        if wanted.fields:
            value = self._context(value, wanted.fields, run, depth, strict)
        elif wanted.ref:
            value = self._named(value, wanted.ref, run, depth + 1, strict)
        if strict or value is None or wanted.allowed is None:
            return value
        if wanted.allowed.answer_in(value, {}, run) is not True:
            raise _Misfit
        return value

    def _context(
        self,
        value: Any,
        fields: tuple[tuple[str, ItemDefinition], ...],
        run: Run,
        depth: int,
        strict: bool,
    ) -> Any:
        if isinstance(value, list | tuple) and len(value) == 1 and not strict:
            value = value[0]
        if value is None:
            return None
        if not isinstance(value, Mapping) or any(name not in value for name, _ in fields):
            raise _Misfit
        made = {name: self._fit(value[name], wanted, run, depth + 1, strict) for name, wanted in fields}
        return {**value, **made}
