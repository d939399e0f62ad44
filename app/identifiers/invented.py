"""Made-up persons, companies and numbers for demonstration and tests; nothing here belongs to anybody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.identifiers.contact import luhn_holds
from app.identifiers.credit_code import ALPHABET, inner_check, outer_check
from app.identifiers.resident_id import id_check

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜马冶白田"
GIVEN = "甲乙丙丁戊己庚辛壬癸例示样试"
RARE = "藨𠮷㛃䶮"
FIRST_PARTS = ("才仁", "卓玛", "扎西", "尼玛", "阿卜杜", "古丽", "买买提")
TRADES = ("建筑工程", "劳务", "市政工程", "园林绿化", "物流", "装饰", "机电安装", "餐饮管理", "制造", "商贸")
NUMBERS = "甲乙丙丁戊己庚辛壬癸"


class Inventor:
    """Invents identifiers; the same seed always gives the same ones in the same order."""

    def __init__(self, seed: int | str) -> None:
        self._random = Random(seed)

    def resident_id(self, region: str = "110101", sex: str | None = None, year: int = 1900) -> str:
        """Return a valid number of somebody born in 1900, whom nobody can be taken for."""
        day = date(year, 1, 1) + timedelta(days=self._random.randrange(365))
        order = self._random.randrange(500) * 2 + (self._random.randrange(2) if sex is None else sex == "男")
        digits = f"{region}{day:%Y%m%d}{order:03d}"
        return digits + id_check(digits)

    def credit_code(self, region: str = "120116", kind: str = "91") -> str:
        """Return a valid credit code with TE5T inside; kind is its first two characters."""
        first, second, last = (self._random.choice(ALPHABET) for _ in range(3))
        body = f"M{first}{second}TE5T{last}"
        code = f"{kind}{region}{body}{inner_check(body)}"
        return code + outer_check(code)

    def mobile(self) -> str:
        """Return a mobile number of the range 164, which no operator had been given."""
        return f"164{self._random.randrange(10**8):08d}"

    def bank_card(self) -> str:
        """Return a card number of 19 digits of a bank that does not exist; its Luhn check holds."""
        body = f"620000{self._random.randrange(10**12):012d}"
        return next(body + digit for digit in "0123456789" if luhn_holds(body + digit))

    def person_name(self) -> str:
        """Return a name that reads as an example: mostly 张示例, sometimes 才仁·示样 or one with a rare character."""
        draw = self._random.random()
        given = "".join(self._random.choice(GIVEN) for _ in range(2))
        if draw < 0.06:
            return f"{self._random.choice(FIRST_PARTS)}·{given}"
        if draw < 0.09:
            return self._random.choice(SURNAMES) + self._random.choice(RARE) + given[0]
        return self._random.choice(SURNAMES) + (given if draw < 0.8 else given[0])

    def company_name(self, place: str, trade: str | None = None) -> str:
        """Return a company's name that reads as an example: 天津示例甲丙建筑工程有限公司."""
        letters = "".join(self._random.choice(NUMBERS) for _ in range(2))
        return f"{place}示例{letters}{trade or self._random.choice(TRADES)}有限公司"
