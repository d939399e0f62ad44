"""Fills a database with open tasks by plain SQL, as many as asked for; it measures nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from storage.models import Task
from storage.models.base import table_of
from tests.support.office import Line, Office

UNITS = ("tj_ftz.labour",) * 6 + ("tj_ftz.union",) * 2 + ("tj_ftz.office", "xn_chengdong.labour")
"""Of ten tasks: most lie in one unit, whose inbox is measured."""
TASKS_OF_A_CASE = 5
MANY = 50_000
FOR_SQLITE = ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-400000", "PRAGMA temp_store=MEMORY")
FOR_POSTGRESQL = (
    "SET LOCAL session_replication_role = replica",
    "SET LOCAL synchronous_commit = off",
    "SET LOCAL maintenance_work_mem = '256MB'",
)
"""How a connection is set that only fills; those that are measured are set as in the product."""

_NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT CAST(:low AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :high)"
)
_CASE = """INSERT INTO case_file ({columns}) {numbers} SELECT {values} FROM case_file, n WHERE case_file.id = :case"""
_TASK = """INSERT INTO task ({columns}) {numbers} SELECT {values} FROM task, n WHERE task.id = :task"""


class Filler:
    """Copies one case and one task of an office again and again, with other units, dates and holders."""

    def __init__(self, office: Office) -> None:
        self.office = office
        (self.task_id,) = office.lay_out([Line()])
        with office.session() as session:
            self.case_id = session.get_one(Task, self.task_id).case_id
        # An engine of its own: without our settings SQLite checks no references.
        url = office.database.url
        self.engine = create_engine(url, poolclass=NullPool)
        self.sqlite = url.get_backend_name() == "sqlite"
        self.made = 1

    def fill_up_to(self, number: int) -> None:
        """See to it that there are so many open tasks, with fresh statistics."""
        cases = {"low": self.made // TASKS_OF_A_CASE + 2, "high": number // TASKS_OF_A_CASE + 2}
        given = {"task": self.task_id, "holder": self.office.officers["inspector2"]}
        with self.engine.begin() as connection:
            for setting in FOR_SQLITE if self.sqlite else FOR_POSTGRESQL:
                connection.execute(text(setting))
            with _without_indexes(connection, number - self.made > MANY):
                connection.execute(text(self._cases()), {**cases, "case": self.case_id})
                connection.execute(text(self._tasks()), {"low": self.made, "high": number, **given})
            connection.execute(text("ANALYZE"))
        self.made = number

    def _cases(self) -> str:
        fresh = {
            "id": self._padded("i", "c"),
            "case_no": f"'津保清薪〔2026〕' || {self._padded('i')}",
            "receipt_no": self._padded("i", "r"),
        }
        return self._copy(_CASE, "case_file", fresh)

    def _tasks(self) -> str:
        units = " ".join(f"WHEN {number} THEN '{unit}'" for number, unit in enumerate(UNITS))
        due = self._moment("(i * 7919) % 200000 - 20000")
        taken = "CASE WHEN i % 3 = 0 THEN {} END"
        fresh = {
            "id": self._padded("i", "t"),
            "case_id": self._padded(f"i / {TASKS_OF_A_CASE} + 2", "c"),
            "element_id": "'step_' || (i % 5)",
            "unit_id": f"CASE i % 10 {units} END",
            "due_at": f"CASE WHEN i % 20 > 0 THEN {due} END",
            "sort_due": f"CASE WHEN i % 20 > 0 THEN {due} ELSE task.sort_due END",
            "assignee_id": taken.format(":holder"),
            "claimed_at": taken.format("task.opened_at"),
        }
        return self._copy(_TASK, "task", fresh)

    def _copy(self, statement: str, table: str, fresh: dict[str, str]) -> str:
        model = table_of(Task).metadata.tables[table]
        values = {column.name: fresh.get(column.name, f"{table}.{column.name}") for column in model.columns}
        return statement.format(
            columns=", ".join(values), numbers=_NUMBERS, values=", ".join(values.values())
        )

    def _padded(self, number: str, letter: str = "") -> str:
        width = 26 - len(letter) if letter else 9
        if self.sqlite:
            return f"printf('{letter}%0{width}d', {number})"
        return f"'{letter}' || lpad(({number})::text, {width}, '0')"

    def _moment(self, minutes: str) -> str:
        if self.sqlite:
            return f"strftime('%Y-%m-%d %H:%M:%f000', task.opened_at, printf('%+d minutes', {minutes}))"
        return f"task.opened_at + ({minutes}) * interval '1 minute'"


@contextmanager
def _without_indexes(connection: Connection, heavy: bool) -> Iterator[None]:
    """Leave out, for many rows, the indexes of tasks; they are built anew afterwards."""
    indexes = sorted(table_of(Task).indexes, key=lambda index: str(index.name)) if heavy else []
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)
