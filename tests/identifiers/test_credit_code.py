"""Officers type credit codes as they stand on the licence; slips are named, old codes only warn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identifiers import check_credit_code
from app.identifiers.credit_code import ALPHABET, outer_check
from app.identifiers.invented import Inventor

VALID = [
    "91120116MA0TE5T16U",
    "91630102MA7TE5T27P",
    "93630102MA7TE5T35C",
    "N2630102MA7TE5T43W",
    "12120116MB1TE5T547",
    "91110000600037341L",
]


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_is_taken_without_a_word(code: str) -> None:
    assert check_credit_code(code).value == code
    assert check_credit_code(code).warnings == []


@pytest.mark.parametrize(
    "typed",
    [
        " 91120116ma0te5t16u ",
        "９１１２０１１６ＭＡ０ＴＥ５Ｔ１６Ｕ",
        "9112 0116 MA0T E5T1 6U",
        "91120116-MA0TE5T1-6U",
    ],
)
def test_the_code_is_stored_in_one_form(typed: str) -> None:
    assert check_credit_code(typed).value == "91120116MA0TE5T16U"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "无代码"),
        ("91120116MA0TE5T16", "现为17位"),
        ("9112O116MA0TE5T16U", "第5位“O”不是代码所用字符，是否为“0”"),
        ("91120116MA0TE5T1?U", "第17位"),
        ("91120116MA0TE5T16W", "校验不符"),
    ],
)
def test_a_wrong_code_is_refused_with_what_to_do(typed: str, says: str) -> None:
    found = check_credit_code(typed)
    assert found.value is None and found.error is not None
    assert says in found.error.zh and found.error.en


def test_a_wrong_inner_check_of_an_old_code_only_warns() -> None:
    body = "91120116MA0TE5T15"
    found = check_credit_code(body + outer_check(body))
    assert found.ok and "组织机构代码" in found.warnings[0].zh


def test_an_unknown_region_only_warns() -> None:
    code = Inventor("region").credit_code(region="990116")
    assert "行政区划" in check_credit_code(code).warnings[0].zh


@given(st.integers(0, 10**6), st.integers(0, 17), st.sampled_from(ALPHABET))
@settings(deadline=None)
def test_one_wrong_character_is_always_noticed(seed: int, place: int, sign: str) -> None:
    code = Inventor(seed).credit_code()
    wrong = code[:place] + sign + code[place + 1 :]
    assert check_credit_code(wrong).ok == (wrong == code)


@given(st.text(max_size=40))
@settings(deadline=None)
def test_any_text_gets_a_value_or_a_sentence(text: str) -> None:
    found = check_credit_code(text)
    assert (found.value is None) == (found.error is not None)
