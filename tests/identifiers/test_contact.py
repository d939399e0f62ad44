"""Telephone numbers and cards are stored in one form; a doubtful card only warns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identifiers import check_bank_card, check_phone
from app.identifiers.invented import Inventor


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("16400001234", "16400001234"),
        (" 164 0000 1234 ", "16400001234"),
        ("+86 164-0000-1234", "16400001234"),
        ("１６４００００１２３４", "16400001234"),
        ("022-66250000", "022-66250000"),
        ("(0971)8170000", "0971-8170000"),
        ("010 6500 0000 转 801", "010-65000000转801"),
        ("+86 022 66250000", "022-66250000"),
    ],
)
def test_a_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert check_phone(typed).value == stored


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请填写"),
        ("1640000123", "现为10位"),
        ("12000001234", "13至19"),
        ("66250000", "加区号"),
        ("家里", "11位手机号码"),
        ("0000000", "11位手机号码"),
    ],
)
def test_a_wrong_number_is_refused_with_what_to_do(typed: str, says: str) -> None:
    found = check_phone(typed)
    assert found.error is not None and says in found.error.zh and found.error.en


def test_a_card_is_stored_as_digits() -> None:
    card = Inventor("card").bank_card()
    spaced = " ".join(card[n : n + 4] for n in range(0, len(card), 4))
    assert check_bank_card(spaced).value == card
    assert check_bank_card(card).warnings == []


def test_a_failed_card_check_only_warns() -> None:
    found = check_bank_card("6200000000000000001")
    assert found.ok and "核对" in found.warnings[0].zh


@pytest.mark.parametrize(
    ("typed", "says"), [("", "请填写"), ("12345678901", "12至19位"), ("6200 abc", "只能是数字")]
)
def test_a_wrong_card_is_refused_with_what_to_do(typed: str, says: str) -> None:
    found = check_bank_card(typed)
    assert found.error is not None and says in found.error.zh


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_text_gets_a_value_or_a_sentence(text: str) -> None:
    for found in (check_phone(text), check_bank_card(text)):
        assert (found.value is None) == (found.error is not None)
        assert found.value is None or found.value == check_phone(found.value).value or found.value.isdigit()
