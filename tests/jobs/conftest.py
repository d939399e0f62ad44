"""Fixtures of background work: the tiny office with cases that wait, and workers for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs.queue import WorkQueue
from tests.jobs.workers import Crew
from tests.support.tiny import Tiny


@pytest.fixture
def crew(tiny: Tiny, tmp_path: Path) -> Iterator[Crew]:
    """Workers for the tiny office."""
    found = Crew(
        tiny.database.url.render_as_string(hide_password=False), tmp_path, b"k" * 32
    )  # the key of the office
    yield found
    found.dismiss()


@pytest.fixture
def queue(tiny: Tiny) -> Iterator[WorkQueue]:
    """The queue of the tiny office, as another process sees it; its tables exist once a worker has begun."""
    found = WorkQueue(tiny.database.url)
    yield found
    found.close()
