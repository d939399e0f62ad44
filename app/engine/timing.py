"""Sets the clock a token waits for; it must not know which elements have one."""

from __future__ import annotations

from datetime import date, datetime

from app.engine.drawn import Timer
from app.engine.iso import iso_source, written_duration
from app.engine.model import EngineFailure
from app.engine.script import ENGINE
from app.engine.token import Token
from app.feel import Duration, compile_expression
from app.values import Value


def set_clock(token: Token, timer: Timer, former: Token | None = None) -> bool:
    """Ask the host for a clock; return False, and ask for none, when the timer has no date.

    `former` waited for the turn before, of a clock that repeats: its turns all count from where the first began.
    """
    journal = token.workflow.top_workflow.journal
    when = ENGINE.when(token, timer.when)
    value, written = when.value, timer.written
    if isinstance(value, str):
        value, written = _of_text(token, value)
    if when.rule is not None:
        journal.set_timer(token, when.rule, None, None)
    elif value is None:
        return False
    elif isinstance(value, Duration):
        iso = written or value.feel_iso()
        if timer.turns is None:
            journal.set_timer(token, timer.rule, None, iso)
        else:
            since, turn = _turn(token, former)
            journal.set_timer(token, timer.rule, None, iso, since, turn)
    elif isinstance(value, date):
        journal.set_timer(token, timer.rule, value, None)
    else:
        raise EngineFailure(token.element_id, "a timer needs a date or a duration", "计时器需要日期或时长。")
    return True


def comes_again(token: Token, timer: Timer | None) -> bool:
    """Whether a clock that is up runs once more."""
    if timer is None or timer.turns is None:
        return False
    return timer.turns == 0 or token.internal_data["turn"] < timer.turns


def _turn(token: Token, former: Token | None) -> tuple[datetime, int]:
    marks = token.internal_data
    if former is None:
        marks["since"], marks["turn"] = token.workflow.top_workflow.command.at.isoformat(), 1
    else:
        marks["since"], marks["turn"] = former.internal_data["since"], former.internal_data["turn"] + 1
    return datetime.fromisoformat(marks["since"]), marks["turn"]


def _of_text(token: Token, text: str) -> tuple[Value, str | None]:
    """Return what a text of ISO 8601 says; any other text is left as it is, and refused."""
    source = iso_source(text)
    if source is None:
        return text, None
    value = ENGINE.evaluate(token, compile_expression(source))
    if value is None:
        raise EngineFailure(
            token.element_id,
            f"“{text[:40]}” is no date or duration",
            f"“{text[:40]}”不是有效的日期或时长。",
        )
    return value, written_duration(text)
