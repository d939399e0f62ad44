"""How long what a receiver did not take waits for its next try: mails and exchanges alike."""

from __future__ import annotations

from datetime import datetime, timedelta

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""The pause after each try that failed; after the last there is no other."""


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when to try again what has failed at a moment, after so many failures before; None: not by itself."""
    return at + PAUSES[tries] if tries < len(PAUSES) else None
