"""A cell that is read without the parser means what the parser would have made of it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.feel.limits import DEFAULT
from app.feel.model import Node
from app.feel.quick import quick_expression, quick_tests
from app.feel.reading import read_expression, read_tests

NUMBERS = st.from_regex(r"-?\d{1,15}(\.\d{1,15})?", fullmatch=True).filter(str.isascii)
TEXTS = st.text(st.characters(exclude_characters='"\\', exclude_categories=["Cs"]), max_size=8).map(
    lambda text: f'"{text}"'
)
LITERALS = st.one_of(NUMBERS, TEXTS, st.sampled_from(["true", "false", "null"]))
CELLS = st.tuples(st.sampled_from(["", "<", "<= ", ">", ">=  "]), LITERALS).map("".join)


def meaning(tree: Node | None) -> Any:
    """The tree without places."""
    return tree and (tree.kind, tree.value, [meaning(part) for part in tree.parts])


@given(LITERALS)
def test_a_literal_is_the_same_either_way(source: str) -> None:
    quick = quick_expression(source)
    assert quick is not None
    assert meaning(quick) == meaning(read_expression(source, (), DEFAULT))


@given(st.one_of(CELLS, st.sampled_from(["", "-"])))
def test_a_simple_condition_is_the_same_either_way(source: str) -> None:
    quick = quick_tests(source)
    assert quick is not None
    assert meaning(quick) == meaning(read_tests(source, (), DEFAULT))


@given(
    st.sampled_from(
        ["a", "1 + 1", "not(1)", "[1..2]", '"a", "b"', '"\\n"', "1e5", "- 1", "> a", "= 1", '@"P1D"']
    )
)
def test_everything_else_is_left_to_the_parser(source: str) -> None:
    assert quick_expression(source) is None
    assert quick_tests(source) is None
