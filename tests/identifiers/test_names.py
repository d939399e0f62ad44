"""Names of one to fifty characters are kept as typed, rare Han and dotted names included."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identifiers import check_party_name, check_person_name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("张示例", "张示例"),
        (" 张 示 例 ", "张示例"),
        ("柳藨甲", "柳藨甲"),
        ("𠮷示", "𠮷示"),
        ("𱁬例", "𱁬例"),
        ("才仁示例", "才仁示例"),
        ("买买提•示例", "买买提·示例"),
        ("买买提 ・ 示例", "买买提·示例"),
        ("买买提.示例", "买买提·示例"),
        ("Anna-Maria O'Example", "Anna-Maria O'Example"),
        ("隣例", "隣例"),
        ("甲", "甲"),
        ("例" * 50, "例" * 50),
    ],
)
def test_a_name_is_kept_with_its_own_characters(typed: str, stored: str) -> None:
    assert check_person_name(typed).value == stored


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请填写姓名"),
        ("·", "请填写姓名"),
        ("例" * 51, "现为51个"),
        ("张3", "“3”不是姓名用字"),
        ("张（例）", "不是姓名用字"),
        ("张\ue000", "生僻字"),
        ("张\ud800", "无法显示"),
        ("-", "没有文字"),
    ],
)
def test_what_is_no_name_is_refused_with_what_to_do(typed: str, says: str) -> None:
    found = check_person_name(typed)
    assert found.error is not None and says in found.error.zh and found.error.en


def test_two_spellings_of_a_company_are_one_name() -> None:
    typed = ["天津示例甲(集团) 有限公司", "天津示例甲（集团）有限公司", " 天津 示例甲（集团）有限公司"]
    assert {check_party_name(text).value for text in typed} == {"天津示例甲（集团）有限公司"}
    assert check_party_name("ACME  Example Ltd").value == "ACME Example Ltd"


@pytest.mark.parametrize("typed", ["", "甲", "公" * 101, "公司\ue000"])
def test_what_is_no_company_name_is_refused(typed: str) -> None:
    assert not check_party_name(typed).ok


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_gets_a_value_or_a_sentence_and_checking_again_changes_nothing(text: str) -> None:
    for check in (check_person_name, check_party_name):
        found = check(text)
        assert (found.value is None) == (found.error is not None)
        if found.value is not None:
            assert check(found.value).value == found.value
        else:
            assert found.error is not None and found.error.zh.encode()
