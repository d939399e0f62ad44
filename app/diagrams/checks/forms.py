"""Fields of forms that the catalogue does not know, and answers that nobody reads; it must not know pages."""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.diagrams.checks.contexts import nodes_of, tree_of
from app.diagrams.checks.model import Model
from app.diagrams.checks.reads import accesses
from app.diagrams.findings import Finding, Notes
from app.feel import FeelError, compile_expression
from app.forms import Form

MAPS = ("start_from", "due_from", "rule_when")
BY_NAME = ("by", "four_eyes_by", "each", "item", "starts_on", "note")
FOR_THE_HOUSE = frozenset(
    {"served_on", "service_method", "approver_role", "headcount", "urgency", "title", "lead_lane", "copy_lanes",
     "outcome", "answer", "amount", "approval"}
)  # fmt: skip
"""Variables that the application reads by their name: what inboxes show, service, assignment, hand-over."""


def check_forms(model: Model, notes: Notes) -> None:
    """Report case fields that do not exist and answers nobody reads."""
    read = frozenset(_read_anywhere(model))
    for name, form in model.forms.items():
        file = model.form_files.get(name, model.file)
        _check_fields(model, form, file, notes)
        for item in form.fields:
            variable = item.scope_name.split(".")[0]
            if item.path.startswith("var.") and variable not in read:
                notes.add(
                    Finding(
                        "answer_unread",
                        "info",
                        item.path,
                        None,
                        f"“{item.zh}”（{item.path}）的答案流程中没有任何地方读取；若只为存档，请存到案件字段。",
                        f"Nothing in the process reads the answer to “{item.en or item.zh}” ({item.path}); if it is "
                        "for the file only, keep it in a field of the case.",
                        file,
                    )
                )


def _check_fields(model: Model, form: Form, file: str, notes: Notes) -> None:
    catalogue = model.around.catalogue
    if catalogue is None:
        return
    paths = {item.path: item.zh for item in form.fields} | {path: path for path in form.show}
    for path, label in paths.items():
        section = path.removeprefix("case.") in catalogue.sections
        if path.startswith("case.") and path not in catalogue and not section and not _column_of(path, model):
            notes.add(
                Finding(
                    "unknown_field",
                    "error",
                    path,
                    None,
                    f"表单引用的案件字段“{path}”（{label}）不在字段目录中，无处保存。请改用目录中的字段。",
                    f"The form names the case field “{path}”, which the catalogue does not hold, so it can be kept "
                    "nowhere. Use a field of the catalogue.",
                    file,
                )
            )


def _column_of(path: str, model: Model) -> bool:
    """Whether a path names a column, or a part of a party, of a field that exists."""
    parent, _, last = path.rpartition(".")
    catalogue = model.around.catalogue
    return catalogue is not None and parent in catalogue and last in catalogue[parent].columns


def _read_anywhere(model: Model) -> Iterator[str]:
    """Yield every variable that the diagram, a form, a caller or the application looks at."""
    yield from FOR_THE_HOUSE
    for access in accesses(model).values():
        yield from (read.name for read in access.reads)
    for node in model.nodes():
        settings = node.settings
        for expression in (settings.payload, settings.into, settings.sets, settings.out):
            if expression is not None:
                yield from (name.split(".")[0] for name in expression.names)
        for flow in node.flows:
            if flow.condition is not None:
                yield from (name.split(".")[0] for name in flow.condition.names)
        if settings.decision is not None:
            yield from (name.split(".")[0] for name in settings.decision.names)
        for name, expression in settings.script:
            yield from (each.split(".")[0] for each in expression.names)
            yield from _texts(expression.source) if name == "decision" else ()
    for element in model.elements:
        yield from _of_settings(element.properties)
    yield from _of_settings(model.definition.properties.get(model.key, {}))
    for form in model.forms.values():
        yield from form.controllers
        for item in form.fields:
            for expression in (
                *item.expressions(),
                item.prefill,
                item.check.expression if item.check else None,
            ):
                if expression is not None:
                    yield from (name.split(".")[0] for name in expression.names)
        yield from (path.removeprefix("var.").split(".")[0] for path in form.show)
    for stencil in model.stencils.values():
        yield from (name.split(".")[0] for name in stencil.names)
    if model.callers or any(model.key in each.calls for each in model.neighbours.values()):
        yield from (name for name in model.kinds)


def _texts(source: str) -> Iterator[str]:
    tree = tree_of(compile_expression(source))
    yield from (str(node.value) for node in nodes_of(tree) if isinstance(node.value, str))


def _of_settings(properties: object) -> Iterator[str]:
    table = dict(properties) if isinstance(properties, dict) else {}
    for name, value in table.items():
        if name in BY_NAME or name.endswith(".by"):
            yield from (part.strip() for part in value.split(","))
        elif name in MAPS:
            yield from _of_map(value)
        elif name in (
            "meets_when",
            "extends_when",
            "extends_by",
            "extends_to",
            "state",
            "title",
            "collection",
        ):
            yield from _names(value)


def _of_map(value: str) -> Iterator[str]:
    try:
        table = json.loads(value)
    except ValueError:
        return
    for source in table.values() if isinstance(table, dict) else ():
        yield from _names(str(source))


def _names(source: str) -> Iterator[str]:
    try:
        yield from (name.split(".")[0] for name in compile_expression(source).names)
    except FeelError:
        return
