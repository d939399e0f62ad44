"""Everything that changes anything is an action: one transaction, an actor named by, never one inside another."""

import ast
from pathlib import Path

from tests.house.sources import dotted, functions, modules, name_of, told

SYSTEMS_OWN = "app/actions/timers.py"  # the clock acts here, no officer


def actions() -> dict[str, list[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]]:
    """Every function under `unit_of_work`, by name."""
    found: dict[str, list[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]] = {}
    for path in modules("app"):
        for each in functions(path):
            if any(dotted(decorator).split(".")[-1] == "unit_of_work" for decorator in each.decorator_list):
                found.setdefault(each.name, []).append((path, each))
    return found


def test_actions_live_among_the_actions() -> None:
    places = [(path, each) for group in actions().values() for path, each in group]
    broken = [
        f"{name_of(path)}:{each.lineno} {each.name}"
        for path, each in places
        if not name_of(path).startswith("app/actions/")
    ]
    assert not broken, told(broken, "Move these to app/actions:")


def test_no_two_actions_share_a_name() -> None:
    broken = [name for name, group in actions().items() if len(group) > 1]
    assert not broken, told(broken, "Give each action a name of its own, verb and noun:")


def test_an_action_says_who_acts() -> None:
    broken = [
        f"{name_of(path)}:{each.lineno} {each.name}"
        for group in actions().values()
        for path, each in group
        if "by" not in {argument.arg for argument in each.args.kwonlyargs}
        and name_of(path) != SYSTEMS_OWN
        and not each.name.startswith("sign_in")  # nobody is known yet
    ]
    assert not broken, told(broken, "Take the actor as the keyword `by`:")


def test_no_action_leads_to_another() -> None:
    names = set(actions())
    leads: dict[str, set[str]] = {}
    for path in modules("app"):
        if name_of(path).startswith("app/actions/"):
            for each in functions(path):
                called = {dotted(node.func) for node in ast.walk(each) if isinstance(node, ast.Call)}
                leads.setdefault(each.name, set()).update(called - {each.name})

    def reached(name: str) -> set[str]:
        found: set[str] = set()
        ahead = [name]
        while ahead:
            new = leads.get(ahead.pop(), set()) - found
            found |= new
            ahead += [each for each in new if each not in names]
        return found & names

    broken = [
        f"{name} leads to {', '.join(sorted(ends))}" for name in sorted(names) if (ends := reached(name))
    ]
    assert not broken, told(
        broken, "Take the shared step out as a plain function; one action is one transaction:"
    )
