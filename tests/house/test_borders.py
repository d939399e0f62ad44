"""Who may do what in the code: commits, the engine, the clock, evaluation, and which way imports point."""

import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT, calls, imports, modules, name_of, told

CLOCKS = {"app/clock.py", "storage/models/base.py"}  # the second: ids begin with the time of their making
MOMENTS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
MOMENTS |= {f"datetime.{name}" for name in MOMENTS} | {f"dt.{name}" for name in MOMENTS}
EVALUATION = {"eval", "exec", "compile", "__import__", "builtins.eval", "builtins.exec"}


def test_only_the_adapter_speaks_spiffworkflow() -> None:
    broken = [
        f"{name_of(path)}:{line}"
        for path in modules("app", "storage")
        if not name_of(path).startswith("app/engine/")
        for module, line in imports(path)
        if module.split(".")[0] == "SpiffWorkflow"
    ]
    assert not broken, told(
        broken, "If these need an engine class, app/engine lacks a function; add it there:"
    )


def test_a_transaction_is_committed_in_one_place_only() -> None:
    broken = [
        f"{name_of(path)}:{line}"
        for path in modules("app", "storage")
        if name_of(path) != "storage/database.py" and "migrations" not in path.parts
        for name, line in calls(path)
        if name.split(".")[-1] == "commit"
    ]
    assert not broken, told(
        broken, "Make this an action (storage.database.unit_of_work) instead of committing:"
    )


def test_the_present_moment_is_read_in_one_place_only() -> None:
    broken = [
        f"{name_of(path)}:{line} {name}"
        for path in modules("app", "storage")
        if name_of(path) not in CLOCKS
        for name, line in calls(path)
        if name in MOMENTS
    ]
    assert not broken, told(broken, "Ask app.clock, or take the moment as an argument:")


def test_nothing_from_a_diagram_is_run_as_python() -> None:
    broken = [
        f"{name_of(path)}:{line} {name}"
        for path in modules("app", "storage")
        for name, line in calls(path)
        if name in EVALUATION
    ]
    assert not broken, told(broken, "FEEL (app.feel) is the only language that is evaluated here:")


def test_pages_refuse_by_raising_not_by_aborting() -> None:
    broken = [
        f"{name_of(path)}:{line}"
        for path in modules("app", "storage")
        for name, line in calls(path)
        if name in ("abort", "flask.abort")
    ]
    assert not broken, told(
        broken, "Raise a refusal named after the situation (app.refusals) instead of aborting:"
    )


def test_imports_point_one_way() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(lint)], cwd=ROOT, capture_output=True, text=True)
    message = "An import points the wrong way; see [tool.importlinter] in pyproject.toml and CONTRIBUTING.md."
    assert done.returncode == 0, f"{message}\n{done.stdout}"
