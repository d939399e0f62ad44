"""What the system does with the capture of a post (网络舆情): it fixes the file by its digest and writes no page."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes

from app.actions.desk import Desk
from app.engine import EngineFailure
from app.values import Value
from storage.cases import content_of
from storage.models import Run

CAPTURE = "case.clue.capture"


def fix_capture(desk: Desk, run: Run) -> dict[str, Value]:
    """Compute the SM3 digest (GB/T 32905) of the capture as it came in; the record of the step keeps it.

    Several files are digested one after the other in the order in which they came. Raises EngineFailure
    when the run holds no capture.
    """
    kept = [row for row in desk.folder.documents if row.run_id == run.id and row.field == CAPTURE]
    if not kept:
        raise EngineFailure("", "there is no capture of the post", "没有截图或录屏，无法计算校验值。")
    digest = hashes.Hash(hashes.SM3())
    for row in kept:
        cipher = content_of(desk.session, row.id)
        digest.update(desk.key.open(cipher, f"document.{row.id}") if cipher is not None else b"")
    return {"capture_sm3": digest.finalize().hex()}
