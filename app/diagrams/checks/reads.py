"""Which variables each element reads and writes, and when; it must not know in which order elements come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.diagrams.checks.contexts import dotted, keys_of, nodes_of, tree_of
from app.diagrams.checks.model import Model
from app.diagrams.checks.variables import is_variable
from app.engine import Element, result_names
from app.feel import Expression, FeelError, compile_expression
from app.forms import Form

BEGUN_WITH = frozenset({"case_no", "from_unit"})
CALLED_WITH = frozenset({"caller_element", "caller_lane"})
PERIOD = frozenset({"period_begins", "period_ends"})
COUNTS = frozenset(
    {"numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances"}
)  # fmt: skip
SENDING = ("sendTask", "intermediateThrowEvent", "endEvent")
AT_END = ("meets_when", "extends_when", "extends_by", "extends_to")
AT_BEGIN = ("state", "title")


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of a variable: its name, what reads it (script, condition, …), and whether that is behind what the
    element writes. `grave`: without a value the step fails, or silently does nothing."""

    name: str
    by: str
    behind: bool = False
    grave: bool = False


@dataclass(slots=True)
class Access:
    """What an element reads, what it surely writes and what it may write; `anything`: that cannot be told."""

    reads: list[Read] = field(default_factory=list)
    writes: set[str] = field(default_factory=set)
    may_write: set[str] = field(default_factory=set)
    anything: bool = False


def accesses(model: Model) -> dict[str, Access]:
    """Return what every element of a diagram reads and writes, by id."""
    return {node.name: _access(model, node) for node in model.nodes()}


def _access(model: Model, node: Any) -> Access:
    access, settings = Access(), node.settings
    element = model.element(node.bpmn_id)
    if element is None:
        return access
    local = _local(node)
    known: set[str] = set(local)
    _repetition(settings.repetition, access, known)
    for name, expression in settings.script:
        access.reads += _of(expression, "script", known)
        known.add(name)
        access.writes.add(name)
    if settings.timer is not None:
        standing = element.kind == "intermediateCatchEvent"
        access.reads += _of(settings.timer.when, "timer", known, grave=standing)
    access.reads += _of(settings.into, "call", known) + _of(settings.payload, "message", known)
    _decision(settings.decision, access, known)
    _form(model.forms.get(element.id), element, access, known)
    _brought(model, element, settings, access)
    known |= access.writes | access.may_write
    access.reads += _of(settings.sets, "sets", known, behind=True)
    access.writes |= keys_of(settings.sets) or set()
    for flow in node.flows:
        access.reads += _of(flow.condition, "condition", known | access.writes, behind=True)
    _host(element, access, known)
    if node.settings.repetition is not None:
        access.may_write |= access.writes
        access.writes = {settings.repetition.into} if settings.repetition.into else set()
    return access


def _local(node: Any) -> set[str]:
    repetition = node.settings.repetition
    return {repetition.item, "loopCounter", *COUNTS} if repetition is not None else set()


def _of(
    expression: Expression | None, by: str, known: Iterable[str], behind: bool = False, grave: bool = False
) -> list[Read]:
    if expression is None:
        return []
    names = {name.split(".")[0] for name in expression.names - expression.filter_names if is_variable(name)}
    minded = _minded(expression) if grave else frozenset()
    return [Read(name, by, behind, grave and name not in minded) for name in sorted(names - set(known))]


def _minded(expression: Expression) -> frozenset[str]:
    """Return the names of which an expression asks whether they have a value."""
    compared = [each.parts for each in nodes_of(tree_of(expression)) if each.kind == "compare"]
    sides = [(one, other) for left, right in compared for one, other in ((left, right), (right, left))]
    return frozenset(
        name.split(".")[0]
        for one, other in sides
        if other.kind == "literal" and other.value is None and (name := dotted(one)) is not None
    )


