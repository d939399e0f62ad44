"""Demonstration people are invented: valid for the software, impossible to take for anybody real."""

from datetime import date

from app.identifiers import (
    birth_of,
    check_bank_card,
    check_credit_code,
    check_party_name,
    check_person_name,
    check_phone,
    check_resident_id,
    sex_of,
)
from app.identifiers.invented import Inventor


def test_what_is_invented_passes_every_check_without_warning() -> None:
    inventor = Inventor("everything")
    for _ in range(300):
        assert check_resident_id(inventor.resident_id(), date(2026, 1, 1)).warnings == []
        assert check_credit_code(inventor.credit_code()).warnings == []
        assert check_bank_card(inventor.bank_card()).warnings == []
        assert check_phone(inventor.mobile()).ok
        assert check_person_name(inventor.person_name()).ok
        assert check_party_name(inventor.company_name("天津")).ok


def test_the_same_seed_invents_the_same_people() -> None:
    first, second = Inventor(7), Inventor(7)
    assert [first.person_name() for _ in range(50)] == [second.person_name() for _ in range(50)]
    assert Inventor(7).credit_code() != Inventor(8).credit_code()


def test_invented_people_were_born_in_1900_and_companies_say_test() -> None:
    inventor = Inventor(1)
    assert birth_of(inventor.resident_id()).year == 1900
    assert {sex_of(inventor.resident_id(sex="女")) for _ in range(20)} == {"女"}
    assert inventor.credit_code()[11:15] == "TE5T"
    assert "示例" in inventor.company_name("西宁")


def test_a_thousand_invented_names_hold_dotted_and_rare_ones() -> None:
    inventor = Inventor("names")
    names = [inventor.person_name() for _ in range(1000)]
    assert any("·" in name for name in names) and any("藨" in name for name in names)
