"""Evidence is judged by what it holds before anything opens it; each way to smuggle something in is refused by name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from app.confined import run_apart
from app.uploads import LIMITS, check_upload
from app.uploads.words import REASONS

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "word/_rels/document.xml.rels"


def package(parts: dict[str, str | bytes], *, packed: bool = True) -> bytes:
    """An office package of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue()


def workbook(sheet: str = "<worksheet/>", **more: str | bytes) -> bytes:
    """A workbook of one sheet."""
    return package(
        {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", SHEET: sheet, **more}
    )


def letter(parts: dict[str, str | bytes]) -> bytes:
    """A Word document with further parts."""
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>", **parts})


def relation(kind: str, target: str) -> str:
    """A relationship that leads outside."""
    told = f'<Relationship Id="r1" Type="x/{kind}" Target="{target}" TargetMode="External"/>'
    return f"<Relationships>{told}</Relationships>"


def cell(place: str) -> str:
    """A sheet with one cell."""
    return f'<worksheet><sheetData><row><c r="{place}"><v>1</v></c></row></sheetData></worksheet>'


def renamed(name: str) -> bytes:
    """A document with a part whose name leads elsewhere."""
    return letter({"word/aaaa.xml": "<a/>"}).replace(b"word/aaaa.xml", name.encode().ljust(13, b"x")[:13])


def locked() -> bytes:
    """A document whose parts are marked as encrypted."""
    data = bytearray(letter({}))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def lying() -> bytes:
    """A workbook whose table of contents says its sheet is small."""
    data = bytearray(workbook("<worksheet>" + " " * 3_000_000 + "</worksheet>"))
    at = data.rfind(SHEET.encode()) - 46
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def png(width: int, height: int) -> bytes:
    """The head of a picture."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(9)


def jpeg(width: int, height: int) -> bytes:
    """The head of a photograph."""
    frame = struct.pack(">BHH", 8, height, width)
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xda"


def packed_pdf(action: bytes) -> bytes:
    """A PDF that hides an action in an object stream."""
    stream = zlib.compress(b"1 0 <</S" + action + b">>")
    return b"%PDF-1.5\n1 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + stream + b"\nendstream\n%%EOF"


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty", lambda: b""),
    "a program": ("unknown_kind", lambda: b"MZ\x90\x00" + bytes(300)),
    "a page with scripts": ("unknown_kind", lambda: b"<html><script>alert(1)</script></html>"),
    "a drawing with scripts": (
        "unknown_kind",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>",
    ),
    "an archive of anything": ("unknown_kind", lambda: package({"a.txt": "a"})),
    "a zip bomb": ("unpacks_too_large", lambda: letter({"word/bomb.xml": b" " * 60_000_000})),
    "far too much in all": (
        "unpacks_too_large",
        lambda: letter({f"word/{n}.bin": bytes(30_000_000) for n in range(7)}),
    ),
    "many parts": ("too_many_entries", lambda: letter({f"word/{n}.xml": "" for n in range(2_100)})),
    "a table of contents that lies": ("broken_package", lying),
    "cut off": ("broken_package", lambda: letter({})[:-30]),
    "a path upwards": ("bad_entry_name", lambda: renamed("../../etc.xml")),
    "an absolute path": ("bad_entry_name", lambda: renamed("/etc/cron.xml")),
    "a path of Windows": ("bad_entry_name", lambda: renamed("..\\..\\win.xml")),
    "a drive": ("bad_entry_name", lambda: renamed("C:/windows.xm")),
    "an encrypted part": ("encrypted", locked),
    "an archive inside": ("archive_inside", lambda: letter({"word/media/a.png": package({"a": "b"})})),
    "an old binary inside": (
        "archive_inside",
        lambda: letter({"word/embeddings/ole1.bin": b"\xd0\xcf\x11\xe0" + bytes(99)}),
    ),
    "macros": ("macros", lambda: workbook(**{"xl/vbaProject.bin": b"\x00"})),
    "a control": ("macros", lambda: letter({"word/activeX/activeX1.xml": "<a/>"})),
    "macros by type": (
        "macros",
        lambda: package(
            {"[Content_Types].xml": "<Override ContentType='macroEnabled'/>", "xl/a.xml": "<a/>"}
        ),
    ),
    "macros of 1992": ("macros", lambda: workbook(**{"xl/macrosheets/sheet1.xml": "<a/>"})),
    "a template from elsewhere": (
        "loads_from_outside",
        lambda: letter({RELATIONS: relation("attachedTemplate", "http://example.org/a.dotm")}),
    ),
    "an object from elsewhere": (
        "loads_from_outside",
        lambda: letter({RELATIONS: relation("oleObject", "file://example.org/a")}),
    ),
    "a picture from elsewhere": (
        "loads_from_outside",
        lambda: letter({RELATIONS: relation("image", "http://example.org/a.png")}),
    ),
    "a live link to a program": (
        "loads_from_outside",
        lambda: workbook(
            **{
                "xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink ddeService='cmd'/></externalLink>"
            }
        ),
    ),
    "entities in a part": (
        "declares_entities",
        lambda: letter({"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
    ),
    "entities in UTF-16": (
        "declares_entities",
        lambda: letter({"word/styles.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
    ),
    "one far cell": ("sheet_too_large", lambda: workbook(cell("XFD1048576"))),
    "a far corner": (
        "sheet_too_large",
        lambda: workbook('<worksheet><dimension ref="A1:XFD1048576"/></worksheet>'),
    ),
    "a far row": (
        "sheet_too_large",
        lambda: workbook('<worksheet><sheetData><row r="1048576"/></sheetData></worksheet>'),
    ),
    "a picture of a terapixel": ("too_many_pixels", lambda: png(1_000_000, 1_000_000)),
    "a photograph of a gigapixel": ("too_many_pixels", lambda: jpeg(65_000, 65_000)),
    "an animation of a gigapixel": (
        "too_many_pixels",
        lambda: b"GIF89a" + struct.pack("<HH", 65_000, 65_000),
    ),
    "a PDF with a script": (
        "runs_code",
        lambda: b"%PDF-1.4\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF",
    ),
    "a PDF that starts a program": ("runs_code", lambda: b"%PDF-1.4\n<</A<</S/Launch/F(cmd.exe)>>>>\n%%EOF"),
    "a PDF with a disguised script": ("runs_code", lambda: b"%PDF-1.4\n<</S/J#61va#53cript>>\n%%EOF"),
    "a PDF with a packed script": ("runs_code", lambda: packed_pdf(b"/JavaScript")),
    "a PDF that unpacks for ever": ("takes_too_long", lambda: packed_pdf(b"/A" + b" " * 80_000_000)),
}

SOUND: dict[str, tuple[str, Callable[[], bytes]]] = {
    "roster.xlsx": ("spreadsheetml", lambda: workbook(cell("H2000"))),
    "link.docx": (
        "wordprocessingml",
        lambda: letter({RELATIONS: relation("hyperlink", "https://example.org")}),
    ),
    "paper.ofd": ("application/ofd", lambda: package({"OFD.xml": "<OFD/>", "Doc_0/Document.xml": "<a/>"})),
    "scan.png": ("image/png", lambda: png(4_000, 6_000)),
    "photo.jpg": ("image/jpeg", lambda: jpeg(8_000, 6_000)),
    "paper.pdf": ("application/pdf", lambda: b"%PDF-1.4\n<</S/GoTo>>\n%%EOF"),
    "packed.pdf": ("application/pdf", lambda: packed_pdf(b"/GoTo")),
    "note.txt": ("text/plain", lambda: "欠薪记录".encode("gb18030")),
}


@pytest.mark.parametrize(("code", "make"), HOSTILE.values(), ids=HOSTILE.keys())
def test_it_is_refused_with_what_to_do(code: str, make: Callable[[], bytes]) -> None:
    checked = check_upload("证据.docx", make())
    assert checked.code == code
    assert checked.error is not None
    assert all("证据.docx" in sentence for sentence in checked.error)


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_taken_by_its_content(name: str) -> None:
    kind, make = SOUND[name]
    checked = check_upload(name, make())
    assert checked.error is None
    assert kind in checked.media_type


def test_a_package_is_looked_into_by_a_child_that_cannot_outgrow_its_limits() -> None:
    greedy = run_apart("app.uploads.packages:examine", letter({"word/a.xml": b"x" * 100_000_000}), LIMITS)
    assert greedy.value == {"type": "", "fault": "unpacks_too_large"}


def test_every_reason_speaks_both_languages() -> None:
    for zh, en in REASONS.values():
        assert any("一" <= letter <= "鿿" for letter in zh)
        assert en.isascii()
