"""The queue of background work, kept by DBOS in the product's own database; it knows no kind of work.

A piece of work is written in the transaction of the row that asks for it, so it exists exactly when that is
committed. It is delivered at least once: what it does must bear being done twice. The caller names it, and work
whose name is known already is not queued again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Final

from storage import sqlite_library  # isort: skip  # the only SQLite library of the process: before DBOS loads one
from dbos import DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions, WorkflowStatusString
from sqlalchemy import URL
from sqlalchemy.orm import Session

APPLICATION: Final = "qingxin"
QUEUE: Final = "qingxin-work"
SERIALIZER: Final = DBOSPortableJSONSerializer()
SQLITE: Final = sqlite_library.SQLITE_VERSION

_TAKEN = WorkflowStatusString.PENDING.value
_AHEAD = frozenset({_TAKEN, WorkflowStatusString.ENQUEUED.value, WorkflowStatusString.DELAYED.value})
_FINISHED = [
    WorkflowStatusString.SUCCESS.value,
    WorkflowStatusString.ERROR.value,
    WorkflowStatusString.CANCELLED.value,
]
_BATCH = 500


class WorkQueue:
    """What any process may do with the queue; only workers take work from it (`app.jobs.engine`).

    The tables must exist: a worker has made them when it first began. An unreachable database raises what
    SQLAlchemy raises; nothing waits for it.
    """

    def __init__(self, url: URL) -> None:
        self._client = DBOSClient(
            system_database_url=url.render_as_string(hide_password=False),
            serializer=SERIALIZER,
            application_name=APPLICATION,
            system_database_pool_size=2,
            retry_connection_errors=False,
            lazy=True,
        )

    def put(self, session: Session, kind: str, name: str, argument: str) -> None:
        """Queue a piece of work in the transaction of this session; it vanishes when that is undone."""
        options: EnqueueOptions = {"queue_name": QUEUE, "workflow_name": kind, "workflow_id": name}
        session.flush()
        self._client.enqueue_in_transaction(session.connection(), options, argument)

    def ahead(self, names: Collection[str]) -> set[str]:
        """Return those of the names whose work is still to be done or is being done."""
        found = self._client.list_workflows(workflow_ids=list(names), load_input=False, load_output=False)
        return {work.workflow_id for work in found if work.status in _AHEAD}

    def known(self, names: Collection[str]) -> set[str]:
        """Return those of the names that were ever queued and are not forgotten."""
        found = self._client.list_workflows(workflow_ids=list(names), load_input=False, load_output=False)
        return {work.workflow_id for work in found}

    def taken(self) -> dict[str, str]:
        """Return who took the work that is being done, worker by name of work; at most a batch, oldest first."""
        found = self._client.list_workflows(
            status=_TAKEN, queue_name=QUEUE, limit=_BATCH, load_input=False, load_output=False
        )
        return {work.workflow_id: work.executor_id or "" for work in found}

    def drop(self, names: Iterable[str]) -> None:
        """Take work out that somebody had taken and will not finish; its kind mends what it was for."""
        self._client.cancel_workflows(list(names))

    def forget(self, before: datetime) -> int:
        """Delete the traces of work that was finished before a moment; return how many pieces."""
        count = 0
        while True:
            found = self._client.list_workflows(
                status=_FINISHED,
                queue_name=QUEUE,
                completed_before=before.astimezone(UTC).isoformat(),
                limit=_BATCH,
                load_input=False,
                load_output=False,
            )
            if not found:
                return count
            self._client.delete_workflows([work.workflow_id for work in found])
            count += len(found)

    def close(self) -> None:
        """Let go of the database."""
        self._client.destroy()
