"""In which encoding an XML file was written; must not know XML beyond its declaration."""

from __future__ import annotations

import re

from app.diagrams.findings import Notes

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BARE = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARATION = re.compile(r"^\s*<\?xml\s[^>]*?\?>", re.DOTALL)
_DECLARED = re.compile(rb"""^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"'<>]{1,40})["']""")
_READABLE = re.compile(
    r"utf-?8|gbk|gb_?2312|gb-?18030|big5(-?hkscs)?|(us-)?ascii|iso[-_]?8859-\d+|latin-?1|windows-125\d"
    r"|cp125\d|x-?mac-?roman|macintosh|shift[-_]?jis|euc-(jp|kr|cn)|koi8-[ru]"
)
_WIDE = re.compile(r"utf-?(16|32)([-_]?[lb]e)?|ucs-?[24]|iso-10646-ucs-[24]|unicode")
_HIGH = re.compile(rb"[\x80-\xff]+")
_SINGLE_BYTE = ("cp1252",)


class UnknownEncoding(ValueError):
    """The bytes are text in no encoding that is accepted; the argument is the one declared, "" for none."""


def decode(data: bytes) -> tuple[str, str, bool]:
    """The text of an XML file without its declaration, its encoding, and whether that was guessed.

    A byte order mark or the shape of the first bytes decides first, then the declaration if the bytes agree with it,
    then UTF-8, GB 18030 and Windows-1252. Raises UnknownEncoding for encodings that hide ASCII, such as UTF-7.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name), name, False
    for start, name in _BARE:
        if data.startswith(start):
            return _strict(data, name), name, False
    match = _DECLARED.match(data)
    declared = match.group(1).decode("latin-1").strip().lower() if match else ""
    if declared and not _READABLE.fullmatch(declared) and not _WIDE.fullmatch(declared):
        raise UnknownEncoding(declared)
    if declared and not _WIDE.fullmatch(declared):
        text = _tried(data, declared)
        if text is not None:
            return text, _plain(declared), False
    for name in ("utf-8", *_guesses(data)):
        text = _tried(data, name)
        if text is not None:
            return text, name, bool(declared) or name != "utf-8"
    raise UnknownEncoding(declared)


def note_encoding(encoding: str, notes: Notes) -> None:
    """Say that a file was not in UTF-8."""
    notes.info(
        "transcoded",
        f"文件编码为 {encoding}，已按 UTF-8 转换读取。",
        f"The file is encoded as {encoding}; it was read as UTF-8.",
    )


def _plain(declared: str) -> str:
    return "utf-8" if declared in ("utf8", "ascii", "us-ascii") else declared


def _guesses(data: bytes) -> tuple[str, ...]:
    """Chinese text has its high bytes in pairs, Western text one by one among letters."""
    runs = [len(run) for run in _HIGH.findall(data[:200_000])]
    lonely = sum(1 for length in runs if length == 1)
    western = bool(runs) and lonely * 2 > len(runs)
    return (*_SINGLE_BYTE, "gb18030") if western else ("gb18030", *_SINGLE_BYTE)


def _tried(data: bytes, name: str) -> str | None:
    try:
        return _strict(data, name)
    except UnknownEncoding:
        return None


def _strict(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnknownEncoding(name) from error
    if "\x00" in text:
        raise UnknownEncoding(name)
    return _DECLARATION.sub("", text, count=1)
