"""How values read in an official paper; it knows no stencil."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.clock import LOCAL


def written(value: Any) -> str:
    """Return a value as a paper says it; "" for what a paper cannot say (nothing, or a whole record)."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        local = value.astimezone(LOCAL) if value.tzinfo else value
        return f"{_day(local)}{local.hour}时{local.minute}分"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, list):
        return "、".join(filter(None, map(written, value)))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, str | int) else ""


def _day(value: date) -> str:
    """A date without leading zeros (GB/T 9704)."""
    return f"{value.year}年{value.month}月{value.day}日"
