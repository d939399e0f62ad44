"""Files that commands write: whole at the end, or not there at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.cli.plainly import Failed


@contextmanager
def fresh_file(place: Path) -> Iterator[IO[bytes]]:
    """Lend a file to write; it takes its place when the work is done, and leaves no trace when it fails."""
    beside = place.with_name(f".{place.name}.part")
    try:
        with beside.open("w+b") as out:
            yield out
        beside.replace(place)
    except OSError as trouble:
        reason = trouble.strerror or str(trouble)
        raise Failed(f"无法写入 {place}：{reason}", f"{place} cannot be written: {reason}") from None
    finally:
        beside.unlink(missing_ok=True)
