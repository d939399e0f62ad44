"""Others see enough of a person to tell two rows apart, and no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identifiers import mask_address, mask_card, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张某", "张*"), ("张示例", "张**"), ("才仁示例", "才***"), ("买买提·示例", "买***"), ("甲", "*")],
)
def test_a_name_shows_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_numbers_show_their_ends_only() -> None:
    assert mask_id("110101190001011234") == "110***********1234"
    assert mask_id("E1234567") == "E*****67"
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("022-66250000") == "022-****0000"
    assert mask_phone("0971-8170000转801") == "0971-***0000"
    assert mask_card("6200001234567890123") == "***************0123"
    assert mask_address("西宁市城东区韵家口镇") == "西宁市城东区****"
    assert mask_address("东关") == "****"


@given(st.text(st.characters(exclude_characters="*"), max_size=30))
@settings(deadline=None)
def test_nothing_short_is_shown_whole(text: str) -> None:
    for mask in (mask_name, mask_id, mask_card, mask_address):
        shown = mask(text)
        assert not text or shown != text
