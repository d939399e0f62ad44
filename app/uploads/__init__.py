"""Judges uploaded files by their content, never by their name alone; it stores nothing and trusts no file.

What can only be known by unpacking is found out in a confined child process.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.confined import Limits, run_apart
from app.uploads import portable
from app.uploads.pictures import pixels
from app.uploads.words import REASONS

MOST_BYTES = 50 * 1024 * 1024
MOST_PIXELS = 120_000_000
LIMITS = Limits(cpu_seconds=8.0, wall_seconds=30.0, mebibytes=256)

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)


@dataclass(frozen=True)
class CheckedUpload:
    """A file's cleaned name and its type by content; or the code of why it is refused, and the two sentences."""

    name: str
    media_type: str = ""
    error: tuple[str, str] | None = None
    code: str = ""


def check_upload(name: str, content: bytes) -> CheckedUpload:
    """Return the file's type by its content, or why it is refused: see `REASONS` of `app.uploads.words`."""
    clean = name.replace("\\", "/").rsplit("/", 1)[-1].strip().replace("\x00", "")[:200] or "文件"
    media_type, code = _judge(content)
    if not code:
        return CheckedUpload(clean, media_type)
    zh, en = REASONS[code]
    return CheckedUpload(clean, error=(f"“{clean}”{zh}", f"{clean} {en}"), code=code)


def _judge(content: bytes) -> tuple[str, str]:
    """The type of a file, and the code of what is wrong with it."""
    if not content:
        return "", "empty"
    if len(content) > MOST_BYTES:
        return "", "too_large"
    if content[:4] == b"PK\x03\x04":
        return _examined("app.uploads.packages:examine", content)
    media_type = _type_of(content)
    if media_type is None:
        return "", "unknown_kind"
    if media_type.startswith("image/") and pixels(content) > MOST_PIXELS:
        return media_type, "too_many_pixels"
    if media_type == "application/pdf":
        return _examined_pdf(content)
    return media_type, ""


def _examined_pdf(content: bytes) -> tuple[str, str]:
    """A PDF that packs nothing is looked through here, any other in a confined child."""
    if b"ObjStm" in content or b"#" in content:
        return _examined("app.uploads.portable:examine", content)
    found = portable.examine(content)
    return found["type"], found["fault"]


def _examined(work: str, content: bytes) -> tuple[str, str]:
    """What a confined child finds out about a file: its type, and the code of what is wrong."""
    answer = run_apart(work, content, LIMITS)
    if answer.failure:
        return "", "takes_too_long" if answer.failure in ("time", "memory") else "broken_package"
    return answer.value["type"], answer.value["fault"]


def _type_of(content: bytes) -> str | None:
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if content[:4] == b"RIFF" and content[8:12] in (b"WAVE", b"WEBP"):
        return "audio/wav" if content[8:12] == b"WAVE" else "image/webp"
    return "text/plain" if _is_text(content) else None


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
