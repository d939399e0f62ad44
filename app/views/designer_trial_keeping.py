"""What is kept of a trial while it is played; no page itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.actions.trial_keeping import Played


def played_by(
    commands: Sequence[Mapping[str, Any]], reached: Iterable[tuple[str, str]], standing: Mapping[str, Any]
) -> Played:
    """Return how a trial stands, as it is kept."""
    return Played(commands, sorted([key, name] for key, name in reached), standing)
