"""Questions about the rules that designers set for all processes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import HouseRuleRow


def house_rule_rows(session: Session) -> Sequence[HouseRuleRow]:
    """Return every rule that somebody set or changed, by key."""
    return session.scalars(select(HouseRuleRow).order_by(HouseRuleRow.key)).all()


def house_rule_row(session: Session, key: str) -> HouseRuleRow | None:
    """Return the rule of a key, locked until the transaction ends, or None."""
    return session.get(HouseRuleRow, key, with_for_update=True)
