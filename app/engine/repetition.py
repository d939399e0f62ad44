"""Activities done more than once: for each item of a list, a number of times, or while a condition holds.

It must not know what the activities do, nor stored states.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.drawn import Repetition
from app.engine.model import EngineFailure
from app.engine.nodes import Activity
from app.engine.repetition_checks import MOST_INSTANCES
from app.engine.script import ENGINE, scope_of
from app.engine.token import Token
from app.feel import Expression
from app.values import Value, from_json, to_json


class Repeated(Activity):
    """An activity with turns; `each` names the element that every turn goes through."""

    rest = TaskState.STARTED

    def __init__(self, *args: Any, each: str, repetition: Repetition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.each = each
        self.repetition = repetition

    def turn(self, my_task: Token, position: int, value: Value) -> None:
        """Begin one turn."""
        tree = my_task.workflow
        token = Token(tree, tree.spec.task_specs[self.each], my_task)
        token.data = {self.repetition.item: value}
        token.internal_data["loop"] = position
        tree.top_workflow.queue.append(token)


class MultiInstance(Repeated):
    """One turn for each item of a list or each number up to a cardinality, side by side or one after the other."""

    def _update_hook(self, my_task: Token) -> bool:
        items = self._items(my_task)
        super()._update_hook(my_task)
        if self.repetition.into:
            my_task.data[self.repetition.into] = [None] * len(items)
        if not items:
            self._gathered(my_task)
            return True
        my_task._set_state(TaskState.STARTED)
        my_task.internal_data["of"] = len(items)
        if self.repetition.sequential:
            my_task.internal_data["items"] = to_json(items)
            items = items[:1]
        for position, item in enumerate(items):
            self.turn(my_task, position, item)
        return False

    def _items(self, my_task: Token) -> list[Any]:
        if self.repetition.cardinality is not None:
            number = ENGINE.evaluate(my_task, self.repetition.cardinality)
            if isinstance(number, Decimal):
                self._refuse_too_many(my_task, number)
            if not isinstance(number, Decimal) or number < 0 or number % 1:
                raise EngineFailure(
                    my_task.element_id,
                    "the number of instances is no whole number",
                    "多实例的次数不是整数。",
                )
            return [Decimal(turn) for turn in range(1, int(number) + 1)]
        source = self.repetition.collection
        value = None if source is None else ENGINE.evaluate(my_task, source)
        items = [] if value is None else value if isinstance(value, list) else [value]
        self._refuse_too_many(my_task, len(items))
        return items

    def _refuse_too_many(self, my_task: Token, number: int | Decimal) -> None:
        if number > MOST_INSTANCES:
            raise EngineFailure(
                my_task.element_id,
                f"{number} instances; at most {MOST_INSTANCES} are possible",
                f"多实例共 {number} 项，最多 {MOST_INSTANCES} 项。",
            )

    def part_done(self, my_task: Token, instance: Token) -> None:
        """Go on when the last turn is done, or when the completion condition holds."""
        self._gather(my_task, instance)
        marks = my_task.internal_data
        open_ones = [child for child in my_task.children if child.task_spec.name == self.each]
        done = marks["done"] = marks.get("done", 0) + 1
        total = marks.get("of", done + len(open_ones))
        if done == total or self._enough(my_task, total, done, len(open_ones)):
            for child in open_ones:
                child.cancel()
            self._gathered(my_task)
            my_task._ready()
        elif self.repetition.sequential:
            self.turn(my_task, done, from_json(marks["items"])[done])

    def _gather(self, my_task: Token, instance: Token) -> None:
        """Put what one turn gave into its place in the list."""
        if self.repetition.gather is not None:
            found = list(my_task.data[self.repetition.into])
            scope = scope_of(instance)
            if instance.task_spec.copies_data:
                scope = {**instance.data, **my_task.workflow.top_workflow.facts}
            found[instance.internal_data["loop"]] = ENGINE.evaluate(
                instance, self.repetition.gather, scope=scope
            )
            my_task.data[self.repetition.into] = found

    def _gathered(self, my_task: Token) -> None:
        if self.repetition.into:
            my_task.workflow.data[self.repetition.into] = my_task.data.pop(self.repetition.into)

    def _enough(self, my_task: Token, total: int, done: int, active: int) -> bool:
        counts: dict[str, Value] = {
            "numberOfInstances": Decimal(total),
            "numberOfActiveInstances": Decimal(active),
            "numberOfCompletedInstances": Decimal(done),
            "numberOfTerminatedInstances": Decimal(0),
        }
        return _holds(my_task, self.repetition.until, counts)


class Loop(Repeated):
    """One turn after the other as long as a condition holds, or until the most turns are done."""

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        again = self.repetition.again
        if self.repetition.test_before and again is not None and not _holds(my_task, again, {}):
            return True
        my_task._set_state(TaskState.STARTED)
        self.turn(my_task, 0, Decimal(1))
        return False

    def part_done(self, my_task: Token, instance: Token) -> None:
        """Take another turn, or go on."""
        done = instance.internal_data["loop"] + 1
        again, most = self.repetition.again, self.repetition.most
        counts: dict[str, Value] = {self.repetition.item: Decimal(done)}
        if (most is None or done < most) and (again is None or _holds(my_task, again, counts)):
            self.turn(my_task, done, Decimal(done + 1))
        else:
            my_task._ready()


def _holds(token: Token, condition: Expression | None, counts: dict[str, Value]) -> bool:
    if condition is None:
        return False
    return ENGINE.evaluate(token, condition, scope={**scope_of(token), **counts}) is True
