"""Real workers are killed at random moments while they exchange; everything still arrives once in effect."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.actions.exchanging import retry_exchange
from app.clock import now
from app.refusals import NotReady
from storage.models import Event, Exchange
from tests.jobs.dying import Nursery
from tests.jobs.outside import Outside, registry
from tests.support.tiny import Tiny

pytestmark = pytest.mark.slow  # real workers live and die

TRIALS = {"sqlite": (500, 20), "postgresql": (100, 6)}
"""Exchanges, and workers that are killed at least."""
PATIENCE = 240


@pytest.fixture
def outside(tiny: Tiny, tmp_path: Path) -> Outside:
    """An office that exchanges with a bank; chance differs from run to run."""
    return Outside(tiny, tmp_path, random.randrange(1 << 30), registry(20))


@pytest.fixture
def nursery(tiny: Tiny, tmp_path: Path) -> Iterator[Nursery]:
    """The place that workers come from."""
    found = Nursery(tiny.database.url.render_as_string(hide_password=False), tmp_path)
    yield found
    found.close()


def one_life(outside: Outside, nursery: Nursery) -> None:
    """Let a worker exchange with a bank that is away now and then, and kill it at a random moment of its work."""
    worker, bank, chance = nursery.worker(), outside.bank, outside.chance
    enough, end = bank.seen + chance.randrange(1, 50), time.monotonic() + chance.uniform(1.5, 5)
    while bank.seen < enough and time.monotonic() < end:
        bank.be_away(chance.random() < 0.03)
        bank.work(calm=chance.random() < 0.8)
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.05))
    nursery.kill(worker)
    bank.be_away(False)


def look_after(outside: Outside) -> int:
    """Send again, by hand, what failed, would wait long, or was not answered; return how much is not confirmed."""
    director = outside.tiny.actor("director")
    rows = outside.tiny.rows(Exchange, Exchange.state != "confirmed")
    for row in rows:
        long = row.state == "waiting" and row.next_at > now() + timedelta(seconds=20)
        if long or row.state in ("failed", "delivered"):
            with outside.database.session() as session:
                try:
                    retry_exchange(session, row.id, by=director)
                except NotReady:
                    continue
    return len(rows)


def test_five_hundred_exchanges_arrive_once_in_effect_though_workers_are_killed_all_the_time(
    outside: Outside, nursery: Nursery, database_url: str, tmp_path: Path
) -> None:
    trials, lives = TRIALS[database_url.partition(":")[0].partition("+")[0]]
    outside.sign(outside.tiny.begin("loop"), trials // 20)
    killed, until = 0, time.monotonic() + PATIENCE
    while (left := look_after(outside)) or killed < lives:
        assert time.monotonic() < until, f"{left} left after {killed} workers (seed {outside.seed})"
        if not left:
            outside.sign(outside.tiny.rows(Exchange)[0].case_id)
        one_life(outside, nursery)
        killed += 1
    rows = outside.tiny.rows(Exchange)
    assert Counter(row.state for row in rows) == {"confirmed": len(rows)} and len(rows) >= trials
    assert outside.bank.effects == Counter(row.key for row in rows), f"each once (seed {outside.seed})"
    assert all(row.receipt_no == outside.bank.numbers[row.key] for row in rows)
    confirmed = outside.tiny.rows(Event, Event.kind == "exchange_confirmed")
    assert Counter(event.facts["exchange"] for event in confirmed) == Counter(row.id for row in rows)
    assert "had got lost" in (tmp_path / "workers.log").read_text(), "some died with work in their hands"
    assert outside.bank.seen > len(rows), "some came more than once"
