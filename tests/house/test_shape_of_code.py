"""Small files, small functions, an opening sentence, and names that say what something is."""

import ast
from pathlib import Path

from tests.house.sources import OURS, files, functions, modules, name_of, told, tree_of

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 40
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "misc",
}


def ours() -> list[Path]:
    """Python that people write; a migration is written once, by the tool, and as long as its tables."""
    return [path for path in modules() if "migrations" not in path.parts]


def test_no_file_is_longer_than_300_lines() -> None:
    scripts = [path for path in files() if path.suffix in (".js", ".mjs") and "frontend" in path.parts]
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in [*ours(), *scripts]}
    broken = [f"{name_of(path)}: {length}" for path, length in lengths.items() if length > LINES_OF_A_FILE]
    assert not broken, told(broken, "Split these files by noun; 300 lines is the most:")


def test_no_function_is_longer_than_40_lines() -> None:
    broken = [
        f"{name_of(path)}:{each.lineno} {each.name}: {each.end_lineno - each.lineno + 1}"
        for path in ours()
        for each in functions(path)
        if each.end_lineno and each.end_lineno - each.lineno + 1 > LINES_OF_A_FUNCTION
    ]
    assert not broken, told(
        broken, "Take a step with a name of its own out of these functions; 40 lines is the most:"
    )


def test_every_module_opens_with_a_sentence() -> None:
    broken = []
    for path in modules():
        if name_of(path).startswith("tests/") and not path.read_text():  # marks a folder as a package
            continue
        opening = ast.get_docstring(tree_of(path)) or ""
        if not opening.split("\n\n")[0].rstrip().endswith("."):
            broken.append(name_of(path))
    assert not broken, told(
        broken, "Open these modules with a sentence: what it is and what it must not know:"
    )


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {path: {*path.relative_to(path.anchor).parts[:-1], path.stem} for path in modules()}
    broken = [
        name_of(path)
        for path in parts
        if EMPTY_NAMES & {part.lower() for part in name_of(path).removesuffix(".py").split("/")}
    ]
    assert not broken, told(broken, "Name these after the noun that they hold:")


def test_actions_and_questions_say_what_they_do() -> None:
    broken = []
    for path in modules("app", "storage"):
        if name_of(path).startswith("app/") and not name_of(path).startswith("app/actions/"):
            continue
        tree = tree_of(path)
        public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        broken += [
            f"{name_of(path)}:{node.lineno} {node.name}"
            for node in public
            if not node.name.startswith("_")
            and not ast.get_docstring(node)
            and "migrations" not in path.parts
        ]
    assert not broken, told(broken, "Say in a docstring what these mean, take, give and raise:")


def test_the_rules_look_at_real_files() -> None:
    seen = {name_of(path).split("/")[0] for path in modules()}
    assert seen == set(OURS), "The house rules must see the whole product"
