"""Identity numbers of workers are checked like the card, converted from old ones, and read for birth and sex."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identifiers import age_on, birth_of, check_id, check_resident_id, sex_of, work_age_warning
from app.identifiers.invented import Inventor
from app.identifiers.resident_id import id_check

TODAY = date(2026, 5, 1)
VALID = ["110101190001010014", "630102190003070027", "120116190012310035", "810000190001010042"]


def numbered(digits: str) -> str:
    return digits + id_check(digits)


@pytest.mark.parametrize("number", VALID)
def test_a_valid_number_is_taken(number: str) -> None:
    found = check_resident_id(number, TODAY)
    assert (found.value, found.warnings) == (number, [])


def test_small_and_full_width_x_are_stored_as_capital() -> None:
    number = next(n for n in (numbered(f"11010119000101{k:03d}") for k in range(1000)) if n.endswith("X"))
    assert check_resident_id(number.lower(), TODAY).value == number
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number.lower())
    assert check_resident_id(f" {wide} ", TODAY).value == number


def test_an_old_number_is_converted_and_says_so() -> None:
    found = check_resident_id("110101000101001", TODAY)
    assert found.value == "110101190001010014"
    assert "换算" in found.warnings[0].zh


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请填写"),
        ("11010119000101001", "现为17位"),
        ("11010119000101001A", "末位可以是X"),
        ("1101011900010100X4", "末位可以是X"),
        (numbered("11010119000231001"), "出生日期"),
        (numbered("11010120270101001"), "出生日期"),
        ("110101190001010015", "校验不符"),
        ("110101009931001", "出生日期"),
    ],
)
def test_a_wrong_number_is_refused_with_what_to_do(typed: str, says: str) -> None:
    found = check_resident_id(typed, TODAY)
    assert found.error is not None and says in found.error.zh and found.error.en
    assert typed == "" or typed not in found.error.zh


def test_an_unknown_region_only_warns() -> None:
    found = check_resident_id(numbered("99010119000101001"), TODAY)
    assert found.ok and "行政区划" in found.warnings[0].zh


def test_birth_sex_and_age_are_read_from_the_number() -> None:
    assert birth_of("630102190003070027") == date(1900, 3, 7)
    assert [sex_of(number) for number in VALID] == ["男", "女", "男", "女"]
    assert age_on("630102190003070027", date(1918, 3, 6)) == 17
    assert age_on("630102190003070027", date(1918, 3, 7)) == 18
    with pytest.raises(ValueError, match="checked"):
        birth_of("1234")


@pytest.mark.parametrize(
    ("born", "order", "says"),
    [
        (2011, 1, "童工"),
        (1990, 1, None),
        (1965, 1, "退休"),
        (1968, 2, "退休"),
        (1968, 1, None),
        (1900, 1, None),
    ],
)
def test_the_age_at_work_warns_of_child_and_over_age_labour(born: int, order: int, says: str | None) -> None:
    warning = work_age_warning(numbered(f"110101{born}0101{order:03d}"), date(2026, 3, 1))
    assert (warning is None) == (says is None)
    assert warning is None or says is None or says in warning.zh


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("居民身份证", "110101190001010014", "110101190001010014"),
        ("港澳台居民居住证", "810000190001010042", "810000190001010042"),
        ("港澳台居民居住证", "110101190001010014", None),
        ("护照", "e 1234567", "E1234567"),
        ("护照", "12", None),
        ("外国人永久居留身份证", "abc123456789012", "ABC123456789012"),
        ("外国人永久居留身份证", "123", None),
    ],
)
def test_each_kind_of_document_has_its_form(kind: str, typed: str, value: str | None) -> None:
    assert check_id(kind, typed, TODAY).value == value  # type: ignore[arg-type]


def test_a_residence_permit_under_the_wrong_kind_is_pointed_out() -> None:
    assert "居住证" in check_id("居民身份证", "810000190001010042", TODAY).warnings[-1].zh


@given(st.integers(0, 10**6), st.integers(0, 17), st.sampled_from("0123456789X"))
@settings(deadline=None)
def test_one_wrong_digit_is_always_noticed(seed: int, place: int, sign: str) -> None:
    number = Inventor(seed).resident_id()
    wrong = number[:place] + sign + number[place + 1 :]
    assert check_resident_id(wrong, TODAY).ok == (wrong == number)


@given(st.text(max_size=40))
@settings(deadline=None)
def test_any_text_gets_a_value_or_a_sentence(text: str) -> None:
    for found in (check_resident_id(text, TODAY), check_id("外国人永久居留身份证", text, TODAY)):
        assert (found.value is None) == (found.error is not None)
