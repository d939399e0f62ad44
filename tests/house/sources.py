"""Which files the house rules speak about, and what Python says of them; it knows no rule."""

from __future__ import annotations

import ast
import functools
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("app", "storage", "scripts", "tests")
MADE = {".git", ".venv", "node_modules", "var", "dist", "out", "__pycache__", ".hypothesis"}


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the product: known to git or not ignored by it."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        names = [name.decode() for name in listed.stdout.split(b"\0") if name]
        return tuple(path for path in (ROOT / name for name in sorted(set(names))) if path.is_file())
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not MADE & set(path.relative_to(ROOT).parts)))


def name_of(path: Path) -> str:
    """The path as people write it, from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def modules(*folders: str) -> list[Path]:
    """Python files below these folders of the checkout."""
    return [
        path
        for path in files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (folders or OURS)
    ]


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of one Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, inner ones as well."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, at its top or inside, with the line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno


def dotted(node: ast.expr) -> str:
    """`a.b.c` for a chain of names, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (start := dotted(node.value)):
        return f"{start}.{node.attr}"
    return ""


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every call of a named thing in a file, as `a.b.c`, with the line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield name, node.lineno


def told(broken: list[str], what_to_do: str) -> str:
    """The message of a broken rule: what to do, then where."""
    more = [f"… and {len(broken) - 30} more"] if len(broken) > 30 else []
    return f"{what_to_do}\n" + "\n".join(f"  {line}" for line in [*broken[:30], *more])
