"""Identifiers of persons, organisations and papers: check, normalise, mask; pure, without storage."""

from app.identifiers.contact import check_bank_card, check_phone, luhn_holds
from app.identifiers.credit_code import check_credit_code
from app.identifiers.figures import check_arrears_months, check_money, check_month, months_between
from app.identifiers.masking import mask_address, mask_card, mask_id, mask_name, mask_phone
from app.identifiers.names import check_party_name, check_person_name, normal_party_name
from app.identifiers.receipts import Receipt, check_receipt_number, receipt_number
from app.identifiers.resident_id import (
    IdKind,
    age_on,
    birth_of,
    check_id,
    check_resident_id,
    sex_of,
    work_age_warning,
)
from app.identifiers.sentences import Checked, Sentence

__all__ = [
    "Checked",
    "IdKind",
    "Receipt",
    "Sentence",
    "age_on",
    "birth_of",
    "check_arrears_months",
    "check_bank_card",
    "check_credit_code",
    "check_id",
    "check_money",
    "check_month",
    "check_party_name",
    "check_person_name",
    "check_phone",
    "check_receipt_number",
    "check_resident_id",
    "luhn_holds",
    "mask_address",
    "mask_card",
    "mask_id",
    "mask_name",
    "mask_phone",
    "months_between",
    "normal_party_name",
    "receipt_number",
    "sex_of",
    "work_age_warning",
]
