"""Changes of rows that every step of a case changes, each written by one plain statement; it decides nothing."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import Update, bindparam, inspect, update
from sqlalchemy.orm import Session, object_mapper
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from storage.models.base import Base, table_of


def change(session: Session, row: Base, **values: Any) -> None:
    """Set columns of a row; they are written by `write_changes`, at the latest at the end of the action.

    For the rows of the hot path: the object mapper takes several times as long to find out by itself what has
    changed. A row that is new, or changed through the mapper as well, is left to the mapper.
    """
    if not inspect(row).persistent:
        for name, value in values.items():
            setattr(row, name, value)
        return
    for name, value in values.items():
        set_committed_value(row, name, value)
    session.info["changes"].setdefault(row, {}).update(values)


def write_changes(session: Session) -> None:
    """Write everything that is new or changed in this session, so that questions find it."""
    changes: dict[Base, dict[str, Any]] = session.info.get("changes") or {}
    session.info["changes"] = {}
    plain: dict[Update, list[dict[str, Any]]] = {}
    for row, values in changes.items():
        if inspect(row).modified:
            for name in values:
                flag_modified(row, name)
        else:
            given = {f"new_{name}": value for name, value in values.items()}
            given["row_key"] = object_mapper(row).primary_key_from_instance(row)[0]
            plain.setdefault(_statement(type(row), tuple(sorted(values))), []).append(given)
    session.flush()
    for statement, rows in plain.items():
        session.connection().execute(statement, rows)


@functools.lru_cache(maxsize=256)
def _statement(model: type[Base], names: tuple[str, ...]) -> Update:
    table = table_of(model)
    columns, (key,) = table.c, table.primary_key
    new = {columns[name]: bindparam(f"new_{name}", type_=columns[name].type) for name in names}
    return update(table).where(key == bindparam("row_key")).values(new)
