"""What a case knows of the wage deposit that its project holds, whichever run had it stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.values import Value, from_json
from storage.sections import sections_like

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

PARTS = ("form", "guarantee_no", "valid_until")


def deposit_held(reader: Reader) -> Value:
    """Return form, guarantee and validity of the deposit that was stored last in this case, or nothing of each."""
    rows = sections_like(reader.session, reader.case.id, "deposit@")
    stored = [rows[key] for key in sorted(rows) if rows[key].get("form")]
    held = stored[-1] if stored else {}
    return {part: from_json(held.get(part)) for part in PARTS}
