"""The declarative base, column types and ids that all tables share; it knows no table."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC on both databases and always read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """Yuan with two places, exact on both databases (SQLite keeps the number of fen)."""

    impl = Numeric(14, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(14, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        exact = Decimal(value).quantize(Decimal("0.01"))
        return int(exact * 100) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value) / 100 if dialect.name == "sqlite" else Decimal(value)


class _Ids:
    """Gives row ids in the order in which they are asked for, also within one millisecond."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moment = self._number = 0

    def next(self) -> str:
        """Return the next id: milliseconds, a number within the millisecond, and chance."""
        with self._lock:
            moment = int(time.time() * 1000)
            if moment > self._moment:
                self._moment, self._number = moment, 0
            elif self._number < 0xFFF:
                self._number += 1
            else:
                self._moment, self._number = self._moment + 1, 0
            return f"{self._moment:012x}{self._number:03x}{secrets.token_hex(6)[1:]}"


_IDS = _Ids()


def new_id() -> str:
    """Return a new row id of 26 characters; ids of one process stand in the order of their making."""
    return _IDS.next()


Key = Annotated[str, mapped_column(String(26), primary_key=True, default=new_id)]
Ref = Annotated[str, mapped_column(String(26))]
Word = Annotated[str, mapped_column(String(64))]
Line = Annotated[str, mapped_column(String(300))]
LongText = Annotated[str, mapped_column(Text)]
Moment = Annotated[datetime, mapped_column(UtcTime())]
Yuan = Annotated[Decimal, mapped_column(Money())]
Tree = Annotated[dict[str, Any], mapped_column(JSON)]
Blob = Annotated[bytes, mapped_column(LargeBinary)]
SequenceKey = Annotated[
    int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
]


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed, so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements that go past the object mapper."""
    return cast(Table, model.__table__)