def _repetition(repetition: Any, access: Access, known: set[str]) -> None:
    if repetition is None:
        return
    for expression in (repetition.collection, repetition.cardinality):
        access.reads += _of(expression, "turns", known, grave=True)
    for expression in (repetition.until, repetition.again, repetition.gather):
        access.reads += _of(expression, "turns", known, behind=True)


def _decision(decision: Any, access: Access, known: set[str]) -> None:
    if decision is None:
        return
    names = {name.split(".")[0] for name in decision.names if is_variable(name)}
    access.reads += [Read(name, "decision") for name in sorted(names - known)]
    access.writes |= set(decision.table.shape.names) if decision.table else {decision.variable}


def _form(form: Form | None, element: Element, access: Access, known: set[str]) -> None:
    """A form writes its answers, asked or left empty, and reads what it shows and what its rules look at."""
    if form is None:
        return
    own = {item.scope_name.split(".")[0] for item in form.fields if item.path.startswith("var.")}
    columns = {column.path for item in form.fields for column in item.columns}
    for item in form.fields:
        more = [item.prefill, item.check.expression if item.check else None]
        for expression in (*item.expressions(), *more):
            access.reads += _of(expression, "form", known | own | columns)
    shown = {path.removeprefix("var.").split(".")[0] for path in form.show if path.startswith("var.")}
    access.reads += [Read(name, "form") for name in sorted(shown - known - own)]
    access.writes |= own


def _brought(model: Model, element: Element, settings: Any, access: Access) -> None:
    """What comes in from outside: called pieces, operations, messages, and what a run begins with."""
    if element.kind == "callActivity":
        given = keys_of(settings.out)
        access.anything |= given is None
        access.writes |= given or set()
    elif element.kind == "serviceTask":
        given = _given_by_service(model, element, settings)
        access.anything |= given is None
        access.writes |= given or set()
    elif element.kind == "startEvent" and element.id in model.definition.starts:
        _begin(model, element, settings, access)
    elif settings.message is not None and element.kind not in SENDING:
        _received(model, element, settings, access)
    elif settings.raised is not None and settings.raised.kind != "link" and element.kind not in SENDING:
        given = keys_of(settings.out)
        access.anything |= settings.out is None or given is None
        access.may_write |= given or set()


def _given_by_service(model: Model, element: Element, settings: Any) -> frozenset[str] | None:
    """Return the variables that an operation, or the worker of an external task, brings; None when not known."""
    if not element.properties.get("topic"):
        return model.around.operations.get(element.properties.get("operation", ""))
    return frozenset(result_names(element.properties)) if settings.out is None else keys_of(settings.out)


def _begin(model: Model, element: Element, settings: Any, access: Access) -> None:
    access.writes |= BEGUN_WITH
    if element.id in model.definition.period_starts:
        access.writes |= PERIOD
    elif settings.message is not None:
        _received(model, element, settings, access)
    for caller in model.callers if element.id == model.definition.plain_start else ():
        access.writes |= CALLED_WITH | caller.calls[model.key]
    if element.id not in model.forms and not model.callers and settings.message is None:
        access.anything |= not model.definition.period_starts and not model.given_forms


def _received(model: Model, element: Element, settings: Any, access: Access) -> None:
    given = keys_of(settings.out)
    if settings.out is not None and given is not None:
        access.writes |= given
        return
    for sender in model.neighbours.values():
        sent = sender.sends.get(settings.message, frozenset())
        access.anything |= sent is None
        access.may_write |= sent or set()
    if not any(settings.message in sender.sends for sender in model.neighbours.values()):
        access.anything = True


def _host(element: Element, access: Access, known: set[str]) -> None:
    """What the application evaluates for its clocks and lists, once the element is left or entered."""
    for behind, names in ((True, AT_END), (False, AT_BEGIN)):
        for name in names:
            for expression in _compiled(element.properties.get(name)):
                access.reads += _of(expression, "clock", known | access.writes, behind=behind)


def _compiled(source: str | None) -> Iterator[Expression]:
    if source:
        try:
            yield compile_expression(source)
        except FeelError:
            return
