"""Takes Python away from SpiffWorkflow for all tests: whoever evaluates text of a diagram as Python fails the test.

Installed as the tests begin, before any of them runs: its script engines and their environments, its decision
engine, and `eval`, `exec` and `compile` in every module it has.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType
from typing import Any, NoReturn

import SpiffWorkflow
from SpiffWorkflow.bpmn.script_engine import python_engine, python_environment
from SpiffWorkflow.dmn.engine import DMNEngine

RUNNERS: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (python_engine.PythonScriptEngine, ("evaluate", "execute", "call_service")),
    (python_environment.BasePythonScriptEngineEnvironment, ("evaluate", "execute", "call_service")),
    (python_environment.TaskDataEnvironment, ("evaluate", "execute")),
    (DMNEngine.DMNEngine, ("evaluate", "decide", "result")),
)
"""What SpiffWorkflow runs Python with, and by which methods."""

BUILTINS = ("eval", "exec", "compile")


class PythonEvaluated(BaseException):
    """Text of a diagram, a decision or a stored state was about to be run as Python.

    No `Exception`: what the product catches and turns into an incident must not hide it.
    """


def refuse(*_: Any, **__: Any) -> NoReturn:
    """Stand where Python was evaluated."""
    raise PythonEvaluated("SpiffWorkflow was asked to evaluate Python; everything must go through FEEL")


def modules() -> list[ModuleType]:
    """Return every module of SpiffWorkflow, imported; those that need what we do not install are left out."""
    for found in pkgutil.walk_packages(SpiffWorkflow.__path__, "SpiffWorkflow."):
        try:
            importlib.import_module(found.name)
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("SpiffWorkflow"):
                raise
    return [module for name, module in sys.modules.items() if name.split(".")[0] == "SpiffWorkflow"]


def install() -> None:
    """Replace everything that evaluates."""
    for module in modules():
        for name in BUILTINS:
            vars(module)[name] = refuse
    for owner, methods in RUNNERS:
        for name in methods:
            setattr(owner, name, refuse)


install()
