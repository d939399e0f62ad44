"""Reading XML that nobody vouches for; must not know what the elements mean, nor touch network or files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XINCLUDE = "http://www.w3.org/2001/XInclude"

MAX_BYTES = 2 * 1024 * 1024

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BARE = (
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>", re.DOTALL)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_TEXT_ENCODINGS = ("utf-8", "gb18030")
_KNOWN = re.compile(
    r"(utf-?(8|16|32)([-_]?[lb]e)?|gb(k|2312|18030)|big5|us-ascii|ascii|iso-?8859-\d+|latin-?1"
    r"|windows-12\d\d|cp12\d\d)"
)


class UnsafeXml(ValueError):
    """The bytes were refused before they were read as XML; carries a code, a line and the two sentences."""

    def __init__(self, code: str, zh: str, en: str, line: int | None = None) -> None:
        super().__init__(en)
        self.code, self.zh, self.en, self.line = code, zh, en, line


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of an XML file without its declaration, and the name of the encoding it was in.

    Raises UnsafeXml when the bytes fit neither the declared encoding nor UTF-8 nor GB 18030.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name), name
    for start, name in _BARE:
        if data.startswith(start):
            return _strict(data, name), name
    match = _DECLARED.match(data)
    declared = match.group(1).decode("ascii").lower() if match else "utf-8"
    candidates = [declared] if _KNOWN.fullmatch(declared) else []
    for name in dict.fromkeys([*candidates, *_TEXT_ENCODINGS]):
        try:
            return _strict(data, name), name
        except UnsafeXml:
            continue
    raise UnsafeXml(
        "encoding",
        "文件的文字编码无法识别，请另存为 UTF-8 编码后再上传。",
        "The text encoding cannot be recognised; save the file as UTF-8 and upload it again.",
    )


def _strict(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnsafeXml("encoding", "文件的文字编码与声明不符。", f"The file is not valid {name}.") from error
    return _DECLARATION.sub("", text, count=1)


def parse(data: bytes) -> etree._Element:
    """Parse untrusted XML of any encoding and return its root element (original line numbers are kept).

    No entity is resolved, no network or file is read. Raises UnsafeXml for files that are too large,
    hold a DOCTYPE, an entity declaration or an XInclude, or are not well-formed.
    """
    if len(data) > MAX_BYTES:
        raise UnsafeXml(
            "too_large",
            f"文件超过 {MAX_BYTES // 1024 // 1024} MiB，请删去嵌入的图片等内容后再上传。",
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MiB; remove embedded pictures and the like.",
        )
    text, _ = decode(data)
    _refuse_doctype(text)
    root = _well_formed(text)
    if next(root.iter(f"{{{XINCLUDE}}}*"), None) is not None:
        raise UnsafeXml(
            "xinclude",
            "文件引用外部文件（XInclude），请删去。",
            "The file includes other files (XInclude); remove that.",
        )
    return root


def _well_formed(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError, UnicodeEncodeError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        raise UnsafeXml(
            "not_xml",
            f"文件不是完整的 XML：第 {line or 1} 行附近有错，请从绘图工具重新导出。",
            f"The file is not well-formed XML near line {line or 1}; export it again from the drawing tool.",
            line,
        ) from error
    return root


def _refuse_doctype(text: str) -> None:
    for word in ("<!DOCTYPE", "<!ENTITY"):
        place = text.upper().find(word)
        if place >= 0:
            raise UnsafeXml(
                "doctype",
                "文件含有 DOCTYPE 或 ENTITY 声明，系统不接受；请从绘图工具重新导出。",
                "The file holds a DOCTYPE or ENTITY declaration, which is never accepted; export it again.",
                text.count("\n", 0, place) + 1,
            )


def bpmn(name: str) -> str:
    """The qualified tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_bpmn(element: etree._Element) -> bool:
    """True for an element of the BPMN model namespace."""
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}")


def bpmn_children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The direct children in the BPMN namespace, as (local name, element), in document order."""
    for child in element:
        if is_bpmn(child):
            yield local_name(child), child
