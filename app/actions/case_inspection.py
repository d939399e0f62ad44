"""What a joint inspection (联合检查) knows by itself: what was found at each target, what each step of it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.values import Value, from_json
from storage.sections import sections_like

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

Row = dict[str, Any]
FOUND = ("checked_on", "problems", "contracting", "record")
RECTIFIED = ("done", "proof")
FIRST = Decimal(1)


def joint_inspection(reader: Reader) -> Value:
    """Return the results at each target and what was rectified, as far as they are asked for."""
    facts: dict[str, Value] = {}
    if reader.asks_for("case.joint_inspection.results"):
        facts["results"] = [
            {"no": row["no"], "target": row.get("target"), **found}
            for row, found in zip(
                _planned(reader, "targets"), _turns(reader, "site", "check_on_site", FOUND), strict=False
            )
        ]
    if reader.asks_for("case.joint_inspection.rectified"):
        ordered = _ordered(reader)
        facts["rectified"] = [
            {"no": row["no"], **found}
            for row, found in zip(
                ordered, _turns(reader, "rectification", "rectify", RECTIFIED), strict=False
            )
        ]
    return facts


def site(reader: Reader) -> Value:
    """Return the target that is checked."""
    row = _numbered(_planned(reader, "targets"), reader.data.get("target"))
    return {"target": row.get("target"), "address": row.get("address")}


def filed(reader: Reader) -> Value:
    """Return the finding for which a case is opened."""
    return _about(reader, "finding")


def rectification(reader: Reader) -> Value:
    """Return the finding that has to be rectified."""
    return _about(reader, "order")


def _about(reader: Reader, item: str) -> Value:
    row = _numbered(_planned(reader, "findings"), reader.data.get(item))
    target = _numbered(_planned(reader, "targets"), {"no": row.get("target_no")})
    return {
        "finding": row.get("finding"),
        "legal_basis": row.get("legal_basis"),
        "target": target.get("target"),
    }


def _ordered(reader: Reader) -> list[Row]:
    """Return the findings under an order to rectify: at first those of the list, then those of a further term."""
    if reader.data.get("term_no") in (None, FIRST):
        return [row for row in _planned(reader, "findings") if row.get("handler") == "责令整改"]
    return [row for row in _planned(reader, "rechecks") if row.get("result") == "再限期"]


def _planned(reader: Reader, table: str) -> list[Row]:
    known = reader.facts_at(reader.spot, [f"case.joint_inspection.{table}"]).get("joint_inspection") or {}
    return list(known.get(table) or [])


def _numbered(rows: Iterable[Row], item: Value) -> Row:
    number = item.get("no") if isinstance(item, dict) else None
    return next((row for row in rows if row.get("no") == number), {})


def _turns(reader: Reader, section: str, element: str, parts: Iterable[str]) -> list[dict[str, Value]]:
    """Return what each turn of a step has told, in the order of its list."""
    prefix = f"{section}@{reader.spot.run_id}/#"
    told = {
        key.removeprefix(prefix): facts
        for key, facts in sections_like(reader.session, reader.case.id, prefix).items()
    }
    last = max((int(number) for number in told if number.isdigit()), default=-1)
    return [
        {part: from_json(told.get(str(number), {}).get(part)) for part in parts} for number in range(last + 1)
    ]


DERIVED: dict[str, Callable[[Reader], Value]] = {
    "joint_inspection": joint_inspection,
    "site": site,
    "filed": filed,
    "rectification": rectification,
}
"""Sections of a joint inspection by name."""
