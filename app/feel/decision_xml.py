"""Reads DMN XML into plain parts, safely; knows no expressions and no hit policies."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from app.feel.errors import FeelError

_MOST_BYTES = 2 * 1024 * 1024
_MOST_CELLS = 20_000
_NAMESPACES = ("https://www.omg.org/spec/DMN/", "http://www.omg.org/spec/DMN/")
_LOGIC = frozenset(
    ("decisionTable", "literalExpression", "context", "invocation", "relation", "list", "functionDefinition",
     "conditional", "filter", "for", "some", "every")
)  # fmt: skip


class DecisionError(FeelError):
    """A decision that cannot be loaded, or whose rules contradict its hit policy; line and column are of the file."""

    def __init__(self, message_zh: str, message_en: str, line: int = 1, column: int = 1) -> None:
        super().__init__(line, column, message_zh, message_en)


@dataclass(frozen=True, slots=True)
class Text:
    """An expression's text and the line of the file where it stands."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of results: its name, the order of its values, its value when no rule matches."""

    name: str
    values: Text | None
    default: Text | None


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """A row: texts of its conditions and results, and what its annotations say."""

    inputs: tuple[Text, ...]
    outputs: tuple[Text, ...]
    note: str


@dataclass(frozen=True, slots=True)
class TableTexts:
    """A decision table as written."""

    hit_policy: str
    aggregation: str
    inputs: tuple[Text, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[RuleTexts, ...]


@dataclass(frozen=True, slots=True)
class DecisionTexts:
    """A decision as written; `requires` holds ids of decisions."""

    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: TableTexts | Text
    line: int


@dataclass(frozen=True, slots=True)
class Model:
    """What a file holds: its decisions and the names of its input data."""

    decisions: tuple[DecisionTexts, ...]
    inputs: frozenset[str]


def read_model(xml: bytes) -> Model:
    """Parse DMN 1.1 to 1.5; raise DecisionError for anything else, for a DOCTYPE and for what is too big."""
    root = _parse(xml)
    decisions = tuple(_decision(found) for found in _children(root, "decision"))
    ids = [decision.id for decision in decisions]
    for decision in decisions:
        if not decision.id or ids.count(decision.id) > 1:
            raise DecisionError(
                f"决策的 id「{decision.id}」缺失或重复",
                f"decision id {decision.id!r} missing or double",
                decision.line,
            )
    names = frozenset(_name_of(found) for found in _children(root, "inputData"))
    return Model(decisions, names)


def _parse(xml: bytes) -> etree._Element:
    if len(xml) > _MOST_BYTES:
        raise DecisionError("文件超过 2 MiB", "the file is larger than 2 MiB")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        line, column = getattr(wrong, "position", (1, 1))
        raise DecisionError(
            "不是格式正确的 XML 文件", "this is not well-formed XML", line or 1, column or 1
        ) from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise DecisionError("文件不得含有 DOCTYPE", "a DOCTYPE is not allowed")
    namespace = etree.QName(root).namespace or ""
    if etree.QName(root).localname != "definitions" or not namespace.startswith(_NAMESPACES):
        raise DecisionError("不是 DMN 文件", "this is not a DMN file")
    return root


def _children(parent: etree._Element, *names: str) -> list[etree._Element]:
    namespace = etree.QName(parent).namespace
    wanted = {f"{{{namespace}}}{name}" for name in names}
    return [child for child in parent if child.tag in wanted]


def _child(parent: etree._Element, *names: str) -> etree._Element | None:
    found = _children(parent, *names)
    return found[0] if found else None


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 1)


def _text(parent: etree._Element | None) -> Text | None:
    """Return the text of the `text` child."""
    if parent is None:
        return None
    found = _child(parent, "text")
    return None if found is None else Text("".join(map(str, found.itertext())).strip(), _line(found))


def _name_of(element: etree._Element) -> str:
    variable = _child(element, "variable")
    name = "" if variable is None else variable.get("name", "")
    return " ".join((name or element.get("name", "")).split())


def _decision(element: etree._Element) -> DecisionTexts:
    key = element.get("id", "")
    logic = _child(element, *_LOGIC)
    required = [_child(found, "requiredDecision") for found in _children(element, "informationRequirement")]
    requires = tuple(found.get("href", "").lstrip("#") for found in required if found is not None)
    kind = None if logic is None else etree.QName(logic).localname
    if logic is None or kind not in ("decisionTable", "literalExpression"):
        raise DecisionError(
            f"决策「{key}」须是决策表或文字表达式，不能是 {kind or '空'}",
            f"decision {key!r} must be a decision table or a literal expression, not {kind or 'empty'}", _line(element),
        )  # fmt: skip
    variable = _name_of(element) or key
    if kind == "decisionTable":
        read: TableTexts | Text = _table(logic, key, variable)
    else:
        read = _text(logic) or Text("null", _line(logic))
    return DecisionTexts(key, element.get("name", key), variable, requires, read, _line(element))


def _table(element: etree._Element, key: str, variable: str) -> TableTexts:
    inputs = tuple(
        _text(_child(found, "inputExpression")) or Text("null", _line(found))
        for found in _children(element, "input")
    )
    clauses = _children(element, "output")
    outputs = tuple(_clause(found, variable if len(clauses) == 1 else "") for found in clauses)
    rules = tuple(_rule(found) for found in _children(element, "rule"))
    names = [clause.name for clause in outputs]
    if not outputs or not all(names) or len(set(names)) < len(names):
        raise DecisionError(
            f"决策表「{key}」的输出列须各有不同的名称",
            f"the outputs of {key!r} need names of their own",
            _line(element),
        )
    if len(rules) * (len(inputs) + len(outputs)) > _MOST_CELLS:
        raise DecisionError(
            f"决策表「{key}」超过{_MOST_CELLS}格",
            f"{key!r} has more than {_MOST_CELLS} cells",
            _line(element),
        )
    for number, rule in enumerate(rules, 1):
        if len(rule.inputs) != len(inputs) or len(rule.outputs) != len(outputs):
            raise DecisionError(
                f"决策表「{key}」第{number}行的格数不对", f"rule {number} of {key!r} has too many or too few cells",
                _line(element),
            )  # fmt: skip
    return TableTexts(
        element.get("hitPolicy", "UNIQUE"), element.get("aggregation", ""), inputs, outputs, rules
    )


def _clause(element: etree._Element, otherwise: str) -> OutputClause:
    default = _text(_child(element, "defaultOutputEntry"))
    return OutputClause(
        " ".join(element.get("name", "").split()) or otherwise,
        _text(_child(element, "outputValues")),
        default if default is not None and default.source else None,
    )


def _rule(element: etree._Element) -> RuleTexts:
    line = _line(element)
    notes = [_text(found) for found in _children(element, "annotationEntry")]
    described = _child(element, "description")
    parts = ["".join(map(str, described.itertext())).strip()] if described is not None else []
    parts += [note.source for note in notes if note is not None]
    return RuleTexts(
        tuple(_text(found) or Text("", line) for found in _children(element, "inputEntry")),
        tuple(_text(found) or Text("", line) for found in _children(element, "outputEntry")),
        "；".join(part for part in parts if part),
    )
