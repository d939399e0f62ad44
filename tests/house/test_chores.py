"""Chores write rows that are no facts; everything else that is written is an action."""

import ast
from pathlib import Path

from tests.house.sources import calls, dotted, functions, modules, name_of, told, tree_of

CHORES = {
    "app/jobs/": {
        "Timer",
        "Worker",
        "SignInThrottle",
        "WebSession",
        "Checkpoint",
        "Reminder",
        "Exchange",  # waiting or being sent; what came of it is an action
        "Recount",
        "ChoiceRecount",
        "ForesightItem",
        "ForesightPart",
        "DeskErrand",
        "ExportJob",
    },
    "app/actions/export_jobs.py": {"ExportJob", "new_id"},
    "app/actions/errands.py": {"DeskErrand", "new_id"},
    "app/actions/trial_keeping.py": {"Trial", "new_id"},
    "app/actions/drafts.py": {"TaskDraft", "RegistrationDraft", "CaseFile"},  # the case is read, for its key
    "app/actions/roster_drafts.py": {"RosterDraft", "new_id"},
    "app/actions/designing_pieces.py": {"Draft", "DraftRevision"},
    "app/actions/designing_files.py": {"Draft", "DraftRevision", "DraftPresence"},
}
"""Where chores are, and the tables that they may know there."""


def allowed(path: Path) -> set[str] | None:
    """The tables that a file of chores may know; None for any other file."""
    return next((tables for place, tables in CHORES.items() if name_of(path).startswith(place)), None)


def uses(path: Path) -> bool:
    """Whether a file makes any function a chore."""
    decorated = any(
        dotted(decorator).split(".")[-1] == "housekeeping"
        for each in functions(path)
        for decorator in each.decorator_list
    )
    return decorated or any(name.split(".")[-1] == "housekeeping" for name, _ in calls(path))


def test_chores_are_background_work_and_drafts() -> None:
    broken = [name_of(path) for path in modules("app", "storage") if uses(path) and allowed(path) is None]
    assert not broken, told(broken, "What people do is an action (storage.database.unit_of_work):")


def test_chores_touch_no_facts() -> None:
    broken = [
        f"{name_of(path)}:{node.lineno} {alias.name}"
        for path in modules("app")
        if (tables := allowed(path)) is not None
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("storage.models")
        for alias in node.names
        if alias.name not in tables
    ]
    assert not broken, told(broken, "Chores write no facts; call an action for the rest:")


def test_only_the_queue_speaks_its_library() -> None:
    broken = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules("app", "storage")
        if name_of(path) not in ("app/jobs/queue.py", "app/jobs/engine.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom | ast.Import)
        and "dbos"
        in {(getattr(node, "module", None) or "").split(".")[0], *(a.name.split(".")[0] for a in node.names)}
    ]
    assert not broken, told(
        broken, "If these need the library of background work, app/jobs/queue.py lacks a function:"
    )
