"""What is drawn on an element, with every expression compiled; it must not know tokens, files or SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.script import Assignments
from app.feel import Expression
from app.feel.decisions import Decision


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` only out of a deciding gateway or an activity, `default` when none of them holds.

    The way from a link to its target is a flow without an id: nobody drew it.
    """

    id: str
    source: str
    target: str
    condition: Expression | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event occurs: `when` gives a date, moment, duration or rule clock; `rule` is the drawn rule id.

    `written` is a duration as it stands in the diagram, because P2D and PT48H mean different moments to the law.
    `turns` is how often a repeating clock is up, 0 for without end, None for a clock that does not repeat.
    """

    when: Expression
    rule: str | None
    written: str | None = None
    turns: int | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """What an event inside the run is about: `kind` is error, escalation, signal or link; `code` what tells it apart.

    At an event that catches, None stands for any code.
    """

    kind: str
    code: str | None

    def answers(self, other: Raised) -> bool:
        """Whether an event that catches this catches the other."""
        return self.kind == other.kind and self.code in (None, other.code)


@dataclass(frozen=True, slots=True)
class Repetition:
    """How often an activity is done: for each item of a list, a number of times, or as long as a condition holds.

    `item` names the item, or the number of the turn. `gather` is evaluated after each turn and becomes one entry of
    the list `into`; the turns then work on data of their own. `until` ends a multi-instance, `again` keeps a loop on.
    """

    sequential: bool
    item: str
    collection: Expression | None = None
    cardinality: Expression | None = None
    until: Expression | None = None
    gather: Expression | None = None
    into: str = ""
    loop: bool = False
    again: Expression | None = None
    test_before: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What is drawn on an element, with every expression compiled."""

    properties: Mapping[str, str] = field(default_factory=dict)
    sets: Expression | None = None
    payload: Expression | None = None
    out: Expression | None = None
    into: Expression | None = None
    repetition: Repetition | None = None
    message: str | None = None
    timer: Timer | None = None
    raised: Raised | None = None
    script: Assignments = ()
    decision: Decision | None = None
