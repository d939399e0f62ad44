"""Judges uploaded files by their content, never by their name alone; pure."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

MOST_BYTES = 50 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024

_MAGIC = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"GIF87a", "image/gif", (".gif",)),
    (b"GIF89a", "image/gif", (".gif",)),
    (b"ID3", "audio/mpeg", (".mp3",)),
    (b"\xff\xfb", "audio/mpeg", (".mp3",)),
)
_OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "Doc_0/": ("application/ofd", ".ofd"),
}


@dataclass(frozen=True)
class CheckedUpload:
    """A file's cleaned name and its type by content, or why it is refused (Chinese, English)."""

    name: str
    media_type: str = ""
    error: tuple[str, str] | None = None


def check_upload(name: str, content: bytes) -> CheckedUpload:
    """Return the file's type by its content; refuse empty, too large, unknown, macro-bearing or bomb-like files."""
    clean = name.replace("\\", "/").rsplit("/", 1)[-1].strip().replace("\x00", "")[:200] or "文件"
    if not content:
        return CheckedUpload(clean, error=(f"“{clean}”是空文件，请重新选择。", f"{clean} is empty; choose it again."))
    if len(content) > MOST_BYTES:
        return CheckedUpload(
            clean, error=(f"“{clean}”超过50兆字节，请压缩或分成几个文件。", f"{clean} is larger than 50 MiB; split it.")
        )
    media_type = _type_of(content)
    if media_type is None:
        return CheckedUpload(
            clean,
            error=(
                f"不能收“{clean}”：只收PDF、OFD、图片、Word、Excel、录音录像和纯文本，且不含宏。",
                f"{clean} is refused: only PDF, OFD, pictures, Word, Excel, recordings and plain text without macros.",
            ),
        )
    return CheckedUpload(clean, media_type)


def _type_of(content: bytes) -> str | None:
    for magic, media_type, _ in _MAGIC:
        if content.startswith(magic):
            return media_type
    if content[:4] == b"PK\x03\x04":
        return _office_type(content)
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if content[:4] == b"RIFF" and content[8:12] in (b"WAVE", b"WEBP"):
        return "audio/wav" if content[8:12] == b"WAVE" else "image/webp"
    return "text/plain" if _is_text(content) else None


def _office_type(content: bytes) -> str | None:
    """Return the type of an office package whose size unpacked is bounded and which holds no macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError):
        return None
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return None
    names = [entry.filename for entry in entries]
    if any("vbaProject" in name or name.startswith("/") or ".." in name for name in names):
        return None
    return next((kind for folder, (kind, _) in _OFFICE.items() if any(n.startswith(folder) for n in names)), None)


def _is_text(content: bytes) -> bool:
    if b"\x00" in content or content.lstrip()[:1] == b"<":
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
