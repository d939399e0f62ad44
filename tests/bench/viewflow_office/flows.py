"""Twelve tasks one after the other, each with a form of three fields, as a flow of django-viewflow."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.flow.views import UpdateProcessView

from tests.bench.flows import TASKS
from tests.bench.viewflow_office.models import BenchCase


def _step(number: int) -> Any:
    following = this.end if number == TASKS else getattr(this, f"step_{number + 1}")
    view = UpdateProcessView.as_view(fields=["opinion", "amount", "facts"])
    return flow.View(view).Assign(lambda activation: activation.process.officer).Next(following)


def _begin(_flow: Any, activation: Any, officer: Any) -> Any:
    activation.process.officer = officer
    return activation.process


BenchFlow: Any = type(flow.Flow)(
    "BenchFlow",
    (flow.Flow,),
    {
        "__doc__": "A chain of tasks; the officer of a case gets all of them.",
        "__module__": __name__,
        "process_class": BenchCase,
        "begin": _begin,
        "start": flow.StartHandle(this.begin).Next(this.step_1),
        **{f"step_{number}": _step(number) for number in range(1, TASKS + 1)},
        "end": flow.End(),
    },
)
