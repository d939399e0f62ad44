"""Changes of rows that every step of a case changes, each written by one plain statement; it decides nothing."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import Update, bindparam, insert, inspect, update
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


def change_row(session: Session, model: type[Base], key: str, **values: Any) -> None:
    """Set columns of the row with this key, of which the session holds no object, in the same way."""
    session.info["changes"].setdefault((model, key), {}).update(values)


def add_row(session: Session, model: type[Base], **values: Any) -> None:
    """Add a row of which the session is to hold no object; it is written by `write_changes` too."""
    session.info["rows"].setdefault(model, []).append(values)


def write_changes(session: Session) -> None:
    """Write everything that is new or changed in this session, so that questions find it."""
    changes: dict[Any, dict[str, Any]] = session.info.get("changes") or {}
    rows: dict[type[Base], list[dict[str, Any]]] = session.info.get("rows") or {}
    session.info.update(changes={}, rows={})
    plain: dict[Update, list[dict[str, Any]]] = {}
    for row, values in changes.items():
        if isinstance(row, tuple):
            model, key = row
        elif inspect(row).modified:
            for name in values:
                flag_modified(row, name)
            continue
        else:
            model, key = type(row), object_mapper(row).primary_key_from_instance(row)[0]
        given = {f"new_{name}": value for name, value in values.items()}
        plain.setdefault(_statement(model, tuple(sorted(values))), []).append({"row_key": key, **given})
    session.flush()
    for model, added in rows.items():
        session.connection().execute(insert(table_of(model)), added)
    for statement, changed in plain.items():
        session.connection().execute(statement, changed)


@functools.lru_cache(maxsize=256)
def _statement(model: type[Base], names: tuple[str, ...]) -> Update:
    table = table_of(model)
    columns, (key,) = table.c, table.primary_key
    new = {columns[name]: bindparam(f"new_{name}", type_=columns[name].type) for name in names}
    return update(table).where(key == bindparam("row_key")).values(new)
