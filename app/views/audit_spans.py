"""Lengths of time as people say them; it knows nothing else."""

from __future__ import annotations

from datetime import timedelta

from app.views.words import t


def span(length: timedelta | None) -> str:
    """Return a length in days or hours, e.g. "2.3 天"; "—" for none."""
    if length is None:
        return "—"
    hours = length.total_seconds() / 3600
    if hours >= 48:
        return t(f"{hours / 24:.1f} 天", f"{hours / 24:.1f} d")
    if hours >= 1:
        return t(f"{hours:.1f} 小时", f"{hours:.1f} h")
    return t("不到 1 小时", "< 1 h")
