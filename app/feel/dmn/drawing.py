"""Opens DMN XML safely and reads its elements; knows no expressions and no hit policies."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from app.careful_xml import careful_parser
from app.feel.errors import FeelError
from app.feel.model import Place

_MOST_BYTES = 2 * 1024 * 1024
_NAMESPACES = ("https://www.omg.org/spec/DMN/", "http://www.omg.org/spec/DMN/")

Element = etree._Element


class DecisionError(FeelError):
    """A decision that cannot be loaded, or whose rules contradict its hit policy; line and column are of the file."""

    def __init__(self, message_zh: str, message_en: str, line: int = 1, column: int = 1) -> None:
        super().__init__(line, column, message_zh, message_en)


@dataclass(frozen=True, slots=True)
class Text:
    """An expression's text and the line of the file where it stands."""

    source: str
    line: int


def open_drawing(xml: bytes) -> Element:
    """Parse DMN 1.1 to 1.5; raise DecisionError for anything else, for a DOCTYPE and for what is too big."""
    if len(xml) > _MOST_BYTES:
        raise DecisionError("文件超过 2 MiB", "the file is larger than 2 MiB")
    try:
        root = etree.fromstring(xml, careful_parser(bare=True))
    except (etree.XMLSyntaxError, ValueError) as wrong:
        line, column = getattr(wrong, "position", (1, 1))
        raise DecisionError(
            "不是格式正确的 XML 文件", "this is not well-formed XML", line or 1, column or 1
        ) from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise DecisionError("文件不得含有 DOCTYPE", "a DOCTYPE is not allowed")
    namespace = etree.QName(root).namespace or ""
    if kind_of(root) != "definitions" or not namespace.startswith(_NAMESPACES):
        raise DecisionError("不是 DMN 文件", "this is not a DMN file")
    return root


def kind_of(element: Element) -> str:
    """Return the element's name without its namespace."""
    return etree.QName(element).localname


def namespace_of(element: Element) -> str:
    """Return the namespace of an element's name."""
    return str(etree.QName(element).namespace)


def children(parent: Element, *names: str) -> list[Element]:
    """Return the children of the model with one of these names."""
    namespace = namespace_of(parent)
    wanted = {f"{{{namespace}}}{name}" for name in names}
    return [child for child in parent if child.tag in wanted]


def child(parent: Element, *names: str) -> Element | None:
    """Return the first child with one of these names."""
    found = children(parent, *names)
    return found[0] if found else None


def line_of(element: Element) -> int:
    """Return the line of the file where the element begins."""
    return int(element.sourceline or 1)


def place_of(element: Element) -> Place:
    """Return the line as a place for nodes."""
    return Place(line_of(element), 1)


def text_of(parent: Element | None) -> Text | None:
    """Return the text of the `text` child."""
    found = None if parent is None else child(parent, "text")
    return None if found is None else Text(content(found), line_of(found))


def content(element: Element) -> str:
    """Return what is written in an element, without white space around it."""
    return "".join(map(str, element.itertext())).strip()


def plain(name: str | None) -> str:
    """Return a name with single spaces."""
    return " ".join((name or "").split())


def name_of(element: Element) -> str:
    """Return the name by which expressions know an element: its variable's, else its own."""
    variable = child(element, "variable")
    return plain(None if variable is None else variable.get("name")) or plain(element.get("name"))


def type_of(element: Element | None) -> str:
    """Return the type reference of an element: an attribute, in older files a child."""
    if element is None:
        return ""
    found = child(element, "typeRef")
    return plain(element.get("typeRef")) or ("" if found is None else plain(content(found)))
