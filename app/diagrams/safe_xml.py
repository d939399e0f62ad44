"""Reading XML that nobody vouches for; must not know what the elements mean, nor touch network or files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.careful_xml import careful_parser
from app.diagrams import encodings

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XINCLUDE = "http://www.w3.org/2001/XInclude"

MAX_BYTES = 2 * 1024 * 1024

_DOCTYPE = re.compile("<!DOCTYPE", re.IGNORECASE)
_DECLARES = re.compile("<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


class UnsafeXml(ValueError):
    """The bytes were refused before they were read as XML; carries a code, a line and the two sentences."""

    def __init__(self, code: str, zh: str, en: str, line: int | None = None) -> None:
        super().__init__(en)
        self.code, self.zh, self.en, self.line = code, zh, en, line


def decode(data: bytes) -> tuple[str, str, bool]:
    """The text of an XML file without its declaration, its encoding, and whether that was guessed."""
    try:
        return encodings.decode(data)
    except encodings.UnknownEncoding as error:
        raise UnsafeXml(
            "encoding",
            "文件的文字编码无法识别或不接受，请另存为 UTF-8 编码后再上传。",
            "The text encoding is unknown or not accepted; save the file as UTF-8 and upload it again.",
        ) from error


def parse(data: bytes) -> etree._Element:
    """Parse untrusted XML of any encoding and return its root element (original line numbers are kept).

    No entity is resolved, no network or file is read. Raises UnsafeXml for files that are too large,
    hold a DOCTYPE, an entity declaration, an XInclude or a processing instruction that loads something,
    or are not well-formed.
    """
    if len(data) > MAX_BYTES:
        raise UnsafeXml(
            "too_large",
            f"文件超过 {MAX_BYTES // 1024 // 1024} MiB，请删去嵌入的图片等内容后再上传。",
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MiB; remove embedded pictures and the like.",
        )
    text = decode(data)[0]
    refuse_doctype(text)
    root = well_formed(text)
    refuse_loading(root)
    return root


def well_formed(text: str) -> etree._Element:
    """The root of a decoded XML text; raises UnsafeXml with the line where it breaks."""
    try:
        return etree.fromstring(text.encode("utf-8"), careful_parser(encoding="utf-8"))
    except (etree.XMLSyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        raise UnsafeXml(
            "not_xml",
            f"文件不是完整的 XML：第 {line or 1} 行附近有错，请从绘图工具重新导出。",
            f"The file is not well-formed XML near line {line or 1}; export it again from the drawing tool.",
            line,
        ) from error


def salvaged(text: str) -> etree._Element | None:
    """What can be read of a refused text, to go on finding; never to be run, stored or shown.

    Declarations of types and entities are cut out first, references to entities become plain text.
    """
    plain = _ENTITY.sub("&amp;", without_doctype(text))
    try:
        root: etree._Element | None = etree.fromstring(
            plain.encode("utf-8", "replace"), careful_parser(recover=True, encoding="utf-8")
        )
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None:
        _drop_unbound(root)
    return root


def _drop_unbound(root: etree._Element) -> None:
    """Rename elements and drop attributes whose prefix means nothing; lxml would stumble over their names."""
    for element in root.iter(etree.Element):
        if ":" in str(element.tag).rpartition("}")[2]:
            element.tag = "unreadable"
        for name in list(element.attrib):
            if ":" in str(name).rpartition("}")[2]:
                del element.attrib[name]


def without_doctype(text: str) -> str:
    """The text with its first document type declaration blanked; lines keep their numbers."""
    found = _DOCTYPE.search(text)
    if found is None:
        return text
    start = found.start()
    end, inside = text.find(">", start), text.find("[", start)
    if 0 <= inside < end:
        closed = text.find("]", inside)
        end = text.find(">", closed) if closed >= 0 else -1
    stop = len(text) if end < 0 else end + 1
    return text[:start] + "\n" * text.count("\n", start, stop) + text[stop:]


def refuse_doctype(text: str) -> None:
    """Raise UnsafeXml when a text declares a document type or an entity, wherever it stands."""
    found = _DECLARES.search(text)
    if found is not None:
        raise UnsafeXml(
            "doctype",
            "文件含有 DOCTYPE 或 ENTITY 声明，系统不接受；请从绘图工具重新导出。",
            "The file holds a DOCTYPE or ENTITY declaration, which is never accepted; export it again.",
            text.count("\n", 0, found.start()) + 1,
        )


def refuse_loading(root: etree._Element) -> None:
    """Raise UnsafeXml when a file includes others, or tells its reader to load a style sheet."""
    included = next(root.iter(f"{{{XINCLUDE}}}*"), None)
    if included is not None:
        raise UnsafeXml(
            "xinclude",
            "文件引用外部文件（XInclude），请删去。",
            "The file includes other files (XInclude); remove that.",
            included.sourceline,
        )
    told = [node for node in _instructions(root) if "stylesheet" in str(node.target).lower()]
    if told:
        raise UnsafeXml(
            "stylesheet",
            "文件要求读取者加载样式表（xml-stylesheet），请删去。",
            "The file tells its reader to load a style sheet (xml-stylesheet); remove that.",
            told[0].sourceline,
        )


def _instructions(root: etree._Element) -> Iterator[etree._ProcessingInstruction]:
    for node in root.iter(etree.ProcessingInstruction):
        if isinstance(node, etree._ProcessingInstruction):
            yield node
    before = root.getprevious()
    while before is not None:
        if isinstance(before, etree._ProcessingInstruction):
            yield before
        before = before.getprevious()


def bpmn(name: str) -> str:
    """The qualified tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return split_name(element.tag)[1] if isinstance(element.tag, str) else ""


def split_name(name: object) -> tuple[str, str]:
    """Namespace and local part of a name as lxml writes it, however odd the namespace is."""
    namespace, _, local = str(name).rpartition("}")
    return namespace[1:], local


def is_bpmn(element: etree._Element) -> bool:
    """True for an element of the BPMN model namespace."""
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}")


def bpmn_children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The direct children in the BPMN namespace, as (local name, element), in document order."""
    for child in element:
        if is_bpmn(child):
            yield local_name(child), child
