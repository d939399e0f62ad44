"""A bundle as a zip file with a list of digests; the same files always give the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

SUMS = "SHA256SUMS"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files by path, and the list of their digests as `sha256sum -c` reads it."""
    sums = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in [*sorted(files.items()), (SUMS, sums.encode())]:
            package.writestr(zipfile.ZipInfo(path, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def wrong_sums(files: Mapping[str, bytes], sums: bytes) -> list[str]:
    """The paths whose digests differ from a list, or that it names and that are missing."""
    wrong = []
    for line in sums.decode("utf-8", "replace").splitlines()[:1000]:
        digest, _, path = line.partition("  ")
        if hashlib.sha256(files.get(path, b"")).hexdigest() != digest.strip():
            wrong.append(path[:200])
    return wrong
