"""Looks into office packages (docx, xlsx, ofd) before anything opens them; meant for a confined child."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 150
SMALL = 4 * 1024 * 1024
"""A part that unpacks to less may be packed as well as it likes."""
MOST_CELLS = 5_000_000
MOST_ROWS = 200_000
MOST_XML = 64 * 1024 * 1024

KINDS = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "Doc_0/": "application/ofd",
}
_ACTIVE = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|dialogsheets|\.(exe|dll|js|vbs|bat|cmd|scr|hta)$"
)
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]{0,4000}>")
_LOADED = re.compile(
    rb"(attachedTemplate|oleObject|frame|image|package|subDocument|video|audio)[\"']", re.IGNORECASE
)
_DYNAMIC = re.compile(rb"<(?:\w+:)?(ddeLink|oleLink)\b|\bDDE(AUTO)?\s")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]{0,200}\bref\s*=\s*[\"']([A-Za-z0-9:$]{1,40})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]{0,200}?\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]{0,200}?\br\s*=\s*[\"']([0-9]{1,9})[\"']")
_PLACE = re.compile(rb"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError)
"""What reading a package raises when it is damaged, or packed in a way that the library does not know."""


class Unfit(Exception):
    """The package is refused; the argument is the code of the reason."""


def examine(content: bytes) -> dict[str, str]:
    """The type of a package, and the code of what is wrong with it, "" for nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            kind = _kind_of(package)
            check_entries(package)
            _check_parts(package)
    except Unfit as unfit:
        return {"type": "", "fault": str(unfit)}
    except BROKEN:
        return {"type": "", "fault": "broken_package"}
    return {"type": kind, "fault": "" if kind else "unknown_kind"}


def _kind_of(package: zipfile.ZipFile) -> str:
    names = package.namelist()[: MOST_ENTRIES + 1]
    return next(
        (kind for folder, kind in KINDS.items() if any(name.startswith(folder) for name in names)), ""
    )


def check_entries(package: zipfile.ZipFile) -> None:
    """Judge by the table of contents alone, before anything is unpacked."""
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Unfit("too_many_entries")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unfit("unpacks_too_large")
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name or name.lower() in seen:
            raise Unfit("bad_entry_name")
        seen.add(name.lower())
        if entry.flag_bits & 0x1:
            raise Unfit("encrypted")
        if _ACTIVE.search(name.lower()):
            raise Unfit("macros")
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise Unfit("unpacks_too_large")


def _check_parts(package: zipfile.ZipFile) -> None:
    """Unpack part by part, never more of one than it declares, and look at what it says."""
    for entry in package.infolist():
        if entry.is_dir():
            continue
        with package.open(entry) as part:
            head = part.read(16)
            if head.startswith(_ARCHIVES):
                raise Unfit("archive_inside")
            if _is_xml(entry.filename, head):
                rest = part.read(MOST_XML)
                if part.read(1):
                    raise Unfit("unpacks_too_large")
                _check_xml(entry.filename, head + rest)


def _is_xml(name: str, head: bytes) -> bool:
    begins = head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\x00")[:1] == b"<"
    return begins or name.lower().endswith((".xml", ".rels", ".vml"))


def _check_xml(name: str, data: bytes) -> None:
    data = data.replace(b"\x00", b"")  # UTF-16 reads like ASCII then, whichever way round it is
    if _DECLARES.search(data):
        raise Unfit("declares_entities")
    if name == "[Content_Types].xml" and _MACRO_TYPE.search(data):
        raise Unfit("macros")
    if name.endswith(".rels") and any(_loads(relation) for relation in _RELATION.findall(data)):
        raise Unfit("loads_from_outside")
    if (name.startswith("xl/externalLinks/") or name.startswith("word/")) and _DYNAMIC.search(data):
        raise Unfit("loads_from_outside")
    if name.startswith("xl/worksheets/") and not _is_manageable(data):
        raise Unfit("sheet_too_large")


def _loads(relation: bytes) -> bool:
    return b"external" in relation.lower() and _LOADED.search(relation) is not None


def _is_manageable(sheet: bytes) -> bool:
    """Whether a sheet, by its dimension and by its cells, is no larger than a roster may be."""
    rows = columns = 1
    for column, row in _places(sheet):
        rows, columns = max(rows, row), max(columns, column)
        if rows > MOST_ROWS or rows * columns > MOST_CELLS:
            return False
    return True


def _places(sheet: bytes) -> Iterator[tuple[int, int]]:
    """Column and row of every corner and cell that a sheet names."""
    for found in _DIMENSION.findall(sheet):
        yield from ((_column(letters), int(number)) for letters, number in _PLACE.findall(found))
    yield from ((1, int(number)) for number in _ROW.findall(sheet))
    for match in _CELL.finditer(sheet):
        yield _column(match[1]), int(match[2])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
