"""Which flows a finished token takes; it must not know what elements do."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine.drawn import Flow
from app.engine.model import EngineFailure
from app.engine.script import ENGINE
from app.engine.token import Token


def holds(token: Token, flow: Flow) -> bool:
    """Whether a flow has no condition, or one that is true."""
    return flow.condition is None or ENGINE.evaluate(token, flow.condition) is True


def every_that_holds(token: Token, flows: Iterable[Flow]) -> list[Flow]:
    """Return the flows without condition and those whose condition is true, with the default when none is.

    EngineFailure when that leaves no flow at all.
    """
    taken, met = [], False
    for flow in flows:
        if not flow.default and holds(token, flow):
            taken.append(flow)
            met = met or flow.condition is not None
    if met:
        return taken
    taken += [flow for flow in flows if flow.default]
    return taken or default_of(token, flows)


def default_of(token: Token, flows: Iterable[Flow]) -> list[Flow]:
    """Return the default flow; EngineFailure when there is none."""
    found = [flow for flow in flows if flow.default]
    if not found:
        raise EngineFailure(
            token.element_id,
            "no condition out of this element holds and there is no default flow",
            "没有一条出线的条件成立，也没有默认出线。",
        )
    return found
