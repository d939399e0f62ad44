"""Turns boxed expressions into trees of FEEL, noting every fault on the way; knows no evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.feel.dmn.drawing import (
    DecisionError,
    Element,
    Text,
    child,
    children,
    kind_of,
    line_of,
    place_of,
    plain,
    text_of,
    type_of,
)
from app.feel.dmn.tabletexts import TableReader, Where
from app.feel.dmn.types import Types
from app.feel.errors import FeelError
from app.feel.functions import Check
from app.feel.limits import DEFAULT
from app.feel.model import Node, Place, moved, node
from app.feel.quick import quick_expression, quick_tests
from app.feel.reading import read_expression, read_tests

KINDS = (
    "decisionTable", "literalExpression", "context", "invocation", "relation", "list", "functionDefinition",
    "conditional", "filter", "for", "some", "every",
)  # fmt: skip
_MOST_LEVELS = 30
_MOST_WORDS = 30_000
NOWHERE = Place(1, 1)
EXPRESSION: Where = ("表达式", "expression")


@dataclass(slots=True)
class Allowance:
    """How many words the expressions of one file may still have; a cell costs as much as five."""

    words: int = _MOST_WORDS
    told: bool = False


@dataclass(slots=True)
class Boxed:
    """Reads the logic of one element. `names` hold spaces or signs; `faults` collects what is wrong."""

    key: str
    title: str
    names: frozenset[str]
    types: Types
    faults: list[DecisionError]
    allowance: Allowance
    level: int = 0
    seen: dict[tuple[bool, str], Node] = field(default_factory=dict)

    def logic(self, parent: Element | None, where: Where = EXPRESSION) -> Node:
        """Return the tree of the expression inside an element; null when there is none."""
        found = None if parent is None else child(parent, *KINDS)
        if found is not None:
            return self.node(found, where)
        if parent is not None and (
            other := [each for each in parent if kind_of(each).startswith("imported")]
        ):
            return self.faulty(
                other[0], "引用外部表达式，不支持", "refers to an expression elsewhere; not supported"
            )
        return node("literal", place_of(parent)) if parent is not None else node("literal", NOWHERE)

    def node(self, element: Element, where: Where = EXPRESSION) -> Node:
        """Return the tree of a boxed expression, fitted to the type it names."""
        self.level += 1
        try:
            if self.level > _MOST_LEVELS:
                return self.faulty(element, "表达式嵌套太深", "boxed expressions are nested too deeply")
            tree = _READERS[kind_of(element)](self, element, where)
        except FeelError as wrong:
            return self.broken(wrong, line_of(element))
        finally:
            self.level -= 1
        return self.typed(tree, type_of(element))

    def faulty(self, element: Element, zh: str, en: str) -> Node:
        """Note a fault at an element; return the node that fails with it."""
        fault = DecisionError(f"决策「{self.key}」{zh}", f"decision {self.key!r} {en}", line_of(element))
        self.faults.append(fault)
        return node("faulty", place_of(element), (), fault)

    def broken(self, wrong: FeelError, line: int) -> Node:
        """Note an error that reading raised; return the node that fails with it."""
        fault = (
            wrong
            if isinstance(wrong, DecisionError)
            else _located(self.key, EXPRESSION, Text("", line), wrong)
        )
        self.faults.append(fault)
        return node("faulty", NOWHERE, (), fault)

    def cell(self, text: Text | None, where: Where, otherwise: str = "null") -> Node:
        """Return the tree of an expression's text; `otherwise` stands for an empty one."""
        if text is None or not text.source:
            text = Text(otherwise, text.line if text else 1)
        return self._read(quick_expression, read_expression, text, where)

    def tests(self, text: Text, where: Where) -> Node:
        """Return the tree of the unary tests of a cell."""
        return self._read(quick_tests, read_tests, text, where)

    def _read(
        self, quick: Callable[[str], Node | None], read: Callable[..., Node], text: Text, where: Where
    ) -> Node:
        key = (read is read_tests, text.source)
        tree = self.seen.get(key) or quick(text.source)
        self.allowance.words -= 1
        if tree is None and self.allowance.words <= 0:
            return self._spent(text)
        try:
            if tree is None:
                tree = read(text.source, self.names, DEFAULT)
                self.allowance.words -= 4 + 2 * tree.size
            self.seen[key] = tree
            return moved(tree, text.line - 1)
        except FeelError as wrong:
            fault = _located(self.key, where, text, wrong)
            self.faults.append(fault)
            return node("faulty", NOWHERE, (), fault)

    def _spent(self, text: Text) -> Node:
        """Return what stands for a text beyond the allowance; the first of them is told."""
        fault = DecisionError(
            f"文件的表达式超过{_MOST_WORDS}个词，请拆成几个文件",
            f"the expressions of the file have more than {_MOST_WORDS} words; split the file",
            text.line,
        )
        if not self.allowance.told:
            self.allowance.told = True
            self.faults.append(fault)
        return node("faulty", NOWHERE, (), fault)

    def literal(self, element: Element, where: Where) -> Node:
        """A literal expression; other languages than FEEL are refused."""
        language = element.get("expressionLanguage", "")
        if language and "feel" not in language.lower():
            return self.faulty(
                element, f"的语言 {language[:40]} 不支持", f"is in {language[:40]}; only FEEL is supported"
            )
        if child(element, "importedValues") is not None:
            return self.faulty(element, "引用外部数值，不支持", "imports values; not supported")
        return self.cell(text_of(element), where)

    def table(self, element: Element, where: Where) -> Node:
        """A decision table."""
        return TableReader(self.key, self.title, self.cell, self.tests, self.types).table(element)

    def context(self, element: Element, where: Where) -> Node:
        """A boxed context; an entry without a variable, the last one, is the result."""
        keys: list[str] = []
        parts: list[Node] = []
        entries = children(element, "contextEntry")
        for number, entry in enumerate(entries, 1):
            variable = child(entry, "variable")
            key = "" if variable is None else plain(variable.get("name"))
            tree = self.logic(entry, (f"{where[0]}·{key}", f"{where[1]} {key!r}") if key else where)
            if not key:
                if number < len(entries):
                    return self.faulty(
                        entry, "只有最后一项可以没有名称", "has an entry without a name before the last"
                    )
                return node("result context", place_of(element), (*parts, tree), tuple(keys))
            if key in keys:
                return self.faulty(entry, f"的键「{key}」重复", f"has the key {key!r} twice")
            keys.append(key)
            parts.append(self.typed(tree, type_of(variable)))
        return node("context", place_of(element), tuple(parts), tuple(keys))

    def typed(self, tree: Node, ref: str) -> Node:
        """Return a tree whose value is fitted to the type of that name."""
        return self.fitted(tree, self.types.check(ref) if ref else None)

    def fitted(self, tree: Node, check: Check | None) -> Node:
        """Return a tree whose value is fitted by a check; functions are what they are."""
        plain_kind = tree.kind in ("function", "faulty")
        return tree if check is None or plain_kind else node("fitted", tree, (tree,), check)

    def invocation(self, element: Element, where: Where) -> Node:
        """A call by the names of the parameters."""
        called = child(element, *KINDS)
        bindings = children(element, "binding")
        if called is None:
            return self.faulty(element, "的调用没有函数", "invokes nothing")
        callee = self.literal(called, where) if kind_of(called) == "literalExpression" else self.node(called)
        names = [child(binding, "parameter") for binding in bindings]
        values = tuple(self.logic(binding, where) for binding in bindings)
        given = tuple(plain(name.get("name")) if name is not None else "" for name in names)
        return node("call", place_of(element), (callee, *values), given or None)

    def relation(self, element: Element, where: Where) -> Node:
        """A relation: a list of contexts."""
        columns = tuple(plain(column.get("name")) for column in children(element, "column"))
        rows = []
        for row in children(element, "row"):
            cells = tuple(self.node(cell, where) for cell in children(row, *KINDS))
            if len(cells) != len(columns) or len(set(columns)) < len(columns):
                return self.faulty(row, "的关系表格数或列名不对", "is a relation with wrong cells or columns")
            rows.append(node("context", place_of(row), cells, columns))
        return node("list", place_of(element), tuple(rows))

    def items(self, element: Element, where: Where) -> Node:
        """A boxed list."""
        return node(
            "list", place_of(element), tuple(self.node(each, where) for each in children(element, *KINDS))
        )

    def function(self, element: Element, where: Where = EXPRESSION, result: Check | None = None) -> Node:
        """A function definition; functions of Java and PMML are refused."""
        if element.get("kind", "FEEL").upper() != "FEEL":
            kind = element.get("kind", "")
            return self.faulty(
                element, f"的函数种类 {kind[:20]} 不支持", f"has a {kind[:20]} function; not supported"
            )
        parameters = children(element, "formalParameter")
        names = tuple(plain(parameter.get("name")) for parameter in parameters)
        checks = {
            name: check
            for name, parameter in zip(names, parameters, strict=True)
            if type_of(parameter) and (check := self.types.check(type_of(parameter)))
        }
        if not all(names) or len(set(names)) < len(names):
            return self.faulty(element, "的参数须各有不同的名称", "has parameters without names of their own")
        body = self.logic(element, where)
        body = body if result is None else node("fitted", body, (body,), result)
        return node("function", place_of(element), (body,), (names, checks))

    def conditional(self, element: Element, where: Where) -> Node:
        """A boxed if; null when its condition is no boolean."""
        condition, *others = (self.logic(child(element, name), where) for name in ("if", "then", "else"))
        return _conditioned(node("if", place_of(element), (_condition(condition), *others)))

    def filter(self, element: Element, where: Where) -> Node:
        """A boxed filter; null when it gives anything but booleans."""
        items, test = (self.logic(child(element, name), where) for name in ("in", "match"))
        return _conditioned(node("filter", place_of(element), (items, _condition(test))))

    def iterator(self, element: Element, where: Where) -> Node:
        """A boxed for, some or every."""
        kind = kind_of(element)
        name = plain(element.get("iteratorVariable"))
        if not name:
            return self.faulty(element, "的循环没有变量名", "iterates without the name of a variable")
        items = self.logic(child(element, "in"), where)
        loop = node("loop", place_of(element), (items,), name)
        if kind == "for":
            return node(kind, place_of(element), (loop, self.logic(child(element, "return"), where)))
        test = self.logic(child(element, "satisfies"), where)
        return _conditioned(node(kind, place_of(element), (loop, _condition(test))))


_READERS: dict[str, Callable[[Boxed, Element, Where], Node]] = {
    "decisionTable": Boxed.table, "literalExpression": Boxed.literal, "context": Boxed.context,
    "invocation": Boxed.invocation, "relation": Boxed.relation, "list": Boxed.items,
    "functionDefinition": Boxed.function, "conditional": Boxed.conditional, "filter": Boxed.filter,
    "for": Boxed.iterator, "some": Boxed.iterator, "every": Boxed.iterator,
}  # fmt: skip


def _condition(tree: Node) -> Node:
    return node("condition", tree, (tree,))


def _conditioned(tree: Node) -> Node:
    return node("conditioned", tree, (tree,))


def _located(key: str, where: Where, text: Text, wrong: FeelError) -> DecisionError:
    shown = text.source[:60]
    return DecisionError(
        f"决策「{key}」{where[0]}「{shown}」：{wrong.message_zh}",
        f"decision {key!r}, {where[1]} {shown!r}: {wrong.message_en}",
        text.line + wrong.line - 1,
        wrong.column,
    )
